package io.github.hubspotassociations.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hubspotassociations.AssociatedPair;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.bulk.StubHubSpot.Pair;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.ObjectNotFoundException;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AssociationBatcherTest {
  private final ConcurrentLinkedQueue<Throwable> undeliverable = new ConcurrentLinkedQueue<>();
  private final TestScheduler scheduler = new TestScheduler();
  private StubHubSpot stub;
  private HubSpotAssociations client;

  @BeforeEach
  void listenForUndeliverables() {
    RxJavaPlugins.setErrorHandler(undeliverable::add);
  }

  @AfterEach
  void close() {
    client.close();
    RxJavaPlugins.reset();
    assertThat(undeliverable).isEmpty();
  }

  private AssociationBatcher.Builder batcher(StubHubSpot.Behaviour behaviour) {
    stub = new StubHubSpot(behaviour);
    client = EngineRig.client(stub.client(), EngineRig.hastyRetries(1), scheduler);
    return client.batcher().linger(Duration.ofMillis(50));
  }

  private AssociationBatcher.Builder willing() {
    return batcher(exchange -> exchange.apply().associated());
  }

  /** Responds when the gate is open. */
  private AssociationBatcher.Builder willingOnce(CountDownLatch gate) {
    return batcher(
        exchange -> {
          await(gate);
          return exchange.apply().associated();
        });
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static TestObserver<AssociatedPair> call(AssociationBatcher batcher, int from, int to) {
    return batcher.associate(ObjectRef.of("contacts", from), ObjectRef.of("companies", to)).test();
  }

  private static void assertAssociated(TestObserver<AssociatedPair> call, int from, int to) {
    AssociatedPair pair = call.awaitDone(20, TimeUnit.SECONDS).assertNoErrors().values().get(0);
    assertThat(pair.from()).isEqualTo(ObjectRef.of("contacts", from));
    assertThat(pair.to()).isEqualTo(ObjectRef.of("companies", to));
    assertThat(pair.spec().associationTypeId()).isEqualTo(1);
    assertThat(pair.inverseSpec().associationTypeId()).isEqualTo(2);
  }

  @Test
  void callsLingerTogetherAndEachGetsItsOwnPair() {
    AssociationBatcher batcher = willing().build();
    TestObserver<AssociatedPair> one = call(batcher, 1, 11);
    scheduler.advanceTimeBy(30, TimeUnit.MILLISECONDS);
    TestObserver<AssociatedPair> two = call(batcher, 2, 12);
    scheduler.advanceTimeBy(19, TimeUnit.MILLISECONDS);
    assertThat(stub.requests()).isZero();
    scheduler.advanceTimeBy(1, TimeUnit.MILLISECONDS);

    assertAssociated(one, 1, 11);
    assertAssociated(two, 2, 12);
    assertThat(stub.sent()).containsExactly(List.of(new Pair("1", "11"), new Pair("2", "12")));
  }

  @Test
  void aCallIsQueuedOnSubscription() {
    AssociationBatcher batcher = willing().build();
    Single<AssociatedPair> call =
        batcher.associate(ObjectRef.of("contacts", 1), ObjectRef.of("companies", 2));
    scheduler.advanceTimeBy(1, TimeUnit.MINUTES);
    assertThat(stub.requests()).isZero();
    assertThat(call).isNotNull();
  }

  @Test
  void aFullPageGoesAtOnce() {
    AssociationBatcher batcher = willing().pageSize(2).build();
    TestObserver<AssociatedPair> one = call(batcher, 1, 11);
    TestObserver<AssociatedPair> two = call(batcher, 2, 12);
    assertAssociated(one, 1, 11);
    assertAssociated(two, 2, 12);
    assertThat(stub.requests()).isEqualTo(1);
  }

  @Test
  void twoThousandConcurrentCallsMakeOneRequest() throws InterruptedException {
    AssociationBatcher batcher = willing().build();
    List<TestObserver<AssociatedPair>> calls = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      calls.add(new TestObserver<>());
    }
    CountDownLatch go = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      int first = t * 250;
      Thread thread =
          new Thread(
              () -> {
                await(go);
                for (int i = first; i < first + 250; i++) {
                  batcher
                      .associate(
                          ObjectRef.of("contacts", 1 + i), ObjectRef.of("companies", 9000 + i))
                      .subscribe(calls.get(i));
                }
              });
      thread.start();
      threads.add(thread);
    }
    go.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    for (int i = 0; i < 2000; i++) {
      assertAssociated(calls.get(i), 1 + i, 9000 + i);
    }
    assertThat(stub.requests()).isEqualTo(1);
  }

  @Test
  void eachCallerGetsItsOwnTypedError() {
    AssociationBatcher batcher =
        batcher(
                exchange -> {
                  List<Pair> good = exchange.pairs.subList(0, 1);
                  exchange.apply(good);
                  return exchange.results(
                      207,
                      "COMPLETE",
                      exchange.rows(good),
                      List.of(
                          StubHubSpot.error(
                              "OBJECT_NOT_FOUND",
                              "crm.associations.TO_OBJECT_NOT_FOUND",
                              "No company with ID 12 exists",
                              Map.of("objectType", List.of("COMPANY"), "id", List.of("12")))),
                      1);
                })
            .build();
    TestObserver<AssociatedPair> good = call(batcher, 1, 11);
    TestObserver<AssociatedPair> bad = call(batcher, 2, 12);
    scheduler.advanceTimeBy(50, TimeUnit.MILLISECONDS);

    assertAssociated(good, 1, 11);
    bad.awaitDone(20, TimeUnit.SECONDS)
        .assertError(
            e -> e instanceof ObjectNotFoundException missing && "12".equals(missing.objectId()));
    assertThat(stub.requests()).isEqualTo(1);
  }

  @Test
  void equalPairsShareOneInputAndReversedOnesDoNotShareAPage() {
    AssociationBatcher batcher = willing().build();
    TestObserver<AssociatedPair> one = call(batcher, 1, 11);
    TestObserver<AssociatedPair> same = call(batcher, 1, 11);
    TestObserver<AssociatedPair> reversed = call(batcher, 11, 1);
    scheduler.advanceTimeBy(50, TimeUnit.MILLISECONDS);

    assertAssociated(one, 1, 11);
    assertAssociated(same, 1, 11);
    assertAssociated(reversed, 11, 1);
    assertThat(stub.sent())
        .containsExactlyInAnyOrder(List.of(new Pair("1", "11")), List.of(new Pair("11", "1")));
  }

  @Test
  void cancellingOneCallerDisturbsNoOther() {
    AssociationBatcher batcher = willing().build();
    TestObserver<AssociatedPair> gone = call(batcher, 1, 11);
    TestObserver<AssociatedPair> twin = call(batcher, 2, 12);
    TestObserver<AssociatedPair> stays = call(batcher, 2, 12);
    gone.dispose();
    twin.dispose();
    scheduler.advanceTimeBy(50, TimeUnit.MILLISECONDS);

    assertAssociated(stays, 2, 12);
    assertThat(stub.sent()).containsExactly(List.of(new Pair("2", "12")));
    gone.assertNoValues().assertNotComplete();
  }

  @Test
  void pairsOfCallersWhoLeaveWhileTheirPageWaitsAreLeftOut() throws InterruptedException {
    CountDownLatch gate = new CountDownLatch(1);
    AssociationBatcher batcher = willingOnce(gate).maxInFlight(1).pageSize(2).build();
    TestObserver<AssociatedPair> first = call(batcher, 1, 11);
    call(batcher, 2, 12);
    TestObserver<AssociatedPair> leaves = call(batcher, 3, 13);
    TestObserver<AssociatedPair> stays = call(batcher, 4, 14);
    leaves.dispose();
    gate.countDown();

    assertAssociated(first, 1, 11);
    assertAssociated(stays, 4, 14);
    assertThat(stub.sent().get(1)).containsExactly(new Pair("4", "14"));
  }

  @Test
  void tooManyPendingCallsFailTyped() {
    AssociationBatcher batcher = willing().maxPending(2).build();
    TestObserver<AssociatedPair> one = call(batcher, 1, 11);
    TestObserver<AssociatedPair> two = call(batcher, 2, 12);
    call(batcher, 3, 13)
        .assertError(e -> e instanceof BatcherOverflowException && e.getMessage().contains("2"));
    two.dispose();
    TestObserver<AssociatedPair> four = call(batcher, 4, 14);
    scheduler.advanceTimeBy(50, TimeUnit.MILLISECONDS);

    assertAssociated(one, 1, 11);
    assertAssociated(four, 4, 14);
  }

  @Test
  void aFlushSendsAtOnceAndWaitsForTheResponses() {
    AssociationBatcher batcher = willing().build();
    TestObserver<AssociatedPair> one = call(batcher, 1, 11);
    batcher.flush().test().awaitDone(20, TimeUnit.SECONDS).assertComplete();
    one.assertComplete();
    batcher.flush().test().assertComplete();
    assertThat(stub.requests()).isEqualTo(1);
  }

  @Test
  void aFlushThatTakesTooLongNamesWhatIsOutstandingAndTheCallsGoOn() {
    CountDownLatch gate = new CountDownLatch(1);
    AssociationBatcher batcher = willingOnce(gate).closeTimeout(Duration.ofSeconds(5)).build();
    TestObserver<AssociatedPair> one = call(batcher, 1, 11);
    TestObserver<Void> flush = batcher.flush().test();
    scheduler.advanceTimeBy(5, TimeUnit.SECONDS);
    flush.assertError(
        e ->
            e instanceof HubSpotException
                && e.getMessage().contains("contacts/1 → companies/11")
                && e.getMessage().contains("PT5S"));
    one.assertNotComplete();
    gate.countDown();
    assertAssociated(one, 1, 11);
  }

  @Test
  void aShutdownThatTakesTooLongFailsWhatIsOutstanding() {
    CountDownLatch gate = new CountDownLatch(1);
    AssociationBatcher batcher = willingOnce(gate).closeTimeout(Duration.ofSeconds(5)).build();
    TestObserver<AssociatedPair> one = call(batcher, 1, 11);
    TestObserver<Void> shutdown = batcher.shutdown().test();
    scheduler.advanceTimeBy(5, TimeUnit.SECONDS);
    shutdown.assertError(HubSpotException.class);
    one.assertError(e -> e.getMessage().contains("1 association is outstanding"));
    gate.countDown();
  }

  @Test
  void afterAShutdownNoCallIsTaken() {
    AssociationBatcher batcher = willing().build();
    TestObserver<AssociatedPair> one = call(batcher, 1, 11);
    batcher.close();
    one.assertComplete();
    batcher.close();
    call(batcher, 2, 12)
        .assertError(
            e -> e instanceof IllegalStateException && e.getMessage().contains("shut down"));
    assertThat(stub.requests()).isEqualTo(1);
  }

  @Test
  void aCallerThatClosesAsItGetsItsResponseDoesNotWaitForItself() {
    AssociationBatcher batcher = willing().build();
    TestObserver<AssociatedPair> one =
        batcher
            .associate(ObjectRef.of("contacts", 1), ObjectRef.of("companies", 11))
            .doFinally(batcher::close)
            .test();
    TestObserver<AssociatedPair> two =
        batcher
            .associate(ObjectRef.of("contacts", 2), ObjectRef.of("companies", 12))
            .doAfterSuccess(pair -> batcher.close())
            .test();
    scheduler.advanceTimeBy(50, TimeUnit.MILLISECONDS);

    assertAssociated(one, 1, 11);
    assertAssociated(two, 2, 12);
  }

  @Test
  void theNextPageDoesNotWaitForWhatACallerDoesWithItsResult() {
    CountDownLatch gate = new CountDownLatch(1);
    AssociationBatcher batcher = willingOnce(gate).maxInFlight(1).pageSize(1).build();
    TestObserver<AssociatedPair> one =
        batcher
            .associate(ObjectRef.of("contacts", 1), ObjectRef.of("companies", 11))
            .doAfterSuccess(pair -> batcher.close())
            .test();
    TestObserver<AssociatedPair> two = call(batcher, 2, 12);
    gate.countDown();

    assertAssociated(two, 2, 12);
    assertAssociated(one, 1, 11);
  }

  @Test
  void noMemoryIsKeptOfCallsThatAreOver() throws InterruptedException {
    AssociationBatcher batcher = willing().build();
    ReferenceQueue<ObjectRef> collected = new ReferenceQueue<>();
    WeakReference<ObjectRef> associated = callAndForget(batcher, false, collected);
    WeakReference<ObjectRef> cancelled = callAndForget(batcher, true, collected);
    scheduler.advanceTimeBy(1, TimeUnit.MINUTES);
    batcher.flush().blockingAwait();
    for (int i = 0; i < 20 && (associated.get() != null || cancelled.get() != null); i++) {
      // Okio's watchdog holds the call whose timeout it awaits until the next one wakes it.
      TestObserver<AssociatedPair> next = call(batcher, 1, 11);
      scheduler.advanceTimeBy(50, TimeUnit.MILLISECONDS);
      assertAssociated(next, 1, 11);
      stub.forget();
      System.gc();
      collected.remove(1_000);
    }
    assertThat(associated.get()).isNull();
    assertThat(cancelled.get()).isNull();
  }

  private WeakReference<ObjectRef> callAndForget(
      AssociationBatcher batcher, boolean cancel, ReferenceQueue<ObjectRef> collected) {
    ObjectRef from = ObjectRef.of("contacts", "remembered" + cancel);
    TestObserver<AssociatedPair> call =
        batcher.associate(from, ObjectRef.of("companies", 2)).test();
    if (cancel) {
      call.dispose();
    } else {
      scheduler.advanceTimeBy(50, TimeUnit.MILLISECONDS);
      call.awaitDone(20, TimeUnit.SECONDS).assertComplete();
    }
    return new WeakReference<>(from, collected);
  }

  @Test
  void settingsOutOfRangeAreRejected() {
    AssociationBatcher.Builder builder = willing();
    assertThatThrownBy(() -> builder.linger(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-0.001S");
    assertThatThrownBy(() -> builder.linger(Duration.ofDays(2)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.closeTimeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.maxPending(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.pageSize(2001)).isInstanceOf(IllegalArgumentException.class);
  }
}

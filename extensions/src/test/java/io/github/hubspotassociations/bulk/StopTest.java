package io.github.hubspotassociations.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.hubspotassociations.AssociatedPair;
import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationOutcome.Kind;
import io.github.hubspotassociations.AssociationOutcome.NotAttempted;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.TestRelease;
import io.github.hubspotassociations.error.AuthenticationException;
import io.github.hubspotassociations.error.ErrorKind;
import io.github.hubspotassociations.error.ForbiddenException;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.MigrationInProgressException;
import io.github.hubspotassociations.error.RateLimitException;
import io.github.hubspotassociations.error.TransportException;
import io.github.hubspotassociations.pacing.RequestBudget;
import io.github.hubspotassociations.pacing.RetryPolicy;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import io.reactivex.rxjava3.subjects.CompletableSubject;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How runs end early: by the caller, by HubSpot, by what the caller gave. */
@Tag(TestRelease.TAG)
final class StopTest {
  private final ConcurrentLinkedQueue<Throwable> undeliverable = new ConcurrentLinkedQueue<>();
  private final Log log = new Log();
  private HubSpotAssociations client;
  private StubHubSpot stub;

  @BeforeEach
  void listenForUndeliverables() {
    RxJavaPlugins.setErrorHandler(undeliverable::add);
  }

  @AfterEach
  void close() {
    if (client != null) {
      client.close();
    }
    RxJavaPlugins.reset();
    assertThat(undeliverable).isEmpty();
  }

  private BulkAssociator.Builder bulk(StubHubSpot.Behaviour behaviour) {
    stub = new StubHubSpot(behaviour);
    client = EngineRig.client(stub);
    return client.bulk().pageSize(10).maxInFlight(1).listener(() -> log);
  }

  private BulkAssociator.Builder willing() {
    return bulk(exchange -> exchange.apply().associated());
  }

  private static final class Log implements BulkListener {
    final ConcurrentLinkedQueue<PageResult<?>> results = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<BulkSummary> finished = new ConcurrentLinkedQueue<>();
    final CountDownLatch end = new CountDownLatch(1);

    @Override
    public void pageAnswered(PageResult<?> result) {
      results.add(result);
    }

    @Override
    public void finished(BulkSummary summary) {
      finished.add(summary);
      end.countDown();
    }
  }

  private static List<Kind> kinds(List<AssociationOutcome<Integer>> outcomes) {
    List<Kind> kinds = new ArrayList<>();
    outcomes.forEach(outcome -> kinds.add(outcome.kind()));
    return kinds;
  }

  @Test
  void stoppedBeforeItBeginsItSendsAndPullsNothing() {
    AtomicInteger pulled = new AtomicInteger();
    willing()
        .stopWhen(Completable.complete())
        .build()
        .associate(
            Flowable.fromIterable(EngineRig.inputs(30)).doOnNext(i -> pulled.incrementAndGet()))
        .test()
        .awaitDone(20, TimeUnit.SECONDS)
        .assertNoErrors()
        .assertNoValues()
        .assertComplete();
    assertThat(stub.requests()).isZero();
    assertThat(pulled).hasValue(0);
    assertThat(log.finished).hasSize(1);
  }

  @Test
  void stoppedWhileAPageIsUnderWayItWaitsForIt() throws InterruptedException {
    CompletableSubject stop = CompletableSubject.create();
    CountDownLatch sent = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    TestSubscriber<AssociationOutcome<Integer>> subscriber =
        bulk(exchange -> {
              sent.countDown();
              await(gate);
              return exchange.apply().associated();
            })
            .stopWhen(stop)
            .build()
            .associate(EngineRig.inputs(30))
            .test();
    sent.await();
    stop.onComplete();
    subscriber.assertNotComplete();
    gate.countDown();
    subscriber.awaitDone(20, TimeUnit.SECONDS).assertNoErrors().assertComplete();

    assertThat(stub.requests()).isEqualTo(1);
    assertThat(subscriber.values().subList(0, 10))
        .allMatch(outcome -> outcome.kind() == Kind.ASSOCIATED);
    assertThat(subscriber.values().subList(10, subscriber.values().size()))
        .allMatch(outcome -> outcome.kind() == Kind.NOT_ATTEMPTED);
  }

  @Test
  void stoppedAfterItsEndItIsComplete() {
    CompletableSubject stop = CompletableSubject.create();
    assertThat(
            willing().stopWhen(stop).build().associate(EngineRig.inputs(5)).toList().blockingGet())
        .hasSize(5);
    stop.onComplete();
    assertThat(stop.hasObservers()).isFalse();
  }

  @Test
  void aStopWhenThatFailsEndsTheRunWithItsErrorAfterAllOutcomes() {
    willing()
        .stopWhen(Completable.error(new IllegalStateException("stopWhen")))
        .build()
        .associate(EngineRig.inputs(30))
        .test()
        .awaitDone(20, TimeUnit.SECONDS)
        .assertError(e -> e.getMessage().equals("stopWhen"));
    assertThat(log.finished).hasSize(1);
  }

  @Test
  void stopWhenAlsoStopsARunThatHubSpotHasRejected() throws InterruptedException {
    CompletableSubject stop = CompletableSubject.create();
    AtomicInteger pulled = new AtomicInteger();
    TestSubscriber<AssociationOutcome<Integer>> subscriber =
        bulk(exchange -> exchange.rejection(403, "FORBIDDEN", "no"))
            .stopWhen(stop)
            .build()
            .associate(
                Flowable.range(0, Integer.MAX_VALUE / 2)
                    .map(EngineRig::input)
                    .doOnNext(
                        input -> {
                          if (pulled.incrementAndGet() == 1000) {
                            stop.onComplete();
                          }
                        }))
            .test();
    subscriber.awaitDone(20, TimeUnit.SECONDS).assertNoErrors().assertComplete();
    assertThat(subscriber.values()).hasSize(pulled.get()).hasSizeLessThan(1100);
    assertThat(stub.requests()).isEqualTo(1);
  }

  @Test
  void aFailingInputComesAfterTheOutcomesOfAllBefore() {
    TestSubscriber<AssociationOutcome<Integer>> subscriber =
        willing()
            .build()
            .associate(
                Flowable.fromIterable(EngineRig.inputs(25))
                    .concatWith(Flowable.error(new IllegalStateException("input"))))
            .test()
            .awaitDone(20, TimeUnit.SECONDS);
    subscriber.assertError(e -> e.getMessage().equals("input"));
    assertThat(subscriber.values())
        .hasSize(25)
        .allMatch(outcome -> outcome.kind() == Kind.ASSOCIATED);
  }

  @Test
  void aSummaryOfAFailingInputFailsWithTheAccount() {
    Throwable e =
        catchThrowable(
            () ->
                willing()
                    .build()
                    .summarize(
                        Flowable.fromIterable(EngineRig.inputs(25))
                            .concatWith(Flowable.error(new IllegalStateException("input"))))
                    .blockingGet());
    assertThat(e).isInstanceOf(BulkInputException.class).hasRootCauseMessage("input");
    assertThat(((BulkInputException) e).summary().associated()).isEqualTo(25);
  }

  @Test
  void aListenerThatThrowsStopsTheRunAndHearsItsEnd() {
    for (Throwable thrown :
        List.of(new IllegalStateException("boom"), new NoClassDefFoundError("boom"))) {
      AtomicInteger finished = new AtomicInteger();
      stub = StubHubSpot.willing();
      try (HubSpotAssociations own = EngineRig.client(stub)) {
        TestSubscriber<AssociationOutcome<Integer>> subscriber =
            own.bulk()
                .pageSize(10)
                .maxInFlight(1)
                .listener(
                    () ->
                        new BulkListener() {
                          @Override
                          public void pageSent(InputPage<?> page, int pairs, int attempt) {
                            StopTest.<RuntimeException>sneak(thrown);
                          }

                          @Override
                          public void finished(BulkSummary summary) {
                            finished.incrementAndGet();
                          }
                        })
                .build()
                .associate(EngineRig.inputs(100))
                .test()
                .awaitDone(20, TimeUnit.SECONDS);
        subscriber.assertError(e -> e == thrown);
        assertThat(subscriber.values()).hasSizeBetween(10, 20);
        assertThat(finished).hasValue(1);
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void sneak(Throwable thrown) throws E {
    throw (E) thrown;
  }

  @Test
  void aListenerFactoryThatThrowsOrMakesNullFailsTheRunBeforeItPulls() {
    AtomicInteger pulled = new AtomicInteger();
    willing()
        .listener(
            () -> {
              throw new IllegalStateException("factory");
            })
        .build()
        .associate(
            Flowable.fromIterable(EngineRig.inputs(5)).doOnNext(i -> pulled.incrementAndGet()))
        .test()
        .assertError(e -> e.getMessage().equals("factory"));
    client
        .bulk()
        .listener(() -> null)
        .build()
        .associate(EngineRig.inputs(5))
        .test()
        .assertError(e -> e instanceof NullPointerException && e.getMessage().contains("factory"));
    assertThat(pulled).hasValue(0);
  }

  @Test
  void disposalTellsTheListenerOfWhatWasUnderWay() throws InterruptedException {
    CountDownLatch sent = new CountDownLatch(2);
    CountDownLatch gate = new CountDownLatch(1);
    TestSubscriber<AssociationOutcome<Integer>> subscriber =
        bulk(exchange -> {
              sent.countDown();
              await(gate);
              return exchange.associated();
            })
            .maxInFlight(2)
            .build()
            .associate(EngineRig.inputs(100))
            .test();
    sent.await();
    subscriber.cancel();
    assertThat(log.end.await(20, TimeUnit.SECONDS)).isTrue();
    gate.countDown();

    assertThat(log.results).hasSize(2);
    assertThat(log.results)
        .allSatisfy(
            result ->
                assertThat(result.outcomes())
                    .allMatch(outcome -> outcome.kind() == Kind.UNCONFIRMED));
    assertThat(log.finished).hasSize(1);
    assertThat(log.finished.peek().unconfirmed()).isEqualTo(20);
    subscriber.assertNoValues().assertNotComplete();
  }

  @Test
  void disposalWhileAPageWaitsForTheBudgetLeavesItUnattempted() {
    RequestBudget budget = RequestBudget.of(1, Duration.ofSeconds(10));
    TestScheduler scheduler = new TestScheduler();
    budget.acquire(scheduler, (wait, cause) -> {}).test().assertValueCount(1);
    stub = StubHubSpot.willing();
    client = paced(stub, budget, scheduler);
    client
        .bulk()
        .pageSize(10)
        .maxInFlight(1)
        .listener(() -> log)
        .build()
        .associate(EngineRig.inputs(30))
        .test()
        .cancel();

    assertThat(log.results).hasSize(1);
    assertThat(log.results.peek().requests()).isZero();
    assertThat(log.results.peek().outcomes())
        .allMatch(each -> each.kind() == Kind.NOT_ATTEMPTED && each.attempts() == 0);
    assertThat(log.finished.peek().unconfirmed()).isZero();
    assertThat(log.finished.peek().requests()).isZero();
    assertThat(stub.requests()).isZero();
  }

  @Test
  void aSubscriberThatCancelsInsideOnNextHasNothingMoreSent() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    willing()
        .build()
        .associate(EngineRig.inputs(1000))
        .take(1)
        .doFinally(done::countDown)
        .test()
        .awaitDone(20, TimeUnit.SECONDS)
        .assertValueCount(1)
        .assertComplete();
    assertThat(log.end.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(stub.requests()).isEqualTo(1);
  }

  @Test
  void rejectionsOfTheCallerStopTheRunWithTheirCause() {
    rejected(
        exchange -> exchange.rejection(401, "INVALID_AUTHENTICATION", "no"),
        AuthenticationException.class,
        ErrorKind.AUTHENTICATION);
    rejected(
        exchange -> exchange.rejection(403, "FORBIDDEN", "no"),
        ForbiddenException.class,
        ErrorKind.FORBIDDEN);
    rejected(
        exchange ->
            exchange.response(
                429,
                "{\"status\":\"error\",\"message\":\"daily\",\"errorType\":\"RATE_LIMIT\",\"policyName\":\"DAILY\"}"),
        RateLimitException.class,
        ErrorKind.DAILY_LIMIT);
    rejected(
        exchange -> exchange.response(477, "{\"message\":\"moving\"}", "Retry-After", "86400"),
        MigrationInProgressException.class,
        ErrorKind.MIGRATION_IN_PROGRESS);
  }

  private void rejected(
      StubHubSpot.Behaviour behaviour, Class<? extends HubSpotException> type, ErrorKind kind) {
    List<AssociationOutcome<Integer>> outcomes =
        bulk(behaviour).build().associate(EngineRig.inputs(35)).toList().blockingGet();
    client.close();
    assertThat(kinds(outcomes)).hasSize(35).containsOnly(Kind.NOT_ATTEMPTED);
    for (AssociationOutcome<Integer> outcome : outcomes) {
      HubSpotException cause = ((NotAttempted<Integer>) outcome).cause();
      assertThat(cause).isInstanceOf(type);
      assertThat(cause.kind()).isEqualTo(kind);
    }
    assertThat(stub.requests()).isLessThanOrEqualTo(2);
    BulkSummary summary = log.finished.poll();
    assertThat(summary.stopCause()).isInstanceOf(type);
    assertThat(summary.notAttempted()).isEqualTo(35);
  }

  static Stream<Arguments> policies() {
    return Stream.of(
        Arguments.of(RetryPolicy.standard(), 8),
        Arguments.of(RetryPolicy.neverAfterSend(), 8), // Nothing was ever sent.
        Arguments.of(RetryPolicy.builder().maxAttempts(2).build(), 2),
        Arguments.of(RetryPolicy.none(), 1));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void aHostThatNoConnectionEverReachedStopsTheRunAfterItsFirstPage(
      RetryPolicy policy, int attempts) throws IOException {
    String nobodyListens;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobodyListens = "http://127.0.0.1:" + socket.getLocalPort();
    }
    HastyScheduler scheduler = new HastyScheduler();
    client = EngineRig.client(nobodyListens, new OkHttpClient(), policy, scheduler);
    List<AssociationOutcome<Integer>> outcomes =
        run(client, 50).doFinally(scheduler::shutdown).blockingGet();

    assertThat(kinds(outcomes.subList(0, 10))).containsOnly(Kind.NOT_ATTEMPTED);
    assertThat(kinds(outcomes.subList(10, 50))).containsOnly(Kind.NOT_ATTEMPTED);
    assertThat(outcomes.subList(0, 10)).allMatch(outcome -> outcome.attempts() == attempts);
    assertThat(outcomes.subList(10, 50)).allMatch(outcome -> outcome.attempts() == 0);
    BulkSummary summary = log.finished.peek();
    assertThat(summary.requests()).isEqualTo(attempts);
    assertThat(summary.stopCause()).isInstanceOf(TransportException.class);
    assertThat(summary.stopCause().getSuppressed()).hasSize(attempts - 1);
  }

  @Test
  void aHostThatWasReachedOnceDoesNotStopTheRunWhenItIsGone() {
    stub =
        new StubHubSpot(
            exchange -> {
              if (stub.requests() > 1) {
                throw new ConnectException("refused");
              }
              return exchange.associated();
            });
    client = EngineRig.client(stub, EngineRig.hastyRetries(2));
    List<AssociationOutcome<Integer>> outcomes = run(client, 50).blockingGet();

    assertThat(kinds(outcomes.subList(0, 10))).containsOnly(Kind.ASSOCIATED);
    assertThat(kinds(outcomes.subList(10, 50))).containsOnly(Kind.NOT_ATTEMPTED);
    assertThat(log.finished.peek().requests()).isEqualTo(1 + 4 * 2);
    assertThat(log.finished.peek().stopCause()).isNull();
  }

  private Single<List<AssociationOutcome<Integer>>> run(HubSpotAssociations client, int count) {
    return client
        .bulk()
        .pageSize(10)
        .maxInFlight(1)
        .listener(() -> log)
        .build()
        .associate(EngineRig.inputs(count))
        .toList();
  }

  @Test
  void aClientThatIsClosedEndsARunWithoutWaiting() {
    willing();
    client.close();
    assertThat(catchThrowable(() -> client.bulk())).isInstanceOf(IllegalStateException.class);

    stub = StubHubSpot.willing();
    HubSpotAssociations closing = EngineRig.client(stub);
    List<AssociationOutcome<Integer>> outcomes =
        closing
            .bulk()
            .pageSize(10)
            .maxInFlight(1)
            .build()
            .associate(EngineRig.inputs(50))
            .doOnNext(
                outcome -> {
                  if (outcome.index() == 0) {
                    closing.close();
                  }
                })
            .toList()
            .timeout(20, TimeUnit.SECONDS)
            .blockingGet();
    assertThat(kinds(outcomes.subList(0, 10))).containsOnly(Kind.ASSOCIATED);
    assertThat(kinds(outcomes.subList(20, 50))).containsOnly(Kind.NOT_ATTEMPTED);
  }

  @Test
  void aClientThatIsClosedEndsWhatWaitsForItsTurnAtOnce() {
    RequestBudget budget = RequestBudget.of(1, Duration.ofSeconds(10));
    TestScheduler scheduler = new TestScheduler();
    budget.acquire(scheduler, (wait, cause) -> {}).test().assertValueCount(1);
    stub = StubHubSpot.willing();
    client = paced(stub, budget, scheduler);
    TestObserver<List<AssociationOutcome<Integer>>> running = run(client, 30).test();
    AssociationRequest<Integer> input = EngineRig.input(0);
    TestObserver<AssociatedPair> calling = client.associate(input.from(), input.to()).test();
    running.assertNotComplete();
    calling.assertNotComplete();
    client.close();

    running.assertValueCount(1);
    assertThat(running.values().get(0))
        .hasSize(30)
        .allMatch(each -> each.kind() == Kind.NOT_ATTEMPTED && each.attempts() == 0);
    calling.assertError(e -> e.getMessage().contains("closed"));
    assertThat(stub.requests()).isZero();
  }

  @Test
  void aClientThatIsClosedDoesNotWaitForARepetition() throws InterruptedException {
    CountDownLatch failed = new CountDownLatch(1);
    stub = new StubHubSpot(exchange -> exchange.response(503, "", "Retry-After", "60"));
    client = paced(stub, RequestBudget.unlimited(), new TestScheduler());
    TestObserver<List<AssociationOutcome<Integer>>> running =
        client
            .bulk()
            .listener(
                () ->
                    new BulkListener() {
                      @Override
                      public void retryScheduled(
                          InputPage<?> page, HubSpotException e, int attempt, Duration delay) {
                        failed.countDown();
                      }
                    })
            .build()
            .associate(EngineRig.inputs(10))
            .toList()
            .test();
    failed.await();
    client.close();

    running.awaitDone(20, TimeUnit.SECONDS).assertValueCount(1);
    assertThat(running.values().get(0))
        .hasSize(10)
        .allMatch(each -> each.kind() == Kind.UNCONFIRMED && each.attempts() == 1);
    assertThat(stub.requests()).isEqualTo(1);
  }

  private static HubSpotAssociations paced(
      StubHubSpot stub, RequestBudget budget, Scheduler scheduler) {
    return HubSpotAssociations.builder()
        .apiRelease(TestRelease.get())
        .accessToken("pat-test")
        .okHttpClient(stub.client())
        .requestBudget(budget)
        .scheduler(scheduler)
        .build();
  }

  private static void await(CountDownLatch gate) {
    boolean interrupted = false;
    while (true) {
      try {
        gate.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.github.hubspotassociations.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hubspotassociations.AssociatedPair;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.TestRelease;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.HubSpotServerException;
import io.github.hubspotassociations.pacing.RequestBudget;
import io.github.hubspotassociations.pacing.RetryPolicy;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.Call;
import okhttp3.EventListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** What a caller's code does wrong ends its stream, and leaves no other caller waiting. */
@Timeout(60)
final class CallerErrorsTest {
  private final LinkedBlockingQueue<Throwable> undeliverable = new LinkedBlockingQueue<>();
  private final StubHubSpot stub = StubHubSpot.willing();
  private final CountDownLatch finished = new CountDownLatch(1);
  private HubSpotAssociations client;

  @BeforeEach
  void open() {
    RxJavaPlugins.setErrorHandler(undeliverable::add);
    client = EngineRig.client(stub);
  }

  @AfterEach
  void close() {
    client.close();
    RxJavaPlugins.reset();
  }

  private BulkAssociator bulk() {
    return client
        .bulk()
        .pageSize(2)
        .listener(
            () ->
                new BulkListener() {
                  @Override
                  public void finished(BulkSummary summary) {
                    finished.countDown();
                  }
                })
        .build();
  }

  private static Object fail(Object ignored) {
    throw new NoClassDefFoundError("of a caller");
  }

  @Test
  void anErrorOfTheJvmBehindTheRunReachesTheCaller() throws InterruptedException {
    assertThatThrownBy(
            () ->
                bulk()
                    .associate(EngineRig.inputs(10))
                    .map(CallerErrorsTest::fail)
                    .toList()
                    .blockingGet())
        .isInstanceOf(NoClassDefFoundError.class);
    assertThat(finished.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void anErrorOfTheJvmBehindASingleCallReachesTheCaller() {
    Single<AssociatedPair> call =
        client.associate(ObjectRef.of("contacts", 1), ObjectRef.of("companies", 2));
    assertThatThrownBy(() -> call.map(CallerErrorsTest::fail).blockingGet())
        .isInstanceOf(NoClassDefFoundError.class);
  }

  @Test
  void anErrorOfTheJvmInTheSourceEndsTheRunAfterItsOutcomes() {
    Flowable<AssociationRequest<Integer>> inputs =
        Flowable.fromIterable(EngineRig.inputs(10))
            .doOnNext(
                input -> {
                  if (input.context() == 5) {
                    fail(input);
                  }
                });
    assertThatThrownBy(() -> bulk().associate(inputs).toList().blockingGet())
        .isInstanceOf(NoClassDefFoundError.class);
  }

  @Test
  void aSubscriberThatThrowsHasCancelledAndTheRunIsFinished() throws InterruptedException {
    AtomicInteger taken = new AtomicInteger();
    CountDownLatch cancelled = new CountDownLatch(1);
    Flowable.fromIterable(EngineRig.inputs(100))
        .doOnCancel(cancelled::countDown)
        .to(inputs -> bulk().associate(inputs))
        .subscribe(
            new Subscriber<Object>() {
              @Override
              public void onSubscribe(Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
              }

              @Override
              public void onNext(Object outcome) {
                taken.incrementAndGet();
                throw new IllegalStateException("of a caller");
              }

              @Override
              public void onError(Throwable e) {
                taken.addAndGet(1000);
              }

              @Override
              public void onComplete() {
                taken.addAndGet(1000);
              }
            });
    assertThat(finished.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
    // It comes after the listener's last call.
    assertThat(undeliverable.poll(20, TimeUnit.SECONDS)).hasMessage("of a caller");
    assertThat(undeliverable).isEmpty();
    assertThat(taken).hasValue(1);
  }

  @Test
  void aSourceThatFailsBeforeItHasSubscribedFailsTheRun() {
    IllegalStateException e = new IllegalStateException("of a source");
    bulk()
        .associate((Publisher<AssociationRequest<Integer>>) subscriber -> subscriber.onError(e))
        .test()
        .awaitDone(20, TimeUnit.SECONDS)
        .assertError(e);
  }

  @Test
  void aSourceThatFailsWithNullFailsTheRun() {
    Publisher<AssociationRequest<Integer>> broken =
        subscriber -> {
          subscriber.onSubscribe(subscription(new AtomicInteger()));
          try {
            subscriber.onError(null);
          } catch (NullPointerException e) {
            // As the specification wants it.
          }
        };
    assertThatThrownBy(() -> bulk().summarize(broken).blockingGet())
        .isInstanceOf(BulkInputException.class)
        .hasCauseInstanceOf(NullPointerException.class);
  }

  @Test
  void aSecondSubscriptionIsCancelledAndTheFirstNotAfterItsEnd() {
    AtomicInteger first = new AtomicInteger();
    AtomicInteger second = new AtomicInteger();
    Publisher<AssociationRequest<Integer>> source =
        subscriber -> {
          subscriber.onSubscribe(subscription(first));
          subscriber.onSubscribe(subscription(second));
          subscriber.onComplete();
        };
    assertThat(bulk().summarize(source).blockingGet().total()).isZero();
    assertThat(first).hasValue(0);
    assertThat(second).hasValue(1);
  }

  private static Subscription subscription(AtomicInteger cancelled) {
    return new Subscription() {
      @Override
      public void request(long n) {}

      @Override
      public void cancel() {
        cancelled.incrementAndGet();
      }
    };
  }

  @Test
  void anErrorOfOneCallerOfABatcherStrandsNoOther() {
    try (AssociationBatcher batcher = client.batcher().pageSize(2).build()) {
      AtomicReference<Throwable> first = new AtomicReference<>();
      ObjectRef company = ObjectRef.of("companies", 2);
      TestObserver<Object> failing =
          batcher
              .associate(ObjectRef.of("contacts", 1), company)
              .map(CallerErrorsTest::fail)
              .doOnError(first::set)
              .test();
      batcher
          .associate(ObjectRef.of("contacts", 2), company)
          .test()
          .awaitDone(20, TimeUnit.SECONDS)
          .assertValueCount(1);
      failing.awaitDone(20, TimeUnit.SECONDS).assertError(NoClassDefFoundError.class);
      assertThat(first.get()).isNotNull();
    }
  }

  @Test
  void anErrorOfTheCallerOfAFlushStrandsNoOtherCaller() throws InterruptedException {
    try (AssociationBatcher batcher =
        client.batcher().pageSize(3).linger(Duration.ofHours(1)).build()) {
      ObjectRef company = ObjectRef.of("companies", 2);
      List<TestObserver<AssociatedPair>> calls = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        calls.add(batcher.associate(ObjectRef.of("contacts", i), company).test());
      }
      Disposable unused =
          batcher
              .flush()
              .subscribe(
                  () -> {
                    throw new NoClassDefFoundError("of a caller");
                  });
      for (TestObserver<AssociatedPair> call : calls) {
        call.awaitDone(20, TimeUnit.SECONDS).assertValueCount(1);
      }
      // The batcher goes on too.
      TestObserver<AssociatedPair> next =
          batcher.associate(ObjectRef.of("contacts", 7), company).test();
      assertThat(batcher.flush().blockingAwait(20, TimeUnit.SECONDS)).isTrue();
      next.assertValueCount(1);
      assertThat(undeliverable.poll(20, TimeUnit.SECONDS)).hasMessageContaining("of a caller");
      assertThat(undeliverable).isEmpty();
    }
  }

  @Test
  void aCallerThatIsInterruptedAsItClosesABatcherKeepsItsFlag() throws InterruptedException {
    CountDownLatch gate = new CountDownLatch(1);
    try (HubSpotAssociations slow =
        EngineRig.client(
            new StubHubSpot(
                exchange -> {
                  await(gate);
                  return exchange.apply().associated();
                }))) {
      AssociationBatcher batcher = slow.batcher().linger(Duration.ZERO).build();
      TestObserver<AssociatedPair> call =
          batcher.associate(ObjectRef.of("contacts", 1), ObjectRef.of("companies", 2)).test();
      Thread.currentThread().interrupt();
      assertThatThrownBy(batcher::close)
          .isExactlyInstanceOf(HubSpotException.class)
          .hasMessageContaining("Interrupted")
          .hasCauseInstanceOf(InterruptedException.class);
      assertThat(Thread.interrupted()).isTrue();
      gate.countDown();
      call.awaitDone(20, TimeUnit.SECONDS).assertValueCount(1);
    }
  }

  private static void await(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aSubscriberThatThrowsAsItIsSubscribedHasCancelled() throws InterruptedException {
    CountDownLatch cancelled = new CountDownLatch(1);
    Flowable.fromIterable(EngineRig.inputs(100))
        .doOnCancel(cancelled::countDown)
        .to(inputs -> bulk().associate(inputs))
        .subscribe(
            new Subscriber<Object>() {
              @Override
              public void onSubscribe(Subscription subscription) {
                throw new NoClassDefFoundError("of a caller");
              }

              @Override
              public void onNext(Object outcome) {}

              @Override
              public void onError(Throwable e) {}

              @Override
              public void onComplete() {}
            });
    assertThat(finished.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(stub.requests()).isZero();
  }

  /** Generics are erased: a source may emit anything, and on a thread of its own. */
  @Test
  @SuppressWarnings({"unchecked", "rawtypes"})
  void aSourceThatEmitsWhatIsNoInputFailsTheRunAfterItsOutcomes() {
    Publisher inputs =
        Flowable.concat(Flowable.fromIterable((List) EngineRig.inputs(3)), Flowable.just("text"))
            .observeOn(Schedulers.single());
    TestSubscriber<Object> subscriber = bulk().associate(inputs).test();
    subscriber
        .awaitDone(20, TimeUnit.SECONDS)
        .assertValueCount(3)
        .assertError(ClassCastException.class);
  }

  @Test
  void aListenerOfOkHttpThatThrowsAsCallsAreCancelledKeepsNoRunFromItsEnd()
      throws InterruptedException {
    CountDownLatch sent = new CountDownLatch(2);
    CountDownLatch gate = new CountDownLatch(1);
    StubHubSpot blocking =
        new StubHubSpot(
            exchange -> {
              sent.countDown();
              await(gate);
              return exchange.apply().associated();
            });
    EventListener listener =
        new EventListener() {
          @Override
          public void canceled(Call call) {
            throw new IllegalStateException("listener");
          }
        };
    try (HubSpotAssociations listened =
        EngineRig.client(
            blocking.client().newBuilder().eventListener(listener).build(),
            RetryPolicy.none(),
            null)) {
      AtomicReference<BulkSummary> end = new AtomicReference<>();
      Disposable run =
          listened
              .bulk()
              .pageSize(2)
              .maxInFlight(2)
              .listener(
                  () ->
                      new BulkListener() {
                        @Override
                        public void finished(BulkSummary summary) {
                          end.set(summary);
                        }
                      })
              .build()
              .associate(EngineRig.inputs(4))
              .subscribe();
      assertThat(sent.await(20, TimeUnit.SECONDS)).isTrue();
      run.dispose();
      assertThat(end.get().unconfirmed()).isEqualTo(4);
      gate.countDown();
    }
  }

  @Test
  void callsThatWaitInABatcherEndWhenTheClientIsClosed() {
    AssociationBatcher batcher =
        client.batcher().linger(Duration.ofHours(1)).maxInFlight(1).build();
    List<TestObserver<AssociatedPair>> calls = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      calls.add(batcher.associate(ObjectRef.of("t" + i, 1), ObjectRef.of("companies", 2)).test());
    }
    client.close();
    batcher.shutdown().blockingAwait();
    for (TestObserver<AssociatedPair> call : calls) {
      call.awaitDone(20, TimeUnit.SECONDS).assertNoValues();
    }
  }

  @Test
  void aBatcherWorksOnASchedulerWithoutThreads() {
    try (HubSpotAssociations hubspot =
            EngineRig.client(stub.client(), RetryPolicy.none(), Schedulers.trampoline());
        AssociationBatcher batcher = hubspot.batcher().build()) {
      batcher
          .associate(ObjectRef.of("contacts", 1), ObjectRef.of("companies", 2))
          .test()
          .awaitDone(20, TimeUnit.SECONDS)
          .assertValueCount(1);
      TestObserver<AssociatedPair> flushed =
          batcher.associate(ObjectRef.of("contacts", 3), ObjectRef.of("companies", 4)).test();
      assertThat(batcher.flush().blockingAwait(20, TimeUnit.SECONDS)).isTrue();
      flushed.assertValueCount(1);
    }
  }

  @Test
  void aBatcherKeepsToTheBytesOfABody() {
    char[] digits = new char[1200];
    Arrays.fill(digits, '7');
    String prefix = new String(digits);
    try (AssociationBatcher batcher = client.batcher().linger(Duration.ofHours(1)).build()) {
      List<TestObserver<AssociatedPair>> calls = new ArrayList<>();
      for (int i = 0; i < 1500; i++) {
        calls.add(
            batcher
                .associate(ObjectRef.of("contacts", prefix + i), ObjectRef.of("companies", 2))
                .test());
      }
      batcher.flush().blockingAwait();
      calls.forEach(call -> call.assertValueCount(1));
    }
    assertThat(stub.exchanges())
        .hasSize(2)
        .allMatch(exchange -> exchange.body.length() <= 1024 * 1024);
  }

  @Test
  void aTagOfAnInterceptorChangesNoOutcome() {
    try (HubSpotAssociations tagging =
        EngineRig.client(
            stub.client()
                .newBuilder()
                .addInterceptor(
                    chain ->
                        chain.proceed(
                            chain.request().newBuilder().tag(Object.class, "mine").build()))
                .build(),
            RetryPolicy.none(),
            null)) {
      assertThat(tagging.bulk().build().summarize(EngineRig.inputs(3)).blockingGet().associated())
          .isEqualTo(3);
    }
  }

  @Test
  void anErrorWithoutAnEndIsCutOff() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread writer =
          new Thread(
              () -> {
                try (Socket socket = server.accept()) {
                  OutputStream out = socket.getOutputStream();
                  out.write("HTTP/1.1 500 No\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                  while (true) {
                    out.write(new byte[8192]);
                  }
                } catch (IOException e) {
                  // The client has closed the connection.
                }
              });
      writer.start();
      try (HubSpotAssociations hubspot =
          HubSpotAssociations.builder()
              .apiRelease(TestRelease.get())
              .accessToken("pat-test")
              .baseUrl("http://localhost:" + server.getLocalPort())
              .requestBudget(RequestBudget.unlimited())
              .retryPolicy(RetryPolicy.none())
              .build()) {
        assertThatThrownBy(
                () ->
                    hubspot
                        .associate(ObjectRef.of("contacts", 1), ObjectRef.of("companies", 2))
                        .blockingGet())
            .isInstanceOf(HubSpotServerException.class);
      }
    }
  }
}

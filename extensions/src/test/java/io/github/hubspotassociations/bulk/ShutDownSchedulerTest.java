package io.github.hubspotassociations.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationOutcome.Unconfirmed;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.OAuthRefreshTokenProvider;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.pacing.RetryPolicy;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A scheduler that is shut down drops what waits on it, and tells no one: each wait ends still. */
@Timeout(60)
final class ShutDownSchedulerTest {
  private static final ObjectRef CONTACT = ObjectRef.of("contacts", 1);
  private static final ObjectRef COMPANY = ObjectRef.of("companies", 2);

  private static final RetryPolicy PATIENT =
      RetryPolicy.builder()
          .baseDelay(Duration.ofMinutes(2))
          .maxDelay(Duration.ofMinutes(2))
          .random(() -> 0.5)
          .build();

  private final Waits waits = new Waits();
  private final StubHubSpot busy = new StubHubSpot(exchange -> exchange.response(503, ""));
  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeEach
  void listenForRejectedTasks() {
    RxJavaPlugins.setErrorHandler(e -> {});
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    waits.shutdownNow();
    RxJavaPlugins.reset();
  }

  private HubSpotAssociations client(StubHubSpot stub, Scheduler scheduler) {
    HubSpotAssociations client = EngineRig.client(stub.client(), PATIENT, scheduler);
    open.add(client);
    return client;
  }

  @Test
  void whatBacksOffOrLingersOnItEnds() throws Exception {
    Scheduler ending = Schedulers.from(waits);
    HubSpotAssociations client = client(busy, ending);
    var call = client.associate(CONTACT, COMPANY).test();
    var run = client.bulk().build().associate(EngineRig.inputs(2)).test();
    var batched = client.batcher().linger(Duration.ZERO).build().associate(CONTACT, COMPANY).test();
    var lingering =
        client(StubHubSpot.willing(), ending)
            .batcher()
            .linger(Duration.ofHours(1))
            .build()
            .associate(CONTACT, COMPANY)
            .test();
    TestObserver<String> token;
    try (MockWebServer server = new MockWebServer()) {
      server.enqueue(new MockResponse().setResponseCode(503));
      token =
          OAuthRefreshTokenProvider.builder()
              .clientId("id")
              .clientSecret("client-secret")
              .refreshToken("refresh-token")
              .baseUrl(server.url("/").toString())
              .retryPolicy(PATIENT)
              .scheduler(ending)
              .build()
              .accessToken(null)
              .test();
      waits.await(5);
    }
    waits.shutdownNow();

    assertShutDown(call);
    assertShutDown(batched);
    assertShutDown(token);
    run.awaitDone(20, TimeUnit.SECONDS).assertValueCount(2).assertComplete();
    for (AssociationOutcome<Integer> outcome : run.values()) {
      assertThat(((Unconfirmed<Integer>) outcome).cause()).hasMessageContaining("is shut down");
    }
    lingering.awaitDone(20, TimeUnit.SECONDS).assertValueCount(1);
  }

  /** Also where the whole of RxJava is shut down, as applications do that leave a container. */
  @Test
  void whatBacksOffOnRxJavasOwnEnds() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    HubSpotAssociations client = client(busy, null);
    var run =
        client
            .bulk()
            .listener(
                () ->
                    new BulkListener() {
                      @Override
                      public void retryScheduled(
                          InputPage<?> page, HubSpotException cause, int attempt, Duration delay) {
                        waiting.countDown();
                      }
                    })
            .build()
            .associate(EngineRig.inputs(2))
            .test();
    waiting.await();
    try {
      Schedulers.shutdown();
      run.awaitDone(20, TimeUnit.SECONDS).assertValueCount(2).assertComplete();
      assertShutDown(client.associate(CONTACT, COMPANY).test());
    } finally {
      Schedulers.start();
    }
  }

  private static void assertShutDown(TestObserver<?> caller) {
    caller
        .awaitDone(20, TimeUnit.SECONDS)
        .assertError(
            e -> {
              assertThat(e)
                  .isInstanceOf(HubSpotException.class)
                  .hasMessageContaining("The scheduler is shut down");
              return true;
            });
  }

  /** Tells when long waits have begun. */
  private static final class Waits extends ScheduledThreadPoolExecutor {
    private int begun;

    Waits() {
      super(1);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
      ScheduledFuture<V> scheduled = super.schedule(task, delay, unit);
      if (unit.toSeconds(delay) > 30) {
        began();
      }
      return scheduled;
    }

    private synchronized void began() {
      begun++;
      notifyAll();
    }

    synchronized void await(int waits) throws InterruptedException {
      while (begun < waits) {
        wait();
      }
    }
  }
}

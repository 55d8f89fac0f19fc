package io.github.hubspotassociations.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.AssociatedPair;
import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationOutcome.Kind;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.TestRelease;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.RateLimitException;
import io.github.hubspotassociations.pacing.RequestBudget;
import io.github.hubspotassociations.pacing.RetryPolicy;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two clients of one account: what HubSpot tells the one concerns the other. */
final class SharedBudgetTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final TestScheduler scheduler = new TestScheduler();
  private final RequestBudget budget = RequestBudget.of(1, Duration.ofSeconds(10));
  private final CountDownLatch rejection = new CountDownLatch(1);
  private final Pauses pauses = new Pauses();
  private String retryAfter = "86400";

  private final StubHubSpot rejecting =
      new StubHubSpot(
          exchange -> {
            if (exchange.occurrence > 0) {
              return exchange.associated();
            }
            await(rejection);
            return exchange.response(
                429, "{\"policyName\":\"SECONDLY\"}", "Retry-After", retryAfter);
          });
  private final StubHubSpot willing = StubHubSpot.willing();
  private final HubSpotAssociations one = client(rejecting);
  private final HubSpotAssociations other = client(willing);

  @AfterEach
  void close() {
    rejection.countDown();
    one.close();
    other.close();
  }

  @Test
  void aPauseAboveTheCapEndsTheRunThatWaitsForItsTurn() {
    TestObserver<AssociatedPair> asking = associate(one).test();
    TestObserver<List<AssociationOutcome<Integer>>> waiting = run(other, 30).test();
    assertThat(pauses.heard).containsExactly("PT10S null");
    rejection.countDown();

    asking.awaitDone(20, TimeUnit.SECONDS).assertError(RateLimitException.class);
    waiting.awaitDone(20, TimeUnit.SECONDS).assertValueCount(1);
    assertThat(pauses.heard).containsExactly("PT10S null", "PT24H SECONDLY");
    List<AssociationOutcome<Integer>> outcomes = waiting.values().get(0);
    assertThat(outcomes).hasSize(30);
    assertThat(outcomes)
        .allSatisfy(
            outcome -> {
              assertThat(outcome.kind()).isEqualTo(Kind.NOT_ATTEMPTED);
              assertThat(outcome.attempts()).isZero();
              assertPaused(
                  ((AssociationOutcome.NotAttempted<Integer>) outcome).cause(), Duration.ofDays(1));
            });
    assertPaused(pauses.summary.stopCause(), Duration.ofDays(1));
    assertThat(willing.requests()).isZero();
  }

  @Test
  void aPauseAboveTheCapEndsACallThatComesLaterAndTellsWhatIsLeftOfIt() {
    rejection.countDown();
    associate(one).test().awaitDone(20, TimeUnit.SECONDS).assertError(RateLimitException.class);
    scheduler.advanceTimeBy(1, TimeUnit.HOURS);

    associate(other)
        .test()
        .awaitDone(20, TimeUnit.SECONDS)
        .assertError(
            e -> {
              assertPaused((HubSpotException) e, Duration.ofHours(23));
              return true;
            });
    assertThat(willing.requests()).isZero();
  }

  @Test
  void aPauseBelowTheCapIsToldAndWaitedFor() throws InterruptedException {
    retryAfter = "60";
    TestObserver<AssociatedPair> asking = associate(one).test();
    TestObserver<List<AssociationOutcome<Integer>>> waiting = run(other, 10).test();
    rejection.countDown();

    assertThat(pauses.next()).isEqualTo("PT10S null");
    assertThat(pauses.next()).isEqualTo("PT1M SECONDLY");
    scheduler.advanceTimeBy(59_999, TimeUnit.MILLISECONDS);
    assertThat(willing.requests()).isZero();
    scheduler.advanceTimeBy(1, TimeUnit.MILLISECONDS);
    waiting.awaitDone(20, TimeUnit.SECONDS).assertValueCount(1);
    assertThat(waiting.values().get(0)).allMatch(outcome -> outcome.kind() == Kind.ASSOCIATED);
    asking.dispose();
  }

  @Test
  void aRepetitionPaysAsTheFirstAttemptDoesAndACallAsAPage() {
    HastyScheduler hasty = new HastyScheduler();
    List<Long> sent = Collections.synchronizedList(new ArrayList<>());
    StubHubSpot stumbling =
        new StubHubSpot(
            exchange -> {
              sent.add(hasty.now(TimeUnit.SECONDS));
              return exchange.occurrence == 0 ? exchange.response(503, "") : exchange.associated();
            });
    try (HubSpotAssociations client = client(stumbling, RequestBudget.of(1, MINUTE), hasty)) {
      assertThat(run(client, 10).blockingGet()).hasSize(10);
      assertThat(associate(client).blockingGet()).isNotNull();
    }
    hasty.shutdown();
    assertThat(sent).containsExactly(0L, 60L, 120L, 180L);
  }

  private static void assertPaused(HubSpotException e, Duration left) {
    assertThat(e)
        .isInstanceOf(RateLimitException.class)
        .hasCauseInstanceOf(RateLimitException.class);
    RateLimitException paused = (RateLimitException) e;
    assertThat(paused.policy()).isEqualTo(RateLimitException.Policy.SECONDLY);
    assertThat(paused.suggestedWait()).isEqualTo(left);
  }

  private HubSpotAssociations client(StubHubSpot stub) {
    return client(stub, budget, scheduler);
  }

  private static HubSpotAssociations client(
      StubHubSpot stub, RequestBudget budget, Scheduler scheduler) {
    return HubSpotAssociations.builder()
        .apiRelease(TestRelease.get())
        .accessToken("pat-test")
        .okHttpClient(stub.client())
        .requestBudget(budget)
        .retryPolicy(RetryPolicy.standard()) // Single calls may wait here for minutes.
        .scheduler(scheduler)
        .build();
  }

  private static Single<AssociatedPair> associate(HubSpotAssociations client) {
    AssociationRequest<Integer> input = EngineRig.input(0);
    return client.associate(input.from(), input.to());
  }

  private Single<List<AssociationOutcome<Integer>>> run(HubSpotAssociations client, int count) {
    return client
        .bulk()
        .pageSize(10)
        .maxInFlight(1)
        .listener(() -> pauses)
        .build()
        .associate(EngineRig.inputs(count))
        .toList();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Pauses implements BulkListener {
    final List<String> heard = Collections.synchronizedList(new ArrayList<>());
    private final LinkedBlockingQueue<String> unread = new LinkedBlockingQueue<>();
    volatile BulkSummary summary;

    @Override
    public void paused(Duration wait, @Nullable HubSpotException cause) {
      String pause = wait + " " + (cause == null ? null : ((RateLimitException) cause).policy());
      heard.add(pause);
      unread.add(pause);
    }

    String next() throws InterruptedException {
      return unread.poll(20, TimeUnit.SECONDS);
    }

    @Override
    public void finished(BulkSummary summary) {
      this.summary = summary;
    }
  }
}

package io.github.hubspotassociations.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hubspotassociations.error.HubSpotApiException;
import io.github.hubspotassociations.error.HubSpotErrors;
import io.github.hubspotassociations.error.RateLimitException;
import io.github.hubspotassociations.pacing.RequestBudget.Permit;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.core.SingleObserver;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RequestBudgetTest {
  private static final Headers NONE = Headers.of();
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  private final TestScheduler scheduler = new TestScheduler();
  private final List<Duration> waits = new ArrayList<>();

  @Test
  void aPlaceFreesOneWindowAfterItsResponseAndNotAfterItsSend() {
    RequestBudget budget = RequestBudget.of(1, TEN_SECONDS);
    Permit first = permit(budget);
    seconds(3);
    TestObserver<Permit> second = acquire(budget);
    first.answered(200, NONE, null);

    assertServedIn(10_000, second);
  }

  @Test
  void aFailureFreesThePlaceOneWindowLaterToo() {
    RequestBudget budget = spent();
    TestObserver<Permit> second = acquire(budget);

    assertServedIn(10_000, second);
  }

  @Test
  void aPermitThatIsHeldAndNotReportedOnIsNotFreeAgain() {
    RequestBudget budget = RequestBudget.of(1, TEN_SECONDS);
    Permit first = permit(budget);
    TestObserver<Permit> second = acquire(budget);
    System.gc();
    scheduler.advanceTimeBy(1, TimeUnit.DAYS);
    second.assertEmpty();
    first.failed();
  }

  /** RxJava's {@code observeOn} drops what it has when it is disposed, and tells no one. */
  @Test
  @Timeout(10)
  void aPermitThatAnOperatorDropsComesBack() {
    RequestBudget budget = RequestBudget.of(1, TEN_SECONDS);
    TestScheduler other = new TestScheduler();
    budget.acquire(scheduler, this::heard).observeOn(other).test().dispose();
    other.triggerActions();
    TestObserver<Permit> second = acquire(budget);
    while (second.values().isEmpty()) {
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      System.gc();
      seconds(10);
    }
    second.values().get(0).failed();
    assertThat(budget.toString()).contains("in flight 0");
  }

  /** As an executor of an application does; RxJava's own drop them. */
  @Test
  @Timeout(20)
  void aSchedulerThatThrowsAtItsTasksStrandsNoOtherWaiter() throws Exception {
    RequestBudget budget = RequestBudget.of(1, Duration.ofMillis(50));
    Scheduler rejecting =
        new Scheduler() {
          @Override
          public Worker createWorker() {
            throw new RejectedExecutionException("shut down");
          }
        };
    budget.acquire(Schedulers.computation(), this::heard).test().values().get(0).failed();
    TestObserver<Permit> own =
        budget.acquire(rejecting, this::heard).doOnSuccess(Permit::failed).test();
    TestObserver<Permit> next = budget.acquire(Schedulers.computation(), this::heard).test();
    own.await();
    next.await();
    own.assertValueCount(1);
    next.assertValueCount(1);
  }

  @Test
  void onlyTheFirstReportOnAPermitCounts() {
    RequestBudget budget = RequestBudget.of(2, TEN_SECONDS);
    Permit first = permit(budget);
    permit(budget);
    first.failed();
    first.failed();
    assertThat(first.answered(200, NONE, null)).isNull();
    TestObserver<Permit> third = acquire(budget);
    TestObserver<Permit> fourth = acquire(budget);

    seconds(10);
    third.assertValueCount(1);
    fourth.assertEmpty();
  }

  @Test
  void waitersAreServedInTheOrderOfTheirComing() {
    RequestBudget budget = RequestBudget.of(1, Duration.ofSeconds(1));
    Permit first = permit(budget);
    List<Integer> served = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int number = i;
      var unused =
          budget
              .acquire(scheduler, this::heard)
              .subscribe(
                  permit -> {
                    served.add(number);
                    permit.failed();
                  });
    }
    first.failed();
    seconds(3);
    assertThat(served).containsExactly(0, 1, 2);
    seconds(2);
    assertThat(served).containsExactly(0, 1, 2, 3, 4);
    assertThat(waits).hasSize(5);
  }

  @Test
  void aDisposedWaiterGivesItsPlaceToTheNext() {
    RequestBudget budget = RequestBudget.of(1, Duration.ofSeconds(1));
    permit(budget).failed();
    TestObserver<Permit> second = acquire(budget);
    TestObserver<Permit> third = acquire(budget);
    second.dispose();
    seconds(1);
    second.assertEmpty();
    third.assertValueCount(1);
  }

  @Test
  void aWaiterThatIsDisposedBeforeItsTurnHasNothingToReport() {
    RequestBudget budget = RequestBudget.of(2, TEN_SECONDS);
    List<TestObserver<Permit>> others = new ArrayList<>();
    // While the first observer is served, it disposes of the second, whose turn is next.
    TestObserver<Permit> second = new TestObserver<>();
    Permit blocking1 = permit(budget);
    Permit blocking2 = permit(budget);
    var first =
        budget
            .acquire(scheduler, this::heard)
            .doOnSuccess(
                permit -> {
                  second.dispose();
                  permit.failed();
                })
            .test();
    budget.acquire(scheduler, this::heard).subscribe(second);
    others.add(acquire(budget));
    blocking1.failed();
    blocking2.failed();
    seconds(10);
    first.assertValueCount(1);
    second.assertEmpty();
    others.get(0).assertValueCount(1);
  }

  @Test
  void disposingOfASingleThatHasGivenItsPermitCountsAsAFailureThen() {
    RequestBudget budget = RequestBudget.of(1, TEN_SECONDS);
    TestObserver<Permit> first = acquire(budget).assertValueCount(1);
    seconds(1);
    first.dispose();
    first.dispose();
    TestObserver<Permit> second = acquire(budget);
    assertServedIn(10_000, second);
  }

  @Test
  void nothingIsTakenBeforeSubscription() {
    RequestBudget budget = RequestBudget.of(1, TEN_SECONDS);
    Single<Permit> place = budget.acquire(scheduler, this::heard);
    permit(budget).failed();
    seconds(10);
    place.test().assertValueCount(1);
  }

  @Test
  void theWaitIsToldOnceAndNotWithoutAWait() {
    RequestBudget budget = RequestBudget.of(2, TEN_SECONDS);
    permit(budget).failed();
    seconds(4);
    permit(budget).failed();
    assertThat(waits).isEmpty();
    TestObserver<Permit> third = acquire(budget);
    TestObserver<Permit> fourth = acquire(budget);
    TestObserver<Permit> fifth = acquire(budget);
    assertThat(waits).extracting(Duration::getSeconds).containsExactly(6L, 10L, 16L);
    scheduler.advanceTimeBy(1, TimeUnit.DAYS);
    third.assertValueCount(1);
    fourth.assertValueCount(1);
    fifth.assertEmpty(); // The two before have not been reported on.
    assertThat(waits).hasSize(3);
  }

  @Test
  void aListenerThatThrowsFailsItsOwnWaitAlone() {
    RequestBudget budget = spent();
    IllegalStateException failure = new IllegalStateException("no waiting");
    TestObserver<Permit> second =
        budget
            .acquire(
                scheduler,
                (wait, cause) -> {
                  throw failure;
                })
            .test();
    TestObserver<Permit> third = acquire(budget);
    second.assertFailure(IllegalStateException.class);
    seconds(10);
    third.assertValueCount(1);
  }

  @Test
  void oneHundredThousandWaitersAreServedInOrderByOneTimer() {
    RequestBudget budget = RequestBudget.of(1_000, TEN_SECONDS);
    CountingScheduler counting = new CountingScheduler(scheduler);
    int[] served = new int[1];
    for (int i = 0; i < 100_000; i++) {
      int number = i;
      var unused =
          budget
              .acquire(counting, (wait, cause) -> {})
              .subscribe(
                  permit -> {
                    assertThat(served[0]++).isEqualTo(number);
                    permit.failed();
                  });
    }
    assertThat(served[0]).isEqualTo(1_000);
    seconds(990);
    assertThat(served[0]).isEqualTo(100_000);
    assertThat(counting.scheduled).isLessThan(200);
  }

  @Test
  void oneHundredThousandWaitersCanBeDisposed() {
    RequestBudget budget = spent();
    CountingScheduler counting = new CountingScheduler(scheduler);
    List<TestObserver<Permit>> waiting = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      waiting.add(budget.acquire(counting, (wait, cause) -> {}).test());
    }
    TestObserver<Permit> last = acquire(budget);
    waiting.forEach(TestObserver::dispose);
    seconds(10);
    last.assertValueCount(1);
    assertThat(counting.scheduled).isLessThan(3);
    assertThat(budget.toString()).contains("waiting 0");
  }

  @Test
  void anObserverMayAcquireAgainWhileItIsServedAsOftenAsItLikes() {
    RequestBudget budget = RequestBudget.unlimited();
    int[] served = new int[1];
    again(budget, served);
    assertThat(served[0]).isEqualTo(100_000);
  }

  private void again(RequestBudget budget, int[] served) {
    var unused =
        budget
            .acquire(scheduler, this::heard)
            .subscribe(
                permit -> {
                  permit.answered(200, NONE, null);
                  if (++served[0] < 100_000) {
                    again(budget, served);
                  }
                });
  }

  @Test
  void observersAreCalledWithoutALock() throws Exception {
    RequestBudget budget = RequestBudget.of(2, TEN_SECONDS);
    TestObserver<Permit> other = new TestObserver<>();
    var first =
        budget
            .acquire(scheduler, this::heard)
            .doOnSuccess(
                permit -> {
                  Thread thread =
                      new Thread(
                          () -> {
                            permit.failed();
                            budget.acquire(scheduler, this::heard).subscribe(other);
                            assertThat(budget.toString()).isNotEmpty();
                          });
                  thread.start();
                  thread.join(10_000);
                  assertThat(thread.isAlive()).isFalse();
                })
            .test();
    first.assertValueCount(1);
    other.assertValueCount(1);
  }

  @Test
  void manyThreadsNeverHoldMorePlacesThanThereAre() throws Exception {
    RequestBudget budget = RequestBudget.of(64, TEN_SECONDS);
    AtomicInteger held = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(
          new Thread(
              () -> {
                for (int k = 0; k < 500; k++) {
                  var waiting =
                      budget
                          .acquire(scheduler, (wait, cause) -> {})
                          .subscribe(
                              permit -> {
                                held.incrementAndGet();
                                permit.failed();
                              });
                  if (k % 3 == 0) {
                    waiting.dispose();
                  }
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(held).hasValueLessThanOrEqualTo(64);
    for (int window = 2; window < 100; window++) {
      seconds(10);
      assertThat(held).hasValueLessThanOrEqualTo(64 * window);
    }
    assertThat(held).hasValueBetween(8 * 333, 8 * 500);
    assertThat(budget.toString()).contains("waiting 0");
  }

  @Test
  void anObserverThatThrowsLosesItsPlaceAloneAndTheOthersAreServed() {
    RequestBudget budget = RequestBudget.of(1, TEN_SECONDS);
    LinkageError error = new LinkageError();
    TestObserver<Permit> next = new TestObserver<>();
    SingleObserver<Permit> thrower =
        new SingleObserver<>() {
          @Override
          public void onSubscribe(Disposable d) {}

          @Override
          public void onSuccess(Permit permit) {
            budget.acquire(scheduler, RequestBudgetTest.this::heard).subscribe(next);
            throw error;
          }

          @Override
          public void onError(Throwable e) {}
        };
    assertThatThrownBy(() -> budget.acquire(scheduler, this::heard).subscribe(thrower))
        .isSameAs(error);
    assertServedIn(10_000, next);
  }

  @Test
  void anErrorThrownWhenAWaitIsReportedReachesItsCallerAlone() {
    RequestBudget budget = spent();
    TestObserver<Permit> second =
        budget
            .acquire(
                scheduler,
                (wait, cause) -> {
                  throw new LinkageError();
                })
            .test();
    TestObserver<Permit> third = acquire(budget);
    second.assertFailure(LinkageError.class);
    assertServedIn(10_000, third);
  }

  @Test
  void aSchedulerThatIsShutDownKeepsNeitherItsOwnWaiterNorThoseOfOthersWaiting() throws Exception {
    ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    RequestBudget budget = RequestBudget.of(1, Duration.ofMillis(50));
    Scheduler ending = Schedulers.from(executor);
    budget.acquire(ending, this::heard).test().values().get(0).failed();
    TestObserver<Permit> own =
        budget.acquire(ending, this::heard).doOnSuccess(Permit::failed).test();
    TestObserver<Permit> other = budget.acquire(Schedulers.computation(), this::heard).test();
    executor.shutdownNow();
    assertThat(own.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(other.await(30, TimeUnit.SECONDS)).isTrue();
    own.assertValueCount(1);
    other.assertValueCount(1);
  }

  @Test
  void aWaiterThatIsDisposedWhileItIsBeingServedGivesItsPlaceBackAtOnce() {
    RequestBudget budget = RequestBudget.of(1, TEN_SECONDS);
    TestObserver<Permit> first = new TestObserver<>();
    WatchedClock clock = new WatchedClock(scheduler);
    // The first read starts the clock, the second is on joining.
    clock.onThirdRead = first::dispose; // As another thread may when its turn has come.
    budget.acquire(clock, this::heard).subscribe(first);
    first.assertEmpty();
    assertThat(first.isDisposed()).isTrue();
    acquire(budget).assertValueCount(1);
  }

  @Test
  void aTooManyRequestsPausesTheWholeBudget() {
    RequestBudget budget = RequestBudget.unlimited();
    Permit first = permit(budget);
    Permit second = permit(budget);
    Headers headers = Headers.of("Retry-After", "3");
    assertThat(first.answered(429, headers, null)).isEqualTo(Duration.ofSeconds(3));
    assertThat(second.answered(429, headers, null)).isEqualTo(Duration.ofSeconds(3));

    TestObserver<Permit> third = acquire(budget);
    assertThat(waits).containsExactly(Duration.ofSeconds(3));
    assertServedIn(3_000, third);
  }

  @Test
  void aPauseIsToldToThoseWhoWaitAndToThoseWhoComeWithWhatAskedForIt() {
    RequestBudget budget = RequestBudget.of(2, TEN_SECONDS);
    Permit first = permit(budget);
    Permit second = permit(budget);
    List<String> told = new ArrayList<>();
    TestObserver<Permit> third = acquire(budget, "third", told);
    first.answered(429, Headers.of("Retry-After", "60"), null);
    second.answered(429, Headers.of("Retry-After", "30"), null); // It adds nothing.
    seconds(15);
    TestObserver<Permit> fourth = acquire(budget, "fourth", told);

    assertThat(told)
        .containsExactly("third PT10S null", "third PT1M asked PT1M", "fourth PT45S asked PT1M");
    seconds(45);
    third.assertValueCount(1).values().get(0).answered(200, NONE, null);
    fourth.assertValueCount(1);
    assertThat(told).hasSize(3);
  }

  @Test
  void whoeverFindsAPauseTooLongCanLeaveTheQueueAsItIsTold() {
    RequestBudget budget = RequestBudget.of(1, TEN_SECONDS);
    Permit first = permit(budget);
    TestObserver<Permit> impatient =
        budget
            .acquire(
                scheduler,
                (wait, cause) -> {
                  if (cause != null) {
                    throw cause;
                  }
                })
            .test();
    TestObserver<Permit> patient = acquire(budget);
    impatient.assertEmpty();
    first.answered(429, Headers.of("Retry-After", "60"), null);
    impatient.assertFailure(RateLimitException.class);
    seconds(60);
    patient.assertValueCount(1);
  }

  @ParameterizedTest
  @CsvSource({
    // Retry-After, policy, learnt interval in ms, pause in ms
    "3,       TEN_SECONDLY_ROLLING, , 3000",
    "0,       TEN_SECONDLY_ROLLING, , 0",
    ",        TEN_SECONDLY_ROLLING, , 10000",
    ",        SECONDLY, , 1000",
    ",        , , 7000",
    "soon,    SECONDLY, , 1000",
    ",        TEN_SECONDLY_ROLLING, 4000, 4000",
    ",        SECONDLY, 4000, 4000",
    ",        , 4000, 4000",
    "3,       SECONDLY, 4000, 3000",
    "0.5,     SECONDLY, , 500",
  })
  void aPauseIsAsLongAsTheServerSaysOrTheWindowOfTheLimit(
      @Nullable String retryAfter, @Nullable String policy, @Nullable String interval, long pause) {
    Headers.Builder headers = new Headers.Builder();
    if (retryAfter != null) {
      headers.set("Retry-After", retryAfter);
    }
    if (interval != null) {
      headers.set("X-HubSpot-RateLimit-Max", "100");
      headers.set("X-HubSpot-RateLimit-Interval-Milliseconds", interval);
    }
    RequestBudget budget = RequestBudget.of(100, Duration.ofSeconds(7));
    Duration told = permit(budget).answered(429, headers.build(), rejection(headers, policy));
    assertThat(told).isEqualTo(Duration.ofMillis(pause));
    TestObserver<Permit> next = acquire(budget);
    if (pause == 0) {
      next.assertValueCount(1);
    } else {
      assertServedIn(pause, next);
    }
  }

  @Test
  void theDailyLimitIsNotWaitedFor() {
    RequestBudget budget = RequestBudget.adaptive();
    Permit first = permit(budget);
    Headers.Builder headers = new Headers.Builder().set("Retry-After", "3600");
    assertThat(first.answered(429, headers.build(), rejection(headers, "DAILY"))).isNull();
    acquire(budget).assertValueCount(1);
  }

  @Test
  void concurrentRejectionsDoNotAddUp() {
    RequestBudget budget = RequestBudget.adaptive();
    List<Permit> permits = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      permits.add(permit(budget));
    }
    for (Permit permit : permits) {
      assertThat(permit.answered(429, NONE, null)).isEqualTo(TEN_SECONDS);
    }
    TestObserver<Permit> next = acquire(budget);
    seconds(10);
    next.assertValueCount(1);
  }

  @Test
  void aShorterPauseDoesNotCutALongerOneShort() {
    RequestBudget budget = RequestBudget.adaptive();
    Permit first = permit(budget);
    Permit second = permit(budget);
    first.answered(429, Headers.of("Retry-After", "30"), null);
    seconds(1);
    assertThat(second.answered(429, Headers.of("Retry-After", "2"), null))
        .isEqualTo(Duration.ofSeconds(29));
  }

  @Test
  void aServerThatSaysAtOnceAgainAndAgainIsNotAskedWithoutAPause() {
    RequestBudget budget = RequestBudget.adaptive();
    Headers atOnce = Headers.of("Retry-After", "0");
    assertThat(permit(budget).answered(429, atOnce, null)).isZero();
    assertThat(permit(budget).answered(429, atOnce, null)).isEqualTo(TEN_SECONDS);
    seconds(10);
    permit(budget).answered(200, NONE, null);
    assertThat(permit(budget).answered(429, atOnce, null)).isZero();
  }

  @Test
  void anAbsurdRetryAfterIsIgnored() {
    RequestBudget budget = RequestBudget.unlimited();
    Headers epochSeconds = Headers.of("Retry-After", "1764086400");
    assertThat(permit(budget).answered(429, epochSeconds, null)).isEqualTo(TEN_SECONDS);
    acquire(budget).assertEmpty();
    assertThat(waits).containsExactly(TEN_SECONDS);
  }

  @Test
  void afterAPauseRequestsComeBackAsResponsesDo() {
    RequestBudget budget = RequestBudget.of(100, TEN_SECONDS);
    respond(40, budget, NONE);
    permit(budget).answered(429, Headers.of("Retry-After", "20"), null);
    List<TestObserver<Permit>> waiting = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      waiting.add(acquire(budget));
    }
    seconds(20);
    assertThat(served(waiting)).isEqualTo(1);
    waiting.get(0).values().get(0).answered(200, NONE, null);
    assertThat(served(waiting)).isEqualTo(3);
    waiting.get(1).values().get(0).answered(200, NONE, null);
    assertThat(served(waiting)).isEqualTo(5);
    // A response that never comes must not hold the others for longer than a window.
    seconds(10);
    assertThat(served(waiting)).isEqualTo(8);
  }

  @Test
  void oneRejectionThatSaysWhenToComeBackCostsNoMoreThanThat() {
    RequestBudget budget = RequestBudget.of(100, TEN_SECONDS);
    permit(budget).answered(429, Headers.of("Retry-After", "1"), null);
    seconds(1);
    respond(99, budget, NONE);
    acquire(budget).assertEmpty();
  }

  @Test
  void aRejectionThatDoesNotSaySlowsDownForAWhile() {
    RequestBudget budget = RequestBudget.of(100, TEN_SECONDS);
    permit(budget).answered(429, NONE, null);
    List<Integer> perWindow = new ArrayList<>();
    for (int window = 0; window < 9; window++) {
      seconds(10);
      int sent = 0;
      while (true) {
        TestObserver<Permit> next = acquire(budget);
        if (next.values().isEmpty()) {
          next.dispose();
          break;
        }
        sent++;
        next.values().get(0).answered(200, NONE, null);
      }
      perWindow.add(sent);
    }
    assertThat(perWindow).isSorted().startsWith(30).endsWith(100);
  }

  @Test
  void aLearntLimitLowersAFixedBudgetAndNeverRaisesIt() {
    RequestBudget budget = RequestBudget.of(5, TEN_SECONDS);
    permit(budget).answered(200, limits("3", "2", "10000"), null);
    permit(budget);
    permit(budget);
    acquire(budget).assertEmpty();

    RequestBudget raised = RequestBudget.of(5, TEN_SECONDS);
    permit(raised).answered(200, limits("190", "189", "10000"), null);
    for (int i = 0; i < 4; i++) {
      permit(raised);
    }
    acquire(raised).assertEmpty();
  }

  @Test
  void aLearntLimitOfAShorterWindowHoldsBesidesTheOwn() {
    RequestBudget budget = RequestBudget.of(5, TEN_SECONDS);
    permit(budget).answered(200, limits("2", "1", "1000"), null);
    permit(budget).answered(200, limits("2", "0", "1000"), null);
    TestObserver<Permit> third = acquire(budget);
    third.assertEmpty();
    seconds(1);
    third.assertValueCount(1).values().get(0).failed();
    permit(budget).failed();
    seconds(1);
    permit(budget).failed();
    TestObserver<Permit> sixth = acquire(budget);
    assertServedIn(8_000, sixth);
  }

  @Test
  void aLearntLimitOfALongerWindowDoesNotStretchTheOwn() {
    RequestBudget budget = RequestBudget.of(2, Duration.ofSeconds(1));
    for (int sent = 0; sent < 20; sent += 2) {
      permit(budget).answered(200, limits("100", "" + (99 - sent), "10000"), null);
      permit(budget).answered(200, limits("100", "" + (98 - sent), "10000"), null);
      acquire(budget).assertEmpty().dispose();
      seconds(1);
    }
  }

  @Test
  void anAdaptiveBudgetFollowsTheLimitUpAndDown() {
    RequestBudget budget = RequestBudget.adaptive();
    permit(budget).answered(200, limits("190", "189", "10000"), null);
    for (int i = 1; i < 190; i++) {
      permit(budget).answered(200, NONE, null);
    }
    acquire(budget).assertEmpty();

    RequestBudget lowered = RequestBudget.adaptive();
    permit(lowered).answered(200, limits("2", "1", "10000"), null);
    permit(lowered);
    acquire(lowered).assertEmpty();
  }

  @Test
  void anUnlimitedBudgetStaysUnlimitedWhateverTheHeadersSay() {
    RequestBudget budget = RequestBudget.unlimited();
    permit(budget).answered(200, limits("2", "0", "10000"), null);
    for (int i = 0; i < 1000; i++) {
      permit(budget);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 0, 10000",
    "0, 0, 10000",
    "NaN, 1, 10000",
    "'', 1, 10000",
    "1e1, 1, 10000",
    "99999999999999999999, 1, 10000",
    "2147483647, 1, 10000",
    "1000000, 1, 10000",
    "1, 2, 10000",
    "1, 1, 0",
    "1, 1, -10000",
    "1, 1, ten",
    "1, 1, 86400000",
    "1, 1, 9999999999999",
    ", 1, 10000",
    "100, -1, 10000",
    "100, none, 10000",
    "100, 9223372036854775807, 10000",
  })
  void headersThatMakeNoSenseChangeNothing(
      @Nullable String max, @Nullable String remaining, @Nullable String interval) {
    RequestBudget budget = RequestBudget.adaptive();
    respond(100, budget, limits(max, remaining, interval));
    TestObserver<Permit> next = acquire(budget);
    assertServedIn(10_000, next);
  }

  @Test
  void aLimitWithoutAnIntervalIsOfTenSeconds() {
    RequestBudget budget = RequestBudget.of(1000, Duration.ofMinutes(1));
    permit(budget).answered(200, limits("2", "1", null), null);
    permit(budget).answered(200, limits("2", "0", null), null);
    TestObserver<Permit> third = acquire(budget);
    assertServedIn(10_000, third);
  }

  @Test
  void whatRemainsIsSharedWithOthersWhoSpendTheSameQuota() {
    RequestBudget budget = RequestBudget.of(100, TEN_SECONDS);
    int[] sent = new int[1];
    int others = 80;
    for (int i = 0; i < 100; i++) {
      var unused =
          budget
              .acquire(scheduler, this::heard)
              .subscribe(
                  permit -> {
                    String left = Integer.toString(Math.max(0, 100 - others - ++sent[0]));
                    permit.answered(200, limits("100", left, "10000"), null);
                  });
    }
    scheduler.advanceTimeBy(9_999, TimeUnit.MILLISECONDS);
    assertThat(sent[0]).isBetween(4, 20);
  }

  @Test
  void ourOwnRequestsAreNotTakenForThoseOfOthers() {
    RequestBudget budget = RequestBudget.of(100, TEN_SECONDS);
    List<Permit> inFlight = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      inFlight.add(permit(budget));
    }
    // Each saw all that had arrived before it, in the order of their arrival, backwards.
    for (int i = 0; i < 100; i++) {
      inFlight.get(99 - i).answered(200, limits("100", Integer.toString(99 - i), "10000"), null);
    }
    seconds(10);
    for (int i = 0; i < 100; i++) {
      permit(budget);
    }
  }

  @Test
  void aClientWhoGoesAwayDoesNotHoldTheTimerOfTheOthers() {
    RequestBudget budget = spent();
    TestScheduler gone = new TestScheduler();
    TestObserver<Permit> first = budget.acquire(gone, this::heard).test();
    TestObserver<Permit> second = acquire(budget);
    gone.shutdown();
    first.dispose();
    seconds(10);
    second.assertValueCount(1);
  }

  @Test
  void presetsAreHubSpotsTiers() {
    assertThat(RequestBudget.freeOrStarter().toString()).contains("(100 in 10000 ms");
    assertThat(RequestBudget.professionalOrEnterprise().toString()).contains("(190 in 10000 ms");
    assertThat(RequestBudget.apiLimitIncrease().toString()).contains("(250 in 10000 ms");
    assertThat(RequestBudget.publicOAuthApp().toString()).contains("(110 in 10000 ms");
    assertThat(RequestBudget.adaptive().toString())
        .isEqualTo(
            "RequestBudget.adaptive(100 in 10000 ms, share 100, held 0, in flight 0, waiting 0)");
    assertThat(RequestBudget.unlimited().toString())
        .isEqualTo("RequestBudget.unlimited(in flight 0, waiting 0)");
  }

  @Test
  void aBudgetTellsHowItStands() {
    RequestBudget budget = RequestBudget.of(3, TEN_SECONDS);
    permit(budget).answered(200, limits("2", "1", "10000"), null);
    permit(budget);
    acquire(budget).assertEmpty();
    assertThat(budget.toString())
        .isEqualTo(
            "RequestBudget.of(3 in 10000 ms, learnt 2 in 10000 ms, share 2, held 2, in flight 1,"
                + " waiting 1)");
    RequestBudget paused = RequestBudget.unlimited();
    permit(paused).answered(429, Headers.of("Retry-After", "5"), null);
    assertThat(paused.toString())
        .isEqualTo("RequestBudget.unlimited(in flight 0, paused for 5000 ms, waiting 0)");
  }

  @Test
  void rejectsLimitsThatMakeNoSense() {
    assertThatThrownBy(() -> RequestBudget.of(0, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("requests is 0: a budget allows at least 1 (see unlimited())");
    assertThatThrownBy(() -> RequestBudget.of(1, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("window is PT0S: it must be positive and at most a day");
    assertThatThrownBy(() -> RequestBudget.of(1, Duration.ofDays(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("window is PT48H: it must be positive and at most a day");
  }

  private static int served(List<TestObserver<Permit>> waiting) {
    return (int) waiting.stream().filter(each -> !each.values().isEmpty()).count();
  }

  private static Headers limits(
      @Nullable String max, @Nullable String remaining, @Nullable String interval) {
    Headers.Builder headers = new Headers.Builder();
    if (max != null) {
      headers.set("X-HubSpot-RateLimit-Max", max);
    }
    if (remaining != null) {
      headers.set("X-HubSpot-RateLimit-Remaining", remaining);
    }
    if (interval != null) {
      headers.set("X-HubSpot-RateLimit-Interval-Milliseconds", interval);
    }
    return headers.build();
  }

  private static HubSpotApiException rejection(Headers.Builder headers, @Nullable String policy) {
    String body = policy == null ? "{}" : "{\"policyName\":\"" + policy + "\"}";
    return HubSpotErrors.decode(429, headers.build(), body);
  }

  private Permit permit(RequestBudget budget) {
    return acquire(budget).assertValueCount(1).values().get(0);
  }

  /** A budget of one place that frees in ten seconds. */
  private RequestBudget spent() {
    RequestBudget budget = RequestBudget.of(1, TEN_SECONDS);
    permit(budget).failed();
    return budget;
  }

  /** Sends this many requests; each gets its response at once. */
  private void respond(int requests, RequestBudget budget, Headers headers) {
    for (int i = 0; i < requests; i++) {
      permit(budget).answered(200, headers, null);
    }
  }

  private void seconds(long seconds) {
    scheduler.advanceTimeBy(seconds, TimeUnit.SECONDS);
  }

  /** Not a millisecond before. */
  private Permit assertServedIn(long millis, TestObserver<Permit> waiting) {
    scheduler.advanceTimeBy(millis - 1, TimeUnit.MILLISECONDS);
    waiting.assertEmpty();
    scheduler.advanceTimeBy(1, TimeUnit.MILLISECONDS);
    return waiting.assertValueCount(1).values().get(0);
  }

  private void heard(Duration wait, @Nullable RateLimitException cause) {
    waits.add(wait);
  }

  private TestObserver<Permit> acquire(RequestBudget budget, String name, List<String> told) {
    return budget
        .acquire(
            scheduler,
            (wait, cause) ->
                told.add(
                    name + " " + wait + (cause == null ? " null" : " asked " + cause.retryAfter())))
        .test();
  }

  private TestObserver<Permit> acquire(RequestBudget budget) {
    return budget.acquire(scheduler, this::heard).test();
  }

  /** Counts timers. */
  private static final class CountingScheduler extends Scheduler {
    private final Scheduler scheduler;
    private int scheduled;

    CountingScheduler(Scheduler scheduler) {
      this.scheduler = scheduler;
    }

    @Override
    public Worker createWorker() {
      scheduled++;
      return scheduler.createWorker();
    }

    @Override
    public long now(TimeUnit unit) {
      return scheduler.now(unit);
    }
  }

  /** A clock that does something when it is read. */
  private static final class WatchedClock extends Scheduler {
    private final Scheduler scheduler;
    private int reads;
    private Runnable onThirdRead = () -> {};

    WatchedClock(Scheduler scheduler) {
      this.scheduler = scheduler;
    }

    @Override
    public Worker createWorker() {
      return scheduler.createWorker();
    }

    @Override
    public long now(TimeUnit unit) {
      if (unit == TimeUnit.NANOSECONDS && ++reads == 3) {
        onThirdRead.run();
      }
      return scheduler.now(unit);
    }
  }
}

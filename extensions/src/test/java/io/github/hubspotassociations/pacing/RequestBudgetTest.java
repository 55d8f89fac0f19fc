package io.github.hubspotassociations.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;

final class RequestBudgetTest {
  private static final Headers NONE = Headers.of();

  private final TestScheduler scheduler = new TestScheduler();
  private final List<Duration> waits = new ArrayList<>();

  @Test
  void aPlaceFreesOneWindowAfterItsAnswerAndNotAfterItsSend() {
    RequestBudget budget = RequestBudget.of(1, Duration.ofSeconds(10));
    RequestBudget.Permit first = permit(budget);
    scheduler.advanceTimeBy(3, TimeUnit.SECONDS);
    TestObserver<RequestBudget.Permit> second = acquire(budget);
    first.answered(200, NONE, null);

    scheduler.advanceTimeBy(9_999, TimeUnit.MILLISECONDS);
    second.assertEmpty();
    scheduler.advanceTimeBy(1, TimeUnit.MILLISECONDS);
    second.assertValueCount(1);
  }

  @Test
  void aFailureFreesThePlaceOneWindowLaterToo() {
    RequestBudget budget = RequestBudget.of(1, Duration.ofSeconds(10));
    permit(budget).failed();
    TestObserver<RequestBudget.Permit> second = acquire(budget);

    scheduler.advanceTimeBy(9_999, TimeUnit.MILLISECONDS);
    second.assertEmpty();
    scheduler.advanceTimeBy(1, TimeUnit.MILLISECONDS);
    second.assertValueCount(1);
  }

  @Test
  void aPermitThatIsNeverReportedOnIsNeverFreeAgain() {
    RequestBudget budget = RequestBudget.of(1, Duration.ofSeconds(10));
    permit(budget);
    TestObserver<RequestBudget.Permit> second = acquire(budget);
    scheduler.advanceTimeBy(1, TimeUnit.DAYS);
    second.assertEmpty();
  }

  @Test
  void onlyTheFirstReportOnAPermitCounts() {
    RequestBudget budget = RequestBudget.of(2, Duration.ofSeconds(10));
    RequestBudget.Permit first = permit(budget);
    permit(budget);
    first.failed();
    first.failed();
    assertThat(first.answered(200, NONE, null)).isNull();
    TestObserver<RequestBudget.Permit> third = acquire(budget);
    TestObserver<RequestBudget.Permit> fourth = acquire(budget);

    scheduler.advanceTimeBy(10, TimeUnit.SECONDS);
    third.assertValueCount(1);
    fourth.assertEmpty();
  }

  @Test
  void waitersAreServedInTheOrderOfTheirComing() {
    RequestBudget budget = RequestBudget.of(1, Duration.ofSeconds(1));
    RequestBudget.Permit first = permit(budget);
    List<Integer> served = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int number = i;
      var unused =
          budget
              .acquire(scheduler, waits::add)
              .subscribe(
                  permit -> {
                    served.add(number);
                    permit.failed();
                  });
    }
    first.failed();
    scheduler.advanceTimeBy(3, TimeUnit.SECONDS);
    assertThat(served).containsExactly(0, 1, 2);
    scheduler.advanceTimeBy(2, TimeUnit.SECONDS);
    assertThat(served).containsExactly(0, 1, 2, 3, 4);
    assertThat(waits).hasSize(5);
  }

  @Test
  void aDisposedWaiterGivesItsPlaceToTheNext() {
    RequestBudget budget = RequestBudget.of(1, Duration.ofSeconds(1));
    permit(budget).failed();
    TestObserver<RequestBudget.Permit> second = acquire(budget);
    TestObserver<RequestBudget.Permit> third = acquire(budget);
    second.dispose();
    scheduler.advanceTimeBy(1, TimeUnit.SECONDS);
    second.assertEmpty();
    third.assertValueCount(1);
  }

  @Test
  void aTooManyRequestsPausesTheWholeBudget() {
    RequestBudget budget = RequestBudget.unlimited();
    RequestBudget.Permit first = permit(budget);
    RequestBudget.Permit second = permit(budget);
    Headers headers = Headers.of("Retry-After", "3");
    assertThat(first.answered(429, headers, null)).isEqualTo(Duration.ofSeconds(3));
    assertThat(second.answered(429, headers, null)).isEqualTo(Duration.ofSeconds(3));

    TestObserver<RequestBudget.Permit> third = acquire(budget);
    assertThat(waits).containsExactly(Duration.ofSeconds(3));
    scheduler.advanceTimeBy(2_999, TimeUnit.MILLISECONDS);
    third.assertEmpty();
    scheduler.advanceTimeBy(1, TimeUnit.MILLISECONDS);
    third.assertValueCount(1);
  }

  @Test
  void refusesLimitsThatMakeNoSense() {
    assertThatThrownBy(() -> RequestBudget.of(0, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("requests is 0: a budget allows at least 1 (see unlimited())");
    assertThatThrownBy(() -> RequestBudget.of(1, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("window is PT0S: it must be positive and at most a day");
  }

  private RequestBudget.Permit permit(RequestBudget budget) {
    return acquire(budget).assertValueCount(1).values().get(0);
  }

  private TestObserver<RequestBudget.Permit> acquire(RequestBudget budget) {
    return budget.acquire(scheduler, waits::add).test();
  }
}

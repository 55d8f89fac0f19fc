package io.github.hubspotassociations.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;

/**
 * Random arrivals, latencies, failures, rejections, repetitions and cancellations, small ones
 * first: no window of any position holds more than it may, on our side or on the server's.
 */
final class RequestBudgetPropertyTest {
  private static final int RUNS = 400;
  private static final long MILLISECOND = 1_000_000;

  @Test
  void noWindowOfAnyPositionHoldsMoreThanTheBudget() {
    long sends = 0;
    long cancelled = 0;
    long rejected = 0;
    for (int seed = 0; seed < RUNS; seed++) {
      Run run = new Run(seed, 1 + seed / 40);
      try {
        run.play();
        run.check();
      } catch (Throwable e) {
        throw new AssertionError("seed " + seed + ": " + run, e);
      }
      sends += run.sends.size();
      cancelled += run.cancelled;
      rejected += run.pauses.size();
    }
    // The cases that matter do occur.
    assertThat(sends).isGreaterThan(10_000);
    assertThat(cancelled).isGreaterThan(500);
    assertThat(rejected).isGreaterThan(500);
  }

  private static final class Run {
    private final TestScheduler scheduler = new TestScheduler();
    private final Random random;
    private final int max;
    private final long window;
    private final RequestBudget budget;

    private final List<Long> sends = new ArrayList<>();
    private final List<Long> arrivals = new ArrayList<>();
    private final List<long[]> pauses = new ArrayList<>();
    private final List<Integer> served = new ArrayList<>();
    private int asked;
    private int cancelled;
    private int waiting;

    Run(long seed, int size) {
      random = new Random(seed);
      max = 1 + random.nextInt(size);
      window = MILLISECOND * (1 + random.nextInt(10 * size));
      budget = RequestBudget.of(max, Duration.ofNanos(window), random);
    }

    void play() {
      int requests = 1 + random.nextInt(20 * max);
      for (int i = 0; i < requests; i++) {
        at(random(3 * window), () -> ask(2));
      }
      // Whatever was asked for must be served in the end, pauses of 5 windows and all.
      for (int i = 0; i < 10_000 && (waiting > 0 || i < 100); i++) {
        scheduler.advanceTimeBy(window, TimeUnit.NANOSECONDS);
      }
    }

    private void ask(int repetitions) {
      int number = asked++;
      waiting++;
      Disposable[] asking = new Disposable[1];
      boolean[] done = new boolean[1];
      asking[0] =
          budget
              .acquire(scheduler, (wait, cause) -> assertThat(wait).isPositive())
              .subscribe(
                  permit -> {
                    done[0] = true;
                    waiting--;
                    served.add(number);
                    send(permit, repetitions);
                  });
      if (random.nextInt(5) == 0) {
        at(
            random(2 * window),
            () -> {
              if (!done[0]) {
                done[0] = true;
                cancelled++;
                waiting--;
                asking[0].dispose();
              }
            });
      }
    }

    private void send(RequestBudget.Permit permit, int repetitions) {
      sends.add(now());
      long latency = random.nextInt(4) == 0 ? random(2 * window) : random(1 + window / 10);
      // The hardest cases are a whole latency on one way, none on the other.
      int where = random.nextInt(3);
      long arrival = where == 0 ? 0 : where == 1 ? latency : random(latency);
      at(arrival, () -> arrivals.add(now()));
      at(latency, () -> end(permit, repetitions));
    }

    private void end(RequestBudget.Permit permit, int repetitions) {
      int fate = random.nextInt(20);
      if (fate < 4) {
        permit.failed();
      } else if (fate < 6) {
        reject(permit);
      } else {
        permit.answered(fate < 8 ? 503 : 200, headers(), null);
      }
      if (fate == 19) {
        permit.failed(); // A second report, which must not count.
      }
      if (fate < 8 && repetitions > 0) {
        ask(repetitions - 1);
      }
    }

    private void reject(RequestBudget.Permit permit) {
      // Retry-After is in seconds, so with these windows only zero or none is short enough.
      boolean says = random.nextInt(3) == 0;
      Duration pause =
          permit.answered(429, says ? Headers.of("Retry-After", "0") : headers(), null);
      assertThat(pause).isNotNull();
      pauses.add(new long[] {now(), now() + pause.toNanos()});
    }

    /** Headers of all kinds: none of them may raise a fixed budget. */
    private Headers headers() {
      int kind = random.nextInt(8);
      if (kind < 6) {
        return Headers.of();
      }
      int limit = random.nextInt(3 * max);
      return Headers.of(
          "X-HubSpot-RateLimit-Max", kind == 6 ? "many" : Integer.toString(limit),
          "X-HubSpot-RateLimit-Remaining", Integer.toString(random.nextInt(limit + 2)),
          "X-HubSpot-RateLimit-Interval-Milliseconds",
              Long.toString(random(window / MILLISECOND + 2)));
    }

    void check() {
      assertWindows("sends", sends);
      assertWindows("arrivals", arrivals);
      assertThat(waiting).as("still waiting").isZero();
      assertThat(served).as("first come, first served").isSorted();
      for (long[] pause : pauses) {
        assertThat(sends).noneMatch(sent -> sent > pause[0] && sent < pause[1]);
      }
    }

    private void assertWindows(String what, List<Long> times) {
      Collections.sort(times);
      for (int i = max; i < times.size(); i++) {
        long apart = times.get(i) - times.get(i - max);
        assertThat(apart)
            .as("%s %d and %d, with a budget of %d", what, i - max, i, max)
            .isGreaterThanOrEqualTo(window);
      }
    }

    private void at(long delay, Runnable step) {
      scheduler.scheduleDirect(step, delay, TimeUnit.NANOSECONDS);
    }

    private long random(long bound) {
      return (long) (random.nextDouble() * bound);
    }

    private long now() {
      return scheduler.now(TimeUnit.NANOSECONDS);
    }

    @Override
    public String toString() {
      return "budget of " + max + " in " + window + " ns, " + asked + " asked, " + budget;
    }
  }
}

package io.github.hubspotassociations.pacing;

import io.reactivex.rxjava3.core.Scheduler;
import java.util.concurrent.TimeUnit;

/**
 * A scheduler's clock in nanoseconds, made to never go back: most schedulers read the wall clock,
 * which somebody may set. Not thread-safe.
 */
final class SteadyClock {
  private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private long last = Long.MIN_VALUE;
  private long offset;

  long now(Scheduler scheduler) {
    return atLeast(last, scheduler);
  }

  /**
   * A timer set for {@code time} has fired. If the clock is far from it, somebody has set it back
   * meanwhile; if it is near, it runs a little slower than the timer, and is believed.
   */
  void reached(long time, Scheduler scheduler) {
    if (now(scheduler) < time - 10 * MILLISECOND) {
      atLeast(time, scheduler);
    }
  }

  /** The latest time that was read. */
  long last() {
    return last;
  }

  /**
   * How much later than {@link #now} it may be. The wall clock is read in whole milliseconds;
   * virtual clocks are exact.
   */
  static long imprecision(Scheduler scheduler) {
    long now = scheduler.now(TimeUnit.MILLISECONDS);
    boolean wallClock = Math.abs(now - System.currentTimeMillis()) < SECOND / MILLISECOND;
    return wallClock ? MILLISECOND : 0;
  }

  private long atLeast(long least, Scheduler scheduler) {
    long now = scheduler.now(TimeUnit.NANOSECONDS) + offset;
    if (now < least) {
      offset += least - now;
      now = least;
    }
    last = now;
    return now;
  }
}

package io.github.hubspotassociations.pacing;

import io.github.hubspotassociations.internal.Watchdog;
import io.reactivex.rxjava3.core.Scheduler;
import java.util.concurrent.TimeUnit;

/**
 * The clock of a scheduler in nanoseconds. Most schedulers read the wall clock, which may be set
 * back or forward at any time; the system's monotonic clock stands in for it. Not thread-safe.
 */
final class SteadyClock {
  private boolean isRead;
  private boolean isWallClock;
  private long last = Long.MIN_VALUE / 2;

  /** The first scheduler decides which kind of clock this is; all others must have the same. */
  long now(Scheduler scheduler) {
    if (!isRead) {
      isRead = true;
      isWallClock = Watchdog.isWallClock(scheduler);
    }
    last = isWallClock ? System.nanoTime() : scheduler.now(TimeUnit.NANOSECONDS);
    return last;
  }

  /** Whether time passes by itself, and not as a test says. */
  boolean isWallClock() {
    return isWallClock;
  }

  /** The latest time that was read. */
  long last() {
    return last;
  }
}

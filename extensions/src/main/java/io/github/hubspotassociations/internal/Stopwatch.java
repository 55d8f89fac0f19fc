package io.github.hubspotassociations.internal;

import io.reactivex.rxjava3.core.Scheduler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Measures time from its creation by a scheduler's clock. Where that is the wall clock, which may
 * be set back or forward at any time, it measures by the system's monotonic clock instead.
 */
public final class Stopwatch {
  private final Scheduler scheduler;
  private final boolean isWallClock;
  private final long startNanos;

  private Stopwatch(Scheduler scheduler) {
    this.scheduler = scheduler;
    this.isWallClock = Watchdog.isWallClock(scheduler);
    this.startNanos = now();
  }

  /** Starts to measure. */
  public static Stopwatch start(Scheduler scheduler) {
    return new Stopwatch(scheduler);
  }

  /** Returns the time since the start. */
  public Duration elapsed() {
    return Duration.ofNanos(nanos());
  }

  /** Returns the time since the start in nanoseconds. */
  public long nanos() {
    return now() - startNanos;
  }

  private long now() {
    return isWallClock ? System.nanoTime() : scheduler.now(TimeUnit.NANOSECONDS);
  }
}

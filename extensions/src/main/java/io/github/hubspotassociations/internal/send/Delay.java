package io.github.hubspotassociations.internal.send;

import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.internal.Watchdog;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.CompletableEmitter;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.Disposable;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Waits on a scheduler, and fails where that is shut down, before or meanwhile. RxJava's own timers
 * do not notice, and what waits for them waits forever.
 */
public final class Delay {
  private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private Delay() {}

  /**
   * Completes on the scheduler after a delay.
   *
   * @param delay how long; zero for as soon as the scheduler has time
   * @param scheduler where to wait
   * @return completes after the delay; fails within a second of the scheduler's shutdown
   */
  public static Completable of(Duration delay, Scheduler scheduler) {
    return Completable.create(emitter -> watch(scheduler, emitter))
        .ambWith(Completable.timer(delay.toNanos(), TimeUnit.NANOSECONDS, scheduler));
  }

  private static void watch(Scheduler scheduler, CompletableEmitter emitter) {
    if (isShutDown(scheduler)) {
      emitter.tryOnError(
          new HubSpotException("The scheduler is shut down: nothing can wait on it any more"));
    } else if (Watchdog.isWallClock(scheduler)) {
      emitter.setDisposable(Watchdog.after(CHECK_NANOS, () -> watch(scheduler, emitter)));
    }
  }

  private static boolean isShutDown(Scheduler scheduler) {
    AtomicBoolean hasRun = new AtomicBoolean();
    try {
      Disposable probe = scheduler.scheduleDirect(() -> hasRun.set(true));
      // A task that has run counts as disposed too.
      return probe.isDisposed() && !hasRun.get();
    } catch (RejectedExecutionException e) {
      return true;
    }
  }
}

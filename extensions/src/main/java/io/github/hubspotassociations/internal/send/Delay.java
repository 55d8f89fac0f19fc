package io.github.hubspotassociations.internal.send;

import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.internal.Watchdog;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.CompletableEmitter;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.disposables.SerialDisposable;
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
    return Completable.create(
        emitter -> {
          SerialDisposable watch = new SerialDisposable();
          AtomicBoolean isOver = new AtomicBoolean();
          Disposable task =
              scheduler.scheduleDirect(
                  () -> {
                    isOver.set(true);
                    emitter.onComplete();
                  },
                  delay.toNanos(),
                  TimeUnit.NANOSECONDS);
          emitter.setCancellable(
              () -> {
                watch.dispose();
                // What follows runs within the task, whose thread would be interrupted.
                if (!isOver.get()) {
                  task.dispose();
                }
              });
          if (emitter.isDisposed()) {
            return; // Done.
          }
          if (task.isDisposed()) {
            fail(emitter);
          } else if (Watchdog.isWallClock(scheduler)) {
            watch(scheduler, emitter, watch);
          }
        });
  }

  private static void watch(
      Scheduler scheduler, CompletableEmitter emitter, SerialDisposable watch) {
    watch.set(
        Watchdog.after(
            CHECK_NANOS,
            () -> {
              if (!isShutDown(scheduler)) {
                watch(scheduler, emitter, watch);
              } else {
                fail(emitter);
              }
            }));
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

  private static void fail(CompletableEmitter emitter) {
    emitter.tryOnError(
        new HubSpotException("The scheduler is shut down: nothing can wait on it any more"));
  }
}

package io.github.hubspotassociations.internal;

import io.github.hubspotassociations.error.HubSpotException;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.CompletableEmitter;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import okio.AsyncTimeout;

/**
 * Ends a wait even if RxJava's schedulers are shut down: they drop their timers silently then.
 * Okio's watchdog, which OkHttp's own timeouts use, is never shut down.
 */
public final class Watchdog extends AsyncTimeout implements Disposable {
  private static final long SAME_MILLIS = 1000;
  private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Runnable task;
  private volatile boolean disposed;

  private Watchdog(Runnable task) {
    this.task = task;
  }

  /**
   * Runs a task after a time, on a thread of its own.
   *
   * @param nanos how long to wait
   * @param task the task
   * @return keeps the task from being run
   */
  public static Disposable after(long nanos, Runnable task) {
    Watchdog watchdog = new Watchdog(task);
    watchdog.timeout(Math.max(1, nanos), TimeUnit.NANOSECONDS);
    watchdog.enter();
    return watchdog;
  }

  /**
   * Waits on a scheduler, as RxJava's own timers do, and fails where that is shut down, before or
   * meanwhile.
   *
   * @param delay how long; zero for as soon as the scheduler has time
   * @param scheduler where to wait
   * @return completes after the delay; fails within a second of the scheduler's shutdown
   */
  public static Completable delay(Duration delay, Scheduler scheduler) {
    return Completable.create(emitter -> watch(scheduler, emitter))
        .ambWith(Completable.timer(delay.toNanos(), TimeUnit.NANOSECONDS, scheduler));
  }

  private static void watch(Scheduler scheduler, CompletableEmitter emitter) {
    if (isShutDown(scheduler)) {
      emitter.tryOnError(
          new HubSpotException("The scheduler is shut down: nothing can wait on it any more"));
    } else if (isWallClock(scheduler)) {
      emitter.setDisposable(after(CHECK_NANOS, () -> watch(scheduler, emitter)));
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

  /**
   * {@return whether a scheduler's time passes by itself, and not as a test says}
   *
   * @param scheduler tells its time
   */
  public static boolean isWallClock(Scheduler scheduler) {
    long millis = scheduler.now(TimeUnit.MILLISECONDS);
    return Math.abs(millis - System.currentTimeMillis()) < SAME_MILLIS;
  }

  /** All timeouts of the process wait for the thread that calls this: the task is not run on it. */
  @Override
  protected void timedOut() {
    Thread thread = new Thread(this::run, "HubSpotAssociations watchdog");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    if (!disposed) {
      try {
        task.run();
      } catch (Throwable e) {
        RxJavaPlugins.onError(e);
      }
    }
  }

  @Override
  public void dispose() {
    disposed = true;
    exit();
  }

  @Override
  public boolean isDisposed() {
    return disposed;
  }
}

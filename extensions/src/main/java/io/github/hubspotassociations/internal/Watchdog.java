package io.github.hubspotassociations.internal;

import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.concurrent.TimeUnit;
import okio.AsyncTimeout;

/**
 * Runs a task after a time, even if RxJava's schedulers are shut down: they drop their timers
 * silently then. Okio's watchdog, which OkHttp's own timeouts use, is never shut down.
 */
public final class Watchdog extends AsyncTimeout implements Disposable {
  private static final long SAME_MILLIS = 1000;

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

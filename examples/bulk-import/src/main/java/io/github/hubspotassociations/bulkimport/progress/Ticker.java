package io.github.hubspotassociations.bulkimport.progress;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Does something several times a second while an import runs. */
public final class Ticker implements AutoCloseable {
  private static final int INTERVAL_MILLIS = 250;

  private final ScheduledExecutorService executor;
  private final ScheduledFuture<?> ticking;

  public Ticker(Runnable task) {
    executor =
        Executors.newSingleThreadScheduledExecutor(
            runnable -> {
              Thread thread = new Thread(runnable, "associate-ticker");
              thread.setDaemon(true);
              return thread;
            });
    ticking =
        executor.scheduleWithFixedDelay(
            task, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * Returns when the task does not run and will not run any more; fails if it failed, since it has
   * not run from then on.
   */
  @Override
  public void close() {
    executor.shutdown();
    try {
      while (!executor.awaitTermination(1, TimeUnit.MINUTES)) {
        // A disk may be slow; what it was given to write has to get there.
      }
      if (!ticking.isCancelled()) {
        ticking.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("Progress could not be noted: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

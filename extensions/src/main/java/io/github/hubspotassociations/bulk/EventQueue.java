package io.github.hubspotassociations.bulk;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives a run's events to its listener one at a time, in order, without a lock: whoever finds the
 * queue idle delivers, also what others add meanwhile.
 */
final class EventQueue {
  private final @Nullable BulkListener listener;
  private final Consumer<Throwable> onFailure;
  private final ConcurrentLinkedQueue<Runnable> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private boolean failed;

  /**
   * @param listener whom to tell; null if nobody
   * @param onFailure told what the listener threw: it hears no more after that but the end
   */
  EventQueue(@Nullable BulkListener listener, Consumer<Throwable> onFailure) {
    this.listener = listener;
    this.onFailure = onFailure;
  }

  boolean isHeard() {
    return listener != null;
  }

  void add(Consumer<BulkListener> event) {
    if (listener != null) {
      deliver(
          () -> {
            if (!failed) {
              tell(event);
            }
          });
    }
  }

  /**
   * Tells the listener its last event, also if it failed before: it may have something to close.
   *
   * @param after what to do when it has been told everything
   */
  void finish(Consumer<BulkListener> event, Runnable after) {
    if (listener == null) {
      after.run();
    } else {
      deliver(
          () -> {
            tell(event);
            after.run();
          });
    }
  }

  private void deliver(Runnable event) {
    queue.add(event);
    if (waiting.getAndIncrement() > 0) {
      return;
    }
    int missed = 1;
    do {
      for (int i = 0; i < missed; i++) {
        queue.poll().run();
      }
      missed = waiting.addAndGet(-missed);
    } while (missed > 0);
  }

  /** Whatever a listener throws, errors of its own included, ends the run rather than hang it. */
  private void tell(Consumer<BulkListener> event) {
    try {
      event.accept(listener);
    } catch (Throwable e) {
      failed = true;
      onFailure.accept(e);
    }
  }
}

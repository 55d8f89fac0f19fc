package io.github.hubspotassociations.bulk;

import io.reactivex.rxjava3.exceptions.Exceptions;
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
  private final ConcurrentLinkedQueue<Consumer<BulkListener>> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private boolean failed;

  /**
   * @param listener whom to tell; null if nobody
   * @param onFailure told what the listener threw, once at the most: it hears no more after that
   */
  EventQueue(@Nullable BulkListener listener, Consumer<Throwable> onFailure) {
    this.listener = listener;
    this.onFailure = onFailure;
  }

  boolean isHeard() {
    return listener != null;
  }

  void add(Consumer<BulkListener> event) {
    if (listener == null) {
      return;
    }
    queue.add(event);
    if (waiting.getAndIncrement() > 0) {
      return;
    }
    int missed = 1;
    do {
      for (int i = 0; i < missed; i++) {
        deliver(queue.poll());
      }
      missed = waiting.addAndGet(-missed);
    } while (missed > 0);
  }

  private void deliver(Consumer<BulkListener> event) {
    if (failed) {
      return;
    }
    try {
      event.accept(listener);
    } catch (Throwable e) {
      Exceptions.throwIfFatal(e);
      failed = true;
      onFailure.accept(e);
    }
  }
}

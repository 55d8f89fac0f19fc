package io.github.hubspotassociations.sparkimport;

import io.reactivex.rxjava3.core.FlowableSubscriber;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Leads an iterator through a reactive stream and back into an iterator, on one thread: inputs are
 * pulled and results handed over by the thread that iterates, whichever threads the stream uses.
 *
 * <p>Spark's iterators belong to the thread of their task. So demand, which comes on any thread, is
 * only counted; the task's thread serves it whenever no result is ready.
 */
final class TaskFlow<I, O> implements Iterator<O>, AutoCloseable {
  /** How often a task that waits looks whether it was killed. */
  private static final long POLL_MILLIS = 200;

  private final Iterator<? extends I> inputs;
  private final Function<? super I, ? extends @Nullable O> atOnce;
  private final Runnable stillWanted;
  private final Object lock = new Object();
  private final Feed feed = new Feed();

  // Guarded by the lock.
  private final ArrayDeque<O> results = new ArrayDeque<>();
  private long demand;
  private boolean ended;
  private boolean cancelled;
  private @Nullable Throwable failure;

  // The task's thread only.
  private boolean fed;

  private volatile @Nullable Subscription outlet;
  private volatile @Nullable Subscriber<? super I> inlet;

  private TaskFlow(
      Iterator<? extends I> inputs,
      Function<? super I, ? extends @Nullable O> atOnce,
      Runnable stillWanted) {
    this.inputs = inputs;
    this.atOnce = atOnce;
    this.stillWanted = stillWanted;
  }

  /**
   * Subscribes.
   *
   * @param atOnce the result of an input that is not for the stream, or null
   * @param stillWanted throws if the task is to end; called often, on the task's thread
   */
  static <I, O> TaskFlow<I, O> of(
      Iterator<? extends I> inputs,
      Function<? super I, ? extends @Nullable O> atOnce,
      Function<Publisher<I>, Publisher<O>> stream,
      Runnable stillWanted) {
    TaskFlow<I, O> flow = new TaskFlow<>(inputs, atOnce, stillWanted);
    stream.apply(flow.feed).subscribe(flow.new Results());
    return flow;
  }

  @Override
  public boolean hasNext() {
    while (true) {
      boolean wanted;
      synchronized (lock) {
        if (!results.isEmpty()) {
          return true;
        }
        if (ended) {
          rethrow();
          return false;
        }
        wanted = demand > 0 && !fed && !cancelled;
      }
      stillWanted.run();
      if (wanted || (!fed && !inputs.hasNext())) {
        feedOne();
      } else {
        await();
      }
    }
  }

  @Override
  public O next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    synchronized (lock) {
      return results.remove();
    }
  }

  private void feedOne() {
    Subscriber<? super I> subscriber = inlet;
    if (subscriber == null) {
      throw new IllegalStateException("the stream did not subscribe to its input");
    }
    if (!inputs.hasNext()) {
      fed = true;
      subscriber.onComplete();
      return;
    }
    I input = inputs.next();
    O known = atOnce.apply(input);
    synchronized (lock) {
      if (known != null) {
        results.add(known);
        return;
      }
      demand--;
    }
    subscriber.onNext(input);
  }

  /** Waits until there is something to do, or it is time to look whether the task is wanted. */
  private void await() {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS);
    try {
      synchronized (lock) {
        long left = POLL_MILLIS;
        while (left > 0 && isIdle()) {
          lock.wait(left);
          left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for HubSpot", e);
    }
  }

  private boolean isIdle() {
    return results.isEmpty() && !ended && (fed || cancelled || demand == 0);
  }

  private void rethrow() {
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
  }

  /** Cancels what is in flight, unless the stream has ended. */
  @Override
  public void close() {
    Subscription subscription = outlet;
    if (subscription != null) {
      subscription.cancel();
    }
  }

  /** The stream's input. */
  private final class Feed implements Publisher<I>, Subscription {
    @Override
    public void subscribe(Subscriber<? super I> subscriber) {
      inlet = subscriber;
      subscriber.onSubscribe(this);
    }

    @Override
    public void request(long n) {
      synchronized (lock) {
        demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
        lock.notifyAll();
      }
    }

    @Override
    public void cancel() {
      synchronized (lock) {
        cancelled = true;
        lock.notifyAll();
      }
    }
  }

  /** The stream's output: as much as comes, which is no more than what was fed. */
  private final class Results implements FlowableSubscriber<O> {
    @Override
    public void onSubscribe(Subscription subscription) {
      outlet = subscription;
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(O result) {
      synchronized (lock) {
        results.add(result);
        lock.notifyAll();
      }
    }

    @Override
    public void onError(Throwable e) {
      synchronized (lock) {
        failure = e;
        ended = true;
        lock.notifyAll();
      }
    }

    @Override
    public void onComplete() {
      synchronized (lock) {
        ended = true;
        lock.notifyAll();
      }
    }
  }
}

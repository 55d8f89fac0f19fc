package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationOutcome.Kind;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.disposables.SerialDisposable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * One run of a {@link BulkAssociator}: an operator between the caller's publisher and the caller's
 * subscriber that pulls inputs, keeps pages in flight and emits outcomes, each only as far as there
 * is demand and room.
 *
 * <p>It is not a chain of RxJava's operators because the three depend on each other: what is pulled
 * on what is in flight, what is in flight on what the subscriber has taken, and the end of a run on
 * all of it. Everything happens in {@link #drain}, on one thread at a time; other threads leave
 * what they bring in a queue and call it. What a caller's code throws, errors of the JVM included,
 * ends the run.
 *
 * @param <T> what comes in: inputs or pages
 * @param <C> the type of the caller's context
 * @param <R> what goes out: outcomes or results of pages
 */
final class BulkRun<T, C, R> implements FlowableSubscriber<T>, Subscription {
  private final Subscriber<? super R> downstream;
  private final BulkAssociator.Builder settings;
  private final RunControl control;

  /** What came in. Guards itself and the state of the upstream: a source may emit on any thread. */
  private final Pager<C> pager;

  private final BiConsumer<Pager<C>, T> adder;
  private final Outlet<C, R> outlet;

  /** Begins as if a drain were on, so that nothing moves before the subscriber is subscribed. */
  private final AtomicInteger drains = new AtomicInteger(1);

  private final AtomicLong requested = new AtomicLong();
  private final ConcurrentLinkedQueue<PageRun<C>> settled = new ConcurrentLinkedQueue<>();

  private @Nullable Subscription upstream;
  private long outstanding;
  private boolean inputEnded;

  private volatile boolean disposed;
  private volatile boolean ended;
  private Disposable stopWhen = Disposable.disposed();

  // Touched by the draining thread alone.
  private final Map<PageRun<C>, Disposable> inFlight = new LinkedHashMap<>();
  private final @Nullable ResumePoint resumePoint;
  private long checkpoint;
  private @Nullable Throwable subscriberFailure;

  /**
   * @param pager what the input goes into
   * @param adder how it goes there
   */
  BulkRun(
      Subscriber<? super R> downstream,
      BulkAssociator.Builder settings,
      RunControl control,
      Pager<C> pager,
      BiConsumer<Pager<C>, T> adder,
      Outlet<C, R> outlet) {
    this.downstream = downstream;
    this.settings = settings;
    this.control = control;
    this.pager = pager;
    this.adder = adder;
    this.outlet = outlet;
    this.resumePoint = control.listener != null ? ResumePoint.create() : null;
  }

  @Override
  public void onSubscribe(Subscription upstream) {
    Objects.requireNonNull(upstream, "The source's subscription is null");
    if (this.upstream != null) {
      upstream.cancel();
      return;
    }
    this.upstream = upstream;
    control.onStop(this::drain);
    if (settings.stopWhen != null) {
      stopWhen =
          settings.stopWhen.subscribe(
              () -> control.stop("The run was stopped by its caller", null),
              e -> control.fail("its stopWhen failed", e));
    }
    try {
      downstream.onSubscribe(this);
    } catch (Throwable e) {
      subscriberFailed(e);
    }
    drainLoop();
  }

  @Override
  public void onNext(T item) {
    if (item == null) {
      NullPointerException e = new NullPointerException("The source emitted null");
      onError(e);
      throw e;
    }
    if (disposed) {
      // There is no subscriber any more to emit an outcome to.
      return;
    }
    boolean isTurn = false;
    try {
      synchronized (pager) {
        outstanding--;
        adder.accept(pager, item);
        isTurn = pager.hasReady() || outstanding <= 0;
      }
    } catch (Throwable e) {
      // What came is no input, past the compiler's eyes: the source gets no thread to lose by it.
      control.fail("its source emitted what is no input", e);
    }
    if (isTurn || control.stoppedByCaller) {
      drain();
    }
  }

  @Override
  public void onError(Throwable e) {
    Throwable failure = e == null ? new NullPointerException("The source failed with null") : e;
    synchronized (pager) {
      if (inputEnded) {
        // A source may respond to its cancellation with an error.
        return;
      }
      control.noteFailure(failure);
    }
    onComplete();
    Objects.requireNonNull(e, "The source failed with null");
  }

  @Override
  public void onComplete() {
    if (upstream == null) {
      // The source forgot to subscribe this, and the caller would wait forever.
      Flowable.<T>empty().subscribe(this);
      return;
    }
    synchronized (pager) {
      inputEnded = true;
      outstanding = 0;
    }
    drain();
  }

  @Override
  public void request(long n) {
    if (n <= 0) {
      control.noteFailure(new IllegalArgumentException("requested " + n + ": demand is 1 or more"));
      control.stop("The run was stopped: its subscriber requested " + n, null);
      return;
    }
    if (requested.addAndGet(n) < 0) {
      // More than a long holds is without bound.
      requested.set(Long.MAX_VALUE);
    }
    drain();
  }

  @Override
  public void cancel() {
    if (!disposed && !ended) {
      disposed = true;
      drain();
    }
  }

  private void drain() {
    if (drains.getAndIncrement() == 0) {
      drainLoop();
    }
  }

  private void drainLoop() {
    int missed = 1;
    do {
      try {
        step();
      } catch (Throwable e) {
        // Not a caller's code, which is caught where it is called: memory is exhausted, say.
        subscriberFailed(e);
      }
      missed = drains.addAndGet(-missed);
    } while (missed > 0);
  }

  private void step() {
    if (!ended && !disposed) {
      collect();
      if (control.stoppedByCaller) {
        endInput();
      }
      boolean moved;
      do {
        emit();
        moved = launch();
      } while (moved && !disposed);
      pull();
      if (!disposed && isDone()) {
        end();
      }
    }
    if (!ended && disposed) {
      abandon();
    }
  }

  /** Takes over the pages that were settled since. */
  private void collect() {
    for (PageRun<C> run = settled.poll(); run != null; run = settled.poll()) {
      inFlight.remove(run);
      account(run);
    }
  }

  private void account(PageRun<C> run) {
    PageResult<C> result = run.result();
    BulkSummary.count(result.outcomes(), control.outcomes);
    outlet.add(run, result);
    control.tell(listener -> listener.pageAnswered(result));
  }

  private void emit() {
    long demand = requested.get();
    long given = 0;
    while (given < demand && !disposed) {
      R next = outlet.poll();
      if (next == null) {
        break;
      }
      try {
        downstream.onNext(next);
      } catch (Throwable e) {
        subscriberFailed(e);
        return;
      }
      given++;
      if (resumePoint != null) {
        markSettled(next, resumePoint);
      }
    }
    if (given > 0 && demand != Long.MAX_VALUE) {
      requested.addAndGet(-given);
    }
    if (given > 0 && resumePoint != null) {
      long index = resumePoint.index();
      if (index > checkpoint) {
        checkpoint = index;
        control.tell(listener -> listener.checkpoint(index));
      }
    }
  }

  private static void markSettled(Object emitted, ResumePoint resumePoint) {
    if (emitted instanceof AssociationOutcome) {
      resumePoint.markSettled((AssociationOutcome<?>) emitted);
    } else {
      for (AssociationOutcome<?> outcome : ((PageResult<?>) emitted).outcomes()) {
        resumePoint.markSettled(outcome);
      }
    }
  }

  /** A subscriber that throws has cancelled, as the specification of Reactive Streams has it. */
  private void subscriberFailed(Throwable e) {
    if (subscriberFailure == null) {
      subscriberFailure = e;
    }
    disposed = true;
    drain();
  }

  /** Sends ready pages as far as there is room; whether there was one. */
  private boolean launch() {
    boolean launched = false;
    while (!disposed && hasRoom()) {
      InputPage<C> page;
      synchronized (pager) {
        page = pager.poll();
        if (page == null && (inputEnded || isStuck())) {
          pager.flushOldest();
          page = pager.poll();
        }
      }
      if (page == null) {
        break;
      }
      launched = true;
      send(page);
    }
    if (launched) {
      collect();
    }
    return launched;
  }

  private void send(InputPage<C> page) {
    PageRun<C> run =
        new PageRun<>(
            page,
            settings.isolation,
            settings.maxRequestsPerPage,
            control.sender.retriesAfterSend());
    outlet.expect(run);
    SerialDisposable sending = new SerialDisposable();
    inFlight.put(run, sending);
    sending.set(
        new PageDriver(settings.engine, true, run, control)
            .drive()
            .subscribe(
                () -> settled(run),
                e -> {
                  // Drivers do not fail; if one does after all, its page must not be lost.
                  run.abandoned("Sending failed: " + e);
                  control.fail("sending failed", e);
                  settled(run);
                }));
  }

  private void settled(PageRun<C> run) {
    settled.add(run);
    drain();
  }

  /** Whether another page may be in flight, or wait for the subscriber. */
  private boolean hasRoom() {
    return inFlight.size() < settings.maxInFlight
        && requested.get() > 0
        && (outlet.hasRoom() || isStuck());
  }

  /** Nothing is in flight and nothing can be emitted: what comes next by index is in the pager. */
  private boolean isStuck() {
    return inFlight.isEmpty() && !outlet.hasRoom() && outlet.isBlocked();
  }

  /** Asks the source for what would make the next page. */
  private void pull() {
    while (!disposed && hasRoom() && !control.stoppedByCaller) {
      long wanted;
      synchronized (pager) {
        if (inputEnded || outstanding > 0 || pager.hasReady()) {
          return;
        }
        wanted = pager.wanted();
        outstanding = wanted;
      }
      try {
        upstream.request(wanted);
      } catch (Throwable e) {
        control.fail("its source failed", e);
        return;
      }
      if (drains.get() > 1) {
        return;
      }
    }
  }

  private void endInput() {
    synchronized (pager) {
      if (inputEnded) {
        return;
      }
      inputEnded = true;
      outstanding = 0;
    }
    try {
      upstream.cancel();
    } catch (Throwable e) {
      RxJavaPlugins.onError(e);
    }
  }

  private boolean isDone() {
    synchronized (pager) {
      return inputEnded && pager.size() == 0 && inFlight.isEmpty() && outlet.isEmpty();
    }
  }

  /** The subscriber is gone: cancels what is in flight, and the listener gets its account. */
  @SuppressWarnings("EnumOrdinal") // As BulkSummary counts.
  private void abandon() {
    ended = true;
    endInput();
    collect();
    for (Map.Entry<PageRun<C>, Disposable> entry : inFlight.entrySet()) {
      entry.getValue().dispose();
      account(entry.getKey().abandoned("The run was disposed while this was in flight"));
    }
    inFlight.clear();
    synchronized (pager) {
      control.outcomes[Kind.NOT_ATTEMPTED.ordinal()] += pager.clear();
    }
    end();
  }

  private void end() {
    ended = true;
    stopWhen.dispose();
    control.tellFinished(this::endDownstream);
  }

  /**
   * Ends the subscriber. One that is gone gets an end only after an error of the JVM: RxJava's
   * operators throw it through {@code onNext}, and what is below them would wait for an end that
   * never comes.
   */
  private void endDownstream() {
    Throwable e = disposed ? subscriberFailure : control.failure();
    try {
      if (disposed && !(e instanceof Error)) {
        if (e != null) {
          RxJavaPlugins.onError(e);
        }
      } else if (e == null) {
        downstream.onComplete();
      } else {
        downstream.onError(e);
      }
    } catch (Throwable thrown) {
      RxJavaPlugins.onError(thrown);
    }
  }
}

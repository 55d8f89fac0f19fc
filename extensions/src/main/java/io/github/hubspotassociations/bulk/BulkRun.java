package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.internal.send.Stopwatch;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.CompositeDisposable;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
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
  private final Intake<T, C> intake;
  private final Outlet<C, R> outlet;
  private final BulkSettings settings;
  private final PageDriver driver;
  private final Stopwatch sinceStart;
  private final RunControl control;

  /** Begins as if a drain were on, so that nothing moves before the subscriber is subscribed. */
  private final AtomicInteger drains = new AtomicInteger(1);

  private final AtomicLong requested = new AtomicLong();
  private final ConcurrentLinkedQueue<PageRun<C>> settled = new ConcurrentLinkedQueue<>();

  private @Nullable Subscription upstream;

  /** Guards {@link #intake} and the state of the upstream: a source may emit on any thread. */
  private final Object intakeLock = new Object();

  private long outstanding;
  private boolean inputEnded;

  private volatile boolean disposed;
  private volatile boolean ended;
  private final CompositeDisposable watches = new CompositeDisposable();

  // Touched by the draining thread alone.
  private final Map<PageRun<C>, Disposable> inFlight = new LinkedHashMap<>();
  private final Counts counts = new Counts();
  private final @Nullable ResumePoint resumePoint;
  private long checkpoint;
  private @Nullable Throwable subscriberFailure;

  BulkRun(
      Subscriber<? super R> downstream,
      Intake<T, C> intake,
      Outlet<C, R> outlet,
      BulkSettings settings,
      PageDriver driver,
      Scheduler scheduler,
      RunControl control) {
    this.downstream = downstream;
    this.intake = intake;
    this.outlet = outlet;
    this.settings = settings;
    this.driver = driver;
    this.sinceStart = Stopwatch.start(scheduler);
    this.control = control;
    this.resumePoint = control.hasListener() ? ResumePoint.create() : null;
  }

  @Override
  public void onSubscribe(Subscription upstream) {
    Objects.requireNonNull(upstream, "The source's subscription is null");
    if (this.upstream != null) {
      upstream.cancel();
      return;
    }
    this.upstream = upstream;
    if (settings.stopWhen != null) {
      watches.add(
          settings.stopWhen.subscribe(
              () -> control.stop("The run was stopped by its caller", null),
              e -> control.fail("The run was stopped: its stopWhen failed: " + e, e)));
    }
    watches.add(control.stopSignal().subscribe(this::drain));
    watches.add(control.callerStopSignal().subscribe(this::drain));
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
      synchronized (intakeLock) {
        isTurn = take(item);
      }
    } catch (Throwable e) {
      // What came is no input, past the compiler's eyes: the source gets no thread to lose by it.
      control.fail("The run was stopped: its source emitted what is no input: " + e, e);
    }
    if (isTurn || control.isStoppedByCaller()) {
      drain();
    }
  }

  /** Whether there is something to do with what came in so far. */
  private boolean take(T item) {
    outstanding--;
    intake.add(item);
    return intake.hasReady() || outstanding <= 0;
  }

  @Override
  public void onError(Throwable e) {
    Throwable failure = e == null ? new NullPointerException("The source failed with null") : e;
    synchronized (intakeLock) {
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
    synchronized (intakeLock) {
      inputEnded = true;
      outstanding = 0;
    }
    drain();
  }

  @Override
  public void request(long n) {
    if (n <= 0) {
      control.fail(
          "The run was stopped: its subscriber requested " + n,
          new IllegalArgumentException("requested " + n + ": demand is 1 or more"));
      return;
    }
    // A loop of our own: Android 21 has no accumulateAndGet.
    long old;
    do {
      old = requested.get();
    } while (!requested.compareAndSet(old, old + n < 0 ? Long.MAX_VALUE : old + n));
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
      if (control.isStoppedByCaller()) {
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
    counts.add(result.outcomes());
    outlet.add(result);
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
        outlet.settle(next, resumePoint);
      }
    }
    if (given > 0 && demand != Long.MAX_VALUE) {
      requested.addAndGet(-given);
    }
    if (given > 0 && resumePoint != null) {
      tellCheckpoint(resumePoint.index());
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

  private void tellCheckpoint(long index) {
    if (index > checkpoint) {
      checkpoint = index;
      control.tell(listener -> listener.checkpoint(index));
    }
  }

  /** Sends ready pages as far as there is room; whether there was one. */
  private boolean launch() {
    boolean launched = false;
    while (!disposed && hasRoom()) {
      InputPage<C> page;
      synchronized (intakeLock) {
        page = intake.poll();
        if (page == null && (inputEnded || isStuck())) {
          intake.flushOldest();
          page = intake.poll();
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
            page, settings.isolation, settings.maxRequestsPerPage, settings.retriesAfterSend);
    outlet.expect(page);
    if (control.isStopping()) {
      run.stop(control.stopReason(), control.stopCause());
      account(run);
      return;
    }
    inFlight.put(run, Disposable.disposed());
    Disposable sending =
        driver
            .drive(run, control)
            .subscribe(
                () -> settled(run),
                e -> {
                  // Drivers do not fail; if one does after all, its page must not be lost.
                  run.abandoned("Sending failed: " + e);
                  control.fail("The run was stopped: sending failed: " + e, e);
                  settled(run);
                });
    if (inFlight.containsKey(run)) {
      inFlight.put(run, sending);
    }
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

  /** Nothing is in flight and nothing can be emitted: what comes next by index is in the intake. */
  private boolean isStuck() {
    return inFlight.isEmpty() && !outlet.hasRoom() && outlet.isBlocked();
  }

  /** Asks the source for what would make the next page. */
  private void pull() {
    while (!disposed && hasRoom() && !control.isStoppedByCaller()) {
      long wanted;
      synchronized (intakeLock) {
        if (inputEnded || outstanding > 0 || intake.hasReady()) {
          return;
        }
        wanted = intake.wanted();
        outstanding = wanted;
      }
      try {
        upstream.request(wanted);
      } catch (Throwable e) {
        control.fail("The run was stopped: its source failed: " + e, e);
        return;
      }
      if (drains.get() > 1) {
        return;
      }
    }
  }

  private void endInput() {
    synchronized (intakeLock) {
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
    synchronized (intakeLock) {
      return inputEnded && intake.isEmpty() && inFlight.isEmpty() && outlet.isEmpty();
    }
  }

  private void end() {
    ended = true;
    watches.dispose();
    control.tellLast(listener -> listener.finished(summary()), this::endDownstream);
  }

  private void endDownstream() {
    Throwable e = control.failure();
    try {
      if (e == null) {
        downstream.onComplete();
      } else {
        downstream.onError(e);
      }
    } catch (Throwable thrown) {
      RxJavaPlugins.onError(thrown);
    }
  }

  /** The subscriber is gone: cancels what is in flight, and the listener gets its account. */
  private void abandon() {
    ended = true;
    endInput();
    watches.dispose();
    collect();
    for (Map.Entry<PageRun<C>, Disposable> entry : inFlight.entrySet()) {
      entry.getValue().dispose();
      entry.getKey().abandoned("The run was disposed while this was in flight");
      account(entry.getKey());
    }
    inFlight.clear();
    synchronized (intakeLock) {
      counts.notAttempted += intake.clear();
    }
    control.tellLast(listener -> listener.finished(summary()), this::tellSubscriberFailure);
  }

  /**
   * RxJava's operators throw the errors of the JVM through {@code onNext}, and what is below them
   * would wait for an end that never comes.
   */
  private void tellSubscriberFailure() {
    Throwable e = subscriberFailure;
    if (e instanceof Error) {
      try {
        downstream.onError(e);
      } catch (Throwable thrown) {
        RxJavaPlugins.onError(thrown);
      }
    } else if (e != null) {
      RxJavaPlugins.onError(e);
    }
  }

  BulkSummary summary() {
    return new BulkSummary(
        counts,
        control.requests.get(),
        control.retries.get(),
        sinceStart.elapsed(),
        control.firstCause());
  }
}

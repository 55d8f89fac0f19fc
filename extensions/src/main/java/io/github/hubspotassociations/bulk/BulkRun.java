package io.github.hubspotassociations.bulk;

import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.CompositeDisposable;
import io.reactivex.rxjava3.disposables.Disposable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * One run of a {@link BulkAssociator}: stands between the caller's publisher and the caller's
 * subscriber, takes inputs in, keeps pages under way and gives outcomes out, each only as far as
 * there is demand and room.
 *
 * <p>It is an operator of its own rather than a chain of RxJava's because the three depend on each
 * other: what is pulled on what is under way, what is under way on what the subscriber has taken,
 * and the end of a run on all of it. Everything happens in {@link #drain}, by one thread at a time;
 * other threads leave what they bring in a queue and call it.
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
  private final PageSender sender;
  private final Scheduler scheduler;
  private final long startedAt;
  private final RunControl control;

  /**
   * Begins as if somebody drained, so that nothing moves before the subscriber has its
   * subscription.
   */
  private final AtomicInteger drains = new AtomicInteger(1);

  private final AtomicLong requested = new AtomicLong();
  private final ConcurrentLinkedQueue<PageRun<C>> settled = new ConcurrentLinkedQueue<>();

  private @Nullable Subscription upstream;

  /** Guards {@link #intake} and what is said of the upstream: a source may give from any thread. */
  private final Object intakeLock = new Object();

  /**
   * Who asks the source just now. What a source gives at once, on that thread, needs no lock:
   * nobody else drains meanwhile. The lock took 2% of a run's CPU time.
   */
  private @Nullable Thread puller;

  private long outstanding;
  private boolean inputEnded;

  private volatile boolean disposed;
  private final CompositeDisposable watches = new CompositeDisposable();

  // Touched by the draining thread alone.
  private final Map<PageRun<C>, Disposable> underWay = new LinkedHashMap<>();
  private final Counts counts = new Counts();
  private final @Nullable ResumePoint resumePoint;
  private long checkpoint;
  private boolean ended;

  BulkRun(
      Subscriber<? super R> downstream,
      Intake<T, C> intake,
      Outlet<C, R> outlet,
      BulkSettings settings,
      PageSender sender,
      Scheduler scheduler,
      RunControl control) {
    this.downstream = downstream;
    this.intake = intake;
    this.outlet = outlet;
    this.settings = settings;
    this.sender = sender;
    this.scheduler = scheduler;
    this.startedAt = scheduler.now(TimeUnit.MILLISECONDS);
    this.control = control;
    this.resumePoint = control.events.isHeard() ? ResumePoint.create() : null;
  }

  @Override
  public void onSubscribe(Subscription upstream) {
    this.upstream = upstream;
    if (settings.stopWhen != null) {
      watches.add(
          settings.stopWhen.subscribe(
              () -> control.stop("The run was stopped by its caller", null),
              e -> control.fail("The run was stopped: its stopWhen failed: " + e, e)));
    }
    watches.add(control.stopSignal().subscribe(this::drain));
    watches.add(control.callerStopSignal().subscribe(this::drain));
    downstream.onSubscribe(this);
    drainLoop();
  }

  @Override
  public void onNext(T item) {
    Objects.requireNonNull(item, "The source gave null");
    if (disposed) {
      // Nobody is left to tell what becomes of it.
      return;
    }
    boolean isTurn;
    if (puller == Thread.currentThread()) {
      isTurn = take(item);
    } else {
      synchronized (intakeLock) {
        isTurn = take(item);
      }
    }
    if (control.isStoppedByCaller()) {
      upstream.cancel();
      isTurn = true;
    }
    if (isTurn) {
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
    synchronized (intakeLock) {
      if (inputEnded) {
        // A source that answers the cancelling of it by an error, say: it was not asked any more.
        return;
      }
      control.noteFailure(e);
    }
    onComplete();
  }

  @Override
  public void onComplete() {
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
    if (!disposed) {
      disposed = true;
      upstream.cancel();
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
      if (ended) {
        // Nobody is left to tell.
      } else if (disposed) {
        abandon();
      } else {
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
      missed = drains.addAndGet(-missed);
    } while (missed > 0);
  }

  /** Takes over the pages that were settled since. */
  private void collect() {
    for (PageRun<C> run = settled.poll(); run != null; run = settled.poll()) {
      underWay.remove(run);
      account(run);
    }
  }

  private void account(PageRun<C> run) {
    PageResult<C> result = run.result();
    counts.add(result);
    outlet.add(result);
    control.events.add(listener -> listener.pageAnswered(result));
  }

  private void emit() {
    long demand = requested.get();
    long given = 0;
    while (given < demand && !disposed) {
      R next = outlet.poll();
      if (next == null) {
        break;
      }
      downstream.onNext(next);
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

  private void tellCheckpoint(long index) {
    if (index > checkpoint) {
      checkpoint = index;
      control.events.add(listener -> listener.checkpoint(index));
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
            page, settings.isolation, settings.isolationLimit, settings.resendsUnmentioned);
    outlet.expect(page);
    if (control.isStopping()) {
      run.stop(control.stopReason(), control.stopCause());
      account(run);
      return;
    }
    underWay.put(run, Disposable.disposed());
    Disposable sending =
        sender
            .send(run, control)
            .subscribe(
                () -> settled(run),
                e -> {
                  // Senders do not fail; if one does after all, its page must not be lost.
                  run.abandoned("Sending failed: " + e);
                  control.fail("The run was stopped: sending failed: " + e, e);
                  settled(run);
                });
    if (underWay.containsKey(run)) {
      underWay.put(run, sending);
    }
  }

  private void settled(PageRun<C> run) {
    settled.add(run);
    drain();
  }

  /** Whether another page may be under way, or wait for the subscriber. */
  private boolean hasRoom() {
    return underWay.size() < settings.maxInFlight
        && requested.get() > 0
        && (outlet.hasRoom() || isStuck());
  }

  /**
   * Nothing is under way and nothing can be given: what comes next by index is still in the intake.
   */
  private boolean isStuck() {
    return underWay.isEmpty() && !outlet.hasRoom() && outlet.isBlocked();
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
      puller = Thread.currentThread();
      upstream.request(wanted);
      puller = null;
      if (drains.get() > 1) {
        return;
      }
    }
  }

  private void endInput() {
    upstream.cancel();
    synchronized (intakeLock) {
      inputEnded = true;
      outstanding = 0;
    }
  }

  private boolean isDone() {
    synchronized (intakeLock) {
      return inputEnded && intake.isEmpty() && underWay.isEmpty() && outlet.isEmpty();
    }
  }

  private void end() {
    ended = true;
    watches.dispose();
    control.events.finish(listener -> listener.finished(summary()), this::endDownstream);
  }

  private void endDownstream() {
    Throwable e = control.failure();
    if (e == null) {
      downstream.onComplete();
    } else {
      downstream.onError(e);
    }
  }

  /** The subscriber is gone: cancels what is under way and tells the listener what that leaves. */
  private void abandon() {
    ended = true;
    watches.dispose();
    collect();
    for (Map.Entry<PageRun<C>, Disposable> entry : underWay.entrySet()) {
      entry.getValue().dispose();
      entry.getKey().abandoned("The run was disposed while this was under way");
      account(entry.getKey());
    }
    underWay.clear();
    synchronized (intakeLock) {
      counts.notAttempted += intake.clear();
    }
    control.events.finish(listener -> listener.finished(summary()), () -> {});
  }

  BulkSummary summary() {
    long elapsed = scheduler.now(TimeUnit.MILLISECONDS) - startedAt;
    return new BulkSummary(
        counts,
        control.requests.get(),
        control.retries.get(),
        Duration.ofMillis(elapsed),
        control.stopCause());
  }
}

package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociatedPair;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.internal.Watchdog;
import io.github.hubspotassociations.internal.send.Delay;
import io.github.hubspotassociations.internal.send.Sender;
import io.reactivex.rxjava3.core.CompletableEmitter;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.SingleEmitter;
import io.reactivex.rxjava3.disposables.CompositeDisposable;
import io.reactivex.rxjava3.disposables.SerialDisposable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The calls of an {@link AssociationBatcher}: gathers those of one pair of object types until their
 * page is full or has lingered, sends pages as far as there is room, and gives each caller its own
 * result.
 */
final class CallQueue {
  private final Sender sender;
  private final Endpoints endpoints;
  private final int pageSize;
  private final int maxInFlight;
  private final int maxPending;
  private final Duration linger;
  private final Scheduler timers;

  private final Object lock = new Object();

  // Guarded by the lock.
  private final Map<String, Gathering> gatherings = new HashMap<>();
  private final Set<Waiter> pending = new LinkedHashSet<>();
  private final ArrayDeque<InputPage<Waiter>> ready = new ArrayDeque<>();

  /** Those who flushed, and the callers each of them waits for. */
  private final Map<CompletableEmitter, Set<Waiter>> flushes = new HashMap<>();

  private int inFlight;
  private boolean shutDown;

  private final CompositeDisposable calls = new CompositeDisposable();
  private final AtomicInteger sends = new AtomicInteger();

  CallQueue(AssociationBatcher.Builder builder) {
    this.sender = builder.sender;
    this.endpoints = builder.endpoints;
    this.pageSize = builder.pageSize;
    this.maxInFlight = builder.maxInFlight;
    this.maxPending = builder.maxPending;
    this.linger = builder.linger;
    // On this one a timer sleeps on the thread that sets it, which is the caller's.
    this.timers =
        sender.scheduler() == Schedulers.trampoline()
            ? Schedulers.computation()
            : sender.scheduler();
  }

  void add(ObjectRef from, ObjectRef to, SingleEmitter<AssociatedPair> emitter) {
    Waiter waiter = new Waiter(from, to, emitter);
    Gathering gathering = null;
    boolean isOpened = false;
    boolean isClosed = false;
    RuntimeException rejection = null;
    synchronized (lock) {
      if (shutDown || sender.isClosed()) {
        rejection =
            new IllegalStateException(
                "This AssociationBatcher is shut down and takes no more: "
                    + waiter.name()
                    + " needs another, see batcher()");
      } else if (pending.size() >= maxPending) {
        rejection = new BatcherOverflowException(maxPending);
      } else {
        pending.add(waiter);
        String types = from.objectType() + ' ' + to.objectType();
        gathering = gatherings.get(types);
        isOpened = gathering == null;
        if (isOpened) {
          gathering = new Gathering(types);
          gatherings.put(types, gathering);
        }
        gathering.waiters.add(waiter);
        isClosed = gathering.waiters.size() >= pageSize || linger.isZero();
        if (isClosed) {
          close(gathering);
        }
      }
    }
    if (rejection != null) {
      emitter.tryOnError(rejection);
      return;
    }
    emitter.setCancellable(() -> forget(waiter));
    if (isClosed) {
      gathering.timer.dispose();
      send();
    } else if (isOpened) {
      linger(gathering);
    }
  }

  /** Sets the timer of a gathering. Not called with the lock, since a scheduler may run it here. */
  private void linger(Gathering gathering) {
    gathering.timer.set(
        Delay.of(linger, timers)
            .subscribe(
                () -> lingered(gathering),
                // The scheduler is shut down: there is no waiting any more.
                e -> lingered(gathering)));
  }

  private void lingered(Gathering gathering) {
    synchronized (lock) {
      if (gatherings.get(gathering.types) == gathering) {
        close(gathering);
      }
    }
    send();
  }

  /** Makes pages of what has gathered. Called with the lock. */
  private void close(Gathering gathering) {
    gatherings.remove(gathering.types);
    Pager<Waiter> pager =
        new Pager<>(pageSize, BulkAssociator.Builder.DEFAULT_MAX_PAGE_BYTES, Long.MAX_VALUE);
    for (Waiter waiter : gathering.waiters) {
      if (pending.contains(waiter)) {
        pager.add(waiter.request);
      }
    }
    pager.flush();
    for (InputPage<Waiter> page = pager.poll(); page != null; page = pager.poll()) {
      ready.add(page);
    }
  }

  /**
   * Sends ready pages as far as there is room. One thread at a time does, and not again inside of
   * itself, however fast pages end.
   */
  private void send() {
    if (sends.getAndIncrement() > 0) {
      return;
    }
    int missed = 1;
    do {
      for (InputPage<Waiter> page = take(); page != null; page = take()) {
        PageRun<Waiter> run = PageRun.ofCalls(page, sender);
        new PageDriver(sender, endpoints, true, run)
            .drive()
            .subscribe(
                () -> answered(run), e -> answered(run.abandoned("Sending failed: " + e)), calls);
      }
      missed = sends.addAndGet(-missed);
    } while (missed > 0);
  }

  /** Takes the next ready page, without the pairs whose callers have gone, if there is room. */
  private @Nullable InputPage<Waiter> take() {
    synchronized (lock) {
      while (inFlight < maxInFlight && !ready.isEmpty()) {
        InputPage<Waiter> page = ready.poll();
        int waiting = 0;
        for (AssociationRequest<Waiter> request : page.requests()) {
          waiting += pending.contains(request.context()) ? 1 : 0;
        }
        if (waiting > 0) {
          inFlight++;
          return waiting == page.size() ? page : rest(page, waiting);
        }
      }
      return null;
    }
  }

  private InputPage<Waiter> rest(InputPage<Waiter> page, int waiting) {
    InputPage.Builder<Waiter> rest =
        new InputPage.Builder<>(page.fromObjectType(), page.toObjectType(), 0, waiting);
    for (AssociationRequest<Waiter> request : page.requests()) {
      if (pending.contains(request.context())) {
        rest.add(rest.size(), request);
      }
    }
    return rest.build(page.number());
  }

  private void answered(PageRun<Waiter> run) {
    List<AssociationRequest<Waiter>> requests = run.page().requests();
    synchronized (lock) {
      inFlight--;
      for (AssociationRequest<Waiter> request : requests) {
        request.context().answeredBy = Thread.currentThread();
      }
    }
    for (int i = 0; i < requests.size(); i++) {
      Waiter waiter = requests.get(i).context();
      HubSpotException failure = run.failure(i);
      if (failure == null) {
        waiter.emitter.onSuccess(run.pair(i));
      } else {
        waiter.emitter.tryOnError(failure);
      }
      forget(waiter);
    }
    send();
  }

  /** Forgets a caller that has its result, or has gone. */
  private void forget(Waiter waiter) {
    List<CompletableEmitter> flushed = new ArrayList<>(0);
    synchronized (lock) {
      if (!pending.remove(waiter)) {
        return;
      }
      flushes.forEach(
          (emitter, outstanding) -> {
            if (outstanding.remove(waiter) && outstanding.isEmpty()) {
              flushed.add(emitter);
            }
          });
    }
    for (CompletableEmitter emitter : flushed) {
      try {
        emitter.onComplete();
      } catch (Throwable e) {
        // An error of the JVM in a caller's code, which must not keep others from their results.
        RxJavaPlugins.onError(e);
      }
    }
  }

  /** Takes no new calls from here on. */
  void shutDown() {
    synchronized (lock) {
      shutDown = true;
    }
  }

  /**
   * Sends at once what has gathered, and completes when all that is pending now has its response.
   */
  void flush(CompletableEmitter emitter, String name, Duration timeout) {
    Set<Waiter> outstanding = new LinkedHashSet<>();
    List<Gathering> open;
    boolean isEmpty;
    synchronized (lock) {
      open = new ArrayList<>(gatherings.values());
      for (Gathering gathering : open) {
        close(gathering);
      }
      // A caller that closes as it gets its result must not wait for what its own thread emits
      // next.
      for (Waiter waiter : pending) {
        if (waiter.answeredBy != Thread.currentThread()) {
          outstanding.add(waiter);
        }
      }
      isEmpty = outstanding.isEmpty();
      if (!isEmpty) {
        flushes.put(emitter, outstanding);
      }
    }
    for (Gathering gathering : open) {
      gathering.timer.dispose();
    }
    if (isEmpty) {
      emitter.onComplete();
      return;
    }
    SerialDisposable timer = new SerialDisposable();
    emitter.setCancellable(
        () -> {
          timer.dispose();
          synchronized (lock) {
            flushes.remove(emitter);
          }
        });
    send();
    Runnable timeOut = () -> timeOut(name + " gave up after " + timeout, emitter, outstanding);
    timer.set(
        Watchdog.isWallClock(timers)
            ? Watchdog.after(timeout.toNanos(), timeOut)
            : timers.scheduleDirect(timeOut, timeout.toNanos(), TimeUnit.NANOSECONDS));
  }

  private void timeOut(String what, CompletableEmitter emitter, Set<Waiter> outstanding) {
    String message;
    synchronized (lock) {
      if (outstanding.isEmpty()) {
        // The last response came at this very moment.
        return;
      }
      message =
          what
              + ": "
              + outstanding.size()
              + (outstanding.size() == 1
                  ? " association is outstanding: "
                  : " associations are outstanding, the first is ")
              + outstanding.iterator().next().name();
    }
    emitter.tryOnError(new HubSpotException(message));
  }

  /** Cancels what is outstanding, whose callers get the reason. */
  void abandon(Throwable reason) {
    List<Waiter> abandoned;
    synchronized (lock) {
      abandoned = new ArrayList<>(pending);
      ready.clear();
    }
    calls.dispose();
    for (Waiter waiter : abandoned) {
      waiter.emitter.tryOnError(reason);
      forget(waiter);
    }
  }

  /** A caller and what it asks for. */
  private static final class Waiter {
    final AssociationRequest<Waiter> request;
    final SingleEmitter<AssociatedPair> emitter;

    /** The thread that emits the results of a page to its callers, once they are there. */
    @Nullable Thread answeredBy;

    Waiter(ObjectRef from, ObjectRef to, SingleEmitter<AssociatedPair> emitter) {
      this.request = AssociationRequest.of(from, to, this);
      this.emitter = emitter;
    }

    String name() {
      return (request.from() + " → " + request.to()).replaceAll("\\s+", " ");
    }
  }

  /** Callers of one pair of types that wait for their page to fill up. */
  private static final class Gathering {
    final String types;
    final List<Waiter> waiters = new ArrayList<>();
    final SerialDisposable timer = new SerialDisposable();

    Gathering(String types) {
      this.types = types;
    }
  }
}

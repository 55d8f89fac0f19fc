package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociatedPair;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.internal.Watchdog;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.CompletableEmitter;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.SingleEmitter;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.disposables.SerialDisposable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.processors.FlowableProcessor;
import io.reactivex.rxjava3.processors.UnicastProcessor;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The calls of an {@link AssociationBatcher}: gathers those of one pair of object types until their
 * page is full or has lingered, sends pages as far as there is room, and gives each caller its own
 * result.
 */
final class CallQueue {
  private final PairEngine engine;
  private final int pageSize;
  private final int maxPending;
  private final Duration linger;
  private final Scheduler timers;

  private final Object lock = new Object();

  // Guarded by the lock.
  private final Map<String, Gathering> gatherings = new HashMap<>();
  private final Set<Caller> pending = new LinkedHashSet<>();

  /** The callers that each flush still waits for. */
  private final Map<CompletableEmitter, Set<Caller>> flushes = new HashMap<>();

  private boolean shutDown;

  /** Pages that are ready, which are sent as far as there is room. */
  private final FlowableProcessor<InputPage<Caller>> ready =
      UnicastProcessor.<InputPage<Caller>>create().toSerialized();

  private final Disposable sending;

  CallQueue(AssociationBatcher.Builder builder) {
    this.engine = builder.engine;
    this.pageSize = builder.pageSize;
    this.maxPending = builder.maxPending;
    this.linger = builder.linger;
    // On this one a timer sleeps on the thread that sets it, which is the caller's.
    this.timers =
        engine.callSender.scheduler() == Schedulers.trampoline()
            ? Schedulers.computation()
            : engine.callSender.scheduler();
    this.sending = ready.flatMapCompletable(this::send, true, builder.maxInFlight).subscribe();
  }

  void add(ObjectRef from, ObjectRef to, SingleEmitter<AssociatedPair> emitter) {
    Caller caller = new Caller(from, to, emitter);
    Gathering gathering = null;
    boolean isOpened = false;
    List<InputPage<Caller>> full = Collections.emptyList();
    RuntimeException rejection = null;
    synchronized (lock) {
      if (shutDown || engine.callSender.isClosed()) {
        rejection =
            new IllegalStateException(
                "This AssociationBatcher is shut down and takes no more: "
                    + caller.name()
                    + " needs another, see batcher()");
      } else if (pending.size() >= maxPending) {
        rejection = new BatcherOverflowException(maxPending);
      } else {
        pending.add(caller);
        String types = from.objectType() + ' ' + to.objectType();
        gathering = gatherings.get(types);
        isOpened = gathering == null;
        if (isOpened) {
          gathering = new Gathering(pageSize);
          gatherings.put(types, gathering);
        }
        gathering.pager.add(caller.request);
        if (gathering.pager.size() >= pageSize || linger.isZero()) {
          full = close(gathering);
        }
      }
    }
    if (rejection != null) {
      emitter.tryOnError(rejection);
      return;
    }
    emitter.setCancellable(() -> forget(caller));
    if (!full.isEmpty()) {
      gathering.timer.dispose();
      full.forEach(ready::onNext);
    } else if (isOpened) {
      linger(gathering);
    }
  }

  /** Sets the timer of a gathering. Not called with the lock, since a scheduler may run it here. */
  private void linger(Gathering gathering) {
    gathering.timer.set(
        Watchdog.delay(linger, timers)
            // The scheduler is shut down: there is no waiting any more.
            .onErrorComplete()
            .subscribe(() -> lingered(gathering)));
  }

  private void lingered(Gathering gathering) {
    List<InputPage<Caller>> pages;
    synchronized (lock) {
      pages = close(gathering);
    }
    pages.forEach(ready::onNext);
  }

  /** Makes pages of what has gathered, unless that was done before. Called with the lock. */
  private List<InputPage<Caller>> close(Gathering gathering) {
    gatherings.values().remove(gathering);
    gathering.pager.flush();
    return gathering.pager.takeReady();
  }

  /** Sends a page without the pairs whose callers have gone. */
  private Completable send(InputPage<Caller> page) {
    InputPage.Builder<Caller> rest =
        new InputPage.Builder<>(page.fromObjectType(), page.toObjectType(), 0, page.size());
    synchronized (lock) {
      for (AssociationRequest<Caller> request : page.requests()) {
        if (pending.contains(request.context())) {
          rest.add(rest.size, request);
        }
      }
    }
    if (rest.size == 0) {
      return Completable.complete();
    }
    PageRun<Caller> run = PageRun.ofCalls(rest.build(page.number()), engine.callSender);
    return new PageDriver(engine, true, run, new RunControl(null, engine.callSender))
        .drive()
        .doOnError(e -> run.abandoned("Sending failed: " + e))
        .onErrorComplete()
        // Afterwards: the next page waits for its room, not for what callers do with their results.
        .doAfterTerminate(() -> responded(run));
  }

  private void responded(PageRun<Caller> run) {
    List<AssociationRequest<Caller>> requests = run.page.requests();
    synchronized (lock) {
      for (AssociationRequest<Caller> request : requests) {
        request.context().emittedBy = Thread.currentThread();
      }
    }
    for (int i = 0; i < requests.size(); i++) {
      Caller caller = requests.get(i).context();
      HubSpotException failure = run.failure(i);
      if (failure == null) {
        caller.emitter.onSuccess(run.pair(i));
      } else {
        caller.emitter.tryOnError(failure);
      }
      forget(caller);
    }
  }

  /** Forgets a caller that has its result, or has gone. */
  private void forget(Caller caller) {
    List<CompletableEmitter> flushed = new ArrayList<>(0);
    synchronized (lock) {
      if (!pending.remove(caller)) {
        return;
      }
      flushes.forEach(
          (emitter, outstanding) -> {
            if (outstanding.remove(caller) && outstanding.isEmpty()) {
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
    Set<Caller> outstanding = new LinkedHashSet<>();
    List<InputPage<Caller>> pages = new ArrayList<>();
    List<Gathering> open;
    boolean isEmpty;
    synchronized (lock) {
      open = new ArrayList<>(gatherings.values());
      for (Gathering gathering : open) {
        pages.addAll(close(gathering));
      }
      // A caller that closes as it gets its result must not wait for what its own thread emits
      // next.
      for (Caller caller : pending) {
        if (caller.emittedBy != Thread.currentThread()) {
          outstanding.add(caller);
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
    pages.forEach(ready::onNext);
    Runnable timeOut = () -> timeOut(name + " gave up after " + timeout, emitter, outstanding);
    timer.set(
        Watchdog.isWallClock(timers)
            ? Watchdog.after(timeout.toNanos(), timeOut)
            : timers.scheduleDirect(timeOut, timeout.toNanos(), TimeUnit.NANOSECONDS));
  }

  private void timeOut(String what, CompletableEmitter emitter, Set<Caller> outstanding) {
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
    List<Caller> abandoned;
    synchronized (lock) {
      abandoned = new ArrayList<>(pending);
    }
    sending.dispose();
    for (Caller caller : abandoned) {
      caller.emitter.tryOnError(reason);
      forget(caller);
    }
  }

  /** A caller and what it asks for. */
  private static final class Caller {
    final AssociationRequest<Caller> request;
    final SingleEmitter<AssociatedPair> emitter;

    /** The thread that emits the results of a page to its callers, once they are there. */
    @Nullable Thread emittedBy;

    Caller(ObjectRef from, ObjectRef to, SingleEmitter<AssociatedPair> emitter) {
      this.request = AssociationRequest.of(from, to, this);
      this.emitter = emitter;
    }

    String name() {
      return (request.from() + " → " + request.to()).replaceAll("\\s+", " ");
    }
  }

  /** Callers of one pair of types that wait for their page to fill up. */
  private static final class Gathering {
    final Pager<Caller> pager;
    final SerialDisposable timer = new SerialDisposable();

    Gathering(int pageSize) {
      this.pager =
          new Pager<>(pageSize, BulkAssociator.Builder.DEFAULT_MAX_PAGE_BYTES, Long.MAX_VALUE);
    }
  }
}

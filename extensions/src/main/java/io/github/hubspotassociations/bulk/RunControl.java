package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociationOutcome.Kind;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.internal.Stopwatch;
import io.github.hubspotassociations.internal.send.Sender;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.processors.FlowableProcessor;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.subjects.CompletableSubject;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the requests of one run share: whether it stops and why, its listener, whether it ever
 * reached the host, and its counts.
 */
final class RunControl {
  final Sender sender;
  final AtomicLong requests = new AtomicLong();
  final AtomicLong retries = new AtomicLong();
  final AtomicLong successes = new AtomicLong();
  final TypePairs typePairs = new TypePairs();

  /** Outcomes by the ordinal of their kind. The run touches them, one thread at a time. */
  final long[] outcomes = new long[Kind.values().length];

  private final Stopwatch sinceStart;
  final @Nullable BulkListener listener;

  /**
   * The calls of the listener, one at a time and in order, whatever thread they come from; null
   * without one. A processor and not a subject: the classes of Observable take 25 ms to load, for
   * nothing else.
   */
  private final @Nullable FlowableProcessor<Consumer<BulkListener>> calls;

  private boolean listenerFailed;
  private @Nullable Runnable afterLastCall;

  private final CompletableSubject stopSignal = CompletableSubject.create();
  private @Nullable Runnable onStop;

  /** Whether the host was ever reached. */
  volatile boolean connected;

  /**
   * Whether it is not, or not only, a rejection that stops the run: then nothing more is pulled.
   * After a rejection alone the rest of the input is accounted for unsent.
   */
  volatile boolean stoppedByCaller;

  // Written once, before the signal.
  private @Nullable String stopReason;
  private @Nullable HubSpotException stopCause;

  /**
   * What ended the run that was not HubSpot's doing: the input's failure, say. The first counts.
   */
  private @Nullable Throwable failure;

  /**
   * @param listener what is called of the run's events; null if there is none
   * @param sender sends the requests
   */
  RunControl(@Nullable BulkListener listener, Sender sender) {
    this.sender = sender;
    this.listener = listener;
    this.sinceStart = Stopwatch.start(sender.scheduler());
    this.calls =
        listener == null ? null : PublishProcessor.<Consumer<BulkListener>>create().toSerialized();
    if (calls != null) {
      Disposable unused = calls.subscribe(this::call, RxJavaPlugins::onError, this::lastCall);
    }
  }

  /** Calls the listener, unless it has thrown before. */
  void tell(Consumer<BulkListener> event) {
    if (calls != null) {
      calls.onNext(event);
    }
  }

  /**
   * Gives the listener the account of the run, and calls it no more.
   *
   * @param after run when all calls are made
   */
  void tellFinished(Runnable after) {
    if (calls == null) {
      after.run();
    } else {
      afterLastCall = after;
      calls.onComplete();
    }
  }

  /** Whatever a listener throws, errors of the JVM included, ends the run rather than hang it. */
  private void call(Consumer<BulkListener> event) {
    if (!listenerFailed) {
      try {
        event.accept(listener);
      } catch (Throwable e) {
        listenerFailed = true;
        fail("its listener failed", e);
      }
    }
  }

  /** Calls the listener even if it threw before: it may have something to close. */
  private void lastCall() {
    listenerFailed = false;
    call(last -> last.finished(summary()));
    afterLastCall.run();
  }

  /** Runs a task at each stop. Called before anything can stop the run. */
  void onStop(Runnable task) {
    onStop = task;
  }

  /**
   * Sends nothing new from here on; the first reason stands. Where the caller stops a run that
   * HubSpot has stopped before, the rest of the input is not pulled either.
   *
   * @param cause what HubSpot rejected; null if it is the caller who stops
   */
  void stop(String reason, @Nullable HubSpotException cause) {
    synchronized (this) {
      if (stopReason == null) {
        stopReason = reason;
        stopCause = cause;
      }
      stoppedByCaller |= cause == null;
    }
    stopSignal.onComplete();
    if (onStop != null) {
      onStop.run();
    }
  }

  /** Stops the run, which ends with a failure of the caller's once all is accounted for. */
  void fail(String what, Throwable failure) {
    noteFailure(failure);
    stop("The run was stopped: " + what + ": " + failure, null);
  }

  /** The run ends with this failure, once its input is used up and all is accounted for. */
  synchronized void noteFailure(Throwable failure) {
    if (this.failure == null) {
      this.failure = failure;
    } else if (this.failure != failure) {
      this.failure.addSuppressed(failure);
    }
  }

  synchronized @Nullable Throwable failure() {
    return failure;
  }

  boolean isStopping() {
    return stopSignal.hasComplete();
  }

  /** Completes when the run stops: it cuts waits short. */
  Completable stopSignal() {
    return stopSignal;
  }

  /** Returns why the run stops; a general sentence while it does not. */
  synchronized String stopReason() {
    return stopReason == null ? "The run was stopped" : stopReason;
  }

  /** Returns what HubSpot rejected, if that is why the run stops. */
  synchronized @Nullable HubSpotException stopCause() {
    return stopCause;
  }

  /** Returns the account so far; its cause is what stopped the run or else the first types. */
  BulkSummary summary() {
    HubSpotException cause = stopCause();
    return new BulkSummary(
        outcomes,
        requests.get(),
        retries.get(),
        sinceStart.elapsed(),
        cause == null ? typePairs.firstCause() : cause);
  }
}

package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.error.HubSpotException;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.disposables.Disposable;
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
  final AtomicLong requests = new AtomicLong();
  final AtomicLong retries = new AtomicLong();
  final AtomicLong successes = new AtomicLong();
  final TypePairs typePairs = new TypePairs();

  private final @Nullable BulkListener listener;

  /**
   * The calls of the listener, one at a time and in order, whatever thread they come from. A
   * processor and not a subject: the classes of Observable take 25 ms to load, for nothing else.
   */
  private final FlowableProcessor<Runnable> calls =
      PublishProcessor.<Runnable>create().toSerialized();

  private boolean listenerFailed;

  private final CompletableSubject stopSignal = CompletableSubject.create();
  private final CompletableSubject callerStopSignal = CompletableSubject.create();
  private volatile boolean connected;

  // Written once, before the signal.
  private @Nullable String stopReason;
  private @Nullable HubSpotException stopCause;
  private volatile boolean stopping;
  private volatile boolean stoppedByCaller;

  /** What stopped the first pair of types. */
  private @Nullable HubSpotException typesStopCause;

  /**
   * What ended the run that was not HubSpot's doing: the input's failure, say. The first counts.
   */
  private @Nullable Throwable failure;

  /**
   * @param listener what is called of the run's events; null if there is none
   */
  RunControl(@Nullable BulkListener listener) {
    this.listener = listener;
    if (listener != null) {
      Disposable unused = calls.subscribe(Runnable::run);
    }
  }

  /** Returns whether there is a listener. */
  boolean hasListener() {
    return listener != null;
  }

  /** Calls the listener, unless it has thrown before. */
  void tell(Consumer<BulkListener> event) {
    if (listener != null) {
      calls.onNext(
          () -> {
            if (!listenerFailed) {
              call(event);
            }
          });
    }
  }

  /**
   * Calls the listener for the last time, even if it threw before: it may have something to close.
   *
   * @param after run when all calls are made
   */
  void tellLast(Consumer<BulkListener> event, Runnable after) {
    if (listener == null) {
      after.run();
    } else {
      calls.onNext(
          () -> {
            call(event);
            after.run();
          });
    }
  }

  /** Whatever a listener throws, errors of the JVM included, ends the run rather than hang it. */
  private void call(Consumer<BulkListener> event) {
    try {
      event.accept(listener);
    } catch (Throwable e) {
      listenerFailed = true;
      fail("The run was stopped: its listener failed: " + e, e);
    }
  }

  /**
   * Sends nothing new from here on; the first reason stands. Where the caller stops a run that
   * HubSpot has stopped before, the rest of the input is not pulled either.
   *
   * @param cause what HubSpot rejected; null if it is the caller who stops
   */
  void stop(String reason, @Nullable HubSpotException cause) {
    synchronized (this) {
      if (!stopping) {
        stopReason = reason;
        stopCause = cause;
        stopping = true;
      }
      stoppedByCaller |= cause == null;
    }
    stopSignal.onComplete();
    if (cause == null) {
      callerStopSignal.onComplete();
    }
  }

  /** Sends nothing new of the page's pair of object types. */
  void stopTypes(InputPage<?> page, HubSpotException cause) {
    synchronized (this) {
      if (typesStopCause == null) {
        typesStopCause = cause;
      }
    }
    typePairs.stop(page, cause);
  }

  /** Stops the run; it ends with this failure, once all is accounted for. */
  void fail(String reason, Throwable failure) {
    noteFailure(failure);
    stop(reason, null);
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
    return stopping;
  }

  /** Completes when the run stops: it cuts waits short. */
  Completable stopSignal() {
    return stopSignal;
  }

  /** Returns why the run stops; a general sentence while it does not. */
  String stopReason() {
    return stopping ? stopReason : "The run was stopped";
  }

  /** Returns what HubSpot rejected, if that is why the run stops. */
  @Nullable HubSpotException stopCause() {
    return stopping ? stopCause : null;
  }

  /** Returns what stopped the run or else the first pair of types. */
  synchronized @Nullable HubSpotException firstCause() {
    return stopCause == null ? typesStopCause : stopCause;
  }

  /**
   * Returns whether it is not, or not only, a rejection that stops the run: then nothing more is
   * pulled. After a rejection alone the rest of the input is accounted for unsent.
   */
  boolean isStoppedByCaller() {
    return stoppedByCaller;
  }

  /** Completes when the caller stops the run, which may be after HubSpot has. */
  Completable callerStopSignal() {
    return callerStopSignal;
  }

  void connected() {
    connected = true;
  }

  boolean everConnected() {
    return connected;
  }
}

package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.error.HubSpotException;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.subjects.CompletableSubject;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What the requests of one run share: whether it stops and why, whether it ever reached a host, and
 * its counts.
 */
final class RunControl {
  final EventQueue events;
  final AtomicLong requests = new AtomicLong();
  final AtomicLong retries = new AtomicLong();

  private final CompletableSubject stopSignal = CompletableSubject.create();
  private final CompletableSubject callerStopSignal = CompletableSubject.create();
  private volatile boolean connected;

  // Written once, before the signal.
  private @Nullable String stopReason;
  private @Nullable HubSpotException stopCause;
  private volatile boolean stopping;
  private volatile boolean stoppedByCaller;

  /**
   * What ended the run that was not HubSpot's doing: the input's failure, say. The first one
   * counts.
   */
  private @Nullable Throwable failure;

  /**
   * @param listener whom to tell of the run; null if nobody
   */
  RunControl(@Nullable BulkListener listener) {
    this.events = new EventQueue(listener, this::listenerFailed);
  }

  /**
   * Sends nothing new from here on; the first reason stands. Where the caller stops a run that
   * HubSpot has stopped before, the rest of the input is not asked for either.
   *
   * @param cause what HubSpot refused; null if it is the caller who stops
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

  /** Stops the run; it will end with this failure, once all is accounted for. */
  void fail(String reason, Throwable failure) {
    noteFailure(failure);
    stop(reason, null);
  }

  /** The run will end with this failure, once its input is used up and all is accounted for. */
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

  private void listenerFailed(Throwable failure) {
    fail("The run was stopped: its listener failed: " + failure, failure);
  }

  boolean isStopping() {
    return stopping;
  }

  /** Completes when the run stops: it cuts waits short. */
  Completable stopSignal() {
    return stopSignal;
  }

  /** Why the run stops; a general sentence while it does not. */
  String stopReason() {
    return stopping ? stopReason : "The run was stopped";
  }

  /** What HubSpot refused, if that is why the run stops. */
  @Nullable HubSpotException stopCause() {
    return stopping ? stopCause : null;
  }

  /**
   * Whether it is not, or not only, HubSpot's refusal that stops the run: then nothing more is
   * pulled. After a refusal alone the rest of the input is accounted for unsent.
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

package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.RateLimitException;
import io.github.hubspotassociations.internal.error.Meaning;
import io.github.hubspotassociations.internal.json.BatchResponse;
import io.github.hubspotassociations.internal.send.SendContext;
import io.github.hubspotassociations.internal.send.Sent;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.CompletableObserver;
import io.reactivex.rxjava3.core.SingleObserver;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.disposables.SerialDisposable;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Drives a page: sends one part after another, as its {@link PageRun} decides, until each of its
 * pairs is settled. Single calls, batches of them and the pages of a bulk run go this way alike.
 */
final class PageDriver implements SendContext, SingleObserver<Sent<BatchResponse>> {
  private final PairEngine engine;
  private final boolean isBatch;
  private final PageRun<?> run;
  private final InputPage<?> page;
  private final RunControl control;
  private final long successesBefore;

  /** How often {@link #sendParts} was called and has not sent a part yet. */
  private final AtomicInteger due = new AtomicInteger();

  private final SerialDisposable sending = new SerialDisposable();
  private @Nullable CompletableObserver observer;

  /** The pairs of the part in flight. */
  private int pairs;

  /**
   * @param isBatch whether the pairs go to the endpoint for batches, or one to that for one
   */
  PageDriver(PairEngine engine, boolean isBatch, PageRun<?> run, RunControl control) {
    this.engine = engine;
    this.isBatch = isBatch;
    this.run = run;
    this.page = run.page;
    this.control = control;
    this.successesBefore = control.successes.get();
  }

  /**
   * Sends what the page still has to send. Completes when the page is settled; disposing it cancels
   * the call in flight. To be subscribed to once.
   *
   * <p>Not by {@code repeatUntil}, which goes by way of Flowable: that alone is 140 classes, which
   * a single call would load for nothing.
   */
  Completable drive() {
    return Completable.unsafeCreate(
        observer -> {
          this.observer = observer;
          observer.onSubscribe(sending);
          sendParts();
        });
  }

  /** A loop rather than a recursion, as a response may come before the call of send returns. */
  private void sendParts() {
    if (due.getAndIncrement() > 0) {
      return;
    }
    do {
      if (!sending.isDisposed()) {
        try {
          sendPart();
        } catch (Throwable e) {
          onError(e);
        }
      }
    } while (due.decrementAndGet() > 0);
  }

  private void sendPart() {
    HubSpotException typesCause = control.typePairs.stopCause(page);
    if (control.isStopping()) {
      run.stop(control.stopReason(), control.stopCause());
    } else if (typesCause != null) {
      run.stop("Its pair of object types was stopped: " + typesCause.getMessage(), typesCause);
    }
    Part part = run.next();
    if (part == null) {
      settled();
      return;
    }
    pairs = part.slots.length;
    control
        .sender
        .send(engine.exchange(page, part.slots, isBatch), this, part.tries)
        .subscribe(this);
  }

  @Override
  public void onSubscribe(Disposable call) {
    sending.replace(call);
  }

  @Override
  public void onSuccess(Sent<BatchResponse> sent) {
    try {
      settle(sent);
      if (run.isSettled()) {
        settled();
        return;
      }
    } catch (Throwable e) {
      onError(e);
      return;
    }
    sendParts();
  }

  @Override
  public void onError(Throwable e) {
    observer.onError(e);
  }

  private void settle(Sent<BatchResponse> sent) {
    HubSpotException failure = sent.failure;
    if (sent.response != null) {
      control.successes.incrementAndGet();
    } else if (failure != null) {
      Meaning meaning = Meaning.of(failure);
      if (sent.stopsRun || meaning.stopsRun()) {
        stop(failure);
      } else if (meaning.stopsTypePair()) {
        control.typePairs.stop(page, failure);
      }
    }
    int parts =
        run.settle(
            sent,
            control.stopReason(),
            control.stopCause(),
            control.successes.get() > successesBefore);
    HubSpotException stopper = run.stopper();
    if (stopper != null) {
      stop(stopper);
    }
    if (parts > 0) {
      control.tell(listener -> listener.pageSplit(page, parts));
    }
  }

  private void stop(HubSpotException cause) {
    control.stop(String.valueOf(cause.getMessage()), cause);
  }

  private void settled() {
    control.typePairs.settled(page, run.isAssociated(), run.givenUpFor());
    observer.onComplete();
  }

  @Override
  public boolean isStopping() {
    return control.isStopping();
  }

  @Override
  public Completable stopSignal() {
    return control.stopSignal();
  }

  @Override
  public void connected() {
    control.connected = true;
  }

  @Override
  public boolean everConnected() {
    return control.connected;
  }

  @Override
  public void sending(int attempt) {
    run.sent();
    control.requests.incrementAndGet();
    if (attempt > 1) {
      control.retries.incrementAndGet();
    }
    int pairs = this.pairs;
    control.tell(listener -> listener.pageSent(page, pairs, attempt));
  }

  @Override
  public void retrying(HubSpotException failure, int attempt, Duration delay) {
    control.tell(listener -> listener.retryScheduled(page, failure, attempt, delay));
  }

  @Override
  public void waiting(Duration wait, @Nullable RateLimitException cause) {
    control.tell(listener -> listener.paused(wait, cause));
  }
}

package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.RateLimitException;
import io.github.hubspotassociations.internal.error.Meaning;
import io.github.hubspotassociations.internal.json.BatchResponse;
import io.github.hubspotassociations.internal.send.SendContext;
import io.github.hubspotassociations.internal.send.Sender;
import io.github.hubspotassociations.internal.send.Sent;
import io.reactivex.rxjava3.core.Completable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Drives a page: sends one part after another, as its {@link PageRun} decides, until each of its
 * pairs is settled. Single calls, batches of them and the pages of a bulk run go this way alike.
 */
final class PageDriver implements SendContext {
  private final Sender sender;
  private final PairEngine engine;
  private final boolean isBatch;
  private final PageRun<?> run;
  private final InputPage<?> page;
  private final RunControl control;
  private final long successesBefore;

  /** The pairs of the part in flight. */
  private int pairs;

  /** Drives the page of calls that share nothing with others. */
  PageDriver(Sender sender, PairEngine engine, boolean isBatch, PageRun<?> run) {
    this(sender, engine, isBatch, run, new RunControl(null, sender.scheduler()));
  }

  /**
   * @param isBatch whether the pairs go to the endpoint for batches, or one to that for one
   */
  PageDriver(
      Sender sender, PairEngine engine, boolean isBatch, PageRun<?> run, RunControl control) {
    this.sender = sender;
    this.engine = engine;
    this.isBatch = isBatch;
    this.run = run;
    this.page = run.page();
    this.control = control;
    this.successesBefore = control.successes.get();
  }

  /**
   * Sends what the page still has to send. Completes when the page is settled; disposing it cancels
   * the call in flight.
   */
  Completable drive() {
    return Completable.defer(this::next).repeatUntil(run::isSettled).doOnComplete(this::settled);
  }

  private Completable next() {
    HubSpotException typesCause = control.typePairs.stopCause(page);
    if (control.isStopping()) {
      run.stop(control.stopReason(), control.stopCause());
    } else if (typesCause != null) {
      run.stop("Its pair of object types was stopped: " + typesCause.getMessage(), typesCause);
    }
    Part part = run.next();
    if (part == null) {
      return Completable.complete();
    }
    pairs = part.slots.length;
    return sender
        .send(engine.exchange(page, part.slots, isBatch), this, part.tries)
        .flatMapCompletable(
            sent -> {
              try {
                settle(sent);
                return Completable.complete();
              } catch (Throwable e) {
                // RxJava would throw an error of the JVM, and nothing would end.
                return Completable.error(e);
              }
            });
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
    control.connected();
  }

  @Override
  public boolean everConnected() {
    return control.everConnected();
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

package io.github.hubspotassociations.internal.send;

import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.pacing.RequestBudget;
import io.github.hubspotassociations.pacing.RetryPolicy;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.subjects.CompletableSubject;
import java.time.Duration;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request with its retries. Each attempt takes a place in the request budget and carries
 * a token; between attempts it backs off by the retry policy. Knows time, and nothing of what it
 * sends.
 */
public final class Sender {
  static final String CORRELATION_ID = "x-hubspot-correlation-id";

  final TokenSource tokens;
  final RequestBudget budget;
  final RetryPolicy retryPolicy;
  final Scheduler scheduler;
  final CompletableSubject closed = CompletableSubject.create();

  /**
   * Creates a sender.
   *
   * @param tokens where tokens come from
   * @param budget what every attempt takes a place in
   * @param retryPolicy what is retried
   * @param scheduler where waiting happens, and the clock
   */
  public Sender(
      TokenSource tokens, RequestBudget budget, RetryPolicy retryPolicy, Scheduler scheduler) {
    this.tokens = tokens;
    this.budget = budget;
    this.retryPolicy = retryPolicy;
    this.scheduler = scheduler;
  }

  /**
   * Sends a request. Emits how that ended and never fails; disposing it cancels the call in flight.
   *
   * @param tries what the policy has left for it
   */
  public <A> Single<Sent<A>> send(Exchange<A> exchange, SendContext context, Tries tries) {
    return Single.unsafeCreate(
        observer -> {
          Sending<A> sending = new Sending<>(this, exchange, context, tries, observer);
          observer.onSubscribe(sending);
          sending.start(context.stopSignal().ambWith(closed));
        });
  }

  /** Begins no attempt from here on and cuts waits short; attempts in flight go on. */
  public void close() {
    closed.onComplete();
  }

  /** Returns whether {@link #close} was called. */
  public boolean isClosed() {
    return closed.hasComplete();
  }

  /**
   * Fails if this is closed.
   *
   * @throws IllegalStateException if it is
   */
  public void requireOpen() {
    if (isClosed()) {
      throw new IllegalStateException(
          "This HubSpotAssociations is closed: build another, or close it when nothing needs it any"
              + " more");
    }
  }

  /** Returns where waiting happens. */
  public Scheduler scheduler() {
    return scheduler;
  }

  /** Returns whether a pair may be sent again that may already have been applied. */
  public boolean retriesAfterSend() {
    return retryPolicy.retriesAfterSend();
  }

  /** Returns the header that asks for a wait; none where there is no wait. */
  static Headers retryAfter(@Nullable Duration wait) {
    return wait == null
        ? Headers.of()
        : Headers.of("Retry-After", Long.toString(wait.toMillis() / 1000));
  }

  /** Adds an earlier failure to a later one, without the stack, which says nothing new. */
  static void suppress(HubSpotException failure, HubSpotException earlier) {
    if (failure != earlier) {
      for (Throwable e = earlier; e != null && e != failure; e = e.getCause()) {
        e.setStackTrace(new StackTraceElement[0]);
      }
      failure.addSuppressed(earlier);
    }
  }
}

package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.error.AssociationError;
import io.github.hubspotassociations.error.ErrorKind;
import io.github.hubspotassociations.error.HubSpotApiException;
import io.github.hubspotassociations.error.HubSpotErrors;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.RateLimitException;
import io.github.hubspotassociations.error.TransportException;
import io.github.hubspotassociations.internal.error.Meaning;
import io.github.hubspotassociations.internal.json.BatchResponse;
import io.github.hubspotassociations.internal.json.UnusableBodyException;
import io.github.hubspotassociations.internal.send.TokenSource;
import io.github.hubspotassociations.pacing.RequestBudget;
import io.github.hubspotassociations.pacing.RetryPolicy;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.subjects.CompletableSubject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Headers;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Sends pairs in one request, and again where that is due: the only place that waits or touches
 * HTTP. Each attempt pays the request budget, carries a token and has a body of its own.
 */
final class Sender {
  static final String CORRELATION_ID = "x-hubspot-correlation-id";

  /** Attempts are few by default, but 429s would pile up for as long as the time limit allows. */
  private static final int SUPPRESSED_KEPT = 32;

  private final Call.Factory calls;
  private final Endpoints endpoints;
  private final TokenSource tokens;
  private final RequestBudget budget;
  private final RetryPolicy retryPolicy;
  private final Scheduler scheduler;
  private final CompletableSubject closed = CompletableSubject.create();

  Sender(
      Call.Factory calls,
      Endpoints endpoints,
      TokenSource tokens,
      RequestBudget budget,
      RetryPolicy retryPolicy,
      Scheduler scheduler) {
    this.calls = calls;
    this.endpoints = endpoints;
    this.tokens = tokens;
    this.budget = budget;
    this.retryPolicy = retryPolicy;
    this.scheduler = scheduler;
  }

  /** Begins no attempt from here on and waits for none; those under way go on. */
  void close() {
    closed.onComplete();
  }

  /**
   * Sends some pairs of a page. Gives how that ended and never fails; a disposal cancels the call
   * under way.
   *
   * @param run told of each request
   * @param slots the pairs by their slots in the page, ascending
   */
  Single<Sent> send(PageRun<?> run, int[] slots, RunControl control) {
    return Single.defer(() -> new Sending(run, slots, control, false).send());
  }

  /** Sends a pair by the endpoint for one. */
  Single<Sent> sendAlone(PageRun<?> run, RunControl control) {
    return Single.defer(() -> new Sending(run, new int[] {0}, control, true).send());
  }

  /** One request with all its attempts. */
  private final class Sending {
    private final PageRun<?> run;
    private final InputPage<?> page;
    private final int[] slots;
    private final RunControl control;
    private final boolean alone;

    private int attempts;

    /** The attempts that count against the limit, which answers of 429 do not. */
    private int counted;

    private boolean fateUnknown;
    private boolean tokenRenewed;
    private long firstSentAt;
    private @Nullable HubSpotException lastFailure;
    private @Nullable String correlationId;
    private final List<HubSpotException> earlier = new ArrayList<>(0);

    // A permit that was given and not used goes back, whatever is cancelled when.
    private RequestBudget.@Nullable Permit unused;
    private boolean disposed;

    Sending(PageRun<?> run, int[] slots, RunControl control, boolean alone) {
      this.run = run;
      this.page = run.page();
      this.slots = slots;
      this.control = control;
      this.alone = alone;
    }

    Single<Sent> send() {
      // An attempt that is not the last one ends empty, and is repeated.
      return Maybe.defer(this::attempt).repeat().firstOrError().doOnDispose(this::dispose);
    }

    private Maybe<Sent> attempt() {
      returnUnused();
      if (control.isStopping()) {
        return Maybe.just(stopped());
      }
      if (closed.hasComplete()) {
        return Maybe.just(
            gaveUp(new HubSpotException("The client was closed before this was answered"), true));
      }
      HubSpotException latest = lastFailure;
      if (latest != null && isTooLate()) {
        return Maybe.just(gaveUp(latest, false));
      }
      return budget
          .acquire(scheduler, this::waits)
          .doOnSuccess(this::hold)
          .ignoreElement()
          .andThen(tokens.current())
          // Failures are values before a stop can overtake them: nobody would take them after.
          .map(token -> Maybe.defer(() -> attempt(token)))
          .onErrorReturn(e -> Maybe.just(gaveUp(HubSpotErrors.from(e), true)))
          .toMaybe()
          .takeUntil(latest == null ? end() : end().ambWith(timeIsUp()))
          .flatMap(next -> next)
          .onErrorReturn(e -> gaveUp(HubSpotErrors.from(e), true));
    }

    /** The budget makes this wait; for {@code cause} where it is paused, whoever was refused. */
    private void waits(Duration wait, @Nullable RateLimitException cause) {
      control.events.add(listener -> listener.paused(wait, cause));
      if (cause != null && wait.compareTo(retryPolicy.maxWait()) > 0) {
        Headers rest = Headers.of("Retry-After", Long.toString(wait.toMillis() / 1000));
        HubSpotException failure = HubSpotErrors.decode(429, rest, cause.bodySnippet());
        failure.initCause(cause);
        throw failure;
      }
    }

    private Maybe<Sent> attempt(String token) {
      RequestBudget.Permit permit = take();
      if (permit == null || closed.hasComplete() || control.isStopping()) {
        if (permit != null) {
          permit.failed();
        }
        return Maybe.empty();
      }
      if (attempts == 0) {
        firstSentAt = now();
      }
      attempts = run.sent();
      control.requests.incrementAndGet();
      if (attempts > 1) {
        control.retries.incrementAndGet();
      }
      int attempt = attempts;
      control.events.add(listener -> listener.pageSent(page, slots.length, attempt));
      return call(token, permit)
          .doOnError(e -> fateUnknown = true)
          .flatMapMaybe(tried -> decideSafely(tried, token));
    }

    private Single<Tried> call(String token, RequestBudget.Permit permit) {
      return Single.create(
          emitter -> {
            AttemptTag tag = new AttemptTag(token, control);
            Request.Builder request =
                alone ? endpoints.pair(page.pair(slots[0])) : endpoints.batch(page, slots);
            Call call = calls.newCall(request.tag(AttemptTag.class, tag).build());
            AtomicBoolean ended = new AtomicBoolean();
            // A success disposes of its emitter too; a cancel then would cost the connection.
            emitter.setCancellable(
                () -> {
                  if (!ended.get()) {
                    call.cancel();
                  }
                });
            Duration timeout = retryPolicy.attemptTimeout();
            if (timeout != null) {
              Duration left = retryPolicy.timeLeft(sinceFirstSent());
              long nanos = Math.max(1, (left.compareTo(timeout) < 0 ? left : timeout).toNanos());
              long client = call.timeout().timeoutNanos();
              call.timeout()
                  .timeout(client == 0 ? nanos : Math.min(client, nanos), TimeUnit.NANOSECONDS);
            }
            enqueue(
                call,
                permit,
                new Callback() {
                  @Override
                  public void onFailure(Call call, IOException e) {
                    permit.failed();
                    ended.set(true);
                    emitter.onSuccess(
                        new Tried(null, new TransportException(describe(), e), null, null));
                  }

                  @Override
                  public void onResponse(Call call, Response response) {
                    control.connected();
                    try (Response closed = response) {
                      Tried tried = read(closed, permit);
                      ended.set(true);
                      emitter.onSuccess(tried);
                    } catch (Throwable e) {
                      permit.failed();
                      emitter.tryOnError(e);
                    }
                  }
                });
          });
    }

    /** A listener of OkHttp may throw. */
    private void enqueue(Call call, RequestBudget.Permit permit, Callback callback) {
      try {
        call.enqueue(callback);
      } catch (Throwable e) {
        permit.failed();
        throw e;
      }
    }

    private Tried read(Response response, RequestBudget.Permit permit) {
      String id = response.header(CORRELATION_ID);
      int status = response.code();
      if (!response.isSuccessful()) {
        HubSpotApiException failure =
            HubSpotErrors.decode(status, response.headers(), response.body(), describe());
        Duration pause = permit.answered(status, response.headers(), failure);
        return new Tried(null, failure, pause, failure.correlationId());
      }
      permit.answered(status, response.headers(), null);
      Headers headers = response.headers();
      try {
        BatchResponse batch =
            BatchResponse.read(
                response.body().source(),
                page.ids(),
                slots,
                json ->
                    AssociationError.of(
                        status, HubSpotErrors.decode(status, headers, json).error()));
        return new Tried(batch, null, null, id);
      } catch (UnusableBodyException e) {
        HubSpotApiException failure = HubSpotErrors.decode(status, headers, e.body(), describe());
        if (failure.getCause() == null) {
          failure.initCause(e.getCause() == null ? e : e.getCause());
        }
        return new Tried(null, failure, null, id);
      }
    }

    /** RxJava throws fatal errors to the thread of the call, and the caller would wait forever. */
    private Maybe<Sent> decideSafely(Tried tried, String token) {
      try {
        return decide(tried, token);
      } catch (Throwable e) {
        return Maybe.error(e);
      }
    }

    private Maybe<Sent> decide(Tried tried, String token) {
      if (tried.correlationId != null) {
        correlationId = tried.correlationId;
      }
      if (tried.response != null) {
        return Maybe.just(new Sent(tried.response, null, fateUnknown, false, false, correlationId));
      }
      HubSpotException failure = tried.failure;
      if (failure.kind() == ErrorKind.AUTHENTICATION && !tokenRenewed) {
        tokenRenewed = true;
        return tokens
            .renewed(token)
            .ignoreElement()
            .<Sent>toMaybe()
            .doOnComplete(() -> remember(failure))
            .onErrorReturn(e -> gaveUp(unrenewed(failure, HubSpotErrors.from(e)), true));
      }
      Duration pause = tried.pause == null ? Duration.ZERO : tried.pause;
      if (isAboveTheCap(failure, pause)) {
        return Maybe.just(gaveUp(failure, true));
      }
      if (!isStatus(failure, 429)) {
        counted++;
      }
      Duration elapsed = sinceFirstSent().plus(pause);
      Duration delay = retryPolicy.nextDelay(failure, counted, elapsed);
      if (delay == null) {
        return Maybe.just(gaveUp(failure, stopsRun(Meaning.of(failure)) || isUnreachable(failure)));
      }
      remember(failure);
      fateUnknown |= Meaning.of(failure).leavesFateUnknown();
      int attempt = attempts;
      control.events.add(listener -> listener.retryScheduled(page, failure, attempt, delay));
      if (delay.isZero()) {
        return Maybe.empty();
      }
      return Completable.timer(delay.toMillis(), TimeUnit.MILLISECONDS, scheduler)
          .<Sent>toMaybe()
          .takeUntil(end());
    }

    private Duration sinceFirstSent() {
      return Duration.ofMillis(now() - firstSentAt);
    }

    /** Whether no attempt can begin in time: then a retry that waits for its place is given up. */
    private boolean isTooLate() {
      Duration left = retryPolicy.timeLeft(sinceFirstSent());
      return retryPolicy.attemptTimeout() != null && left.isZero();
    }

    private Maybe<Object> timeIsUp() {
      return retryPolicy.attemptTimeout() == null
          ? Maybe.never()
          : Completable.timer(
                  retryPolicy.timeLeft(sinceFirstSent()).toMillis() + 1,
                  TimeUnit.MILLISECONDS,
                  scheduler)
              .toMaybe();
    }

    /** What cuts waits short. */
    private Maybe<Object> end() {
      return control.stopSignal().ambWith(closed).toMaybe();
    }

    /** Where no other token could be had, HubSpot's own 401 says more than the renewal does. */
    private HubSpotException unrenewed(HubSpotException refusal, HubSpotException renewal) {
      return TokenSource.isWithoutSuccessor(renewal)
          ? withSuppressed(refusal, renewal)
          : withSuppressed(renewal, refusal);
    }

    /** The host asks for a longer wait than the caller allows. */
    private boolean isAboveTheCap(HubSpotException failure, Duration pause) {
      Duration asked =
          failure instanceof HubSpotApiException
              ? ((HubSpotApiException) failure).retryAfter()
              : null;
      Duration longest = asked == null || asked.compareTo(pause) < 0 ? pause : asked;
      return retryPolicy.isRetryable(failure) && longest.compareTo(retryPolicy.maxWait()) > 0;
    }

    /** What the next request would meet as well. */
    private boolean stopsRun(Meaning meaning) {
      return meaning.stops() == Meaning.Stops.RUN || meaning == Meaning.FORBIDDEN;
    }

    /** No connection has succeeded in the whole run: the host is wrong, or the network is down. */
    private boolean isUnreachable(HubSpotException failure) {
      return failure instanceof TransportException && !control.everConnected();
    }

    private void remember(HubSpotException failure) {
      lastFailure = failure;
      if (earlier.size() < SUPPRESSED_KEPT) {
        earlier.add(failure);
      }
    }

    private Sent gaveUp(HubSpotException failure, boolean endsRun) {
      for (HubSpotException each : earlier) {
        withSuppressed(failure, each); // Not itself, where time ran out before the next attempt.
      }
      return new Sent(null, failure, fateUnknown, endsRun, false, correlationId);
    }

    private Sent stopped() {
      return new Sent(null, lastFailure, fateUnknown, false, true, correlationId);
    }

    private String describe() {
      return alone
          ? endpoints.describePair(page.pair(slots[0]))
          : endpoints.describeBatch(page, slots);
    }

    private synchronized void hold(RequestBudget.Permit permit) {
      if (disposed) {
        permit.failed();
      } else {
        unused = permit;
      }
    }

    private synchronized RequestBudget.@Nullable Permit take() {
      RequestBudget.Permit permit = unused;
      unused = null;
      return permit;
    }

    private synchronized void returnUnused() {
      RequestBudget.Permit permit = take();
      if (permit != null) {
        permit.failed();
      }
    }

    private synchronized void dispose() {
      disposed = true;
      returnUnused();
    }
  }

  private long now() {
    return scheduler.now(TimeUnit.MILLISECONDS);
  }

  private static boolean isStatus(HubSpotException failure, int status) {
    return failure instanceof HubSpotApiException
        && ((HubSpotApiException) failure).status() == status;
  }

  private static HubSpotException withSuppressed(
      HubSpotException failure, HubSpotException earlier) {
    if (failure != earlier) {
      failure.addSuppressed(earlier);
    }
    return failure;
  }

  /** What one attempt brought. */
  private static final class Tried {
    final @Nullable BatchResponse response;
    final @Nullable HubSpotException failure;
    final @Nullable Duration pause;
    final @Nullable String correlationId;

    Tried(
        @Nullable BatchResponse response,
        @Nullable HubSpotException failure,
        @Nullable Duration pause,
        @Nullable String correlationId) {
      this.response = response;
      this.failure = failure;
      this.pause = pause;
      this.correlationId = correlationId;
    }
  }
}

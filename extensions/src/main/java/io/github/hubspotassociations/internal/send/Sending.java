package io.github.hubspotassociations.internal.send;

import io.github.hubspotassociations.error.ErrorKind;
import io.github.hubspotassociations.error.HubSpotApiException;
import io.github.hubspotassociations.error.HubSpotErrors;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.RateLimitException;
import io.github.hubspotassociations.error.TransportException;
import io.github.hubspotassociations.internal.Stopwatch;
import io.github.hubspotassociations.internal.Watchdog;
import io.github.hubspotassociations.internal.error.Meaning;
import io.github.hubspotassociations.pacing.RequestBudget;
import io.github.hubspotassociations.pacing.RetryPolicy;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.core.SingleObserver;
import io.reactivex.rxjava3.functions.Action;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.Headers;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;
import retrofit2.Callback;
import retrofit2.Response;

/**
 * One request with all its attempts: waits for a place in the budget, for a token, for the
 * response, and for the next attempt. A stop of the run or a close of the client ends a wait, and
 * lets a call in flight go on.
 */
final class Sending<A> extends Steps implements Callback<ResponseBody> {
  /** Attempts are few by default, but 429s may come for as long as the time limit allows. */
  private static final int SUPPRESSED_KEPT = 32;

  private final Sender sender;
  private final RetryPolicy retryPolicy;
  private final Exchange<A> exchange;
  private final SendContext context;
  private final Tries before;
  private final SingleObserver<? super Sent<A>> observer;

  // Volatile, as a disposal may come at any time.
  private volatile RequestBudget.@Nullable Permit permit;
  private volatile @Nullable Call<ResponseBody> call;

  // One step at a time touches these.
  private @Nullable Attempt attempt;
  private int attempts;
  private int counted;
  private @Nullable Stopwatch sinceFirst;
  private boolean fateUnknown;
  private boolean tokenRenewed;
  private @Nullable HubSpotException latest;
  private @Nullable String correlationId;
  private final List<HubSpotException> earlier = new ArrayList<>(0);

  Sending(
      Sender sender,
      Exchange<A> exchange,
      SendContext context,
      Tries before,
      SingleObserver<? super Sent<A>> observer) {
    this.sender = sender;
    this.retryPolicy = sender.retryPolicy;
    this.exchange = exchange;
    this.context = context;
    this.before = before;
    this.observer = observer;
    this.counted = before.counted;
    this.sinceFirst = before.sinceFirst;
  }

  /** Begins, or goes on where another request ended, as the policy allows. */
  @Override
  void first() {
    if (before.failure == null) {
      begin();
      return;
    }
    Duration delay = retryPolicy.nextDelay(before.standIn, counted, sinceFirst.elapsed());
    if (delay == null) {
      giveUp(before.failure, false);
    } else {
      retry(before.failure, delay);
    }
  }

  private void begin() {
    if (isInterrupted()) {
      interrupted();
      return;
    }
    Single<RequestBudget.Permit> place =
        sender.budget.acquire(sender.scheduler, this::waits).doOnSuccess(this::hold);
    await(inTime(place), held -> await(inTime(sender.tokens.current()), this::send));
  }

  @Override
  boolean isInterrupted() {
    return context.isStopping() || sender.isClosed();
  }

  @Override
  void interrupted() {
    if (context.isStopping()) {
      finish(Sent.stopped(fateUnknown, correlationId));
    } else {
      giveUp(new HubSpotException("The client was closed before a response came"), true);
    }
  }

  /** Lets a retry wait no longer than the policy's limit on time, where it has one for attempts. */
  private <T> Single<T> inTime(Single<T> place) {
    if (latest == null || retryPolicy.attemptTimeout() == null) {
      return place;
    }
    long left = retryPolicy.timeLeft(sinceFirst.elapsed()).toMillis();
    return left == 0
        ? Single.error(new TimeoutException())
        : place.timeout(left + 1, TimeUnit.MILLISECONDS, sender.scheduler);
  }

  /** There was no place or no token: whatever the failure says, it is not of the request. */
  @Override
  void failed(Throwable e) {
    if (e instanceof TimeoutException) {
      giveUp(latest, false);
    } else {
      finish(Sent.unsent(withEarlier(HubSpotErrors.from(e)), fateUnknown, correlationId));
    }
  }

  /** The budget makes this wait; for {@code cause} where it is paused, whichever client had it. */
  private void waits(Duration wait, @Nullable RateLimitException cause) {
    context.waiting(wait, cause);
    if (cause != null && wait.compareTo(retryPolicy.maxWait()) > 0) {
      HubSpotException failure =
          HubSpotErrors.decode(429, Sender.retryAfter(wait), cause.bodySnippet());
      failure.initCause(cause);
      throw failure;
    }
  }

  /** Keeps a place as soon as there is one, even if nothing waits for it any more. */
  private void hold(RequestBudget.Permit taken) {
    permit = taken;
    if (isDisposed()) {
      taken.failed();
    }
  }

  private void send(String token) {
    if (isInterrupted()) {
      interrupted();
      return;
    }
    if (isDisposed()) {
      return;
    }
    if (sinceFirst == null) {
      sinceFirst = Stopwatch.start(sender.scheduler);
    }
    attempt = new Attempt(token, context);
    context.sending(++attempts);
    Call<ResponseBody> next = exchange.newCall(attempt);
    limit(next);
    call = next;
    if (isDisposed()) {
      next.cancel();
    }
    next.enqueue(this);
  }

  private void limit(Call<?> call) {
    Duration timeout = retryPolicy.attemptTimeout();
    if (timeout != null) {
      Duration left = retryPolicy.timeLeft(sinceFirst.elapsed());
      long nanos = Math.max(1, (left.compareTo(timeout) < 0 ? left : timeout).toNanos());
      long client = call.timeout().timeoutNanos();
      call.timeout().timeout(client == 0 ? nanos : Math.min(client, nanos), TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void onResponse(Call<ResponseBody> call, Response<ResponseBody> response) {
    afterCall(
        () -> {
          if (response.isSuccessful()) {
            read(response);
          } else {
            rejected(response.code(), response.headers(), response.errorBody());
          }
        });
  }

  @Override
  public void onFailure(Call<ResponseBody> call, Throwable e) {
    afterCall(
        () -> {
          okhttp3.Response error = attempt.error;
          if (error != null) {
            rejected(error.code(), error.headers(), error.body());
            return;
          }
          permit.failed();
          unusable(
              e instanceof IOException
                  ? new TransportException(describe(), (IOException) e)
                  : HubSpotErrors.from(e),
              Duration.ZERO);
        });
  }

  /** Runs the step after a call, whose fate is unknown if the step does not get to its end. */
  private void afterCall(Action next) {
    try {
      next.run();
    } catch (Throwable e) {
      fateUnknown = true;
      broken(e);
    }
  }

  private void read(Response<ResponseBody> response) {
    int status = response.code();
    responded(status, response.headers(), response.headers().get(Sender.CORRELATION_ID), null);
    A read;
    try (ResponseBody body = response.body()) {
      BufferedSource source = body == null ? new Buffer() : body.source();
      read = exchange.read(status, response.headers(), source, describe());
    } catch (HubSpotApiException e) {
      unusable(e, Duration.ZERO);
      return;
    }
    Tries tries = new Tries(counted, sinceFirst, null, null, before.once);
    finish(Sent.responded(read, fateUnknown, correlationId, tries));
  }

  private void rejected(int status, Headers headers, @Nullable ResponseBody body) {
    HubSpotApiException failure = HubSpotErrors.decode(status, headers, body, describe());
    Duration pause = responded(status, headers, failure.correlationId(), failure);
    unusable(failure, pause == null ? Duration.ZERO : pause);
  }

  /** Returns how long the response pauses the budget. */
  private @Nullable Duration responded(
      int status, Headers headers, @Nullable String id, @Nullable HubSpotApiException failure) {
    context.connected();
    if (id != null) {
      correlationId = id;
    }
    return permit.answered(status, headers, failure);
  }

  private void unusable(HubSpotException failure, Duration pause) {
    if (failure.kind() == ErrorKind.AUTHENTICATION && !tokenRenewed) {
      tokenRenewed = true;
      await(
          sender.tokens.renewed(attempt.token, failure),
          token -> {
            remember(failure);
            begin();
          });
      return;
    }
    boolean isAboveTheCap = isAboveTheCap(failure, pause);
    boolean isRateLimited =
        failure instanceof HubSpotApiException && ((HubSpotApiException) failure).status() == 429;
    if (!isRateLimited) {
      counted++;
    }
    Duration delay =
        isAboveTheCap || (before.once && !isRateLimited)
            ? null
            : retryPolicy.nextDelay(failure, counted, sinceFirst.elapsed().plus(pause));
    if (delay == null) {
      // Where no connection has succeeded in the whole run, the host is wrong or the network down.
      boolean isUnreachable = failure instanceof TransportException && !context.everConnected();
      giveUp(failure, isAboveTheCap || isUnreachable);
    } else {
      remember(failure);
      fateUnknown |= Meaning.of(failure).leavesFateUnknown();
      retry(failure, delay);
    }
  }

  private void retry(HubSpotException failure, Duration delay) {
    context.retrying(failure, Math.max(1, attempts), delay);
    if (delay.isZero()) {
      begin();
    } else {
      await(Watchdog.delay(delay, sender.scheduler).toSingleDefault(delay), end -> begin());
    }
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

  private void remember(HubSpotException failure) {
    latest = failure;
    if (earlier.size() < SUPPRESSED_KEPT) {
      earlier.add(failure);
    }
  }

  private void giveUp(HubSpotException failure, boolean stopsRun) {
    finish(Sent.failed(withEarlier(failure), fateUnknown, stopsRun, correlationId));
  }

  private HubSpotException withEarlier(HubSpotException failure) {
    for (HubSpotException each : earlier) {
      Sender.suppress(failure, each);
    }
    return failure;
  }

  private String describe() {
    return exchange.describe(call.request());
  }

  @Override
  void broken(Throwable e) {
    giveUp(HubSpotErrors.from(e), true);
  }

  private void finish(Sent<A> sent) {
    if (end(false)) {
      observer.onSuccess(sent);
    }
  }

  /** A place that no response came for is counted from here on, as if its request had failed. */
  @Override
  void release(boolean disposed) {
    Call<?> cancelled = call;
    if (disposed && cancelled != null) {
      try {
        cancelled.cancel();
      } catch (Throwable e) {
        // A caller's event listener hears of it, and must not keep the next from being cancelled.
        RxJavaPlugins.onError(e);
      }
    }
    RequestBudget.Permit held = permit;
    if (held != null) {
      held.failed();
    }
  }
}

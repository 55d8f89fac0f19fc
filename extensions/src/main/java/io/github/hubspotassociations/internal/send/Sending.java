package io.github.hubspotassociations.internal.send;

import io.github.hubspotassociations.error.ErrorKind;
import io.github.hubspotassociations.error.HubSpotApiException;
import io.github.hubspotassociations.error.HubSpotErrors;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.RateLimitException;
import io.github.hubspotassociations.error.TransportException;
import io.github.hubspotassociations.internal.error.Meaning;
import io.github.hubspotassociations.pacing.RequestBudget;
import io.github.hubspotassociations.pacing.RetryPolicy;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.core.SingleObserver;
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

  // Guarded by this, as a disposal may come at any time.
  private @Nullable Call<ResponseBody> call;

  /** A place that was taken and not used yet. */
  private RequestBudget.@Nullable Permit unused;

  // One step at a time touches these.
  private RequestBudget.@Nullable Permit used;
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

  void start() {
    start(
        context.stopSignal().ambWith(sender.closed),
        () -> {
          if (before.failure == null) {
            begin();
          } else {
            backOff(before.failure, before.standIn);
          }
        });
  }

  @Override
  void interrupted() {
    begin();
  }

  private void begin() {
    releaseUnused();
    if (context.isStopping()) {
      finish(Sent.stopped(fateUnknown, correlationId, tries()));
    } else if (sender.isClosed()) {
      giveUp(new HubSpotException("The client was closed before a response came"), true);
    } else {
      await(inTime(sender.budget.acquire(sender.scheduler, this::waits)), this::hold, this::unsent);
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
  private void unsent(Throwable e) {
    if (e instanceof TimeoutException && latest != null) {
      giveUp(latest, false);
    } else {
      finish(Sent.unsent(withEarlier(HubSpotErrors.from(e)), fateUnknown, correlationId, tries()));
    }
  }

  /** The budget makes this wait; for {@code cause} where it is paused, whichever client had it. */
  private void waits(Duration wait, @Nullable RateLimitException cause) {
    context.waiting(wait, cause);
    if (cause != null && wait.compareTo(retryPolicy.maxWait()) > 0) {
      Headers rest = Headers.of("Retry-After", Long.toString(wait.toMillis() / 1000));
      HubSpotException failure = HubSpotErrors.decode(429, rest, cause.bodySnippet());
      failure.initCause(cause);
      throw failure;
    }
  }

  private void hold(RequestBudget.Permit permit) {
    synchronized (this) {
      unused = permit;
    }
    await(inTime(sender.tokens.current()), this::send, this::unsent);
  }

  private void send(String token) {
    if (sender.isClosed() || context.isStopping()) {
      begin();
      return;
    }
    used = takeUnused();
    if (used == null) {
      return; // Disposed.
    }
    if (sinceFirst == null) {
      sinceFirst = Stopwatch.start(sender.scheduler);
    }
    attempt = new Attempt(token, context);
    context.sending(++attempts);
    try {
      Call<ResponseBody> next = exchange.newCall(attempt);
      limit(next);
      synchronized (this) {
        call = next;
      }
      if (isDisposed()) {
        next.cancel();
      }
      next.enqueue(this);
    } catch (Throwable e) {
      used.failed();
      throw e;
    }
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
    guardedAfterCall(
        () -> {
          context.connected();
          if (!response.isSuccessful()) {
            rejected(response.code(), response.headers(), response.errorBody());
            return;
          }
          int status = response.code();
          used.answered(status, response.headers(), null);
          note(response.headers().get(Sender.CORRELATION_ID));
          A read;
          try (ResponseBody body = response.body()) {
            BufferedSource source = body == null ? new Buffer() : body.source();
            read = exchange.read(status, response.headers(), source, describe());
          } catch (HubSpotApiException e) {
            failed(e, null);
            return;
          }
          finish(Sent.answered(read, fateUnknown, correlationId, tries()));
        });
  }

  @Override
  public void onFailure(Call<ResponseBody> call, Throwable e) {
    guardedAfterCall(
        () -> {
          okhttp3.Response error = attempt.error;
          if (error != null) {
            context.connected();
            rejected(error.code(), error.headers(), error.body());
            return;
          }
          used.failed();
          failed(
              e instanceof IOException
                  ? new TransportException(describe(), (IOException) e)
                  : HubSpotErrors.from(e),
              null);
        });
  }

  private void rejected(int status, Headers headers, @Nullable ResponseBody body) {
    HubSpotApiException failure = HubSpotErrors.decode(status, headers, body, describe());
    Duration pause = used.answered(status, headers, failure);
    note(failure.correlationId());
    failed(failure, pause);
  }

  private void note(@Nullable String id) {
    if (id != null) {
      correlationId = id;
    }
  }

  private void failed(HubSpotException failure, @Nullable Duration pause) {
    if (failure.kind() == ErrorKind.AUTHENTICATION && !tokenRenewed) {
      tokenRenewed = true;
      await(
          sender.tokens.renewed(attempt.token),
          token -> {
            remember(failure);
            begin();
          },
          e -> unsent(unrenewed(failure, HubSpotErrors.from(e))));
      return;
    }
    Duration paused = pause == null ? Duration.ZERO : pause;
    if (isAboveTheCap(failure, paused)) {
      giveUp(failure, true);
      return;
    }
    if (!isRateLimited(failure)) {
      counted++;
    }
    Duration delay =
        before.once && !isRateLimited(failure)
            ? null
            : retryPolicy.nextDelay(failure, counted, sinceFirst.elapsed().plus(paused));
    if (delay == null) {
      giveUp(failure, isUnreachable(failure));
    } else {
      remember(failure);
      fateUnknown |= Meaning.of(failure).leavesFateUnknown();
      retry(failure, delay);
    }
  }

  /** Goes on where another request ended, as the policy allows. */
  private void backOff(HubSpotException failure, HubSpotException standIn) {
    Duration elapsed = sinceFirst == null ? Duration.ZERO : sinceFirst.elapsed();
    Duration delay = retryPolicy.nextDelay(standIn, counted, elapsed);
    if (delay == null) {
      giveUp(failure, false);
    } else {
      retry(failure, delay);
    }
  }

  private void retry(HubSpotException failure, Duration delay) {
    context.retrying(failure, Math.max(1, attempts), delay);
    if (delay.isZero()) {
      begin();
    } else {
      await(Delay.of(delay, sender.scheduler).toSingleDefault(delay), end -> begin(), this::unsent);
    }
  }

  /** Where no other token could be had, HubSpot's own 401 says more than the renewal does. */
  private static HubSpotException unrenewed(HubSpotException rejection, HubSpotException renewal) {
    boolean isFixed = TokenSource.isWithoutSuccessor(renewal);
    Sender.suppress(isFixed ? rejection : renewal, isFixed ? renewal : rejection);
    return isFixed ? rejection : renewal;
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

  /** No connection has succeeded in the whole run: the host is wrong, or the network is down. */
  private boolean isUnreachable(HubSpotException failure) {
    return failure instanceof TransportException && !context.everConnected();
  }

  private static boolean isRateLimited(HubSpotException failure) {
    return failure instanceof HubSpotApiException
        && ((HubSpotApiException) failure).status() == 429;
  }

  private void remember(HubSpotException failure) {
    latest = failure;
    if (earlier.size() < SUPPRESSED_KEPT) {
      earlier.add(failure);
    }
  }

  private void giveUp(HubSpotException failure, boolean stopsRun) {
    finish(Sent.failed(withEarlier(failure), fateUnknown, stopsRun, correlationId, tries()));
  }

  private HubSpotException withEarlier(HubSpotException failure) {
    for (HubSpotException each : earlier) {
      Sender.suppress(failure, each);
    }
    return failure;
  }

  private Tries tries() {
    return new Tries(counted, sinceFirst, null, null, before.once);
  }

  private String describe() {
    return exchange.describe(call.request());
  }

  @Override
  void broken(Throwable e) {
    giveUp(HubSpotErrors.from(e), true);
  }

  /** Runs a step after a call, whose fate is unknown if the step does not get to its end. */
  private void guardedAfterCall(Step next) {
    try {
      next.run();
    } catch (Throwable e) {
      used.failed();
      fateUnknown = true;
      giveUp(HubSpotErrors.from(e), true);
    }
  }

  private void finish(Sent<A> sent) {
    if (end(false)) {
      observer.onSuccess(sent);
    }
  }

  @Override
  void late(Object event) {
    if (event instanceof RequestBudget.Permit) {
      ((RequestBudget.Permit) event).failed();
    }
  }

  private synchronized RequestBudget.@Nullable Permit takeUnused() {
    RequestBudget.Permit permit = unused;
    unused = null;
    return permit;
  }

  private void releaseUnused() {
    RequestBudget.Permit permit = takeUnused();
    if (permit != null) {
      permit.failed();
    }
  }

  @Override
  void release(boolean disposed) {
    releaseUnused();
    Call<?> cancelled;
    synchronized (this) {
      cancelled = call;
    }
    if (disposed && cancelled != null) {
      try {
        cancelled.cancel();
      } catch (Throwable e) {
        // A caller's event listener hears of it, and must not keep the next from being cancelled.
        RxJavaPlugins.onError(e);
      }
    }
  }
}

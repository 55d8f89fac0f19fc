package io.github.hubspotassociations.pacing;

import io.github.hubspotassociations.error.HubSpotApiException;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.RateLimitException;
import io.github.hubspotassociations.error.TransportException;
import io.github.hubspotassociations.error.UnexpectedResponseException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * What is sent again, how often, and after what wait; the same for single calls and pages.
 *
 * <p>Repeated are IO failures and timeouts, the statuses 408, 423, 477, 429 (unless for the daily
 * limit), 500, 502, 503, 504, 521, 523 and 524, and a success whose body is cut off or not JSON.
 * Never repeated are 400, 401, 403, 404, 522, 525, 526 and whatever else is not named here.
 *
 * <p>Waits grow exponentially with full jitter: before the n-th repetition a random part of {@code
 * baseDelay * 2^(n-1)}, at most {@code maxDelay}. A locked record (423) is left alone for 2 seconds
 * besides, as HubSpot asks. A {@code Retry-After} of more than nothing replaces the computed wait.
 * A 429 is waited for by the {@link RequestBudget}: it spends the time limit, not the attempts.
 *
 * <p>A request that failed after it was sent may have been applied. That repeating a default
 * association changes nothing is what HubSpot's users report, not what HubSpot promises; {@link
 * #neverAfterSend()} is for those who do not want to rely on it.
 *
 * <p>Policies are immutable and thread-safe.
 */
public final class RetryPolicy {
  private static final RetryPolicy STANDARD = builder().build();
  private static final RetryPolicy NONE =
      builder().maxAttempts(1).maxElapsed(Duration.ZERO).repeatAfterSend(false).build();

  /** HubSpot: "wait at least 2 seconds between requests that receive a 423". */
  private static final Duration LOCKED_DELAY = Duration.ofSeconds(2);

  private final int maxAttempts;
  private final Duration maxElapsed;
  private final Duration baseDelay;
  private final Duration maxDelay;
  private final Duration maxWait;
  private final boolean repeatsAfterSend;
  private final DoubleSupplier random;

  private RetryPolicy(Builder builder) {
    this.maxAttempts = builder.maxAttempts;
    this.maxElapsed = builder.maxElapsed;
    this.baseDelay = builder.baseDelay;
    this.maxDelay = builder.maxDelay;
    this.maxWait = builder.maxWait;
    this.repeatsAfterSend = builder.repeatAfterSend;
    this.random = builder.random;
  }

  /** {@return the default: 8 attempts, 10 minutes in all, waits of up to 2 s doubling to 30 s} */
  public static RetryPolicy standard() {
    return STANDARD;
  }

  /**
   * Nothing is ever sent again, not even after a 429 or what an answer does not mention. With a new
   * token a call is still repeated once: a 401 is a matter of the {@link
   * io.github.hubspotassociations.AccessTokenProvider}.
   *
   * @return the policy
   */
  public static RetryPolicy none() {
    return NONE;
  }

  /**
   * As {@link #standard()}, but repeats only what HubSpot surely has not applied: a request that
   * never left (unknown host, no connection, failed TLS handshake) and one refused unread (423,
   * 429, 477). Not repeated are timeouts, broken connections, 408, every 5xx (a gateway in between
   * may have passed the request on, with {@code Retry-After} or without), unusable successes, and
   * inputs that a usable answer does not mention, which otherwise go out once more.
   *
   * @return the policy
   */
  public static RetryPolicy neverAfterSend() {
    return builder().repeatAfterSend(false).build();
  }

  /** {@return a builder that starts from the standard policy} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Whether this failure is of a kind that is sent again, attempts and time permitting.
   *
   * @param failure why the latest attempt failed
   * @return whether it is
   */
  public boolean isRetryable(HubSpotException failure) {
    Objects.requireNonNull(failure, "failure");
    if (maxElapsed.isZero()) {
      return false;
    }
    return isSurelyNotApplied(failure) || (repeatsAfterSend && isPassing(failure));
  }

  /**
   * How long to wait before sending again.
   *
   * @param failure why the latest attempt failed
   * @param attempts how many attempts have been made, those answered 429 not counted
   * @param elapsed the time since the first attempt began; after a 429, to the end of the pause
   * @return the wait, zero after a 429 since the budget does the waiting; null to give up: the
   *     failure is not of a kind that is sent again, attempts or time are used up or would be
   *     before the wait is over, or HubSpot asks for more patience than {@link #maxWait()}
   */
  public @Nullable Duration nextDelay(HubSpotException failure, int attempts, Duration elapsed) {
    Objects.requireNonNull(elapsed, "elapsed");
    if (!isRetryable(failure)) {
      return null;
    }
    Duration asked = retryAfter(failure);
    if (asked.compareTo(maxWait) > 0) {
      return null;
    }
    if (isRateLimited(failure)) {
      return isInTime(elapsed, Duration.ZERO) ? Duration.ZERO : null;
    }
    if (attempts >= maxAttempts) {
      return null;
    }
    Duration least = isLocked(failure) ? LOCKED_DELAY : Duration.ZERO;
    Duration delay = asked.isZero() ? least.plus(backoff(attempts)) : max(asked, least);
    return isInTime(elapsed, delay) ? delay : null;
  }

  /**
   * {@return the longest single wait, for one request's {@code Retry-After} as for a pause of the
   * budget} What asks for more ends the run.
   */
  public Duration maxWait() {
    return maxWait;
  }

  /** {@return whether an input may be sent again that may already have been applied} */
  public boolean repeatsAfterSend() {
    return repeatsAfterSend;
  }

  /** The limits and delays of this policy; the wording may change. */
  @Override
  public String toString() {
    if (maxElapsed.isZero()) {
      return "RetryPolicy.none";
    }
    return "RetryPolicy(maxAttempts "
        + maxAttempts
        + ", maxElapsed "
        + maxElapsed
        + ", baseDelay "
        + baseDelay
        + ", maxDelay "
        + maxDelay
        + ", maxWait "
        + maxWait
        + (repeatsAfterSend ? ")" : ", never after send)");
  }

  /** A random part of the exponential step: spreads clients that failed together. */
  private Duration backoff(int attempts) {
    double step = (double) baseDelay.toNanos() * Math.pow(2, Math.max(0, attempts - 1));
    return Duration.ofNanos(
        (long) (random.getAsDouble() * Math.min(step, (double) maxDelay.toNanos())));
  }

  private boolean isInTime(Duration elapsed, Duration delay) {
    return elapsed.plus(delay).compareTo(maxElapsed) <= 0;
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  private static Duration retryAfter(HubSpotException failure) {
    Duration asked =
        failure instanceof HubSpotApiException
            ? ((HubSpotApiException) failure).retryAfter()
            : null;
    return asked == null || asked.isNegative() ? Duration.ZERO : asked;
  }

  /** The request never left, or was refused before anything was done. */
  private static boolean isSurelyNotApplied(HubSpotException failure) {
    return isNeverSent(failure)
        || isRateLimited(failure)
        || isLocked(failure)
        || isMigrating(failure);
  }

  /** The trouble is likely to pass, though the request may have been applied. */
  private static boolean isPassing(HubSpotException failure) {
    return failure instanceof TransportException
        || isUnusableSuccess(failure)
        || isStatusThatPasses(failure);
  }

  /** No connection came about. A connect timeout cannot be told from others, so it is not here. */
  private static boolean isNeverSent(HubSpotException failure) {
    Throwable cause = failure instanceof TransportException ? failure.getCause() : null;
    return cause instanceof UnknownHostException
        || cause instanceof ConnectException
        || cause instanceof NoRouteToHostException
        || cause instanceof SSLHandshakeException
        || cause instanceof SSLPeerUnverifiedException;
  }

  /** Too many requests in a second or ten. A spent daily limit does not pass by waiting. */
  private static boolean isRateLimited(HubSpotException failure) {
    return failure instanceof RateLimitException
        && ((RateLimitException) failure).policy() != RateLimitException.Policy.DAILY;
  }

  private static boolean isUnusableSuccess(HubSpotException failure) {
    return failure instanceof UnexpectedResponseException;
  }

  private static boolean isLocked(HubSpotException failure) {
    return status(failure) == 423;
  }

  private static boolean isMigrating(HubSpotException failure) {
    return status(failure) == 477;
  }

  /** Of Cloudflare's statuses 522, 525 and 526 do not pass, says HubSpot. */
  private static boolean isStatusThatPasses(HubSpotException failure) {
    return failure instanceof HubSpotApiException && ((HubSpotApiException) failure).isRetryable();
  }

  private static int status(HubSpotException failure) {
    return failure instanceof HubSpotApiException ? ((HubSpotApiException) failure).status() : 0;
  }

  /** Builds a {@link RetryPolicy}. Not thread-safe. */
  public static final class Builder {
    private int maxAttempts = 8;
    private Duration maxElapsed = Duration.ofMinutes(10);
    private Duration baseDelay = Duration.ofSeconds(2);
    private Duration maxDelay = Duration.ofSeconds(30);
    private Duration maxWait = Duration.ofMinutes(5);
    private boolean repeatAfterSend = true;
    private DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();

    private Builder() {}

    /**
     * How often a request is sent at most, those answered 429 not counted: 1 or more, by default 8.
     *
     * @param maxAttempts the limit, 1 or more
     * @return this builder
     */
    public Builder maxAttempts(int maxAttempts) {
      if (maxAttempts < 1) {
        throw new IllegalArgumentException(
            "maxAttempts is " + maxAttempts + ": it must be at least 1, the first attempt");
      }
      this.maxAttempts = maxAttempts;
      return this;
    }

    /**
     * How long after its first attempt a request may still be repeated, pauses after a 429
     * included; by default 10 minutes. Zero repeats nothing.
     *
     * @param maxElapsed the limit
     * @return this builder
     */
    public Builder maxElapsed(Duration maxElapsed) {
      this.maxElapsed = notNegative("maxElapsed", maxElapsed);
      return this;
    }

    /**
     * The longest wait before the first repetition, doubling from there; by default 2 seconds.
     *
     * @param baseDelay the first step
     * @return this builder
     */
    public Builder baseDelay(Duration baseDelay) {
      this.baseDelay = notNegative("baseDelay", baseDelay);
      return this;
    }

    /**
     * Where the doubling ends; by default 30 seconds.
     *
     * @param maxDelay the cap
     * @return this builder
     */
    public Builder maxDelay(Duration maxDelay) {
      this.maxDelay = notNegative("maxDelay", maxDelay);
      return this;
    }

    /**
     * The longest {@code Retry-After} or pause that is waited for; by default 5 minutes. What asks
     * for more ends the run.
     *
     * @param maxWait the cap, more than zero
     * @return this builder
     */
    public Builder maxWait(Duration maxWait) {
      this.maxWait = notNegative("maxWait", maxWait);
      return this;
    }

    /**
     * Whether to repeat a request that may have been applied; by default true. See {@link
     * RetryPolicy#neverAfterSend()}.
     *
     * @param repeatAfterSend whether to
     * @return this builder
     */
    public Builder repeatAfterSend(boolean repeatAfterSend) {
      this.repeatAfterSend = repeatAfterSend;
      return this;
    }

    /**
     * Where the jitter comes from: numbers from 0 to below 1, asked for on any thread. Given, waits
     * are repeatable; {@code () -> 0.5} makes them half of each step.
     *
     * @param random gives a number from 0 to before 1
     * @return this builder
     */
    public Builder random(DoubleSupplier random) {
      this.random = Objects.requireNonNull(random, "random");
      return this;
    }

    /** {@return the policy} */
    public RetryPolicy build() {
      return new RetryPolicy(this);
    }

    private static Duration notNegative(String name, Duration duration) {
      Objects.requireNonNull(duration, name);
      if (duration.isNegative() || duration.compareTo(Duration.ofDays(365)) > 0) {
        throw new IllegalArgumentException(
            name + " is " + duration + ": it must be from zero to 365 days");
      }
      return duration;
    }
  }
}

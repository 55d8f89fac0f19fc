package io.github.hubspotassociations.pacing;

import io.github.hubspotassociations.error.ErrorKind;
import io.github.hubspotassociations.error.HubSpotApiException;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.RateLimitException;
import io.github.hubspotassociations.internal.Checks;
import io.github.hubspotassociations.internal.error.Meaning;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides what is retried, how often, and after what wait, for single calls and pages alike.
 *
 * <p>Retried are IO failures and timeouts; the statuses 408, 409, 423, 477, 488, 429 (unless for
 * the daily limit), 500, 502, 503, 504, 521, 523 and 524; a 401 or 403 that is not HubSpot's but of
 * an edge before it; and a success whose body is cut off or not JSON. Never retried are 400, 401,
 * 403, 404, 522, 525, 526 and all that is not named here.
 *
 * <p>Waits grow exponentially with full jitter: before the n-th retry a random part of {@code
 * baseDelay * 2^(n-1)}, at most {@code maxDelay}. A locked record (423) gets 2 seconds more, as
 * HubSpot asks. A {@code Retry-After} above zero replaces the computed wait. After a 429 the {@link
 * RequestBudget} waits: it spends the time limit, not the attempts.
 *
 * <p>A request that failed after it was sent may have been applied. Users of HubSpot report that
 * creating a default association twice changes nothing, but HubSpot does not promise it; use {@link
 * #neverAfterSend()} to not rely on it.
 *
 * <p>Immutable and thread-safe.
 */
public final class RetryPolicy {
  private static final RetryPolicy STANDARD = builder().build();
  private static final RetryPolicy INTERACTIVE =
      builder()
          .maxAttempts(4)
          .maxElapsed(Duration.ofSeconds(34))
          .attemptTimeout(Duration.ofSeconds(15))
          .baseDelay(Duration.ofMillis(500))
          .maxDelay(Duration.ofSeconds(2))
          .maxWait(Duration.ofSeconds(20))
          .build();
  private static final RetryPolicy NONE =
      builder().maxAttempts(1).maxElapsed(Duration.ZERO).retryAfterSend(false).build();

  /** HubSpot: "wait at least 2 seconds between requests that receive a 423". */
  private static final Duration LOCKED_DELAY = Duration.ofSeconds(2);

  private final int maxAttempts;
  private final Duration maxElapsed;
  private final @Nullable Duration attemptTimeout;
  private final Duration baseDelay;
  private final Duration maxDelay;
  private final Duration maxWait;
  private final boolean retriesAfterSend;
  private final @Nullable DoubleSupplier random;

  RetryPolicy(Builder builder) {
    this.maxAttempts = builder.maxAttempts;
    this.maxElapsed = builder.maxElapsed;
    this.attemptTimeout = builder.attemptTimeout;
    this.baseDelay = builder.baseDelay;
    this.maxDelay = builder.maxDelay;
    this.maxWait = builder.maxWait;
    this.retriesAfterSend = builder.retryAfterSend;
    this.random = builder.random;
  }

  /**
   * {@return the default of bulk runs: 8 attempts within 10 minutes, with waits of up to 2 seconds
   * that double up to 30}
   */
  public static RetryPolicy standard() {
    return STANDARD;
  }

  /**
   * Returns the default of single calls, which a person may be waiting for: up to 4 attempts of at
   * most 15 seconds each, with waits of up to half a second, 1 and 2 seconds, and an end within 35
   * seconds of the call's place in the budget, whatever the host does.
   *
   * @return the policy
   */
  public static RetryPolicy interactive() {
    return INTERACTIVE;
  }

  /**
   * Returns a policy that retries nothing, not even a 429 or pairs that a response does not
   * mention. A call is still sent once more with a new token after a 401, which is a matter of the
   * {@link io.github.hubspotassociations.AccessTokenProvider}.
   *
   * @return the policy
   */
  public static RetryPolicy none() {
    return NONE;
  }

  /**
   * Returns {@link #standard()} restricted to what HubSpot has certainly not applied: a request
   * that never left or was not processed (unknown host, no connection, failed TLS handshake,
   * refused stream) or was turned away unread (423, 429, 477, 488). Not retried are timeouts,
   * broken connections, 408, 409, every 5xx (a gateway may have passed the request on), unusable
   * successes, and pairs that a usable response does not mention.
   *
   * @return the policy
   */
  public static RetryPolicy neverAfterSend() {
    return builder().retryAfterSend(false).build();
  }

  /** {@return a builder that starts from the standard policy} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns whether this kind of failure is retried, as far as attempts and time allow.
   *
   * @param failure why the latest attempt failed
   * @return whether it is
   */
  public boolean isRetryable(HubSpotException failure) {
    Objects.requireNonNull(failure, "failure");
    if (maxElapsed.isZero()) {
      return false;
    }
    Meaning meaning = Meaning.of(failure);
    return meaning.isRetryable() && (retriesAfterSend || meaning.isTurnedAway());
  }

  /**
   * Returns how long to wait before the next attempt.
   *
   * @param failure why the latest attempt failed
   * @param attempts how many attempts have been made, 429s not counted
   * @param elapsed the time since the first attempt began; after a 429, to the end of the pause
   * @return the wait, zero after a 429 since the budget waits; null to give up: the failure is not
   *     retried, attempts or time are used up or would be before the wait is over, or HubSpot asks
   *     for a wait above {@link #maxWait()}
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
    // For a spent daily limit it would not be retryable.
    if (failure instanceof RateLimitException) {
      return isInTime(elapsed, Duration.ZERO) ? Duration.ZERO : null;
    }
    if (attempts >= maxAttempts) {
      return null;
    }
    Duration least = failure.kind() == ErrorKind.LOCKED ? LOCKED_DELAY : Duration.ZERO;
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

  /** {@return how often a request is sent at most, 429s not counted} */
  public int maxAttempts() {
    return maxAttempts;
  }

  /**
   * {@return the longest that one attempt may take, null where only the client's call timeout
   * limits it}
   */
  public @Nullable Duration attemptTimeout() {
    return attemptTimeout;
  }

  /**
   * Returns how much of the time limit is left.
   *
   * @param elapsed the time since the first attempt began
   * @return the rest, zero if there is none
   */
  public Duration timeLeft(Duration elapsed) {
    Duration left = maxElapsed.minus(Objects.requireNonNull(elapsed, "elapsed"));
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** {@return whether a pair is retried that may already have been applied} */
  public boolean retriesAfterSend() {
    return retriesAfterSend;
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
        + (attemptTimeout == null ? "" : ", attemptTimeout " + attemptTimeout)
        + ", baseDelay "
        + baseDelay
        + ", maxDelay "
        + maxDelay
        + ", maxWait "
        + maxWait
        + (retriesAfterSend ? ")" : ", never after send)");
  }

  /** A random part of the exponential step: spreads clients that failed together. */
  private Duration backoff(int attempts) {
    double step = (double) baseDelay.toNanos() * Math.pow(2, Math.max(0, attempts - 1));
    double part = random == null ? ThreadLocalRandom.current().nextDouble() : random.getAsDouble();
    return Duration.ofNanos((long) (part * Math.min(step, (double) maxDelay.toNanos())));
  }

  /** With a limit for each attempt the next one must be able to end in time, else to begin. */
  private boolean isInTime(Duration elapsed, Duration delay) {
    Duration attempt = attemptTimeout == null ? Duration.ZERO : attemptTimeout;
    return elapsed.plus(delay).plus(attempt).compareTo(maxElapsed) <= 0;
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  private static Duration retryAfter(HubSpotException failure) {
    Duration asked =
        failure instanceof HubSpotApiException
            ? ((HubSpotApiException) failure).retryAfter()
            : null;
    return asked == null ? Duration.ZERO : asked;
  }

  /** Builds a {@link RetryPolicy}. Not thread-safe. */
  public static final class Builder {
    int maxAttempts = 8;
    Duration maxElapsed = Duration.ofMinutes(10);
    @Nullable Duration attemptTimeout;
    Duration baseDelay = Duration.ofSeconds(2);
    Duration maxDelay = Duration.ofSeconds(30);
    Duration maxWait = Duration.ofMinutes(5);
    boolean retryAfterSend = true;
    @Nullable DoubleSupplier random;

    Builder() {}

    /**
     * Sets how often a request is sent at most, 429s not counted. By default 8.
     *
     * @param maxAttempts the limit, 1 or more
     * @return this builder
     */
    public Builder maxAttempts(int maxAttempts) {
      this.maxAttempts = (int) Checks.positive("maxAttempts", maxAttempts, "attempt");
      return this;
    }

    /**
     * Sets how long after the beginning of the first attempt a request may be retried, pauses after
     * a 429 included. By default 10 minutes. Zero retries nothing.
     *
     * @param maxElapsed the limit, from zero to 365 days
     * @return this builder
     */
    public Builder maxElapsed(Duration maxElapsed) {
      this.maxElapsed = Checks.notNegative("maxElapsed", maxElapsed, 365);
      return this;
    }

    /**
     * Sets how long one attempt may take. By default the client's call timeout alone limits it,
     * which always holds too. With this limit an attempt also ends when {@code maxElapsed} does,
     * and none begins that could not end before.
     *
     * @param attemptTimeout the limit, above zero, at most 24 days
     * @return this builder
     */
    public Builder attemptTimeout(Duration attemptTimeout) {
      this.attemptTimeout = Checks.aboveZero("attemptTimeout", attemptTimeout, 24);
      return this;
    }

    /**
     * Sets the longest wait before the first retry; it doubles from there. By default 2 seconds.
     *
     * @param baseDelay the first step, from zero to 365 days
     * @return this builder
     */
    public Builder baseDelay(Duration baseDelay) {
      this.baseDelay = Checks.notNegative("baseDelay", baseDelay, 365);
      return this;
    }

    /**
     * Sets where the doubling ends. By default 30 seconds.
     *
     * @param maxDelay the cap, from zero to 365 days
     * @return this builder
     */
    public Builder maxDelay(Duration maxDelay) {
      this.maxDelay = Checks.notNegative("maxDelay", maxDelay, 365);
      return this;
    }

    /**
     * Sets the longest {@code Retry-After} or pause of the budget to wait for. By default 5
     * minutes. A longer one ends a single call, and stops a bulk run.
     *
     * @param maxWait the cap, from zero to 365 days
     * @return this builder
     */
    public Builder maxWait(Duration maxWait) {
      this.maxWait = Checks.notNegative("maxWait", maxWait, 365);
      return this;
    }

    /**
     * Sets whether to retry a request that may have been applied. By default true. See {@link
     * RetryPolicy#neverAfterSend()}.
     *
     * @param retryAfterSend whether to
     * @return this builder
     */
    public Builder retryAfterSend(boolean retryAfterSend) {
      this.retryAfterSend = retryAfterSend;
      return this;
    }

    /**
     * Sets the source of the jitter: numbers from 0 to below 1, asked for on any thread. {@code ()
     * -> 0.5} makes every wait half of its step.
     *
     * @param random returns a number from 0 to below 1
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
  }
}

package io.github.hubspotassociations.error;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request limit was hit: status 429.
 *
 * <p><b>What causes it.</b> More requests than the account's or app's limit, by all its clients
 * together: of this second, of the last ten seconds, or of this day.
 *
 * <p><b>What to do.</b> Unless the {@link #policy()} is {@link Policy#DAILY}, wait {@link
 * #suggestedWait()}, then retry; the library's request budget does so. Share one budget between all
 * clients of an account. The daily limit returns at midnight in the account's time zone. Nothing
 * was applied.
 */
public final class RateLimitException extends HubSpotApiException {
  private final @Nullable Duration suggestedWait;

  RateLimitException(ErrorResponse response) {
    super(response);
    this.suggestedWait = suggestedWait(response);
  }

  private static @Nullable Duration suggestedWait(ErrorResponse response) {
    if (response.retryAfter != null) {
      return response.retryAfter;
    }
    Policy policy = response.error.policy();
    if (policy == Policy.DAILY) {
      return null;
    }
    if (policy == Policy.SECONDLY) {
      return Duration.ofSeconds(1);
    }
    // The length of the burst window, which HubSpot's headers mostly tell.
    String millis = response.headers.get("X-HubSpot-RateLimit-Interval-Milliseconds");
    if (millis != null && millis.matches("[1-9][0-9]{0,8}")) {
      return Duration.ofMillis(Integer.parseInt(millis));
    }
    return policy == Policy.TEN_SECONDLY_ROLLING ? Duration.ofSeconds(10) : null;
  }

  /**
   * Which limit was hit.
   *
   * @return from {@link HubSpotError#policyName()}, else from the message, else {@link
   *     Policy#UNKNOWN}
   */
  public Policy policy() {
    return error().policy();
  }

  /**
   * When there will be requests again, as far as it is known, counted from the response: {@link
   * #retryAfter()}, else the length of the window: one second for {@link Policy#SECONDLY}, else
   * {@code X-HubSpot-RateLimit-Interval-Milliseconds}, else ten seconds for {@link
   * Policy#TEN_SECONDLY_ROLLING}.
   *
   * @return null where nothing says so, as mostly for {@link Policy#DAILY}: the day ends at
   *     midnight in the account's time zone, which is not in the response
   */
  public @Nullable Duration suggestedWait() {
    return suggestedWait;
  }

  /** The limits that HubSpot has, by the names it gives them. */
  public enum Policy {
    /** The requests of this day are spent. They return at midnight in the account's time zone. */
    DAILY,
    /** Too many requests in the last ten seconds. */
    TEN_SECONDLY_ROLLING,
    /** Too many requests in this second. */
    SECONDLY,
    /** The response does not say which. */
    UNKNOWN
  }
}

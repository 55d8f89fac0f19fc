package io.github.hubspotassociations.emulator;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;

/**
 * Limits how many requests one token may send. Immutable.
 *
 * @param tenSecondly requests in any ten seconds, or 0 for no such limit
 * @param secondly requests in any second, or 0 for no such limit
 * @param daily requests from one midnight to the next, or 0 for no such limit
 * @param dayZone the time zone whose midnight begins a day
 * @param retryAfter whether a 429 carries {@code Retry-After}
 */
public record RateLimits(
    int tenSecondly, int secondly, int daily, ZoneId dayZone, boolean retryAfter) {

  /**
   * Checks the limits.
   *
   * @param tenSecondly requests in any ten seconds, or 0
   * @param secondly requests in any second, or 0
   * @param daily requests from one midnight to the next, or 0
   * @param dayZone the time zone whose midnight begins a day
   * @param retryAfter whether a 429 carries {@code Retry-After}
   * @throws IllegalArgumentException if one is negative
   */
  public RateLimits {
    requireNotNegative("tenSecondly", tenSecondly);
    requireNotNegative("secondly", secondly);
    requireNotNegative("daily", daily);
    Objects.requireNonNull(dayZone, "dayZone");
  }

  private static void requireNotNegative(String name, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " is " + value + ": use 0 for no limit, or more");
    }
  }

  /**
   * Returns the limits of a service key or private app in a free account: 100 requests in ten
   * seconds and 250,000 a day.
   *
   * @return the limits
   */
  public static RateLimits privateApp() {
    return new RateLimits(100, 0, 250_000, ZoneOffset.UTC, false);
  }

  /**
   * Returns limits that no test reaches, 100,000 requests in ten seconds and 1,000,000,000 a day:
   * responses carry the headers, and a client that adapts to them runs at full speed.
   *
   * @return the limits
   */
  public static RateLimits generous() {
    return new RateLimits(100_000, 0, 1_000_000_000, ZoneOffset.UTC, false);
  }

  /**
   * Returns no limits, which leaves out the headers too.
   *
   * @return the limits
   */
  public static RateLimits unlimited() {
    return new RateLimits(0, 0, 0, ZoneOffset.UTC, false);
  }

  /**
   * Returns these limits with another limit for any ten seconds.
   *
   * @param requests 0 for no limit, or more
   * @return the limits
   */
  public RateLimits withTenSecondly(int requests) {
    return new RateLimits(requests, secondly, daily, dayZone, retryAfter);
  }

  /**
   * Returns these limits with another limit for any second.
   *
   * @param requests 0 for no limit, or more
   * @return the limits
   */
  public RateLimits withSecondly(int requests) {
    return new RateLimits(tenSecondly, requests, daily, dayZone, retryAfter);
  }

  /**
   * Returns these limits with another limit for a day.
   *
   * @param requests 0 for no limit, or more
   * @return the limits
   */
  public RateLimits withDaily(int requests) {
    return new RateLimits(tenSecondly, secondly, requests, dayZone, retryAfter);
  }

  /**
   * Returns these limits with days in another time zone.
   *
   * @param zone the account's time zone
   * @return the limits
   */
  public RateLimits withDayZone(ZoneId zone) {
    return new RateLimits(tenSecondly, secondly, daily, zone, retryAfter);
  }

  /**
   * Returns these limits with or without {@code Retry-After} in a 429.
   *
   * @param given whether a 429 carries the header
   * @return the limits
   */
  public RateLimits withRetryAfter(boolean given) {
    return new RateLimits(tenSecondly, secondly, daily, dayZone, given);
  }
}

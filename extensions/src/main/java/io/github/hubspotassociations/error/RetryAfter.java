package io.github.hubspotassociations.error;

import java.time.Duration;
import java.time.Instant;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/** Reads the header {@code Retry-After}. */
final class RetryAfter {
  private static final String NAME = "Retry-After";

  /** Enough for 317 years; more digits are nonsense. */
  private static final int MAX_DIGITS = 10;

  private RetryAfter() {}

  /** How long to wait; zero for a time that is past, null for none and for nonsense. */
  static @Nullable Duration of(Headers headers) {
    String value = headers.get(NAME);
    if (value == null) {
      return null;
    }
    String seconds = value.trim();
    boolean negative = seconds.startsWith("-");
    String digits = negative ? seconds.substring(1) : seconds;
    if (isNumber(digits)) {
      return negative
          ? Duration.ZERO
          : Duration.ofMillis((long) Math.ceil(Double.parseDouble(digits) * 1000));
    }
    Instant date = headers.getInstant(NAME);
    if (date == null) {
      return null;
    }
    // By the server's clock if it says so, which makes a wrong clock here harmless.
    Instant sent = headers.getInstant("Date");
    Duration wait = Duration.between(sent == null ? Instant.now() : sent, date);
    return wait.isNegative() ? Duration.ZERO : wait;
  }

  /** Digits, perhaps with a fraction, which the standard does not know but servers send. */
  private static boolean isNumber(String text) {
    int point = text.indexOf('.');
    int whole = point < 0 ? text.length() : point;
    if (whole == 0 || whole > MAX_DIGITS || text.length() > whole + MAX_DIGITS) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (i != point && (text.charAt(i) < '0' || text.charAt(i) > '9')) {
        return false;
      }
    }
    return true;
  }
}

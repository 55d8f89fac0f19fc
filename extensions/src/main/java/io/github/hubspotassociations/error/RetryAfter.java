package io.github.hubspotassociations.error;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/** Reads the header {@code Retry-After}. */
final class RetryAfter {
  private static final String NAME = "Retry-After";

  /** HubSpot asks for up to 24 hours; what is longer is a mistake, such as a time in seconds. */
  private static final Duration LONGEST = Duration.ofDays(1);

  /** The standard knows no fractions, but servers send them. */
  private static final Pattern SECONDS = Pattern.compile("-?\\d{1,10}(?:\\.\\d{1,10})?");

  private RetryAfter() {}

  /** Returns the wait, the longest of several; zero for a past time, null if it makes no sense. */
  static @Nullable Duration of(Headers headers) {
    Duration longest = null;
    for (String value : headers.values(NAME)) {
      Instant date = new Headers.Builder().addUnsafeNonAscii(NAME, value).build().getInstant(NAME);
      if (date != null) {
        longest = longer(longest, until(date, headers));
        continue;
      }
      for (String seconds : value.split(",", -1)) {
        if (SECONDS.matcher(seconds.trim()).matches()) {
          double millis = Math.ceil(Double.parseDouble(seconds.trim()) * 1000);
          longest = longer(longest, Duration.ofMillis((long) millis));
        }
      }
    }
    return longest;
  }

  /** By the clock of the server if it sends its time, so that a wrong clock here does no harm. */
  private static Duration until(Instant date, Headers headers) {
    Instant sent = headers.getInstant("Date");
    return Duration.between(sent == null ? Instant.now() : sent, date);
  }

  private static @Nullable Duration longer(@Nullable Duration longest, Duration wait) {
    if (wait.compareTo(LONGEST) > 0) {
      return longest;
    }
    Duration sane = wait.isNegative() ? Duration.ZERO : wait;
    return longest == null || sane.compareTo(longest) > 0 ? sane : longest;
  }
}

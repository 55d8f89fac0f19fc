package io.github.hubspotassociations.internal;

import java.time.Duration;
import java.util.Objects;

/** Checks what builders are given; the messages name the setting and the fix. */
public final class Checks {
  private Checks() {}

  /** {@return the number, which has to be 1 or more} */
  public static long positive(String name, long value, String unit) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is " + value + ": give 1 " + unit + " or more");
    }
    return value;
  }

  /** {@return the duration, which has to be from zero to so many days} */
  public static Duration notNegative(String name, Duration value, int maxDays) {
    return between(Duration.ZERO, "zero or more", maxDays, name, value);
  }

  /** {@return the duration, which has to be above zero and at most so many days} */
  public static Duration aboveZero(String name, Duration value, int maxDays) {
    return between(Duration.ofNanos(1), "more than zero", maxDays, name, value);
  }

  private static Duration between(
      Duration least, String leastText, int maxDays, String name, Duration value) {
    Objects.requireNonNull(value, name);
    if (value.compareTo(least) < 0 || value.compareTo(Duration.ofDays(maxDays)) > 0) {
      throw new IllegalArgumentException(
          name
              + " is "
              + value
              + ": give "
              + leastText
              + ", at most "
              + (maxDays == 1 ? "a day" : maxDays + " days"));
    }
    return value;
  }
}

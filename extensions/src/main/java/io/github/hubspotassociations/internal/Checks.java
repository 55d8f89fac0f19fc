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
    Objects.requireNonNull(value, name);
    return upTo(maxDays, name, value, value.isNegative(), "zero or more");
  }

  /** {@return the duration, which has to be above zero and at most so many days} */
  public static Duration aboveZero(String name, Duration value, int maxDays) {
    Objects.requireNonNull(value, name);
    return upTo(maxDays, name, value, value.isNegative() || value.isZero(), "more than zero");
  }

  private static Duration upTo(
      int maxDays, String name, Duration value, boolean tooLittle, String least) {
    if (tooLittle || value.compareTo(Duration.ofDays(maxDays)) > 0) {
      String most = maxDays == 1 ? "a day" : maxDays + " days";
      throw new IllegalArgumentException(
          name + " is " + value + ": give " + least + ", at most " + most);
    }
    return value;
  }
}

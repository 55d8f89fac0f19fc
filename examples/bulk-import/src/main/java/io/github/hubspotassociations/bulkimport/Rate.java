package io.github.hubspotassociations.bulkimport;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number of requests in a length of time, written like 100/10s. */
record Rate(int requests, Duration window) {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,9})\\s*/\\s*(\\d{0,9})\\s*(ms|s|m|h)", Pattern.CASE_INSENSITIVE);

  private static final Duration LONGEST = Duration.ofHours(24);

  /** Reads the option; no number before the unit means one, as in 10/s. */
  static Rate of(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no rate; write COUNT/DURATION such as 100/10s, with ms, s, m or h");
    }
    int requests = Integer.parseInt(matcher.group(1));
    long count = matcher.group(2).isEmpty() ? 1 : Long.parseLong(matcher.group(2));
    Duration window =
        switch (matcher.group(3).toLowerCase(Locale.ROOT)) {
          case "ms" -> Duration.ofMillis(count);
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          default -> Duration.ofHours(count);
        };
    if (window.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "'" + text + "' has a duration above 24h; write a rate for a shorter one");
    }
    if (requests < 1 || window.isZero()) {
      throw new IllegalArgumentException(
          "'" + text + "' allows no request or has no duration; write for example 100/10s");
    }
    return new Rate(requests, window);
  }

  /** For the command line. */
  public static final class Converter implements ITypeConverter<Rate> {
    @Override
    public Rate convert(String value) {
      try {
        return Rate.of(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}

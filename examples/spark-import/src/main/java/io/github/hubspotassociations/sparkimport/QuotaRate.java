package io.github.hubspotassociations.sparkimport;

import java.io.Serializable;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A number of requests in a length of time: the account's, whatever the number of tasks. */
record QuotaRate(int requests, Duration window) implements Serializable {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,9})\\s*/\\s*(\\d{0,9})\\s*(ms|s|m|h)", Pattern.CASE_INSENSITIVE);

  /** What {@code RequestBudget.adaptive()} starts from: the lowest of HubSpot's limits. */
  private static final QuotaRate ADAPTIVE_START = new QuotaRate(100, Duration.ofSeconds(10));

  /** The pages that a task keeps in flight; a smaller share would leave some of them idle. */
  static final int MAX_IN_FLIGHT = 4;

  QuotaRate {
    if (requests < 1) {
      throw new JobUsageException("rate has " + requests + " requests: give 1 or more");
    }
    if (window.isNegative() || window.isZero() || window.compareTo(Duration.ofDays(1)) > 0) {
      throw new JobUsageException("rate has the window " + window + ": give up to a day");
    }
  }

  /** Parses the option; no number before the unit means one, as in 10/s. */
  static QuotaRate of(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new JobUsageException(
          "'" + text + "' is no rate; write COUNT/DURATION such as 100/10s, with ms, s, m or h");
    }
    long count = matcher.group(2).isEmpty() ? 1 : Long.parseLong(matcher.group(2));
    Duration window =
        switch (matcher.group(3).toLowerCase(Locale.ROOT)) {
          case "ms" -> Duration.ofMillis(count);
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          default -> Duration.ofHours(count);
        };
    return new QuotaRate(Integer.parseInt(matcher.group(1)), window);
  }

  /** The requests that each of the tasks may start with. */
  static int share(@Nullable QuotaRate rate, int tasks) {
    return Math.max(1, (rate == null ? ADAPTIVE_START : rate).requests / tasks);
  }

  /**
   * Checks that each task's share of the quota lets it work.
   *
   * @throws JobUsageException if there are too many tasks, with the sum in its message
   */
  static void checkTasks(@Nullable QuotaRate rate, int tasks, int pageSize) {
    if (tasks < 1) {
      throw new JobUsageException("tasks is " + tasks + ": give 1 or more");
    }
    QuotaRate quota = rate == null ? ADAPTIVE_START : rate;
    double inTenSeconds = quota.requests * 10_000.0 / quota.window.toMillis();
    int most = (int) Math.min(quota.requests, inTenSeconds / MAX_IN_FLIGHT);
    if (tasks > Math.max(1, most)) {
      throw new JobUsageException(
          String.format(
              Locale.ROOT,
              "tasks is %d: %d requests in %s (%s) shared by %d tasks are %.1f requests in 10 s for"
                  + " each, and a task keeps %d in flight. All tasks share one quota, so more of"
                  + " them are not faster: one task alone sends all of its %,.0f rows a second."
                  + " Use 1, at most %d",
              tasks,
              quota.requests,
              text(quota.window),
              rate == null ? "where adaptive pacing starts" : "the rate",
              tasks,
              inTenSeconds / tasks,
              MAX_IN_FLIGHT,
              inTenSeconds / 10 * pageSize,
              Math.max(1, most)));
    }
  }

  private static String text(Duration window) {
    return window.toMillis() % 1000 == 0 ? window.toSeconds() + " s" : window.toMillis() + " ms";
  }
}

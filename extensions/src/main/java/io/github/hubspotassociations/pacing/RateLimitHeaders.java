package io.github.hubspotassociations.pacing;

import java.util.concurrent.TimeUnit;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/** The rate limit headers of a response. A value that makes no sense counts as absent. */
final class RateLimitHeaders {
  private static final String INTERVAL = "X-HubSpot-RateLimit-Interval-Milliseconds";

  // HubSpot's windows are 1 and 10 seconds and its largest limit 250; these bounds leave room for
  // others and keep a slip of some proxy from stopping or unleashing a run.
  static final int LARGEST_MAX = 100_000;
  private static final long LONGEST_INTERVAL_MILLIS = TimeUnit.MINUTES.toMillis(10);

  /** HubSpot's documented interval, where a limit comes without one. */
  private static final long USUAL_INTERVAL_MILLIS = 10_000;

  /** Requests per interval. */
  final int max;

  /** Requests left as the server counts them, or -1 if it does not say. */
  final int remaining;

  /** The interval in nanoseconds. */
  final long interval;

  private RateLimitHeaders(int max, int remaining, long interval) {
    this.max = max;
    this.remaining = remaining;
    this.interval = interval;
  }

  /** Returns what the headers say, or null if they say nothing of use. */
  static @Nullable RateLimitHeaders of(Headers headers) {
    long max = number(headers, "X-HubSpot-RateLimit-Max", 1, LARGEST_MAX);
    if (max < 0) {
      return null;
    }
    long interval =
        headers.get(INTERVAL) == null
            ? USUAL_INTERVAL_MILLIS
            : number(headers, INTERVAL, 1, LONGEST_INTERVAL_MILLIS);
    long remaining = number(headers, "X-HubSpot-RateLimit-Remaining", 0, Long.MAX_VALUE);
    if (interval < 0 || remaining > max) {
      return null;
    }
    return new RateLimitHeaders(
        (int) max, (int) remaining, TimeUnit.MILLISECONDS.toNanos(interval));
  }

  private static long number(Headers headers, String name, long least, long most) {
    String text = headers.get(name);
    if (text == null) {
      return -1;
    }
    try {
      long number = Long.parseLong(text.trim());
      return number < least || number > most ? -1 : number;
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}

package io.github.hubspotassociations.emulator;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts the requests of each token in rolling windows and days. Safe for several threads. */
final class RateLimiter {
  private static final long TEN_SECONDS = 10_000;
  private static final long SECOND = 1_000;

  /** Any text is accepted as a token, so only the most recently used ones are remembered. */
  private static final int MAX_TOKENS = 1_000;

  private RateLimits limits;
  private final Clock clock;
  private final Map<String, Usage> usages = new LinkedHashMap<>(16, 0.75f, true);

  RateLimiter(RateLimits limits, Clock clock) {
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * The decision about one request.
   *
   * @param rejectedBy the name of the policy that rejects it, or null
   * @param retryAfter the value of {@code Retry-After} in seconds, or null for no such header
   * @param headers the headers that report the state of the limits
   */
  record Decision(
      @Nullable String rejectedBy, @Nullable String retryAfter, Map<String, String> headers) {}

  /**
   * Counts one request of a token unless a limit rejects it.
   *
   * @param exempt whether it is exempt from the ten-secondly limit
   */
  synchronized Decision count(String token, boolean exempt) {
    Usage usage = usages.computeIfAbsent(token, t -> new Usage());
    if (usages.size() > MAX_TOKENS) {
      Iterator<String> eldest = usages.keySet().iterator();
      eldest.next();
      eldest.remove();
    }
    Instant now = clock.instant();
    usage.forgetBefore(now.toEpochMilli());
    LocalDate day = LocalDate.ofInstant(now, limits.dayZone());
    if (!day.equals(usage.day)) {
      usage.day = day;
      usage.today = 0;
    }
    String rejectedBy = null;
    long retryAfterMillis = 0;
    if (limits.daily() > 0 && usage.today >= limits.daily()) {
      rejectedBy = "DAILY";
      Instant midnight = day.plusDays(1).atStartOfDay(limits.dayZone()).toInstant();
      retryAfterMillis = midnight.toEpochMilli() - now.toEpochMilli();
    } else if (limits.tenSecondly() > 0
        && !exempt
        && usage.tenSeconds.size >= limits.tenSecondly()) {
      rejectedBy = "TEN_SECONDLY_ROLLING";
      retryAfterMillis = usage.tenSeconds.first() + TEN_SECONDS - now.toEpochMilli();
    } else if (limits.secondly() > 0 && usage.second.size >= limits.secondly()) {
      rejectedBy = "SECONDLY";
      retryAfterMillis = usage.second.first() + SECOND - now.toEpochMilli();
    } else {
      usage.add(now.toEpochMilli(), exempt);
    }
    boolean told = rejectedBy != null && limits.retryAfter();
    String retryAfter = told ? Long.toString((retryAfterMillis + 999) / 1000) : null;
    return new Decision(rejectedBy, retryAfter, headers(usage));
  }

  synchronized RateLimits limits() {
    return limits;
  }

  /** Replaces the limits and resets what was used. */
  synchronized void set(RateLimits limits) {
    this.limits = limits;
    clear();
  }

  /** Returns how many tokens are remembered. */
  synchronized int tokens() {
    return usages.size();
  }

  synchronized void clear() {
    usages.clear();
  }

  private Map<String, String> headers(Usage usage) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (limits.daily() > 0) {
      headers.put("X-HubSpot-RateLimit-Daily", Integer.toString(limits.daily()));
      int left = Math.max(0, limits.daily() - usage.today);
      headers.put("X-HubSpot-RateLimit-Daily-Remaining", Integer.toString(left));
    }
    if (limits.tenSecondly() > 0) {
      headers.put("X-HubSpot-RateLimit-Interval-Milliseconds", Long.toString(TEN_SECONDS));
      headers.put("X-HubSpot-RateLimit-Max", Integer.toString(limits.tenSecondly()));
      int left = Math.max(0, limits.tenSecondly() - usage.tenSeconds.size);
      headers.put("X-HubSpot-RateLimit-Remaining", Integer.toString(left));
    }
    if (limits.secondly() > 0) {
      headers.put("X-HubSpot-RateLimit-Secondly", Integer.toString(limits.secondly()));
      int left = Math.max(0, limits.secondly() - usage.second.size);
      headers.put("X-HubSpot-RateLimit-Secondly-Remaining", Integer.toString(left));
    }
    return headers;
  }

  /** What one token has used. */
  private final class Usage {
    final Times tenSeconds = new Times();
    final Times second = new Times();
    @Nullable LocalDate day;
    int today;

    void add(long now, boolean exempt) {
      today++;
      if (limits.tenSecondly() > 0 && !exempt) {
        tenSeconds.add(now);
      }
      if (limits.secondly() > 0) {
        second.add(now);
      }
    }

    void forgetBefore(long now) {
      tenSeconds.removeUpTo(now - TEN_SECONDS);
      second.removeUpTo(now - SECOND);
    }
  }

  /** A queue of times, the oldest first. */
  private static final class Times {
    private long[] ring = new long[16];
    private int head;
    int size;

    void add(long time) {
      if (size == ring.length) {
        long[] grown = new long[size * 2];
        System.arraycopy(ring, head, grown, 0, size - head);
        System.arraycopy(ring, 0, grown, size - head, head);
        ring = grown;
        head = 0;
      }
      ring[(head + size++) & (ring.length - 1)] = time;
    }

    long first() {
      return ring[head];
    }

    void removeUpTo(long time) {
      while (size > 0 && ring[head] <= time) {
        head = (head + 1) & (ring.length - 1);
        size--;
      }
    }
  }
}

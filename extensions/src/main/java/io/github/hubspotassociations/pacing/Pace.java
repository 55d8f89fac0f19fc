package io.github.hubspotassociations.pacing;

import io.github.hubspotassociations.error.RateLimitException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * When the next request may be sent: pure state that is given the time in nanoseconds. Not
 * thread-safe.
 */
final class Pace {
  /** A 429 that says when to come back is treated as an accident up to this share of requests. */
  private static final double ACCIDENTS = 0.05;

  /** Over how many requests the rejected share is computed, the latest counting most. */
  private static final int MEMORY = 30;

  private final int requests;
  private final long window;
  private final boolean adaptive;
  private final Random random;
  private final Places places = new Places();
  private final Share share = new Share();

  private int learntMax;
  private long learntInterval;

  long pausedUntil = Long.MIN_VALUE;
  // After a pause: the requests sent until the 429 are not news, and few are let go at once.
  private long sentUntilRejection;
  private int rejectionsInRow;
  private double rejectedPart;
  private long recoveredAt = Long.MIN_VALUE;
  private int recovering;

  /** {@code requests} 0 means that there is no window, only pauses. */
  Pace(int requests, long window, boolean adaptive, Random random) {
    this.requests = requests;
    this.window = window;
    this.adaptive = adaptive;
    this.random = random;
  }

  /** When the request with {@code ahead} others before it can be sent: {@code now} if at once. */
  long earliest(long now, int ahead) {
    long time = Math.max(now, pausedUntil);
    if (isRecovering(now) && places.inFlight >= recovering && ahead == 0) {
      time = Math.max(time, recoveredAt);
    }
    if (!hasWindow()) {
      return time;
    }
    long spacing = share.spacing(max(), interval());
    if (spacing > 0) {
      time = Math.max(time, places.lastTaken + (ahead + 1) * spacing);
    }
    if (!adaptive) {
      time = Math.max(time, places.freeAt(now, requests, window, ahead));
    }
    return Math.max(time, places.freeAt(now, share.of(max()), interval(), ahead));
  }

  /** Takes a place, and notes on its permit what is remembered of the request. */
  void take(long now, RequestBudget.Permit permit) {
    places.take(now);
    permit.number = places.taken;
    if (hasWindow()) {
      permit.held = places.held(now, interval());
      permit.responded = permit.held - places.inFlight;
    }
  }

  /** Undoes {@link #take} for a request that was never sent. */
  void giveBack() {
    places.giveBack();
  }

  /** A request got no response. */
  void free(long now) {
    // Twice what is needed, since now may be a little later than the clock will say next.
    places.free(now, hasWindow() ? 2 * Math.max(window, interval()) : 0);
  }

  /** A request got its response. */
  void respond(
      long now, RequestBudget.Permit permit, boolean rejected, @Nullable RateLimitHeaders headers) {
    if (headers != null) {
      learntMax = headers.max;
      learntInterval = headers.interval;
    }
    free(now);
    rejectedPart += ((rejected ? 1 : 0) - rejectedPart) / MEMORY;
    if (!rejected && permit.number > sentUntilRejection) {
      recovering++;
      rejectionsInRow = 0;
    }
    if (!hasWindow()) {
      return;
    }
    if (headers != null && headers.remaining >= 0) {
      int mostOwn = (int) (permit.held + places.taken - permit.number);
      share.fit(
          now, interval(), learntMax, headers.remaining, permit.held, permit.responded, mostOwn);
    } else if (!rejected) {
      share.grow(now, interval(), max());
    }
  }

  /**
   * A request was rejected: nothing is sent for as long as the 429 says, or where it does not for
   * the learnt interval, the window of the policy that it names, or the budget's own. Rejections of
   * one episode do not add up. Returns when the pause ends.
   */
  long pause(long now, RequestBudget.Permit permit, RateLimitException rejection) {
    Duration retryAfter = rejection.retryAfter();
    if (permit.number > sentUntilRejection) {
      rejectionsInRow++;
      // A client that is rejected again on its first try after a pause has not taken too much
      // since.
      if (rejectionsInRow == 1 && (retryAfter == null || rejectedPart > ACCIDENTS)) {
        share.shrink(now, max(), permit.held);
      }
    }
    long length;
    // "At once" is believed once: a server that keeps saying so must not be asked without a pause.
    if (retryAfter == null || (retryAfter.isZero() && rejectionsInRow > 1)) {
      length = learntMax == 0 ? windowOf(rejection.policy()) : learntInterval;
      if (rejectionsInRow > 2) {
        // Two processes that ask with the same period can miss each other's gaps for ever.
        length += (long) (random.nextDouble() / 2 * interval());
      }
    } else {
      length = retryAfter.toNanos();
    }
    sentUntilRejection = places.taken;
    pausedUntil = Math.max(pausedUntil, now + length);
    recoveredAt = pausedUntil + interval();
    recovering = 1;
    return pausedUntil;
  }

  /** The limits, and how they stand. */
  String describe(long now) {
    StringBuilder text = new StringBuilder();
    if (hasWindow()) {
      text.append(requests).append(" in ").append(millis(window));
      if (learntMax > 0) {
        text.append(", learnt ").append(learntMax).append(" in ").append(millis(learntInterval));
      }
      text.append(", share ").append(share.of(max()));
      text.append(", held ").append(places.held(now, interval())).append(", ");
    }
    text.append("in flight ").append(places.inFlight);
    if (pausedUntil > now) {
      text.append(", paused for ").append(millis(pausedUntil - now));
    }
    return text.toString();
  }

  private static String millis(long nanos) {
    return nanos / 1_000_000 + " ms";
  }

  private boolean hasWindow() {
    return requests > 0;
  }

  /**
   * Whether a pause ended less than a window ago: then one request goes out first, and each
   * response lets one more be in flight.
   */
  private boolean isRecovering(long now) {
    return now < recoveredAt;
  }

  private long windowOf(RateLimitException.Policy policy) {
    if (policy == RateLimitException.Policy.SECONDLY) {
      return TimeUnit.SECONDS.toNanos(1);
    }
    return policy == RateLimitException.Policy.TEN_SECONDLY_ROLLING
        ? TimeUnit.SECONDS.toNanos(10)
        : window;
  }

  private int max() {
    return learntMax == 0 ? requests : learntMax;
  }

  private long interval() {
    return learntMax == 0 ? window : learntInterval;
  }
}

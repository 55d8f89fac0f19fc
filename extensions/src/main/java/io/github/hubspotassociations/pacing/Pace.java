package io.github.hubspotassociations.pacing;

import org.jspecify.annotations.Nullable;

/**
 * When the next request may be sent: pure state, told the time in nanoseconds and never asking for
 * it. Not thread-safe.
 */
final class Pace {
  private final int requests;
  private final long window;
  private final boolean adaptive;
  private final Places places = new Places();
  private final Share share = new Share();

  private int learntMax;
  private long learntInterval;

  private long pausedUntil = Long.MIN_VALUE;
  private long refused;
  private long recoveredAt = Long.MIN_VALUE;
  private int recovering;
  int row;
  static double JIT = 0.5;
  java.util.Random rnd = new java.util.Random(SEED++);
  static int SEED;

  /** {@code requests} 0 means that there is no window, only pauses. */
  Pace(int requests, long window, boolean adaptive) {
    this.requests = requests;
    this.window = window;
    this.adaptive = adaptive;
  }

  /** When the request with {@code ahead} others before it can be sent: {@code now} if at once. */
  long earliest(long now, int ahead) {
    long time = Math.max(now, pausedUntil);
    if (isRecovering(now) && places.inFlight() >= recovering && ahead == 0) {
      time = Math.max(time, recoveredAt);
    }
    if (!hasWindow()) {
      return time;
    }
    if (!adaptive) {
      time = Math.max(time, places.freeAt(now, requests, window, ahead));
    }
    time = Math.max(time, places.lastTaken() + share.spacing(max(), interval()));
    return Math.max(time, places.freeAt(now, share.of(max()), interval(), ahead));
  }

  /** Takes a place. */
  Sent take(long now) {
    int held = places.held(now, interval()) + 1;
    places.take(now);
    return new Sent(places.taken(), held);
  }

  /** Undoes {@link #take} for a request that was never sent. */
  void giveBack() {
    places.giveBack();
  }

  /** A request got no answer. */
  void free(long now) {
    places.answer(now, hasWindow() ? Math.max(window, interval()) : 0);
  }

  /** A request was answered. */
  void answer(long now, Sent sent, boolean refused, @Nullable RateLimitHeaders headers) {
    if (headers != null) {
      learntMax = headers.max();
      learntInterval = headers.interval();
    }
    free(now);
    if (!refused && sent.number > this.refused) {
      recovering++;
    }
    if (headers != null && headers.remaining() >= 0) {
      int mostOwn = (int) (places.taken() - sent.number + sent.held);
      share.fit(now, interval(), learntMax, headers.remaining(), sent.held, mostOwn);
    } else if (!refused) {
      share.grow(now, interval(), max());
    }
  }

  /**
   * A request was refused: nothing is sent for {@code retryAfter}, or where it is negative for
   * {@code policyWindow}, or where that is negative for the budget's own. Refusals of one episode
   * do not add up. Returns when the pause ends.
   */
  long pause(long now, Sent sent, long retryAfter, long policyWindow) {
    // "At once" is believed once: a server that keeps saying so must not be asked without a pause.
    boolean newEpisode = sent.number > refused;
    boolean refusedAgain = newEpisode && isRecovering(now) && recovering == 1;
    row = refusedAgain ? row + 1 : 0;
    long length = retryAfter;
    if (length < 0 || (length == 0 && refusedAgain)) {
      length = learntMax == 0 && policyWindow >= 0 ? policyWindow : interval();
      if (row >= 2) length += (long) (rnd.nextDouble() * JIT * interval());
    }
    if (newEpisode) {
      share.shrink(now, sent.held, max());
    }
    refused = places.taken();
    pausedUntil = Math.max(pausedUntil, now + length);
    recoveredAt = pausedUntil + interval();
    recovering = 1;
    return pausedUntil;
  }

  String describe(long now) {
    StringBuilder text = new StringBuilder();
    if (hasWindow()) {
      int max = share.of(max());
      text.append(max).append(" in ").append(interval() / 1_000_000).append(" ms");
      if (!adaptive) {
        text.append(", at most ").append(requests).append(" in ").append(window / 1_000_000);
        text.append(" ms");
      }
      text.append(", held ").append(places.held(now, interval())).append(", ");
    }
    text.append("in flight ").append(places.inFlight());
    if (pausedUntil > now) {
      text.append(", paused for ").append((pausedUntil - now) / 1_000_000).append(" ms");
    }
    return text.toString();
  }

  /** What is remembered of a request until its answer. */
  static final class Sent {
    private final long number;
    private final int held;

    private Sent(long number, int held) {
      this.number = number;
      this.held = held;
    }
  }

  private boolean hasWindow() {
    return requests > 0;
  }

  /**
   * Whether a pause ended less than a window ago: then one request goes out first, and each answer
   * lets one more be under way.
   */
  private boolean isRecovering(long now) {
    return now < recoveredAt;
  }

  private int max() {
    return learntMax == 0 ? requests : adaptive ? learntMax : Math.min(requests, learntMax);
  }

  private long interval() {
    return learntMax == 0 ? window : learntInterval;
  }
}

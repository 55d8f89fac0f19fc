package io.github.hubspotassociations.pacing;

/**
 * How much of a quota this process takes when others may spend it too: pure state, told the time in
 * nanoseconds. Not thread-safe.
 *
 * <p>Where the server says what remains, everybody who sees the same remainder drifts towards the
 * same share, {@code max * (remaining / RESERVE)²}: whoever has more gives way, whoever has less
 * grows, and they meet where the shares add up to nearly all of the quota. Sends are then spread
 * over the window, so that the remainder tells what everybody takes, not who came last.
 *
 * <p>Where the server says nothing, a refusal lowers the share and answers raise it, slowly at
 * first, as TCP does.
 *
 * <p>The numbers are chosen by simulation: 2, 3, 8 and 20 processes sharing 100 requests per 10
 * seconds.
 */
final class Share {
  /** The part of the quota that remains when one share is nearly all of it. */
  private static final double RESERVE = 0.08;

  /** The part of the way to its aim that a share goes in a window. */
  private static final double GAIN = 0.1;

  /** Room counts if it was there for so many windows: somebody who is paused has not stopped. */
  private static final double PATIENCE = 1.5;

  /** The part of what remains that a newcomer may take at once. */
  private static final double FIRST_GRAB = 0.25;

  /** Below this part of the quota sends are spread from the first. */
  private static final double CROWDED = 0.5;

  /** The part of an even distance that lies between two sends at least. */
  private static final double SPREAD = 0.7;

  /** What a refusal leaves of the places held, if it is known what remains and if it is not. */
  private static final double BACKOFF_INFORMED = 0.9;

  private static final double BACKOFF_BLIND = 0.7;

  /** What the first refusal leaves of the quota at least; later ones leave half of the share. */
  private static final double FIRST_BACKOFF = 0.3;

  /** How many places a blind share grows in a window; this doubles with each calm window. */
  private static final double GROWTH = 1;

  /** How many windows after a refusal the doubling begins; one of them is the pause. */
  private static final int CALM = 2;

  private static final long LONG_AGO = Long.MIN_VALUE / 2;

  private double places = Double.MAX_VALUE;
  private boolean informed;
  private boolean spread;
  private boolean settled;
  private long othersSeenAt = LONG_AGO;
  private long refusedAt = LONG_AGO;

  // The least that remained since periodBegan, and in the period before.
  private long periodBegan = LONG_AGO;
  private int least = Integer.MAX_VALUE;
  private int leastBefore = Integer.MAX_VALUE;

  /** The places that may be held at once, at least 1 and at most {@code max}. */
  int of(int max) {
    return (int) Math.min(places, max);
  }

  /** The least time between two sends. */
  long spacing(int max, long window) {
    return spread && places < max ? (long) (SPREAD * window / places) : 0;
  }

  /** An answer that does not say what remains. */
  void grow(long now, long window, int max) {
    informed = false;
    spread = false;
    if (places < max) {
      long calm = (now - refusedAt) / window - CALM;
      places += GROWTH * Math.scalb(1.0, (int) Math.max(0, Math.min(calm, 30))) / places;
    }
  }

  /**
   * An answer that says that {@code remaining} of {@code max} places are left. When its request was
   * sent {@code held} were ours; {@code mostOwn} is the most of ours that can be among the others.
   */
  void fit(long now, long window, int max, int remaining, int held, int mostOwn) {
    informed = true;
    places = Math.min(places, max);
    remember(now, window, remaining);
    boolean exhausted = mostOwn >= of(max);
    if (max - remaining > mostOwn) {
      othersSeenAt = now;
    }
    if (now - othersSeenAt >= PATIENCE * window) {
      places += exhausted ? 1 : 0;
    } else {
      spread = settled || remaining < CROWDED * max;
      if (!settled) {
        places = Math.min(places, held + FIRST_GRAB * remaining);
        settled = exhausted;
      }
      drift(exhausted ? aim(max, Math.min(least, leastBefore)) : 0, aim(max, remaining));
    }
    places = Math.max(1, Math.min(max, places));
  }

  /** A refusal when {@code held} places were ours. */
  void shrink(long now, int max, int held) {
    double most = (informed ? BACKOFF_INFORMED : BACKOFF_BLIND) * held;
    double least = places < max ? places / 2 : FIRST_BACKOFF * max;
    places = Math.max(1, Math.max(least, Math.min(places, most)));
    settled = true;
    refusedAt = now;
  }

  /** Up if there has been room for long, down at once. */
  private void drift(double lastingAim, double presentAim) {
    if (lastingAim > places) {
      places += Math.min(1, GAIN * (lastingAim / places - 1));
    }
    if (presentAim < places) {
      places += GAIN * (presentAim / places - 1);
    }
  }

  private static double aim(int max, int remaining) {
    double left = remaining / (RESERVE * max);
    return max * left * left;
  }

  private void remember(long now, long window, int remaining) {
    if (now - periodBegan >= PATIENCE * window) {
      leastBefore = now - periodBegan >= 2 * PATIENCE * window ? remaining : least;
      least = remaining;
      periodBegan = now;
    }
    least = Math.min(least, remaining);
  }
}

package io.github.hubspotassociations.pacing;

/**
 * How much of a quota this process takes when others may spend it too: pure state that is given the
 * time in nanoseconds. Not thread-safe.
 *
 * <p>Where the server says what remains, all processes see the same remainder and drift towards the
 * same share, {@code max * (remaining / RESERVE)²}: those with more give way, those with less grow,
 * and they meet where the shares add up to nearly all of the quota. Sends are then spread over the
 * window, so that the remainder reflects everyone's share and not who came last.
 *
 * <p>A process that starts may find requests in the window of one that has ended. These only become
 * fewer: while they do, it takes all that remains, the last of it bit by bit, since each response
 * shows what has become free.
 *
 * <p>Where the server says nothing, a 429 lowers the share and other responses raise it, slowly at
 * first, as TCP does. Of 8 processes that share a quota so, the least served has 0.7 of its fair
 * share, 7 of 100 requests get a 429, and a lone process recovers from one stray 429 in 80 seconds.
 * Plain additive increase and multiplicative decrease, simulated alike: 1 more place in each window
 * and a half or nine tenths kept has fewer 429s (3 and 5 of 100), but the least served has 0.4 and
 * 0.5 of its share, and recovery takes more than ten minutes; 8 more and a half or three quarters
 * kept is fairer (0.9) and recovers in 110 seconds, but 19 and 23 of 100 requests get a 429.
 *
 * <p>The numbers are chosen by simulation: 2, 3, 8 and 20 processes sharing 100 requests per 10
 * seconds, and jobs one after the other.
 */
final class Share {
  /** The part of the quota that remains when one share is nearly all of it. */
  private static final double RESERVE = 0.08;

  /** The part of the way to its aim that a share goes in a window. */
  private static final double GAIN = 0.1;

  /** Room counts if it was there for so many windows: a process that is paused has not stopped. */
  private static final double PATIENCE = 1.5;

  /** The part of what remains that a newcomer may take at once. */
  private static final double FIRST_GRAB = 0.25;

  /** Below this part of the quota sends are spread from the first. */
  private static final double CROWDED = 0.5;

  /** The part of an even distance that lies between two sends at least. */
  private static final double SPREAD = 0.7;

  /** How many places a response adds once no other process has sent for so long. */
  private static final int REGROWTH = 4;

  /** The part of the quota that is kept to be taken bit by bit while leftovers expire. */
  private static final double PROBES = 0.1;

  /** The part of a window between two of these sends. */
  private static final double PROBE_DISTANCE = 0.05;

  /** What a 429 leaves of the places held, if it is known what remains and if it is not. */
  private static final double BACKOFF_INFORMED = 0.9;

  private static final double BACKOFF_BLIND = 0.7;

  /** What the first 429 leaves of the quota at least; later ones leave half of the share. */
  private static final double FIRST_BACKOFF = 0.3;

  /** How many places a blind share grows in a window; this doubles with each calm window. */
  private static final double GROWTH = 1;

  /** How many windows after a 429 the doubling begins; one of them is the pause. */
  private static final int CALM = 2;

  private static final long LONG_AGO = Long.MIN_VALUE / 2;

  private double places = Double.MAX_VALUE;
  private boolean informed;
  private boolean spread;
  private boolean settled;
  private boolean probing;
  private long othersSeenAt = LONG_AGO;
  private long rejectedAt = LONG_AGO;

  // Since this process began to send, after a time without a response.
  private long beganAt = LONG_AGO;
  private long respondedAt = LONG_AGO;
  private int fewestOthers;

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
    if (probing) {
      return (long) (PROBE_DISTANCE * window);
    }
    return spread && places < max ? (long) (SPREAD * window / places) : 0;
  }

  /** Notes a response that does not say what remains. */
  void grow(long now, long window, int max) {
    informed = false;
    spread = false;
    probing = false;
    if (places < max) {
      long calm = (now - rejectedAt) / window - CALM;
      places += GROWTH * Math.scalb(1.0, (int) Math.max(0, Math.min(calm, 30))) / places;
    }
  }

  /**
   * Notes a response that says that {@code remaining} of {@code max} places are left. When its
   * request was sent {@code held} places were ours, {@code responded} of them by requests whose
   * responses had come; {@code mostOwn} is the most of ours that the server can have counted.
   */
  void fit(long now, long window, int max, int remaining, int held, int responded, int mostOwn) {
    informed = true;
    places = Math.min(places, max);
    remember(now, window, remaining);
    boolean exhausted = mostOwn >= of(max);
    int others = max - remaining - mostOwn;
    boolean leftovers = watch(now, window, others, max - remaining - responded);
    probing = false;
    if (now - othersSeenAt >= PATIENCE * window) {
      spread = false;
      settled = false;
      probing = leftovers && remaining < PROBES * max;
      places = leftovers ? held + remaining : places + (exhausted ? REGROWTH : 0);
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

  /**
   * Notes whether other processes are sending, of whose requests there are at least {@code others}
   * and at most {@code most} in the window. Returns whether these may be left over from before:
   * this process began less than a window ago, and they have not become more since.
   */
  private boolean watch(long now, long window, int others, int most) {
    if (now - respondedAt >= window && now - othersSeenAt >= 2 * window) {
      beganAt = now;
      fewestOthers = Integer.MAX_VALUE;
    }
    respondedAt = now;
    boolean isNew = now - beganAt < window;
    if (others > (isNew ? fewestOthers : 0)) {
      othersSeenAt = now;
    }
    fewestOthers = Math.min(fewestOthers, most);
    return isNew && others > 0;
  }

  /** Notes a 429 to a request that was sent when {@code held} places were ours. */
  void shrink(long now, int max, int held) {
    double most = (informed ? BACKOFF_INFORMED : BACKOFF_BLIND) * held;
    double least = places < max ? places / 2 : FIRST_BACKOFF * max;
    places = Math.max(1, Math.max(least, Math.min(places, most)));
    settled = true;
    rejectedAt = now;
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

package io.github.hubspotassociations.pacing;

final class Share {
  static double RESERVE = 0.08,
      GAIN = 0.05,
      CLIMB = 1,
      GROWTH = 0.25,
      BACKOFF = 0.85,
      SPREAD = 0.8,
      MEMORY = 1.5,
      TAKE = 0.5,
      DOWN = 1,
      POWER = 2,
      MIX = 0,
      FLOOR = 0.1,
      DOUBLE = 1;
  private double places = Double.MAX_VALUE;
  private boolean settled, crowded;
  private long othersAt = Long.MIN_VALUE / 2;
  static double OFF = 3, HALF = 1, BASE = 2, CROWD = 0.5, MODE = 3, TOP = 1;
  private long since = Long.MIN_VALUE / 2;
  private int least = Integer.MAX_VALUE, leastBefore = Integer.MAX_VALUE;
  private long refusedAt = Long.MIN_VALUE / 2;

  int of(int max) {
    return (int) Math.min(places, max);
  }

  long spacing(int max, long window) {
    return crowded && places < max ? (long) (SPREAD * window / places) : 0;
  }

  void grow(long now, long window, int max) {
    crowded = false;
    if (places < max) {
      double k = Math.min(30, Math.max(0, (now - refusedAt) / (double) window - OFF));
      places += GROWTH * (DOUBLE > 0 ? Math.pow(BASE, (int) k) : 1) / places;
    }
  }

  void fit(long now, long window, int max, int remaining, int held, int mostOwn) {
    places = Math.min(places, max);
    crowded = (settled && MODE != 2) || MODE == 1 || remaining < CROWD * max;
    if (max - remaining > mostOwn) othersAt = now;
    boolean alone = now - othersAt >= MEMORY * window;
    boolean exhausted = mostOwn >= of(max);
    if (now - since >= MEMORY * window) {
      leastBefore = now - since >= 2 * MEMORY * window ? remaining : least;
      least = remaining;
      since = now;
    }
    least = Math.min(least, remaining);
    if (alone) {
      if (exhausted) places = places + 1;
    } else {
      if (!settled) {
        places = Math.min(places, held + remaining * TAKE);
        settled = exhausted;
      }
      double up = aim(Math.min(least, leastBefore) * (1 - MIX) + MIX * remaining, max);
      double down = aim(remaining, max);
      if (exhausted && up > places) places += Math.min(CLIMB, GAIN * (up / places - 1));
      if (down < places) places += DOWN * GAIN * (down / places - 1);
    }
    places = Math.max(1, Math.min(max, places));
  }

  private double aim(double remaining, int max) {
    double left = remaining / (RESERVE * max);
    return max * Math.pow(left, POWER);
  }

  /** A refusal when {@code held} places were ours. */
  void shrink(long now, int held, int max) {
    double low = places >= max ? max * FLOOR : places * HALF;
    places = Math.max(1, Math.min(places, BACKOFF * Math.max(held, low)));
    settled = true;
    refusedAt = now;
  }
}

package io.github.hubspotassociations.pacing;

/**
 * The places of a sliding window: pure state, told the time in nanoseconds and never asking for it.
 * Not thread-safe.
 *
 * <p>A place is taken when a request is sent and frees one window after its response, because the
 * server counts the request at an unknown moment between the two. The times of the responses are
 * kept, so that windows of several lengths can be read from them.
 */
final class Places {
  private final Times answers = new Times();
  private int inFlight;
  private long taken;
  private long lastTaken = Long.MIN_VALUE / 2;

  /** How many requests have been sent and have no response yet. */
  int inFlight() {
    return inFlight;
  }

  /** How many requests have been sent since the beginning. */
  long taken() {
    return taken;
  }

  /** When the latest request was sent. */
  long lastTaken() {
    return lastTaken;
  }

  void take(long now) {
    inFlight++;
    taken++;
    lastTaken = now;
  }

  /** The latest request was not sent after all. */
  void giveBack() {
    inFlight--;
  }

  /** A request got its response, or will get none. */
  void free(long now, long retention) {
    inFlight--;
    answers.forgetUntil(now - retention);
    answers.add(now);
  }

  /** How many places are held by requests in flight or responded to within {@code window}. */
  int held(long now, long window) {
    return inFlight + answers.size() - answers.until(now - window);
  }

  /**
   * When the request that has {@code ahead} others before it can be sent, if no window may hold
   * more than {@code limit}: {@code now} if at once. An estimate where it depends on responses that
   * have not come yet.
   */
  long freeAt(long now, int limit, long window, int ahead) {
    int expired = answers.until(now - window);
    int alive = answers.size() - expired;
    long next = (long) inFlight + alive + ahead - limit;
    if (next < 0) {
      return now;
    }
    if (next < alive) {
      return answers.get(expired + (int) next) + window;
    }
    long cycle = Math.min(next / limit, Long.MAX_VALUE / 4 / window);
    int place = (int) (next % limit);
    return (place < alive ? answers.get(expired + place) : now) + (1 + cycle) * window;
  }
}

package io.github.hubspotassociations.pacing;

/**
 * The places of a sliding window: pure state that is given the time in nanoseconds. Not
 * thread-safe.
 *
 * <p>A place is taken when a request is sent and frees one window after its response, because the
 * server counts the request at an unknown moment between the two. The times of the responses are
 * kept, so that windows of several lengths can be read from them.
 */
final class Places {
  /** When the responses came, ascending, from {@code first} on and around the end. */
  private long[] responses = new long[16];

  private int first;
  private int size;

  /** How many requests have been sent and have no response yet. */
  int inFlight;

  /** How many requests have been sent since the beginning. */
  long taken;

  /** When the latest request was sent. */
  long lastTaken = Long.MIN_VALUE / 2;

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
    while (size > 0 && responses[first] <= now - retention) {
      first = (first + 1) % responses.length;
      size--;
    }
    if (size == responses.length) {
      long[] grown = new long[size * 2];
      for (int i = 0; i < size; i++) {
        grown[i] = response(i);
      }
      responses = grown;
      first = 0;
    }
    responses[(first + size++) % responses.length] = now;
  }

  /** How many places are held by requests in flight or responded to within {@code window}. */
  int held(long now, long window) {
    return inFlight + size - until(now - window);
  }

  /**
   * When the request that has {@code ahead} others before it can be sent, if no window may hold
   * more than {@code limit}: {@code now} if at once. An estimate where it depends on responses that
   * have not come yet.
   */
  long freeAt(long now, int limit, long window, int ahead) {
    int expired = until(now - window);
    int alive = size - expired;
    long next = (long) inFlight + alive + ahead - limit;
    if (next < 0) {
      return now;
    }
    if (next < alive) {
      return response(expired + (int) next) + window;
    }
    long cycle = Math.min(next / limit, Long.MAX_VALUE / 4 / window);
    int place = (int) (next % limit);
    return (place < alive ? response(expired + place) : now) + (1 + cycle) * window;
  }

  private long response(int index) {
    return responses[(first + index) % responses.length];
  }

  /** How many responses came at {@code time} or before. */
  private int until(long time) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (response(middle) <= time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}

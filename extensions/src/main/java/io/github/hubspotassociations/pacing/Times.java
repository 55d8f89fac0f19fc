package io.github.hubspotassociations.pacing;

/** Moments in nanoseconds, ascending, of which the oldest are forgotten. Not thread-safe. */
final class Times {
  private long[] times = new long[16];
  private int first;
  private int size;

  int size() {
    return size;
  }

  long get(int index) {
    return times[(first + index) % times.length];
  }

  void add(long time) {
    if (size == times.length) {
      long[] grown = new long[size * 2];
      for (int i = 0; i < size; i++) {
        grown[i] = get(i);
      }
      times = grown;
      first = 0;
    }
    times[(first + size++) % times.length] = time;
  }

  void forgetUntil(long time) {
    while (size > 0 && times[first] <= time) {
      first = (first + 1) % times.length;
      size--;
    }
  }

  /** How many are at {@code time} or before. */
  int until(long time) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (get(middle) <= time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}

package io.github.hubspotassociations.bulk;

/**
 * What ids are known by while they are sorted, written and matched. An id of up to fifteen digits,
 * as HubSpot's are, is its ASCII text and the quote behind it in two longs: start has the first
 * eight bytes, the first one lowest, end has the rest or is 0. So it is written and recognised
 * eight bytes at a time. Any other id has negative longs, which another may have as well.
 */
final class IdKey {
  static final int MAX_DIGITS = 15;
  private static final long QUOTE = '"';

  private IdKey() {}

  static long start(String id) {
    return eight(id, 0);
  }

  static long end(String id) {
    return eight(id, Long.BYTES);
  }

  private static long eight(String id, int from) {
    int length = id.length();
    if (length > MAX_DIGITS) {
      return shared(id);
    }
    long bytes = 0;
    for (int i = from; i < Math.min(length, from + Long.BYTES); i++) {
      char c = id.charAt(i);
      if (c < '0' || c > '9') {
        return shared(id);
      }
      bytes |= (long) c << (8 * (i - from));
    }
    int quote = length - from;
    return quote >= 0 && quote < Long.BYTES ? bytes | QUOTE << (8 * quote) : bytes;
  }

  private static long shared(String id) {
    return Long.MIN_VALUE | id.hashCode();
  }

  /** Whether a key is that of a number, which no other id has. */
  static boolean isNumber(long start, long end) {
    return (start | end) >= 0;
  }

  /** The length of a number and the quote behind it. */
  static int length(long start, long end) {
    return end == 0 ? used(start) : Long.BYTES + used(end);
  }

  /** The bytes of a long without its zeros at the top. */
  private static int used(long bytes) {
    return Long.BYTES - (Long.numberOfLeadingZeros(bytes) >> 3);
  }
}

package io.github.hubspotassociations.internal.json;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Keys by which ids are sorted, written and matched. An id of up to fifteen digits, as HubSpot's
 * are, is its ASCII text and a closing quote in two longs: {@code start} has the first eight bytes,
 * the first one lowest, {@code end} the others or 0. So it is written and recognised eight bytes at
 * a time. Any other id has negative longs, which it may share with another id.
 */
final class IdKey {
  static final int MAX_DIGITS = 15;
  private static final long QUOTE = '"';

  private IdKey() {}

  /** Bytes as keys have them: the first of eight is the lowest of a long. */
  static ByteBuffer view(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Eight ASCII characters as a view reads them. */
  static long eightBytes(String text) {
    return view(text.getBytes(StandardCharsets.US_ASCII)).getLong(0);
  }

  /**
   * The text by which an id is matched: a number's without leading zeros, since HubSpot may respond
   * with the number.
   */
  static String canonical(String id) {
    int length = id.length();
    if (length < 2 || id.charAt(0) != '0') {
      return id;
    }
    int first = 0;
    for (int i = 0; i < length; i++) {
      if (!isDigit(id.charAt(i))) {
        return id;
      }
      if (first == i && i < length - 1 && id.charAt(i) == '0') {
        first++;
      }
    }
    return id.substring(first);
  }

  /** The start of the key of a canonical id. */
  static long start(String id) {
    return eight(id, 0);
  }

  /** The end of the key of a canonical id. */
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
      if (!isDigit(c)) {
        return shared(id);
      }
      bytes |= (long) c << (8 * (i - from));
    }
    int quote = length - from;
    return quote >= 0 && quote < Long.BYTES ? bytes | QUOTE << (8 * quote) : bytes;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
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

  /** The id that a number's key is made of. */
  static String text(long start, long end) {
    byte[] text = new byte[2 * Long.BYTES];
    view(text).putLong(start).putLong(end);
    return new String(text, 0, length(start, end) - 1, StandardCharsets.US_ASCII);
  }

  /** The bytes of a long without its zeros at the top. */
  private static int used(long bytes) {
    return Long.BYTES - (Long.numberOfLeadingZeros(bytes) >> 3);
  }
}

package io.github.hubspotassociations.internal.json;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes that are expected exactly, eight or more. A row of a response is 140 bytes, of which 118
 * are known beforehand: comparing them byte by byte took longer than all other work on the row, and
 * eight at a time in a loop a fifth longer than this. Not thread-safe.
 */
final class Literal {
  static final int MIN_BYTES = Long.BYTES;

  private final byte[] bytes;
  private final byte[] compared;
  private final long lastBytes;

  Literal(byte[] bytes) {
    this.bytes = bytes;
    this.compared = new byte[bytes.length];
    this.lastBytes = view(bytes).getLong(bytes.length - Long.BYTES);
  }

  /** The bytes of a text, one for each character. */
  static Literal of(String text) {
    return new Literal(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Eight bytes as a view reads them. */
  static long eightBytes(String text) {
    return of(text).lastBytes;
  }

  /** Bytes as {@link #isAt} wants them: the first of eight is the lowest of a long. */
  static ByteBuffer view(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  int length() {
    return bytes.length;
  }

  /**
   * Whether the buffer has these bytes there; it must be long enough for them. The end is compared
   * first, where literals that have a beginning in common differ.
   */
  boolean isAt(byte[] buffer, ByteBuffer view, int at) {
    if (view.getLong(at + bytes.length - Long.BYTES) != lastBytes) {
      return false;
    }
    // Arrays.equals for a part of an array came with Java 9; copying costs less than a loop.
    System.arraycopy(buffer, at, compared, 0, compared.length);
    return Arrays.equals(compared, bytes);
  }
}

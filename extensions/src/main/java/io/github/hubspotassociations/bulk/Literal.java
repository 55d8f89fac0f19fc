package io.github.hubspotassociations.bulk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Bytes that are expected to the letter, eight or more, compared eight at a time: a row of an
 * answer is 140 bytes, of which 118 are known beforehand, and byte for byte they took longer than
 * all else that is done with the row.
 */
final class Literal {
  static final int MIN_BYTES = Long.BYTES;

  private final byte[] bytes;
  private final long[] words;
  private final long lastWord;

  Literal(byte[] bytes) {
    this.bytes = bytes;
    ByteBuffer view = view(bytes);
    this.words = new long[(bytes.length - 1) / Long.BYTES];
    for (int i = 0; i < words.length; i++) {
      words[i] = view.getLong(i * Long.BYTES);
    }
    this.lastWord = view.getLong(bytes.length - Long.BYTES);
  }

  static Literal of(String ascii) {
    return new Literal(ascii.getBytes(StandardCharsets.US_ASCII));
  }

  /** Bytes as {@link #isAt} wants them: the first of eight is the lowest of a long. */
  static ByteBuffer view(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  int length() {
    return bytes.length;
  }

  /**
   * Whether these bytes stand there; the view has to go on for as long as they do. The end is
   * compared first, where literals that have a beginning in common differ.
   */
  boolean isAt(ByteBuffer view, int at) {
    if (view.getLong(at + bytes.length - Long.BYTES) != lastWord) {
      return false;
    }
    for (int i = 0; i < words.length; i++) {
      if (view.getLong(at + i * Long.BYTES) != words[i]) {
        return false;
      }
    }
    return true;
  }
}

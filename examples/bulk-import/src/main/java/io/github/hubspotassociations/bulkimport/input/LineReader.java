package io.github.hubspotassociations.bulkimport.input;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads physical lines as bytes. LF, CR LF, CR and the CR CR LF of a program that translated line
 * breaks twice end a line; none of their bytes is part of any other character in UTF-8.
 */
final class LineReader {
  /** No row of a CSV file is this long; what is, is not a CSV file and would fill the memory. */
  static final int MAX_LINE_BYTES = 4 << 20;

  /** DOS marked the end of a text with it, and some programs still do. */
  private static final byte END_OF_TEXT = 0x1A;

  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int start;
  private int at;
  private int limit;
  private byte[] head = new byte[0];
  private long offset;
  private long number;

  /** Reads from {@code offset}, where line {@code number} begins. */
  LineReader(InputStream in, long offset, long number) {
    this.in = in;
    this.offset = offset;
    this.number = number;
  }

  /**
   * Returns the next line, or null at the end. When the input breaks within a line, that line is
   * never returned: its last id could be half an id.
   */
  @Nullable Line next() throws IOException {
    start = at;
    head = new byte[0];
    while (at < limit || has(1)) {
      byte b = buffer[at++];
      if (b == '\n') {
        return line(1);
      }
      if (b == '\r') {
        return line(1 + restOfLineBreak());
      }
    }
    int length = head.length + at - start;
    if (length == 0) {
      return null;
    }
    byte last = at > start ? buffer[at - 1] : head[head.length - 1];
    return line(last == END_OF_TEXT ? 1 : 0);
  }

  /** Skips the rest of a line break that begins with CR, and returns its length. */
  private int restOfLineBreak() throws IOException {
    int length = 0;
    if (has(1) && buffer[at] == '\n') {
      length = 1;
    } else if (has(1) && buffer[at] == '\r' && has(2) && buffer[at + 1] == '\n') {
      length = 2;
    }
    at += length;
    return length;
  }

  /** The line that the next call will return. */
  long nextNumber() {
    return number;
  }

  private Line line(int lineBreak) {
    byte[] bytes = Arrays.copyOf(head, head.length + at - start);
    System.arraycopy(buffer, start, bytes, head.length, at - start);
    offset += bytes.length;
    return new Line(number++, bytes, bytes.length - lineBreak, offset);
  }

  /** Reads until so many bytes are ahead; false where the input ends before. */
  private boolean has(int count) throws IOException {
    while (limit - at < count) {
      int kept = head.length;
      head = Arrays.copyOf(head, kept + at - start);
      System.arraycopy(buffer, start, head, kept, at - start);
      System.arraycopy(buffer, at, buffer, 0, limit - at);
      limit -= at;
      start = 0;
      at = 0;
      if (head.length > MAX_LINE_BYTES) {
        throw new IOException(
            "line "
                + number
                + " is longer than "
                + (MAX_LINE_BYTES >> 20)
                + " MiB, so this is not a CSV file of associations from there on");
      }
      int read = in.read(buffer, limit, buffer.length - limit);
      if (read < 0) {
        return false;
      }
      limit += read;
    }
    return true;
  }
}

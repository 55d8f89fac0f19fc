package io.github.hubspotassociations.bulkimport.input;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts bytes into physical lines, which end with LF, CRLF or CR, as the CSV library counts them.
 *
 * <p>It works on bytes and not on characters for two reasons: a line whose bytes are not UTF-8 must
 * stay one bad line among good ones, and a resumed import needs the position in bytes. Both are
 * safe because no byte of a character beyond ASCII looks like an ASCII character in UTF-8.
 */
public final class LineReader {
  /** No row of a CSV file is this long; what is, is not a CSV file and would fill the memory. */
  public static final int MAX_LINE_BYTES = 4 << 20;

  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int start;
  private int at;
  private int limit;
  private byte[] head = new byte[0];
  private long offset;
  private long number;

  /** Reads from {@code offset}, where line {@code number} begins. */
  public LineReader(InputStream in, long offset, long number) {
    this.in = in;
    this.offset = offset;
    this.number = number;
  }

  /**
   * The next line, or null at the end. When the input breaks within a line, that line is never
   * returned: its last id could be half an id.
   */
  public @Nullable Line next() throws IOException {
    start = at;
    head = new byte[0];
    while (at < limit || more()) {
      byte b = buffer[at++];
      if (b == '\n') {
        return line(1);
      }
      if (b == '\r') {
        if ((at < limit || more()) && buffer[at] == '\n') {
          at++;
          return line(2);
        }
        return line(1);
      }
    }
    return head.length == 0 && start == at ? null : line(0);
  }

  /** The line that the next call will return. */
  public long nextNumber() {
    return number;
  }

  private Line line(int lineBreak) {
    byte[] bytes = Arrays.copyOf(head, head.length + at - start);
    System.arraycopy(buffer, start, bytes, head.length, at - start);
    offset += bytes.length;
    return new Line(number++, bytes, bytes.length - lineBreak, offset);
  }

  private boolean more() throws IOException {
    int kept = head.length;
    head = Arrays.copyOf(head, kept + limit - start);
    System.arraycopy(buffer, start, head, kept, limit - start);
    if (head.length > MAX_LINE_BYTES) {
      throw new IOException(
          "line "
              + number
              + " is longer than "
              + (MAX_LINE_BYTES >> 20)
              + " MiB, so this is not a CSV file of associations from there on");
    }
    start = 0;
    at = 0;
    limit = 0;
    int count = in.read(buffer);
    if (count < 0) {
      return false;
    }
    limit = count;
    return limit > 0 || more();
  }
}

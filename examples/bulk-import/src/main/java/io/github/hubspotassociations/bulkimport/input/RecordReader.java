package io.github.hubspotassociations.bulkimport.input;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins physical lines into records where a quoted field goes over several lines.
 *
 * <p>A quote that is never closed, or closed only by another row's quote, costs the line it stands
 * in and no other: reading resumes at the next line.
 */
public final class RecordReader {
  /** How far the end of a quoted field is looked for: many times what HubSpot keeps in a field. */
  public static final int MAX_LOOKAHEAD_BYTES = 1 << 20;

  private final LineReader lines;
  private final char separator;
  private final int columns;
  private final Deque<Line> returned = new ArrayDeque<>();

  public RecordReader(LineReader lines, char separator, int columns) {
    this.lines = lines;
    this.separator = separator;
    this.columns = columns;
  }

  /** Takes lines that were read ahead, to be read again before all others. */
  public void giveBack(List<Line> ahead) {
    for (int i = ahead.size() - 1; i >= 0; i--) {
      returned.addFirst(ahead.get(i));
    }
  }

  /** The next record that is not a blank line, or null at the end. */
  public @Nullable RawRecord next() throws IOException {
    Line first = nextLine();
    while (first != null && isBlank(first)) {
      first = nextLine();
    }
    if (first == null) {
      return null;
    }
    QuoteScan scan = new QuoteScan(separator).scan(first);
    return scan.isOpen() ? severalLines(first, scan) : oneLine(first, false);
  }

  /** The line at which the record begins that {@link #next} could not read. */
  public long nextNumber() {
    return returned.isEmpty() ? lines.nextNumber() : returned.element().number();
  }

  private RawRecord severalLines(Line first, QuoteScan scan) throws IOException {
    List<Line> rest = new ArrayList<>();
    int size = first.bytes().length;
    while (scan.isOpen()) {
      // More fields than columns and still open: this can't become a good row any more, and
      // looking on for each line of a file full of quotes would take for ever.
      Line line = size > MAX_LOOKAHEAD_BYTES || scan.fields() > columns ? null : nextLineOf(first);
      if (line != null) {
        rest.add(line);
        size += line.bytes().length;
        scan.scan(line);
      }
      if (line == null || scan.isBroken()) {
        giveBack(rest);
        return oneLine(first, true);
      }
    }
    Line last = rest.get(rest.size() - 1);
    rest.add(0, first);
    return new RawRecord(first.number(), joined(rest), last.end(), last.number() + 1, false);
  }

  /** The lines in one piece, without the last line break. */
  public static byte[] joined(List<Line> lines) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    int last = lines.size() - 1;
    for (Line line : lines.subList(0, last)) {
      text.writeBytes(line.bytes());
    }
    text.write(lines.get(last).bytes(), 0, lines.get(last).length());
    return text.toByteArray();
  }

  private @Nullable Line nextLineOf(Line first) throws IOException {
    try {
      return nextLine();
    } catch (IOException e) {
      throw new IOException(
          e.getMessage() + " (in the record that begins at line " + first.number() + ")", e);
    }
  }

  private static RawRecord oneLine(Line line, boolean unclosed) {
    byte[] text = Arrays.copyOf(line.bytes(), line.length());
    return new RawRecord(line.number(), text, line.end(), line.number() + 1, unclosed);
  }

  private @Nullable Line nextLine() throws IOException {
    return returned.isEmpty() ? lines.next() : returned.remove();
  }

  /** Nothing but blanks; a tab is one unless it separates columns. */
  private boolean isBlank(Line line) {
    for (int i = 0; i < line.length(); i++) {
      byte b = line.bytes()[i];
      if (b != ' ' && (b != '\t' || separator == '\t')) {
        return false;
      }
    }
    return true;
  }
}

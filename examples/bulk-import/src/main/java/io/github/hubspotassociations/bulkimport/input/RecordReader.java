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
 * Joins physical lines into records where a quoted field spans several lines.
 *
 * <p>CSV libraries split a record into fields, but can't find where a broken one ends: an open
 * quote swallows everything up to the next quote, good rows too. Here every line from an opening
 * quote to the line where it is closed belongs to one record, also where it is closed badly, so
 * that no line inside a quoted note is taken for a row. A quote that is never closed costs its own
 * line alone: reading resumes at the next line.
 */
final class RecordReader {
  /** How far the end of a quoted field is looked for: many times what HubSpot keeps in a field. */
  static final int MAX_LOOKAHEAD_BYTES = 1 << 20;

  private static final String BADLY_CLOSED =
      "text after a closing quote; double a quote that is part of the text";
  private static final String UNCLOSED = "a quote is opened and not closed";
  private static final String TOO_LONG = "quoted text without an end within 1 MiB";

  private final LineReader lines;
  private final char separator;
  private final Deque<Line> returned = new ArrayDeque<>();
  private @Nullable RawRecord peeked;
  private boolean insideQuote;

  RecordReader(LineReader lines, char separator) {
    this.lines = lines;
    this.separator = separator;
  }

  /** Takes lines that were read ahead, to be read again before all others. */
  void giveBack(List<Line> ahead) {
    for (int i = ahead.size() - 1; i >= 0; i--) {
      returned.addFirst(ahead.get(i));
    }
  }

  /** Returns what {@link #next} will return. */
  @Nullable RawRecord peek() throws IOException {
    if (peeked == null) {
      peeked = next();
    }
    return peeked;
  }

  /** Returns the next record that is not blank, or null at the end. */
  @Nullable RawRecord next() throws IOException {
    RawRecord next = peeked;
    if (next != null) {
      peeked = null;
      return next;
    }
    if (insideQuote) {
      insideQuote = false;
      next = severalLines(new ArrayList<>(), QuoteScan.insideQuote(separator), TOO_LONG);
      if (next != null) {
        return next;
      }
    }
    Line first = nextLine();
    while (first != null && isBlank(first)) {
      first = nextLine();
    }
    if (first == null) {
      return null;
    }
    if (!hasQuote(first)) {
      return record(List.of(first), null);
    }
    QuoteScan scan = QuoteScan.ofRecord(separator).scan(first);
    if (!scan.isOpen()) {
      return record(List.of(first), scan.isBroken() ? BADLY_CLOSED : null);
    }
    List<Line> record = new ArrayList<>();
    record.add(first);
    return severalLines(record, scan, null);
  }

  /** The line at which the record begins that {@link #next} could not read. */
  long nextNumber() {
    return returned.isEmpty() ? lines.nextNumber() : returned.element().number();
  }

  /**
   * Reads the lines of a record up to the one where its quotes are closed; null where the quote
   * that was open before its first line is never closed.
   */
  private @Nullable RawRecord severalLines(
      List<Line> record, QuoteScan scan, @Nullable String problem) throws IOException {
    // Up to the line in which the open quote is opened, every quote of the record is closed.
    int closed = record.size();
    int size = record.stream().mapToInt(line -> line.bytes().length).sum();
    int open = size;
    while (scan.isOpen()) {
      Line line = open > MAX_LOOKAHEAD_BYTES ? null : nextLineOf(record);
      if (line == null) {
        giveBack(record.subList(closed, record.size()));
        return closed == 0 ? null : record(record.subList(0, closed), UNCLOSED);
      }
      record.add(line);
      size += line.bytes().length;
      open += line.bytes().length;
      scan.scan(line);
      if (scan.isOpenedInLine()) {
        closed = record.size();
        open = line.bytes().length;
        if (size > MAX_LOOKAHEAD_BYTES) {
          // Each line closes a quote and opens another. The memory must hold the record, so it is
          // returned in parts, all of them broken.
          insideQuote = true;
          return record(record, TOO_LONG);
        }
      }
    }
    return record(record, scan.isBroken() ? BADLY_CLOSED : problem);
  }

  private RawRecord record(List<Line> lines, @Nullable String problem) {
    Line last = lines.get(lines.size() - 1);
    byte[] text = lines.size() == 1 ? Arrays.copyOf(last.bytes(), last.length()) : joined(lines);
    return new RawRecord(
        lines.get(0).number(),
        text,
        last.end(),
        last.number() + 1,
        last.isWhole(),
        insideQuote,
        problem);
  }

  /** The lines in one piece, without the last line break. */
  static byte[] joined(List<Line> lines) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    int last = lines.size() - 1;
    for (Line line : lines.subList(0, last)) {
      text.writeBytes(line.bytes());
    }
    text.write(lines.get(last).bytes(), 0, lines.get(last).length());
    return text.toByteArray();
  }

  private @Nullable Line nextLineOf(List<Line> record) throws IOException {
    try {
      return nextLine();
    } catch (InputStoppedException e) {
      throw e;
    } catch (IOException e) {
      long first = record.isEmpty() ? nextNumber() : record.get(0).number();
      throw new IOException(
          e.getMessage() + " (in the record that begins at line " + first + ")", e);
    }
  }

  private @Nullable Line nextLine() throws IOException {
    return returned.isEmpty() ? lines.next() : returned.remove();
  }

  private static boolean hasQuote(Line line) {
    byte[] bytes = line.bytes();
    for (int i = 0; i < line.length(); i++) {
      if (bytes[i] == '"') {
        return true;
      }
    }
    return false;
  }

  /** Nothing but blanks and separators. */
  private boolean isBlank(Line line) {
    for (int i = 0; i < line.length(); i++) {
      byte b = line.bytes()[i];
      if (b != ' ' && b != '\t' && b != separator) {
        return false;
      }
    }
    return true;
  }
}

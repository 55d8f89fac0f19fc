package io.github.hubspotassociations.bulkimport.input;

import io.github.hubspotassociations.bulkimport.support.Cells;
import io.github.hubspotassociations.bulkimport.support.UsageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The first row that is not blank: it names the columns and tells the separator.
 *
 * @param separator comma, semicolon or tab, or what a line such as {@code sep=|} before it says
 * @param names the columns' names, trimmed; without the error column of a failures file
 * @param columns which column holds what
 * @param preamble the line {@code sep=…} before the header, line break included, or nothing
 * @param text its bytes as they came, without the last line break and the error column
 * @param lineBreak the line break after it, as it came; LF where there is none
 * @param hasErrorColumn whether the input is a failures file with an error column, the last
 * @param end where it ends, line break included, in bytes from the start of the text
 * @param nextLine the physical line after it
 * @param ahead lines that were read beyond the header to tell the separator
 */
// Headers are compared nowhere, so the array's identity in equals does no harm.
@SuppressWarnings("ArrayRecordComponent")
public record Header(
    char separator,
    List<String> names,
    Columns columns,
    byte[] preamble,
    byte[] text,
    String lineBreak,
    boolean hasErrorColumn,
    long end,
    long nextLine,
    List<Line> ahead) {

  private static final List<Character> SEPARATORS = List.of(',', ';', '\t');

  /** Reads the header of {@code source}, a name for messages. */
  static Header read(LineReader lines, String source, InputOptions options) throws IOException {
    Line first = firstLine(lines);
    byte[] preamble = {};
    List<Character> separators = SEPARATORS;
    Character chosen = first == null ? null : chosenSeparator(first);
    if (chosen != null) {
      preamble = first.bytes();
      separators = List.of(chosen);
      first = firstLine(lines);
    }
    if (first == null) {
      throw new UsageException(
          source
              + " is empty: it needs a header such as from_id,to_id and a row for each"
              + " association");
    }
    for (byte b : first.bytes()) {
      if (b == 0) {
        throw new UsageException(source + " is UTF-16 or no text at all; save it as CSV UTF-8");
      }
    }
    List<Line> read = new ArrayList<>();
    read.add(first);
    Candidate best = null;
    for (char separator : separators) {
      Candidate candidate = Candidate.read(separator, read, lines);
      if (best == null || candidate.isBetterThan(best, options)) {
        best = candidate;
      }
    }
    return best.header(read, preamble, source, options);
  }

  private static @Nullable Line firstLine(LineReader lines) throws IOException {
    Line line = lines.next();
    while (line != null && isBlank(line)) {
      line = lines.next();
    }
    return line;
  }

  private static boolean isBlank(Line line) {
    for (int i = 0; i < line.length(); i++) {
      if (line.bytes()[i] != ' ' && line.bytes()[i] != '\t') {
        return false;
      }
    }
    return true;
  }

  /** What a line such as {@code sep=;} chooses, which tells a spreadsheet the separator. */
  private static @Nullable Character chosenSeparator(Line line) {
    String text =
        new String(line.bytes(), 0, line.length(), StandardCharsets.ISO_8859_1)
            .replace("\"", "")
            .toLowerCase(Locale.ROOT);
    return text.length() == 5 && text.startsWith("sep=") && text.charAt(4) < 0x80
        ? text.charAt(4)
        : null;
  }

  /** The header of a failures file without its last column, which says why the rows are there. */
  Header withoutErrorColumn() {
    int last = names.size() - 1;
    int end = Fields.of(text, separator).start(last) - 1;
    return new Header(
        separator,
        names.subList(0, last),
        columns,
        preamble,
        Arrays.copyOf(text, end),
        lineBreak,
        true,
        this.end,
        nextLine,
        ahead);
  }

  /** Whether rows may have object types of their own. */
  public boolean hasTypeColumn() {
    return columns.fromType() >= 0 || columns.toType() >= 0;
  }

  /** The first bytes of a failures file of this input: its header, with an error column. */
  public byte[] failureHeader(boolean hasMark) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (hasMark) {
      bytes.writeBytes("\uFEFF".getBytes(StandardCharsets.UTF_8));
    }
    bytes.writeBytes(preamble);
    bytes.writeBytes(text);
    bytes.writeBytes(ascii(separator + ErrorColumn.nameBeside(names) + lineBreak));
    return bytes.toByteArray();
  }

  /**
   * A line of a failures file: the row as it came, with an error cell below the error column.
   *
   * @param cell the error cell, quotes included
   */
  public byte[] failureLine(Row row, String cell) {
    byte[] rowText = row.text();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(rowText.length + 200);
    int columns = names.size();
    int missing = 0;
    int length = rowText.length;
    if (QuoteScan.isInOrder(rowText, separator)) {
      Fields cells = Fields.of(rowText, separator);
      missing = columns - cells.count();
      if (missing < 0 && cells.isBlankFrom(columns)) {
        length = cells.start(columns) - 1;
      }
    }
    bytes.write(rowText, 0, length);
    for (int i = 0; i < missing; i++) {
      bytes.write(separator);
    }
    bytes.write(separator);
    bytes.writeBytes(cell.getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(ascii(lineBreak));
    return bytes.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether the cells are the header's own, as in files that were put one behind the other. */
  boolean isRepeatedBy(Fields cells) {
    if (cells.count() < names.size()) {
      return false;
    }
    for (int i = 0; i < names.size(); i++) {
      if (!names.get(i).equals(name(cells.get(i), cells, i))) {
        return false;
      }
    }
    return true;
  }

  private static String name(@Nullable String text, Fields cells, int field) {
    return Cells.trim(text == null ? cells.latin1(field) : text);
  }

  /** The header as it reads with one separator. */
  private record Candidate(char separator, List<String> names, int lines) {

    static Candidate read(char separator, List<Line> read, LineReader more) throws IOException {
      QuoteScan scan = QuoteScan.ofRecord(separator).scan(read.get(0));
      int used = 1;
      int size = read.get(0).bytes().length;
      while (scan.isOpen() && size <= RecordReader.MAX_LOOKAHEAD_BYTES) {
        if (used == read.size()) {
          Line line = more.next();
          if (line == null) {
            break;
          }
          read.add(line);
        }
        size += read.get(used).bytes().length;
        scan.scan(read.get(used++));
      }
      if (scan.isOpen() || scan.isBroken()) {
        return new Candidate(separator, List.of(), 1);
      }
      Fields cells = Fields.of(RecordReader.joined(read.subList(0, used)), separator);
      List<String> names = new ArrayList<>();
      for (int i = 0; i < cells.count(); i++) {
        names.add(name(cells.get(i), cells, i));
      }
      return new Candidate(separator, List.copyOf(names), used);
    }

    /** First the needed columns decide, then the number of columns. */
    boolean isBetterThan(Candidate other, InputOptions options) {
      int needed = Columns.needed(names, options);
      int others = Columns.needed(other.names, options);
      return needed != others ? needed > others : names.size() > other.names.size();
    }

    Header header(List<Line> read, byte[] preamble, String source, InputOptions options) {
      String where = source + ", line " + read.get(0).number() + ": ";
      if (names.isEmpty()) {
        throw new UsageException(
            where + "the header has a quote that is not closed, or text after a closing quote");
      }
      List<Line> used = read.subList(0, lines);
      Line last = used.get(lines - 1);
      byte[] lineBreak = Arrays.copyOfRange(last.bytes(), last.length(), last.bytes().length);
      return new Header(
          separator,
          names,
          Columns.find(names, options, where),
          preamble,
          RecordReader.joined(used),
          lineBreak.length == 0 ? "\n" : new String(lineBreak, StandardCharsets.US_ASCII),
          false,
          last.end(),
          last.number() + 1,
          List.copyOf(read.subList(lines, read.size())));
    }
  }
}

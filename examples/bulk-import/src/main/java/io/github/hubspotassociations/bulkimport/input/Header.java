package io.github.hubspotassociations.bulkimport.input;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import io.github.hubspotassociations.bulkimport.support.Cells;
import io.github.hubspotassociations.bulkimport.support.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The first row that is not blank: it names the columns and tells the separator.
 *
 * @param separator comma, semicolon or tab
 * @param names the columns' names, trimmed
 * @param text its bytes as they came, without the last line break
 * @param lineBreak the line break after it, as it came; LF where there is none
 * @param fromId the column of that name; this and the next are always there
 * @param fromType the column of that name, or -1
 * @param end where it ends, line break included, in bytes from the start of the text
 * @param nextLine the physical line after it
 * @param ahead lines that were read beyond the header to tell the separator
 */
// Headers are compared nowhere, so the array's identity in equals does no harm.
@SuppressWarnings("ArrayRecordComponent")
public record Header(
    char separator,
    List<String> names,
    byte[] text,
    String lineBreak,
    int fromId,
    int toId,
    int fromType,
    int toType,
    long end,
    long nextLine,
    List<Line> ahead) {

  private static final char[] SEPARATORS = {',', ';', '\t'};

  /** Reads the header of {@code source}, a name for messages. */
  public static Header read(LineReader lines, String source) throws IOException {
    List<Line> read = new ArrayList<>();
    Line first = lines.next();
    while (first != null && isBlank(first)) {
      first = lines.next();
    }
    if (first == null) {
      throw new UsageException(
          source
              + " is empty: it needs a header such as from_id,to_id and a row for each association");
    }
    read.add(first);
    Candidate best = null;
    for (char separator : SEPARATORS) {
      Candidate candidate = Candidate.read(separator, read, lines);
      if (best == null || candidate.isBetterThan(best)) {
        best = candidate;
      }
    }
    return best.header(read, source);
  }

  private static boolean isBlank(Line line) {
    for (int i = 0; i < line.length(); i++) {
      if (line.bytes()[i] != ' ' && line.bytes()[i] != '\t') {
        return false;
      }
    }
    return true;
  }

  /** The header as it reads with one separator. */
  private record Candidate(char separator, List<String> names, int lines, boolean readable) {

    static Candidate read(char separator, List<Line> read, LineReader more) throws IOException {
      QuoteScan scan = new QuoteScan(separator).scan(read.get(0));
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
      String text = Utf8.decode(RecordReader.joined(read.subList(0, used)));
      if (text == null || scan.isOpen() || scan.isBroken()) {
        return new Candidate(separator, Collections.emptyList(), 1, text != null);
      }
      try {
        List<String> names =
            CsvReader.builder()
                .fieldSeparator(separator)
                .allowUnclosedQuote(false)
                .skipEmptyLines(false)
                .ofSingleCsvRecord(text)
                .getFields()
                .stream()
                .map(Cells::trim)
                .collect(Collectors.toList());
        return new Candidate(separator, names, used, true);
      } catch (CsvParseException e) {
        return new Candidate(separator, Collections.emptyList(), 1, true);
      }
    }

    /** First the needed columns decide, then the number of columns. */
    boolean isBetterThan(Candidate other) {
      return needed() != other.needed()
          ? needed() > other.needed()
          : names.size() > other.names.size();
    }

    private int needed() {
      return Math.min(1, count("from_id")) + Math.min(1, count("to_id"));
    }

    private int count(String name) {
      return (int) names.stream().filter(each -> isNamed(each, name)).count();
    }

    private static boolean isNamed(String column, String name) {
      return column.toLowerCase(Locale.ROOT).equals(name);
    }

    Header header(List<Line> read, String source) {
      long line = read.get(0).number();
      String where = source + ", line " + line + ": ";
      for (byte b : read.get(0).bytes()) {
        if (b == 0) {
          throw new UsageException(source + " is UTF-16 or no text at all; save it as CSV UTF-8");
        }
      }
      if (!readable) {
        throw new UsageException(where + "the header is not UTF-8; save the file as CSV UTF-8");
      }
      if (names.isEmpty()) {
        throw new UsageException(
            where + "the header has a quote that is not closed, or text after a closing quote");
      }
      int fromId = column("from_id", true, where);
      int toId = column("to_id", true, where);
      int fromType = column("from_type", false, where);
      int toType = column("to_type", false, where);
      List<Line> used = read.subList(0, lines);
      Line last = used.get(lines - 1);
      byte[] lineBreak = Arrays.copyOfRange(last.bytes(), last.length(), last.bytes().length);
      return new Header(
          separator,
          names,
          RecordReader.joined(used),
          lineBreak.length == 0 ? "\n" : new String(lineBreak, StandardCharsets.US_ASCII),
          fromId,
          toId,
          fromType,
          toType,
          last.end(),
          last.number() + 1,
          List.copyOf(read.subList(lines, read.size())));
    }

    private int column(String name, boolean needed, String where) {
      int count = count(name);
      if (count > 1) {
        throw new UsageException(
            where + "the column " + name + " stands " + count + " times; keep one of them");
      }
      if (count == 0 && needed) {
        throw new UsageException(
            where
                + "there is no column "
                + name
                + "; the first row has to name the columns, separated by comma, semicolon or tab, "
                + "from_id and to_id among them, and it reads: "
                + Cells.shortened(String.join(", ", names), 200));
      }
      for (int i = 0; i < names.size(); i++) {
        if (isNamed(names.get(i), name)) {
          return i;
        }
      }
      return -1;
    }
  }
}

package io.github.hubspotassociations.bulkimport.input;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.github.hubspotassociations.bulkimport.support.Cells;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes rows of records, and finds what is wrong with the broken ones. */
public final class RowReader {
  /** How a spreadsheet shows a number with too many digits for its column: digits are lost. */
  private static final Pattern SCIENTIFIC = Pattern.compile("[+-]?\\d+([.,]\\d*)?[eE][+-]?\\d+");

  /** A number with decimals or with its thousands apart: no id looks like that. */
  private static final Pattern FORMATTED =
      Pattern.compile(
          "[+-]?\\d+[.,]\\d+|[+-]?\\d{1,3}(([.,' \u00a0\u202f\u2019])\\d{3})(\\2\\d{3})*([.,]\\d+)?");

  private final RecordReader records;
  private final Header header;
  private final String defaultFromType;
  private final String defaultToType;
  private final CsvReader.CsvReaderBuilder csv;

  /**
   * The default types stand in where a row has none of its own; blank where there is no default.
   */
  public RowReader(
      RecordReader records, Header header, String defaultFromType, String defaultToType) {
    this.records = records;
    this.header = header;
    this.defaultFromType = defaultFromType;
    this.defaultToType = defaultToType;
    this.csv =
        CsvReader.builder()
            .fieldSeparator(header.separator())
            .allowUnclosedQuote(false)
            .skipEmptyLines(false);
  }

  /** The next row, good or broken, or null at the end; fails where the input can't be read on. */
  public @Nullable Row next() throws IOException {
    RawRecord record = records.next();
    return record == null ? null : row(record);
  }

  /** The line of the row that {@link #next} could not read. */
  public long nextLine() {
    return records.nextNumber();
  }

  private Row row(RawRecord record) {
    String text = Utf8.decode(record.text());
    if (text == null) {
      return broken(record, "bytes that are not UTF-8; save the file as CSV UTF-8");
    }
    if (record.unclosed()) {
      return broken(record, "a quote is opened and not closed");
    }
    CsvRecord cells;
    try {
      cells = csv.ofSingleCsvRecord(text);
    } catch (CsvParseException e) {
      return broken(record, "text after a closing quote; double a quote that is part of the text");
    }
    int expected = header.names().size();
    Row row =
        new Row(
            record.line(),
            type(cells, header.fromType(), defaultFromType),
            cell(cells, header.fromId()),
            type(cells, header.toType(), defaultToType),
            cell(cells, header.toId()),
            record.text(),
            record.end(),
            record.nextLine(),
            null);
    if (cells.getFieldCount() != expected) {
      return row.broken(
          "too "
              + (cells.getFieldCount() < expected ? "few" : "many")
              + " columns: "
              + cells.getFieldCount()
              + ", the header has "
              + expected);
    }
    String problem = problem(row);
    return problem == null ? row : row.broken(problem);
  }

  private static @Nullable String problem(Row row) {
    String problem = idProblem("from_id", row.fromId());
    if (problem == null) {
      problem = idProblem("to_id", row.toId());
    }
    if (problem == null) {
      problem = typeProblem("from_type", row.fromType());
    }
    if (problem == null) {
      problem = typeProblem("to_type", row.toType());
    }
    return problem != null ? problem : refProblem(row);
  }

  /** What the library itself would not take. */
  private static @Nullable String refProblem(Row row) {
    try {
      row.from();
      row.to();
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  /** Only what is certainly no id is held back; of everything else HubSpot is the judge. */
  private static @Nullable String idProblem(String column, String id) {
    if (id.isEmpty()) {
      return "no " + column;
    }
    if (SCIENTIFIC.matcher(id).matches()) {
      return column
          + " "
          + id
          + " is a number as a spreadsheet shortens it; format the column as text and export again";
    }
    if (FORMATTED.matcher(id).matches()) {
      return column
          + " "
          + id
          + " is a formatted number; format the column as text and export again";
    }
    return textProblem(column, id);
  }

  private static @Nullable String typeProblem(String column, String type) {
    if (type.isEmpty()) {
      return "no " + column + " in the row, and no --" + column.replace('_', '-') + " was given";
    }
    return textProblem(column, type);
  }

  private static @Nullable String textProblem(String column, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        return column + " has a quote in it; quotes stand around the whole cell or not at all";
      }
      if (c == '\uFFFD') {
        return column + " has a character that was lost in a conversion (U+FFFD)";
      }
      if (Character.isISOControl(c)) {
        return column + " has a line break or control character in it";
      }
    }
    return null;
  }

  private static String cell(CsvRecord cells, int column) {
    return column < 0 || column >= cells.getFieldCount() ? "" : Cells.trim(cells.getField(column));
  }

  private static String type(CsvRecord cells, int column, String defaultType) {
    String own = cell(cells, column);
    return own.isEmpty() ? defaultType : own;
  }

  private static Row broken(RawRecord record, String problem) {
    return new Row(
        record.line(), "", "", "", "", record.text(), record.end(), record.nextLine(), problem);
  }
}

package io.github.hubspotassociations.bulkimport.input;

import io.github.hubspotassociations.AssociationOutcome.Kind;
import io.github.hubspotassociations.bulkimport.support.Cells;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The column that the failures file has more than the input: why each row is in it. An input that
 * has it is a failures file, and the column is dropped when it is read.
 *
 * <p>Its cells are always quoted, have no quote or line break within and begin with an outcome, so
 * that they are found again behind a row whose own quotes are broken.
 */
public final class ErrorColumn {
  private static final String NAME = "error";
  private static final String OTHER_NAME = "import_error";
  private static final int MAX_LENGTH = 300;
  private static final String TEXT = "(REJECTED|UNCONFIRMED|NOT_ATTEMPTED)\\b[^\"\r\n]*";
  private static final Pattern CELL = Pattern.compile(TEXT);
  private static final Pattern AT_END = Pattern.compile("(?s).*(.\"" + TEXT + "\")");

  private ErrorColumn() {}

  /** The column's name, which is none of the input's. */
  static String nameBeside(List<String> names) {
    return names.stream().anyMatch(NAME::equalsIgnoreCase) ? OTHER_NAME : NAME;
  }

  /** Whether the column may be this one. */
  public static boolean isName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.equals(NAME) || lower.equals(OTHER_NAME);
  }

  /** Returns a cell, quotes included. */
  public static String cell(Kind outcome, String category, String message) {
    String text = outcome + (category.isEmpty() ? "" : " " + category) + ": " + message;
    return '"' + Cells.shortened(text, MAX_LENGTH).replace('"', '\'') + '"';
  }

  /** Whether the record ends with such a cell, or has a blank one in its place. */
  static boolean endsWithCell(RawRecord record, char separator) {
    if (endOfRaw(record.text(), separator) >= 0) {
      return true;
    }
    if (record.problem() != null) {
      return false;
    }
    Fields fields = Fields.of(record.text(), separator);
    String last = fields.get(fields.count() - 1);
    return last != null && CELL.matcher(Cells.trim(last)).matches();
  }

  /**
   * Returns the record without the cell.
   *
   * @param columns how many columns the header has without this one
   */
  static byte[] strip(RawRecord record, char separator, int columns) {
    byte[] text = record.text();
    int end = endOfRaw(text, separator);
    if (end < 0 && record.problem() == null) {
      // A spreadsheet has saved it: with other quotes, and a cell for each column.
      Fields fields = Fields.of(text, separator);
      int last = fields.count() - 1;
      if (last == columns || (last > columns && endsWithCell(record, separator))) {
        end = fields.start(last) - 1;
      }
    }
    return end < 0 ? text : Arrays.copyOf(text, end);
  }

  /** Where a cell as this class writes it begins, its separator included, or -1. */
  private static int endOfRaw(byte[] text, char separator) {
    if (text.length == 0 || text[text.length - 1] != '"') {
      return -1;
    }
    int from = Math.max(0, text.length - 4 * MAX_LENGTH);
    String tail = new String(text, from, text.length - from, StandardCharsets.ISO_8859_1);
    Matcher cell = AT_END.matcher(tail);
    return cell.matches() && tail.charAt(cell.start(1)) == separator ? from + cell.start(1) : -1;
  }
}

package io.github.hubspotassociations.bulkimport.input;

import io.github.hubspotassociations.bulkimport.support.Cells;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds what is wrong with ids and types, and says how to put it right. */
final class Ids {
  /** How a spreadsheet shows a number with too many digits for its column: digits are lost. */
  private static final Pattern SCIENTIFIC = Pattern.compile("[+-]?\\d+([.,]\\d*)?[eE][+-]?\\d+");

  /** A number with decimals, or with its thousands apart. */
  private static final Pattern FORMATTED =
      Pattern.compile(
          "[+-]?\\d+[.,]\\d*|[+-]?\\d{1,3}(([.,'"
              + " _\u00a0\u202f\u2009\u2019])\\d{2,3})(\\2\\d{2,3})*([.,]\\d+)?");

  private static final Pattern FORMULA = Pattern.compile("=\"?([^\"]*)\"?");
  private static final Pattern SEVERAL = Pattern.compile("\\d+(\\s*[;,|/ ]\\s*\\d+)+[;,|/ ]?");
  private static final Pattern URL = Pattern.compile("(?i)https?:.*|www\\..*|.*\\.\\w+/.*");
  private static final Pattern SALESFORCE =
      Pattern.compile("(?=.*[A-Za-z])(?=.*\\d)[A-Za-z0-9]{15}([A-Za-z0-9]{3})?");
  private static final Pattern SPREADSHEET_ERROR = Pattern.compile("#+|#[A-Z/0]+[!?]?");

  private static final Set<String> MISSING =
      Set.of(
          "nan", "none", "null", "nil", "na", "<na>", "n/a", "#n/a", "nat", "undefined", "-", "--");

  private Ids() {}

  static boolean isDigits(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return false;
      }
    }
    return length > 0;
  }

  /** Returns what is wrong with the id, beginning with the column's name, or null. */
  static @Nullable String problem(String column, String id, boolean any) {
    if (id.isEmpty()) {
      return "no " + column;
    }
    if (isDigits(id)) {
      return any || id.charAt(0) != '0'
          ? null
          : column + " " + id + " begins with a zero, which no record ID does; remove it";
    }
    String problem = textProblem(column, id);
    if (problem == null && !any) {
      problem = column + " " + Cells.shortened(id, 60) + " " + notDigits(id);
    }
    return problem;
  }

  private static String notDigits(String id) {
    if (SCIENTIFIC.matcher(id).matches()) {
      return "is a number as a spreadsheet shortens it; format the column as text and export again";
    }
    if (FORMATTED.matcher(id).matches()) {
      return "is a formatted number; format the column as text and export again";
    }
    if (MISSING.contains(id.toLowerCase(Locale.ROOT))) {
      return "is how a program writes a missing value; give the record ID, or leave out the row";
    }
    if (SPREADSHEET_ERROR.matcher(id).matches()) {
      return "is what a spreadsheet shows instead of a value; widen the column or correct the"
          + " formula, and export again";
    }
    char first = id.charAt(0);
    String rest = id.substring(1);
    if (first == '=') {
      return "is a spreadsheet formula; write " + FORMULA.matcher(id).replaceFirst("$1");
    }
    if ((first == '\'' || first == '\u2019') && isDigits(rest)) {
      return "begins with an apostrophe, as a spreadsheet marks text; write " + rest;
    }
    if ((first == '+' || first == '-' || first == '\u2212') && isDigits(rest)) {
      return "begins with a sign, which no record ID does; write the digits alone";
    }
    if (SEVERAL.matcher(id).matches()) {
      return "holds several IDs; use --split '"
          + id.replaceAll("[\\d\\s]", " ").strip().concat(" ").charAt(0)
          + "' for a row for each";
    }
    if (URL.matcher(id).matches()) {
      return "is a URL; give the record ID, which a record's URL ends with";
    }
    if (id.indexOf('@') >= 0) {
      return "is an e-mail address; give the record ID, which HubSpot exports as Record ID";
    }
    if (SALESFORCE.matcher(id).matches()) {
      return "is an ID of another system, such as Salesforce; give HubSpot's, which it exports as"
          + " Record ID";
    }
    if (id.indexOf('"') >= 0) {
      return "has a quote in it; quotes stand around the whole cell or not at all";
    }
    if (id.codePoints().allMatch(Character::isDigit)) {
      return "has digits of another script; write it with 0 to 9";
    }
    return "is no record ID, which has the digits 0 to 9 alone; --any-id sends it all the same";
  }

  /** Returns what is wrong with the type, or null. */
  static @Nullable String typeProblem(String column, String type) {
    if (type.isEmpty()) {
      return "no " + column + " in the row, and no --" + column.replace('_', '-') + " was given";
    }
    return textProblem(column, type);
  }

  private static @Nullable String textProblem(String column, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\uFFFD') {
        return column + " has a character that was lost in a conversion (U+FFFD)";
      }
      if (Character.isISOControl(c)) {
        return column + " has a line break or control character in it";
      }
      if (Cells.isInvisible(c)) {
        return column
            + " has an invisible character in it, "
            + Cells.codePoint(c)
            + ", after "
            + Cells.shortened(text.substring(0, i), 30)
            + "; remove it";
      }
      if (Character.isSurrogate(c) && !isPaired(text, i)) {
        return column + " has half a character in it; export the file again";
      }
    }
    return null;
  }

  private static boolean isPaired(String text, int at) {
    return Character.isHighSurrogate(text.charAt(at))
        ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
        : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
  }
}

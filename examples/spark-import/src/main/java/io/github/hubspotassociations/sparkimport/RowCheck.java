package io.github.hubspotassociations.sparkimport;

import io.github.hubspotassociations.ObjectRef;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.spark.sql.api.java.UDF4;
import org.jspecify.annotations.Nullable;

/**
 * Says why a row can't be sent, with the importer's rules: an ID has the digits 0 to 9 alone,
 * unless any ID is sent for HubSpot to judge.
 */
final class RowCheck
    implements UDF4<
        @Nullable String, @Nullable String, @Nullable String, @Nullable String, @Nullable String> {
  private static final long serialVersionUID = 1L;

  private static final Pattern SCIENTIFIC = Pattern.compile("[+-]?\\d+([.,]\\d*)?[eE][+-]?\\d+");

  /** A number with decimals, or with its thousands apart. */
  private static final Pattern FORMATTED =
      Pattern.compile(
          "[+-]?\\d+[.,]\\d*|[+-]?\\d{1,3}(([.,'"
              + " _\u00a0\u202f\u2009\u2019])\\d{2,3})(\\2\\d{2,3})*([.,]\\d+)?");

  private static final Pattern SEVERAL = Pattern.compile("\\d+(\\s*[;,|/ ]\\s*\\d+)+[;,|/ ]?");
  private static final Pattern URL = Pattern.compile("(?i)https?:.*|www\\..*|.*\\.\\w+/.*");
  private static final Pattern SALESFORCE =
      Pattern.compile("(?=.*[A-Za-z])(?=.*\\d)[A-Za-z0-9]{15}([A-Za-z0-9]{3})?");

  private static final Set<String> MISSING =
      Set.of(
          "nan", "none", "null", "nil", "na", "<na>", "n/a", "#n/a", "nat", "undefined", "-", "--");

  private final boolean anyId;

  /** The type checked last, as it rarely changes from row to row. */
  private transient @Nullable String goodType;

  RowCheck(boolean anyId) {
    this.anyId = anyId;
  }

  /** {@return what is wrong with the row, or null} */
  @Override
  public @Nullable String call(
      @Nullable String fromType,
      @Nullable String fromId,
      @Nullable String toType,
      @Nullable String toId) {
    String problem = idProblem("from_id", fromId);
    if (problem == null) {
      problem = idProblem("to_id", toId);
    }
    if (problem == null) {
      problem = typeProblem("from_type", fromType);
    }
    if (problem == null) {
      problem = typeProblem("to_type", toType);
    }
    return problem;
  }

  private @Nullable String idProblem(String column, @Nullable String id) {
    if (id == null || id.isEmpty()) {
      return "no " + column;
    }
    if (isDigits(id)) {
      return anyId || id.charAt(0) != '0'
          ? null
          : column + " " + id + " begins with a zero, which no record ID does; remove it";
    }
    String problem = textProblem(column, id);
    if (problem == null && !anyId) {
      String shown = id.length() <= 60 ? id : id.substring(0, 57) + "...";
      problem = column + " " + shown + " " + notDigits(id);
    }
    return problem == null ? refProblem("contacts", id) : problem;
  }

  private static boolean isDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return false;
      }
    }
    return true;
  }

  private static String notDigits(String id) {
    if (SCIENTIFIC.matcher(id).matches()) {
      return "is a number in scientific notation; make the column a string where the data comes"
          + " from";
    }
    if (FORMATTED.matcher(id).matches()) {
      return "is a formatted number; make the column a string or bigint where the data comes from";
    }
    if (MISSING.contains(id.toLowerCase(Locale.ROOT))) {
      return "is how a program writes a missing value; give the record ID, or leave out the row";
    }
    char first = id.charAt(0);
    if ((first == '+' || first == '-' || first == '\u2212') && isDigits(id.substring(1))) {
      return "begins with a sign, which no record ID does; write the digits alone";
    }
    if (SEVERAL.matcher(id).matches()) {
      return "holds several IDs; split and explode it into a row for each";
    }
    if (URL.matcher(id).matches()) {
      return "is a URL; give the record ID, which a record's URL ends with";
    }
    if (id.indexOf('@') >= 0) {
      return "is an e-mail address; give the record ID, by a join for example";
    }
    if (SALESFORCE.matcher(id).matches()) {
      return "is an ID of another system, such as Salesforce; give HubSpot's, which it exports as"
          + " Record ID";
    }
    if (id.codePoints().allMatch(Character::isDigit)) {
      return "has digits of another script; write it with 0 to 9";
    }
    return "is no record ID, which has the digits 0 to 9 alone; --any-id sends it all the same";
  }

  private @Nullable String typeProblem(String column, @Nullable String type) {
    if (type == null || type.isEmpty()) {
      return "no " + column + " in the row, and none was given for rows without one";
    }
    if (type.equals(goodType)) {
      return null;
    }
    String problem = textProblem(column, type);
    if (problem == null) {
      problem = refProblem(type, "1");
    }
    if (problem == null) {
      goodType = type;
    }
    return problem;
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
      if (Blanks.isInvisible(c)) {
        return String.format(
            Locale.ROOT, "%s has an invisible character in it, U+%04X; remove it", column, (int) c);
      }
    }
    return null;
  }

  /** What the library itself would reject. */
  private static @Nullable String refProblem(String type, String id) {
    try {
      ObjectRef.of(type, id);
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }
}

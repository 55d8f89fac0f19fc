package io.github.hubspotassociations.sparkimport;

import io.github.hubspotassociations.ObjectRef;
import java.util.regex.Pattern;
import org.apache.spark.sql.api.java.UDF4;
import org.jspecify.annotations.Nullable;

/**
 * Says why a row can't be sent, with the importer's rules: only what is certainly no id is held
 * back; of everything else HubSpot is the judge.
 */
final class RowCheck
    implements UDF4<
        @Nullable String, @Nullable String, @Nullable String, @Nullable String, @Nullable String> {
  private static final long serialVersionUID = 1L;

  private static final Pattern SCIENTIFIC = Pattern.compile("[+-]?\\d+([.,]\\d*)?[eE][+-]?\\d+");

  /** A number with decimals or with its thousands apart: no id looks like that. */
  private static final Pattern FORMATTED =
      Pattern.compile(
          "[+-]?\\d+[.,]\\d+|[+-]?\\d{1,3}(([.,'"
              + " \u00a0\u202f\u2019])\\d{3})(\\2\\d{3})*([.,]\\d+)?");

  @Override
  public @Nullable String call(
      @Nullable String fromType,
      @Nullable String fromId,
      @Nullable String toType,
      @Nullable String toId) {
    return problem(fromType, fromId, toType, toId);
  }

  static @Nullable String problem(
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
    if (problem == null && fromType != null && fromId != null && toType != null && toId != null) {
      problem = refProblem(fromType, fromId, toType, toId);
    }
    return problem;
  }

  private static @Nullable String idProblem(String column, @Nullable String id) {
    if (id == null || id.isEmpty()) {
      return "no " + column;
    }
    if (SCIENTIFIC.matcher(id).matches()) {
      return column + " " + id + " is a number in scientific notation; cast the column to a string";
    }
    if (FORMATTED.matcher(id).matches()) {
      return column + " " + id + " is a formatted number; remove its separators";
    }
    return textProblem(column, id);
  }

  private static @Nullable String typeProblem(String column, @Nullable String type) {
    if (type == null || type.isEmpty()) {
      return "no " + column + " in the row, and none was given for rows without one";
    }
    return textProblem(column, type);
  }

  private static @Nullable String textProblem(String column, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        return column + " has a quote in it";
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

  /** What the library itself would reject. */
  private static @Nullable String refProblem(
      String fromType, String fromId, String toType, String toId) {
    try {
      ObjectRef.of(fromType, fromId);
      ObjectRef.of(toType, toId);
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }
}

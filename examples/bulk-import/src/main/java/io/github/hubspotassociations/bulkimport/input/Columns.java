package io.github.hubspotassociations.bulkimport.input;

import io.github.hubspotassociations.bulkimport.support.Cells;
import io.github.hubspotassociations.bulkimport.support.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which column holds what.
 *
 * @param fromId the column of the ids to associate from
 * @param toId the column of the ids to associate to
 * @param fromType the column from_type, or -1
 * @param toType the column to_type, or -1
 */
record Columns(int fromId, int toId, int fromType, int toType) {
  /** What HubSpot's exports call a record of a type. */
  private static final Map<String, String> LABELS =
      Map.ofEntries(
          Map.entry("contacts", "contact"),
          Map.entry("contact", "contact"),
          Map.entry("0-1", "contact"),
          Map.entry("companies", "company"),
          Map.entry("company", "company"),
          Map.entry("0-2", "company"),
          Map.entry("deals", "deal"),
          Map.entry("deal", "deal"),
          Map.entry("0-3", "deal"),
          Map.entry("tickets", "ticket"),
          Map.entry("ticket", "ticket"),
          Map.entry("0-5", "ticket"));

  /** How many of the two needed columns are among the names: what tells the separator. */
  static int needed(List<String> names, InputOptions options) {
    return Math.min(1, from(names, options).size()) + Math.min(1, to(names, options).size());
  }

  /** Finds the columns; {@code where} is the place for messages. */
  static Columns find(List<String> names, InputOptions options, String where) {
    return new Columns(
        one(from(names, options), "from", options.fromColumn(), names, where),
        one(to(names, options), "to", options.toColumn(), names, where),
        optional(names, "from_type", where),
        optional(names, "to_type", where));
  }

  private static List<Integer> from(List<String> names, InputOptions options) {
    List<Integer> own = own(names, "from_id", options.fromColumn());
    if (!own.isEmpty() || options.fromColumn() != null) {
      return own;
    }
    String label = label(options.fromType());
    return named(names, "record id", "record id - " + label, label + " id");
  }

  private static List<Integer> to(List<String> names, InputOptions options) {
    List<Integer> own = own(names, "to_id", options.toColumn());
    if (!own.isEmpty() || options.toColumn() != null) {
      return own;
    }
    String label = label(options.toType());
    List<Integer> known =
        named(
            names,
            "associated " + label + " ids",
            "associated " + label + " id",
            "record id - " + label,
            label + " id");
    return known.isEmpty() && label.equals("?")
        ? matching(names, name -> name.matches("associated .* ids?"))
        : known;
  }

  private static String label(String type) {
    return LABELS.getOrDefault(type.toLowerCase(Locale.ROOT), "?");
  }

  private static List<Integer> own(List<String> names, String usual, @Nullable String chosen) {
    return named(names, chosen == null ? usual : Cells.trim(chosen).toLowerCase(Locale.ROOT));
  }

  private static List<Integer> named(List<String> names, String... wanted) {
    return matching(names, List.of(wanted)::contains);
  }

  private interface Match {
    boolean matches(String lowerCaseName);
  }

  private static List<Integer> matching(List<String> names, Match match) {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (match.matches(names.get(i).toLowerCase(Locale.ROOT))) {
        found.add(i);
      }
    }
    return found;
  }

  private static int one(
      List<Integer> found, String side, @Nullable String chosen, List<String> names, String where) {
    if (found.size() == 1) {
      return found.get(0);
    }
    String option = "--" + side + "-column";
    if (found.isEmpty()) {
      throw new UsageException(
          where
              + "there is no column "
              + (chosen == null ? side + "_id" : Cells.shortened(chosen, 60))
              + "; the first row has to name the columns, separated by comma, semicolon or tab, "
              + (chosen == null
                  ? "from_id and to_id among them (or name others with --from-column and"
                      + " --to-column), and it reads: "
                  : "and it reads: ")
              + Cells.shortened(String.join(", ", names), 200));
    }
    String first = names.get(found.get(0));
    if (found.stream().allMatch(i -> names.get(i).equalsIgnoreCase(first))) {
      throw twice(first, found.size(), where);
    }
    List<String> candidates = found.stream().map(names::get).toList();
    throw new UsageException(
        where
            + "the columns "
            + String.join(", ", candidates)
            + " may all hold the IDs to associate "
            + side
            + "; choose one with "
            + option);
  }

  private static int optional(List<String> names, String name, String where) {
    List<Integer> found = named(names, name);
    if (found.size() > 1) {
      throw twice(name, found.size(), where);
    }
    return found.isEmpty() ? -1 : found.get(0);
  }

  private static UsageException twice(String name, int count, String where) {
    return new UsageException(
        where + "the column " + name + " stands " + count + " times; keep one of them");
  }
}

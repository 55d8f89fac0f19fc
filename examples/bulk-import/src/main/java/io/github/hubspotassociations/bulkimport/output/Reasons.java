package io.github.hubspotassociations.bulkimport.output;

import io.github.hubspotassociations.bulkimport.input.Row;
import io.github.hubspotassociations.bulkimport.support.Cells;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Why rows are not associated: each reason with a count and an example. Messages that differ only
 * in numbers, such as an id, are one reason.
 */
public final class Reasons {
  /** Each takes some memory, and a summary shows a few. */
  private static final int MAX_REASONS = 200;

  /** What differs between messages of one reason: IDs, counts, and what support asks for. */
  private static final Pattern NUMBERS = Pattern.compile("\\[correlation id [^]]*]|\\d+");

  private static final String OTHERS = "other reasons";

  private final Map<String, Reason> reasons = new HashMap<>();
  private String lastMessage = "";
  private String lastKey = "";

  /** One reason; the example is the first row that had it. */
  public static final class Reason {
    private final String category;
    private final String message;
    private final long line;
    private long count;

    Reason(String category, String message, long line) {
      this.category = category;
      this.message = message;
      this.line = line;
    }

    public long count() {
      return count;
    }

    /** Such as "OBJECT_NOT_FOUND: No contact with ID 404041 exists (line 17)". */
    public String text() {
      if (line == 0) {
        return message;
      }
      String said = category.isEmpty() ? message : category + ": " + message;
      return Cells.shortened(said, 250) + " (line " + line + ")";
    }
  }

  void add(Row row, RowOutcome verdict) {
    String problem = row.problem();
    String message = problem == null ? verdict.message() : problem;
    String key = verdict.category() + ' ' + general(message);
    if (reasons.size() >= MAX_REASONS && !reasons.containsKey(key)) {
      reasons.computeIfAbsent(OTHERS, other -> new Reason("", other, 0)).count++;
      return;
    }
    reasons.computeIfAbsent(key, any -> new Reason(verdict.category(), message, row.line()))
        .count++;
  }

  private String general(String message) {
    if (!message.equals(lastMessage)) {
      lastMessage = message;
      lastKey = NUMBERS.matcher(message).replaceAll("#");
    }
    return lastKey;
  }

  int size() {
    return reasons.size();
  }

  /** The commonest reasons, the commonest first. */
  List<Reason> commonest(int count) {
    return reasons.values().stream()
        .sorted(
            Comparator.comparingLong((Reason reason) -> -reason.count)
                .thenComparingLong(reason -> reason.line))
        .limit(count)
        .toList();
  }
}

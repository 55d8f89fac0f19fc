package io.github.hubspotassociations.emulator;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Writes the answer to a request that was worked on: what was associated, and what was not. */
final class BatchAnswer {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final byte[] ROW_START = ascii("{\"from\":{\"id\":");
  private static final byte[] ROW_MIDDLE = ascii("},\"to\":{\"id\":");

  private BatchAnswer() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** A time as the API writes it, always with milliseconds. */
  static String time(Instant instant) {
    return TIME.format(instant);
  }

  static HttpAnswer of(Work work, RefusalStyle style, Plan plan) {
    JsonText json =
        new JsonText(
            256
                + 320 * work.associated().size()
                + 384 * (work.missing().size() + work.failed().size()));
    json.raw("{\"status\":").string(plan.batchStatus).raw(",\"results\":[");
    results(json, work, plan);
    json.raw("]");
    if (!work.isComplete()) {
      Refusals.append(json, work, style, plan.sparse);
    }
    json.raw(",\"startedAt\":").string(time(work.started()));
    json.raw(",\"completedAt\":").string(time(work.completed())).raw("}");
    return HttpAnswer.json(work.isComplete() ? 200 : 207, json.toBytes());
  }

  /**
   * Rows are numbered: the forward row of the first input, its inverse, the second's, and so on.
   */
  private static void results(JsonText json, Work work, Plan plan) {
    byte[] forward = rowEnd(AssociationType.between(work.fromType(), work.toType()));
    byte[] inverse = rowEnd(AssociationType.between(work.toType(), work.fromType()));
    String separator = "";
    for (int row : rows(work, plan)) {
      PairIds pair = work.associated().get(row / 2);
      json.raw(separator);
      if (row % 2 == 0) {
        row(json, pair.from(), pair.to(), forward);
      } else {
        row(json, pair.to(), pair.from(), inverse);
      }
      separator = ",";
    }
  }

  private static int[] rows(Work work, Plan plan) {
    int[] rows = new int[work.associated().size() * 2];
    int count = 0;
    for (int i = 0; i < work.associated().size(); i++) {
      if (plan.unmentionedOneIn > 0 && plan.random.nextInt(plan.unmentionedOneIn) == 0) {
        continue;
      }
      if (plan.directions != Plan.Directions.INVERSE) {
        rows[count++] = 2 * i;
      }
      if (plan.directions != Plan.Directions.FORWARD) {
        rows[count++] = 2 * i + 1;
      }
    }
    if (plan.shuffled) {
      shuffle(rows, count, plan.random);
    }
    return count == rows.length ? rows : Arrays.copyOf(rows, count);
  }

  private static void shuffle(int[] rows, int count, SplittableRandom random) {
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = rows[i];
      rows[i] = rows[j];
      rows[j] = swapped;
    }
  }

  private static void row(JsonText json, String from, String to, byte[] end) {
    json.raw(ROW_START).string(from).raw(ROW_MIDDLE).string(to).raw(end);
  }

  private static byte[] rowEnd(AssociationType type) {
    return ascii(
        "},\"associationSpec\":{\"associationCategory\":\""
            + type.category()
            + "\",\"associationTypeId\":"
            + type.typeId()
            + "}}");
  }
}

package io.github.hubspotassociations.emulator;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Writes the response to a processed request: what was associated, and what was not. */
final class BatchResponseWriter {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final byte[] ROW_START = ascii("{\"from\":{\"id\":");
  private static final byte[] ROW_MIDDLE = ascii("},\"to\":{\"id\":");

  private BatchResponseWriter() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Formats a time as the API does, always with milliseconds. */
  static String time(Instant instant) {
    return TIME.format(instant);
  }

  static HttpResponse of(ProcessedInputs processed, RejectionStyle style, FaultPlan plan) {
    JsonText json =
        new JsonText(
            256
                + 320 * processed.associated().size()
                + 384 * (processed.missing().size() + processed.failed().size()));
    json.raw("{\"status\":").string(plan.batchStatus).raw(",\"results\":[");
    results(json, processed, plan);
    json.raw("]");
    if (!processed.isComplete()) {
      Rejections.append(json, processed, style, plan.sparse);
    }
    json.raw(",\"startedAt\":").string(time(processed.started()));
    json.raw(",\"completedAt\":").string(time(processed.completed())).raw("}");
    return HttpResponse.json(processed.isComplete() ? 200 : 207, json.toBytes());
  }

  /**
   * Rows are numbered: the forward row of the first input, its inverse, the second's, and so on.
   */
  private static void results(JsonText json, ProcessedInputs processed, FaultPlan plan) {
    byte[] forward = rowEnd(AssociationType.between(processed.fromType(), processed.toType()));
    byte[] inverse = rowEnd(AssociationType.between(processed.toType(), processed.fromType()));
    String separator = "";
    for (int row : rows(processed, plan)) {
      PairIds pair = processed.associated().get(row / 2);
      json.raw(separator);
      if (row % 2 == 0) {
        row(json, pair.from(), pair.to(), forward);
      } else {
        row(json, pair.to(), pair.from(), inverse);
      }
      separator = ",";
    }
  }

  private static int[] rows(ProcessedInputs processed, FaultPlan plan) {
    int[] rows = new int[processed.associated().size() * 2];
    int count = 0;
    for (int i = 0; i < processed.associated().size(); i++) {
      if (plan.unmentionedOneIn > 0 && plan.random.nextInt(plan.unmentionedOneIn) == 0) {
        continue;
      }
      if (plan.directions != FaultPlan.Directions.INVERSE) {
        rows[count++] = 2 * i;
      }
      if (plan.directions != FaultPlan.Directions.FORWARD) {
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

package io.github.hubspotassociations.emulator;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Writes the answer to a request that was worked on: what was associated, and what was not. */
final class BatchAnswer {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private BatchAnswer() {}

  static HttpAnswer of(
      ObjectType fromType,
      ObjectType toType,
      List<PairIds> associated,
      List<MissingRecord> missing,
      Instant started,
      Instant completed) {
    JsonText json = new JsonText(256 + 320 * associated.size() + 256 * missing.size());
    json.raw("{\"status\":\"COMPLETE\",\"results\":[");
    byte[] forward = rowEnd(AssociationType.between(fromType, toType));
    byte[] inverse = rowEnd(AssociationType.between(toType, fromType));
    String separator = "";
    for (PairIds pair : associated) {
      json.raw(separator);
      row(json, pair.from(), pair.to(), forward);
      json.raw(",");
      row(json, pair.to(), pair.from(), inverse);
      separator = ",";
    }
    json.raw("]");
    if (!missing.isEmpty()) {
      errors(json, missing);
    }
    json.raw(",\"startedAt\":").string(TIME.format(started));
    json.raw(",\"completedAt\":").string(TIME.format(completed)).raw("}");
    return HttpAnswer.json(missing.isEmpty() ? 200 : 207, json.toBytes());
  }

  private static void row(JsonText json, String from, String to, byte[] end) {
    json.raw("{\"from\":{\"id\":").string(from).raw("},\"to\":{\"id\":").string(to).raw(end);
  }

  private static byte[] rowEnd(AssociationType type) {
    return ("},\"associationSpec\":{\"associationCategory\":\""
            + type.category()
            + "\",\"associationTypeId\":"
            + type.typeId()
            + "}}")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static void errors(JsonText json, List<MissingRecord> missing) {
    json.raw(",\"numErrors\":" + missing.size() + ",\"errors\":[");
    String separator = "";
    for (MissingRecord record : missing) {
      json.raw(separator).raw("{\"status\":\"error\",\"category\":\"OBJECT_NOT_FOUND\"");
      json.raw(",\"subCategory\":").string(record.subCategory());
      json.raw(",\"message\":").string(record.message());
      json.raw(",\"context\":").context(record.context()).raw("}");
      separator = ",";
    }
    json.raw("]");
  }
}

package io.github.hubspotassociations.emulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes which records do not exist, in a given style. */
final class Rejections {
  private static final String NOT_FOUND = "OBJECT_NOT_FOUND";
  private static final String INVALID = "One or more associations are invalid";

  private Rejections() {}

  /** Appends the number of errors and the errors to an otherwise successful response. */
  static void append(
      JsonText json, ProcessedInputs processed, RejectionStyle style, boolean sparse) {
    List<JsonText> errors = errors(processed, style, sparse);
    boolean counted = style == RejectionStyle.FIRST_LISTED || style == RejectionStyle.NONE_LISTED;
    json.raw(
        ",\"numErrors\":"
            + (counted ? processed.missing().size() + processed.failed().size() : errors.size()));
    json.raw(",\"errors\":[");
    String separator = "";
    for (JsonText error : errors) {
      json.raw(separator).raw(error.toBytes());
      separator = ",";
    }
    json.raw("]");
  }

  private static List<JsonText> errors(
      ProcessedInputs processed, RejectionStyle style, boolean sparse) {
    List<JsonText> errors = new ArrayList<>();
    for (PairIds pair : processed.failed()) {
      errors.add(failed(processed, pair, sparse));
    }
    List<MissingRecord> missing = processed.missing();
    if (missing.isEmpty()) {
      return errors;
    }
    switch (style) {
      case RECORD -> missing.forEach(record -> errors.add(unsided(record, sparse)));
      case SIDED_ID -> missing.forEach(record -> errors.add(sided(processed, record, sparse)));
      case PAIR -> processed.rejected().forEach(pair -> errors.add(pair(processed, pair, sparse)));
      case IDS -> errors.add(invalid(Map.of("ids", ids(missing)), sparse));
      case INVALID_OBJECT_IDS ->
          missing.forEach(record -> errors.add(invalid(invalidIds(List.of(record)), sparse)));
      case UNTIED -> errors.add(invalid(Map.of(), sparse));
      case FIRST_LISTED -> errors.add(recordAndSide(missing.get(0), sparse));
      case NONE_LISTED -> {}
      case PLAIN_STRINGS ->
          missing.forEach(record -> errors.add(new JsonText(64).string(record.message())));
      default -> missing.forEach(record -> errors.add(recordAndSide(record, sparse)));
    }
    return errors;
  }

  private static JsonText recordAndSide(MissingRecord record, boolean sparse) {
    return error(NOT_FOUND, record.subCategory(), record.message(), record.context(), sparse);
  }

  private static JsonText unsided(MissingRecord record, boolean sparse) {
    return error(NOT_FOUND, null, record.message(), record.context(), sparse);
  }

  private static JsonText sided(ProcessedInputs processed, MissingRecord record, boolean sparse) {
    Map<String, List<String>> context = types(processed);
    context.put(record.from() ? "fromObjectId" : "toObjectId", List.of(record.id()));
    return error(NOT_FOUND, null, record.message(), context, sparse);
  }

  private static JsonText failed(ProcessedInputs processed, PairIds pair, boolean sparse) {
    Map<String, List<String>> context = types(processed);
    context.put("fromObjectId", List.of(pair.from()));
    context.put("toObjectId", List.of(pair.to()));
    return error(processed.failure(), null, "The association was not created", context, sparse);
  }

  private static JsonText pair(ProcessedInputs processed, PairIds pair, boolean sparse) {
    Map<String, List<String>> context = types(processed);
    context.put("fromObjectId", List.of(pair.from()));
    context.put("toObjectId", List.of(pair.to()));
    return error("VALIDATION_ERROR", null, INVALID, context, sparse);
  }

  private static JsonText invalid(Map<String, List<String>> context, boolean sparse) {
    return error("VALIDATION_ERROR", null, INVALID, context, sparse);
  }

  private static Map<String, List<String>> types(ProcessedInputs processed) {
    Map<String, List<String>> context = new LinkedHashMap<>();
    context.put("fromObjectType", List.of(processed.fromType().singular()));
    context.put("toObjectType", List.of(processed.toType().singular()));
    return context;
  }

  private static List<String> ids(List<MissingRecord> missing) {
    LinkedHashSet<String> ids = new LinkedHashSet<>();
    missing.forEach(record -> ids.add(record.id()));
    return List.copyOf(ids);
  }

  private static Map<String, List<String>> invalidIds(List<MissingRecord> missing) {
    List<String> texts = new ArrayList<>();
    LinkedHashSet<String> types = new LinkedHashSet<>();
    for (MissingRecord record : missing) {
      texts.add(record.type().upperCase() + "=" + record.id() + " is not valid");
      types.add(record.type().upperCase());
    }
    Map<String, List<String>> context = new LinkedHashMap<>();
    context.put("INVALID_OBJECT_IDS", texts);
    context.put("objectId", ids(missing));
    context.put("objectType", List.copyOf(types));
    return context;
  }

  private static JsonText error(
      String category,
      @Nullable String subCategory,
      String message,
      Map<String, List<String>> context,
      boolean sparse) {
    JsonText json = new JsonText(256).raw("{\"status\":\"error\",\"category\":").string(category);
    if (subCategory != null) {
      json.raw(",\"subCategory\":").string(subCategory);
    }
    json.raw(",\"message\":").string(message).raw(",\"context\":").context(context);
    return json.raw(sparse ? "}" : ",\"errors\":[],\"links\":{}}");
  }

  /** Returns the response that rejects a whole batch. */
  static HttpResponse wholeBatch(
      List<MissingRecord> missing, RejectionStyle style, String correlationId) {
    MissingRecord first = missing.get(0);
    return switch (style) {
      case WHOLE_BATCH_RECORD ->
          ErrorPages.error(
              400, first.message(), NOT_FOUND, first.subCategory(), first.context(), correlationId);
      case WHOLE_BATCH_IDS -> invalid(Map.of("ids", ids(missing)), correlationId);
      case WHOLE_BATCH_INVALID_OBJECT_IDS -> invalid(invalidIds(missing), correlationId);
      default -> invalid(Map.of(), correlationId);
    };
  }

  private static HttpResponse invalid(Map<String, List<String>> context, String correlationId) {
    return ErrorPages.error(
        400, INVALID, ErrorPages.VALIDATION_ERROR, null, context, correlationId);
  }
}

package io.github.hubspotassociations.emulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A refusal of a whole request, in the words of HubSpot. */
final class ApiError {
  private static final String SCOPES_PAGE = "https://developers.hubspot.com/scopes";

  private final int status;
  private final String message;
  private final @Nullable String category;
  private final @Nullable String subCategory;
  private final Map<String, List<String>> context;

  private ApiError(
      int status,
      String message,
      @Nullable String category,
      @Nullable String subCategory,
      Map<String, List<String>> context) {
    this.status = status;
    this.message = message;
    this.category = category;
    this.subCategory = subCategory;
    this.context = context;
  }

  static ApiError of(int status, String message, @Nullable String category) {
    return new ApiError(status, message, category, null, Map.of());
  }

  static ApiError validation(String message) {
    return of(400, message, "VALIDATION_ERROR");
  }

  static ApiError validation(String message, Map<String, List<String>> context) {
    return new ApiError(400, message, "VALIDATION_ERROR", null, context);
  }

  static ApiError missingBody() {
    return validation("Invalid JSON input: a request body was expected, but none found");
  }

  static ApiError unknownObjectType(String text) {
    return of(400, "Unable to infer object type from: " + text, null);
  }

  /** A missing record, as the answer to a request for one pair. */
  static ApiError notFound(MissingRecord record) {
    return new ApiError(
        404, record.message(), "OBJECT_NOT_FOUND", record.subCategory(), record.context());
  }

  static HttpAnswer missingScopes(List<String> scopes, String correlationId) {
    JsonText json = new JsonText(512).raw("{\"status\":\"error\",\"message\":");
    json.string(
        "This app hasn't been granted all required scopes to make this call. Read more about"
            + " required scopes here: "
            + SCOPES_PAGE
            + ".");
    json.raw(",\"correlationId\":").string(correlationId);
    json.raw(",\"errors\":[{\"message\":\"One or more of the following scopes are required.\"");
    json.raw(",\"context\":").context(Map.of("requiredScopes", scopes)).raw("}]");
    json.raw(",\"links\":{\"scopes\":").string(SCOPES_PAGE);
    json.raw("},\"category\":\"MISSING_SCOPES\"}");
    return HttpAnswer.json(403, json.toBytes());
  }

  static HttpAnswer rateLimit(String limit, String correlationId) {
    JsonText json = new JsonText(512).raw("{\"status\":\"error\",\"message\":");
    json.string("You have reached your " + limit.toLowerCase(java.util.Locale.ROOT) + " limit.");
    json.raw(",\"errorType\":\"RATE_LIMIT\",\"correlationId\":").string(correlationId);
    json.raw(",\"policyName\":").string(limit);
    if (limit.equals("TEN_SECONDLY_ROLLING")) {
      json.raw(",\"groupName\":").string("publicapi:private_app-api-calls-ten-secondly:1:1");
    } else {
      json.raw(",\"requestId\":").string(UUID.randomUUID().toString());
    }
    return HttpAnswer.json(429, json.raw("}").toBytes());
  }

  HttpAnswer answer(String correlationId) {
    JsonText json = new JsonText(256).raw("{\"status\":\"error\",\"message\":").string(message);
    json.raw(",\"correlationId\":").string(correlationId);
    if (!context.isEmpty()) {
      json.raw(",\"context\":").context(new LinkedHashMap<>(context));
    }
    if (category != null) {
      json.raw(",\"category\":").string(category);
    }
    if (subCategory != null) {
      json.raw(",\"subCategory\":").string(subCategory);
    }
    return HttpAnswer.json(status, json.raw("}").toBytes());
  }
}

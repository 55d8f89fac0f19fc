package io.github.hubspotassociations.emulator;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Builds the responses that reject a whole request, in HubSpot's own words where known. */
final class ErrorPages {
  static final String VALIDATION_ERROR = "VALIDATION_ERROR";

  private static final String SCOPES_PAGE = "https://developers.hubspot.com/scopes";
  private static final String INVALID_AUTHENTICATION = "INVALID_AUTHENTICATION";
  private static final Map<Integer, String> MESSAGES =
      Map.of(
          409, "Conflict: the record is being changed by another request",
          423, "The record is locked by another operation",
          477, "Account migration in progress",
          500, "internal error");

  private ErrorPages() {}

  /** Builds an error with only a message and a category. */
  static HttpResponse error(int status, String message, String category, String correlationId) {
    return error(status, message, category, null, Map.of(), correlationId);
  }

  static HttpResponse error(
      int status,
      String message,
      String category,
      @Nullable String subCategory,
      Map<String, List<String>> context,
      String correlationId) {
    JsonText json = new JsonText(512).raw("{\"status\":\"error\",\"message\":").string(message);
    json.raw(",\"correlationId\":").string(correlationId);
    if (!context.isEmpty()) {
      json.raw(",\"context\":").context(context);
    }
    json.raw(",\"category\":").string(category);
    if (subCategory != null) {
      json.raw(",\"subCategory\":").string(subCategory);
    }
    return HttpResponse.json(status, json.raw("}").toBytes());
  }

  /** Builds the generic error for a status. */
  static HttpResponse api(int status, String correlationId) {
    String message = MESSAGES.getOrDefault(status, HttpPages.reason(status));
    String category = HttpPages.reason(status).toUpperCase(Locale.ROOT).replace(' ', '_');
    return error(status, message, category, correlationId);
  }

  static HttpResponse validation(String message, String correlationId) {
    return error(400, message, VALIDATION_ERROR, correlationId);
  }

  static HttpResponse missingBody(String correlationId) {
    return validation(
        "Invalid JSON input: a request body was expected, but none found", correlationId);
  }

  static HttpResponse unknownObjectType(String text, String correlationId) {
    return validation("Unable to infer object type from: " + text, correlationId);
  }

  static HttpResponse noCredentials(String correlationId) {
    return error(
        401,
        "Authentication credentials not found. This API supports OAuth 2.0 authentication and you"
            + " can find more details at"
            + " https://developers.hubspot.com/docs/methods/auth/oauth-overview",
        INVALID_AUTHENTICATION,
        correlationId);
  }

  static HttpResponse unknownToken(String correlationId) {
    return error(401, "The access token is not valid.", INVALID_AUTHENTICATION, correlationId);
  }

  static HttpResponse expiredToken(Instant expired, Instant now, String correlationId) {
    long seconds = Math.max(0, Duration.between(expired, now).toSeconds());
    return error(
        401,
        "The OAuth token used to make this call expired " + seconds + " second(s) ago.",
        "EXPIRED_AUTHENTICATION",
        null,
        Map.of("expire time", List.of(BatchResponseWriter.time(expired))),
        correlationId);
  }

  static HttpResponse missingScopes(List<String> scopes, String correlationId) {
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
    return HttpResponse.json(403, json.toBytes());
  }

  static HttpResponse rateLimit(String policyName, String correlationId) {
    JsonText json = new JsonText(512).raw("{\"status\":\"error\",\"message\":");
    json.string("You have reached your " + policyName.toLowerCase(Locale.ROOT) + " limit.");
    json.raw(",\"errorType\":\"RATE_LIMIT\",\"correlationId\":").string(correlationId);
    json.raw(",\"policyName\":").string(policyName);
    if (policyName.equals("TEN_SECONDLY_ROLLING")) {
      json.raw(",\"groupName\":").string("publicapi:private_app-api-calls-ten-secondly:1:1");
    } else {
      json.raw(",\"requestId\":").string(UUID.randomUUID().toString());
    }
    return HttpResponse.json(429, json.raw("}").toBytes());
  }

  /** Builds the error that says why no token was issued. */
  static HttpResponse token(
      int status, String code, String error, String message, String correlationId) {
    JsonText json = new JsonText(256).raw("{\"status\":").string(code);
    json.raw(",\"message\":").string(message);
    json.raw(",\"correlationId\":").string(correlationId);
    json.raw(",\"error\":").string(error);
    json.raw(",\"error_description\":").string(message);
    return HttpResponse.json(status, json.raw("}").toBytes());
  }

  /** Builds the 404 for an unknown path, deliberately not in the form of HubSpot's errors. */
  static HttpResponse unknownPath(String message, List<String> known) {
    JsonText json = new JsonText(512).raw("{\"message\":").string(message);
    return HttpResponse.json(404, json.raw(",\"known\":").strings(known).raw("}").toBytes());
  }

  /** Builds the error for an account that lives in another data centre. */
  static HttpResponse wrongDataCentre(String correct) {
    JsonText json = new JsonText(256).raw("{\"status\":\"error\",\"message\":");
    json.string(
        "Hub 5000001 is unknown to this Hublet, but it appears to exist in Hublet " + correct);
    return HttpResponse.json(
        488, json.raw(",\"correctHublet\":").string(correct).raw("}").toBytes());
  }

  /** Builds a 429 that does not name the limit. */
  static HttpResponse bareRateLimit() {
    return HttpResponse.json(
        429,
        "{\"status\":\"error\",\"message\":\"You have reached your secondly limit.\","
            + "\"errorType\":\"RATE_LIMIT\"}");
  }
}

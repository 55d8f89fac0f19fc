package io.github.hubspotassociations.error;

import io.github.hubspotassociations.internal.error.Meaning;
import io.github.hubspotassociations.internal.error.NamedRecords;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decides the {@link ErrorKind} of an error: by its words first, by the HTTP status last. */
final class Kinds {
  private static final Pattern OBJECT_TYPE =
      Pattern.compile(
          "^Unable to infer object type|\\binvalid (?:from|to) object type",
          Pattern.CASE_INSENSITIVE);

  private Kinds() {}

  static ErrorKind of(int status, HubSpotError error) {
    ErrorKind kind = said(error);
    if (kind != null) {
      return kind;
    }
    kind = Meaning.kindOf(status);
    switch (kind) {
      case NOT_FOUND:
        return notFound(error);
      case RATE_LIMIT:
        return rateLimit(error);
      default:
        return kind;
    }
  }

  /** What the error's words say; null if they say nothing. */
  private static @Nullable ErrorKind said(HubSpotError error) {
    ErrorKind own = own(error);
    if (own != null && !isGeneral(own)) {
      return own;
    }
    ErrorKind shared = shared(error);
    if (shared != null && !isGeneral(shared)) {
      return shared;
    }
    return own == null ? shared : own;
  }

  /** "Validation error" and "forbidden" often head an error whose parts say more. */
  private static boolean isGeneral(ErrorKind kind) {
    return kind == ErrorKind.INVALID_REQUEST || kind == ErrorKind.FORBIDDEN;
  }

  /** The kind on which all nested errors agree. */
  private static @Nullable ErrorKind shared(HubSpotError error) {
    ErrorKind shared = null;
    for (HubSpotError nested : error.errors()) {
      ErrorKind kind = said(nested);
      if (kind == null || (shared != null && shared != kind)) {
        return null;
      }
      shared = kind;
    }
    return shared;
  }

  private static @Nullable ErrorKind own(HubSpotError error) {
    ErrorKind general = null;
    for (String word :
        new String[] {
          error.subCategory(), error.category(), error.errorType(), error.code(), error.status()
        }) {
      ErrorKind kind = word == null ? null : ofWord(word.toUpperCase(Locale.ROOT), error);
      if (kind != null && !isGeneral(kind)) {
        return kind;
      }
      general = general == null ? kind : general;
    }
    if (error.correctHublet() != null) {
      return ErrorKind.WRONG_DATA_CENTER;
    }
    if (error.context().containsKey("INVALID_OBJECT_IDS")) {
      return ErrorKind.OBJECT_NOT_FOUND;
    }
    if (error.namesScopes()) {
      return ErrorKind.MISSING_SCOPES;
    }
    ErrorKind kind = error.message() == null ? null : ofMessage(error.message());
    return kind == null ? general : kind;
  }

  private static @Nullable ErrorKind ofWord(String word, HubSpotError error) {
    if (word.contains("MISSING_SCOPE")) {
      return ErrorKind.MISSING_SCOPES;
    }
    if (word.contains("OBJECT_NOT_FOUND")
        || word.contains("OBJECT_DOES_NOT_EXIST")
        || word.contains("INVALID_OBJECT_ID")) {
      return ErrorKind.OBJECT_NOT_FOUND;
    }
    if (word.contains("OBJECT_TYPE")) {
      return ErrorKind.UNKNOWN_OBJECT_TYPE;
    }
    if (word.contains("NOT_FOUND")) {
      return notFound(error);
    }
    if (word.contains("DUPLICATE")) {
      return ErrorKind.DUPLICATE_INPUT;
    }
    if (word.contains("RATE_LIMIT")) {
      return rateLimit(error);
    }
    if (word.contains("MIGRATION")) {
      return ErrorKind.MIGRATION_IN_PROGRESS;
    }
    if (word.contains("LOCKED")) {
      return ErrorKind.LOCKED;
    }
    if (word.contains("CONFLICT") || word.contains("ALREADY_EXISTS")) {
      return ErrorKind.CONFLICT;
    }
    if (word.contains("AUTHENTICATION")
        || word.contains("UNAUTHORIZED")
        || word.contains("_TOKEN")
        || word.startsWith("BAD_CLIENT")
        || word.equals("BAD_AUTH_CODE")
        || word.equals("INVALID_GRANT")
        || word.equals("INVALID_CLIENT")) {
      return ErrorKind.AUTHENTICATION;
    }
    if (word.contains("FORBIDDEN") || word.contains("PERMISSION")) {
      return ErrorKind.FORBIDDEN;
    }
    if (word.contains("VALIDATION") || word.contains("INVALID") || word.equals("BAD_REQUEST")) {
      return ErrorKind.INVALID_REQUEST;
    }
    return word.contains("INTERNAL_") ? ErrorKind.SERVER_ERROR : null;
  }

  private static @Nullable ErrorKind ofMessage(String message) {
    if (OBJECT_TYPE.matcher(message).find()) {
      return ErrorKind.UNKNOWN_OBJECT_TYPE;
    }
    if (message.startsWith("Duplicate IDs found")) {
      return ErrorKind.DUPLICATE_INPUT;
    }
    return NamedRecords.areNamedIn(message) ? ErrorKind.OBJECT_NOT_FOUND : null;
  }

  /** Only HubSpot looks for records; what else says "not found" does not know the path. */
  private static ErrorKind notFound(HubSpotError error) {
    return error.isHubSpots() || !NamedRecords.firstIn(error).isEmpty()
        ? ErrorKind.OBJECT_NOT_FOUND
        : ErrorKind.NOT_FOUND;
  }

  private static ErrorKind rateLimit(HubSpotError error) {
    return RateLimitException.Policy.of(error) == RateLimitException.Policy.DAILY
        ? ErrorKind.DAILY_LIMIT
        : ErrorKind.RATE_LIMIT;
  }
}

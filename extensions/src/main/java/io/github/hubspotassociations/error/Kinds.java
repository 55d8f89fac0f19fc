package io.github.hubspotassociations.error;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Decides the {@link ErrorKind} of an error: by its words first, by the HTTP status last. */
final class Kinds {
  private Kinds() {}

  static ErrorKind of(int status, HubSpotError error) {
    ErrorKind kind = said(error);
    return kind == null ? ofStatus(status, error) : kind;
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
    if (error.context().containsKey("INVALID_OBJECT_IDS")) {
      return ErrorKind.OBJECT_NOT_FOUND;
    }
    if (Scopes.areNamedBy(error)) {
      return ErrorKind.MISSING_SCOPES;
    }
    ErrorKind kind = error.message() == null ? null : ofMessage(error.message());
    return kind == null ? general : kind;
  }

  private static @Nullable ErrorKind ofWord(String word, HubSpotError error) {
    if (word.contains("MISSING_SCOPE")) {
      return ErrorKind.MISSING_SCOPES;
    }
    if (word.contains("OBJECT_NOT_FOUND") || word.contains("INVALID_OBJECT_ID")) {
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
    if (message.startsWith("Unable to infer object type")) {
      return ErrorKind.UNKNOWN_OBJECT_TYPE;
    }
    if (message.startsWith("Duplicate IDs found")) {
      return ErrorKind.DUPLICATE_INPUT;
    }
    return NamedRecord.isNoSuch(message) ? ErrorKind.OBJECT_NOT_FOUND : null;
  }

  private static ErrorKind notFound(HubSpotError error) {
    return NamedRecord.of(error).ids.isEmpty() ? ErrorKind.NOT_FOUND : ErrorKind.OBJECT_NOT_FOUND;
  }

  private static ErrorKind rateLimit(HubSpotError error) {
    return RateLimitException.Policy.of(error) == RateLimitException.Policy.DAILY
        ? ErrorKind.DAILY_LIMIT
        : ErrorKind.RATE_LIMIT;
  }

  private static ErrorKind ofStatus(int status, HubSpotError error) {
    switch (status) {
      case 400:
      case 405:
      case 406:
      case 411:
      case 413:
      case 414:
      case 415:
      case 422:
      case 431:
        return ErrorKind.INVALID_REQUEST;
      case 401:
        return ErrorKind.AUTHENTICATION;
      case 403:
        return ErrorKind.FORBIDDEN;
      case 404:
      case 410:
        return notFound(error);
      case 409:
        return ErrorKind.CONFLICT;
      case 423:
        return ErrorKind.LOCKED;
      case 429:
        return rateLimit(error);
      case 477:
        return ErrorKind.MIGRATION_IN_PROGRESS;
      default:
        if (status >= 500 && status < 600) {
          return ErrorKind.SERVER_ERROR;
        }
        return isSuccess(status) ? ErrorKind.UNEXPECTED_RESPONSE : ErrorKind.OTHER;
    }
  }

  static boolean isSuccess(int status) {
    return status >= 200 && status < 300;
  }
}

package io.github.hubspotassociations.error;

import io.github.hubspotassociations.internal.error.Meaning;
import io.github.hubspotassociations.internal.error.NamedRecords;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decides the {@link ErrorKind} of an error: by its words first, by the HTTP status last. */
final class Kinds {
  private static final Pattern OBJECT_TYPE =
      Pattern.compile(
          "^Unable to infer object type|\\binvalid (?:from|to) object type",
          Pattern.CASE_INSENSITIVE);

  /** What a category, subcategory or code contains, and its kind. The first that fits counts. */
  private static final Map<String, ErrorKind> WORDS = new LinkedHashMap<>();

  static {
    word(ErrorKind.MISSING_SCOPES, "MISSING_SCOPE");
    word(
        ErrorKind.OBJECT_NOT_FOUND,
        "OBJECT_NOT_FOUND",
        "OBJECT_DOES_NOT_EXIST",
        "INVALID_OBJECT_ID");
    word(ErrorKind.UNKNOWN_OBJECT_TYPE, "OBJECT_TYPE");
    word(ErrorKind.NOT_FOUND, "NOT_FOUND");
    word(ErrorKind.DUPLICATE_INPUT, "DUPLICATE");
    word(ErrorKind.RATE_LIMIT, "RATE_LIMIT");
    word(ErrorKind.MIGRATION_IN_PROGRESS, "MIGRATION");
    word(ErrorKind.LOCKED, "LOCKED");
    word(ErrorKind.CONFLICT, "CONFLICT", "ALREADY_EXISTS");
    word(ErrorKind.AUTHENTICATION, "AUTHENTICATION", "UNAUTHORIZED", "_TOKEN");
    word(
        ErrorKind.AUTHENTICATION, "BAD_CLIENT", "BAD_AUTH_CODE", "INVALID_GRANT", "INVALID_CLIENT");
    word(ErrorKind.FORBIDDEN, "FORBIDDEN", "PERMISSION");
    word(ErrorKind.INVALID_REQUEST, "VALIDATION", "INVALID", "BAD_REQUEST");
    word(ErrorKind.SERVER_ERROR, "INTERNAL_");
  }

  private Kinds() {}

  private static void word(ErrorKind kind, String... words) {
    for (String word : words) {
      WORDS.put(word, kind);
    }
  }

  static ErrorKind of(int status, HubSpotError error) {
    ErrorKind kind = said(error);
    return kind == null ? refined(Meaning.kindOf(status), error) : kind;
  }

  /** Returns the kind that the body tells; null if it does not. */
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
    for (Map.Entry<String, ErrorKind> known : WORDS.entrySet()) {
      if (word.contains(known.getKey())) {
        return refined(known.getValue(), error);
      }
    }
    return null;
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

  /** Tells a record from a path that is not found, and the limit of the day from the others. */
  private static ErrorKind refined(ErrorKind kind, HubSpotError error) {
    if (kind == ErrorKind.NOT_FOUND) {
      // Only HubSpot looks for records; "not found" from anything else is about the path.
      return error.isHubSpots() || !NamedRecords.firstIn(error).isEmpty()
          ? ErrorKind.OBJECT_NOT_FOUND
          : kind;
    }
    return kind == ErrorKind.RATE_LIMIT
            && RateLimitException.Policy.of(error) == RateLimitException.Policy.DAILY
        ? ErrorKind.DAILY_LIMIT
        : kind;
  }
}

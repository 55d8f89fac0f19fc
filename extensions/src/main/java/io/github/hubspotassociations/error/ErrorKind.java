package io.github.hubspotassociations.error;

import io.github.hubspotassociations.internal.error.NamedRecords;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, as one value for a {@code switch} statement.
 *
 * <p>HubSpot says the same thing in several ways: a missing record is a 404, a 400 for a whole
 * page, or one entry of a 207. The kind is read from the error's category and subcategory first and
 * from the HTTP status last, so it is the same in all three. Later versions may add values: keep a
 * {@code default} branch.
 */
public enum ErrorKind {
  /**
   * HubSpot could not accept the request: a validation error, broken JSON, a body that is missing
   * or too large. Sending it again changes nothing; read the message and correct the request.
   */
  INVALID_REQUEST(400, null),

  /**
   * HubSpot does not know an object type of the path ("Unable to infer object type from: x"). Use a
   * name such as {@code contacts}, a type id such as {@code 0-1} or {@code 2-33642689}, or a fully
   * qualified name such as {@code p1234_pets}, and check that the token belongs to the account that
   * defines the type.
   */
  UNKNOWN_OBJECT_TYPE(
      400,
      "use a name such as contacts, a type id such as 0-1 or 2-33642689, or a fully qualified name"
          + " such as p1234_pets, of the account of the token"),

  /** One request named the same input twice. Send each pair once. */
  DUPLICATE_INPUT(400, "send each pair once in a request"),

  /**
   * The access token, or what it is refreshed with, is missing, wrong, revoked or expired. Get a
   * new one; see {@link AuthenticationException#isExpired()}.
   */
  AUTHENTICATION(
      401, "the token is not accepted: check that it is whole, not revoked, and of this account"),

  /**
   * The token is good, but may not do this, and HubSpot names no scope. Ask an administrator of the
   * account.
   */
  FORBIDDEN(403, "the token may not do this: ask an administrator of the account"),

  /**
   * The app lacks scopes. Grant it those of {@link HubSpotError#missingScopes()} and install it
   * again.
   */
  MISSING_SCOPES(403, "grant the app the scopes this call needs, then install it again"),

  /** The path does not exist, rather than a record. Check the base URL. */
  NOT_FOUND(404, "there is no such path: check the base URL and the API release"),

  /**
   * A record does not exist: it was deleted or merged, or belongs to another account. {@link
   * AssociationError} and {@link ObjectNotFoundException} say which one and on which side.
   */
  OBJECT_NOT_FOUND(
      404,
      "check the base URL and the ids: a record may be mistyped, deleted, merged, or of another"
          + " account"),

  /**
   * The account lives in another of HubSpot's data centers than the base URL leads to. {@link
   * HubSpotException#getMessage()} names the right base URL where HubSpot does.
   */
  WRONG_DATA_CENTER(488, "the account is in another data center: use its base URL"),

  /**
   * A proxy or firewall between the caller and HubSpot rejected the request with a page of its own.
   * HubSpot never saw it, and the token may be as good as ever.
   */
  INTERMEDIARY(0, null),

  /** Something else changed the same record at the same time. Retry after some seconds. */
  CONFLICT(409, "something else changed it at the same time: retry after some seconds"),

  /** The record is locked while HubSpot works on it. Retry after two seconds or more. */
  LOCKED(423, "retry after two seconds or more"),

  /**
   * Too many requests in one or ten seconds, or of a limit HubSpot does not name. Retry after a
   * pause, and share one request budget between all clients of the account.
   */
  RATE_LIMIT(
      429, "send fewer requests: share one request budget between all clients of the account"),

  /**
   * The account's requests of this day are spent. They come back at midnight in the account's time
   * zone; until then nothing gets through.
   */
  DAILY_LIMIT(
      429, "the day's requests are spent; they come back at midnight in the account's time zone"),

  /**
   * The account is being moved between HubSpot's data centers. Wait for {@link
   * HubSpotApiException#retryAfter()}, which may be up to 24 hours.
   */
  MIGRATION_IN_PROGRESS(
      477, "the account is being moved between data centers: wait until that is done"),

  /**
   * HubSpot, or a proxy before it, failed. Most pass within seconds: see {@link
   * HubSpotApiException#isRetryable()}. What was sent may have been applied.
   */
  SERVER_ERROR(500, null),

  /**
   * A success status with a body that says nothing usable: HTML of a proxy, cut off, of a wrong
   * form. What was sent may have been applied.
   */
  UNEXPECTED_RESPONSE(200, null),

  /**
   * No response came: no connection, a reset, a timeout. Unless the connection failed, what was
   * sent may have been applied.
   */
  TRANSPORT(0, null),

  /** None of these: an unusual status, or a failure that is not of HTTP. Read the message. */
  OTHER(0, null);

  private static final Pattern OBJECT_TYPE =
      Pattern.compile(
          "^Unable to infer object type|\\binvalid (?:from|to) object type",
          Pattern.CASE_INSENSITIVE);

  /** What a category, subcategory or code contains, and its kind. The first that fits counts. */
  private static final Map<String, ErrorKind> WORDS = new LinkedHashMap<>();

  static {
    words(MISSING_SCOPES, "MISSING_SCOPE");
    words(OBJECT_NOT_FOUND, "OBJECT_NOT_FOUND", "OBJECT_DOES_NOT_EXIST", "INVALID_OBJECT_ID");
    words(UNKNOWN_OBJECT_TYPE, "OBJECT_TYPE");
    words(NOT_FOUND, "NOT_FOUND");
    words(DUPLICATE_INPUT, "DUPLICATE");
    words(RATE_LIMIT, "RATE_LIMIT");
    words(MIGRATION_IN_PROGRESS, "MIGRATION");
    words(LOCKED, "LOCKED");
    words(CONFLICT, "CONFLICT", "ALREADY_EXISTS");
    words(AUTHENTICATION, "AUTHENTICATION", "UNAUTHORIZED", "_TOKEN");
    words(AUTHENTICATION, "BAD_CLIENT", "BAD_AUTH_CODE", "INVALID_GRANT", "INVALID_CLIENT");
    words(FORBIDDEN, "FORBIDDEN", "PERMISSION");
    words(INVALID_REQUEST, "VALIDATION", "INVALID", "BAD_REQUEST");
    words(SERVER_ERROR, "INTERNAL_");
  }

  /**
   * The status that HubSpot gives a whole request for an error of this kind, 0 if it has none. Of
   * several kinds with one status, the first is that of an error whose body does not tell its kind.
   */
  final int status;

  /** What to do, for the message of an exception; null where that depends on the response. */
  final @Nullable String hint;

  ErrorKind(int status, @Nullable String hint) {
    this.status = status;
    this.hint = hint;
  }

  private static void words(ErrorKind kind, String... words) {
    for (String word : words) {
      WORDS.put(word, kind);
    }
  }

  static boolean isSuccess(int status) {
    return status >= 200 && status < 300;
  }

  /** Decides the kind of an error: by its words first, by the HTTP status last. */
  static ErrorKind of(int status, HubSpotError error) {
    ErrorKind kind = said(error);
    return kind == null ? ofStatus(status).refined(error) : kind;
  }

  /** Returns the kind that the body tells; null if it does not. */
  private static @Nullable ErrorKind said(HubSpotError error) {
    ErrorKind kind = null;
    for (String word :
        new String[] {
          error.subCategory(), error.category(), error.errorType(), error.code(), error.status()
        }) {
      kind = better(kind, word == null ? null : ofWord(word.toUpperCase(Locale.ROOT), error));
    }
    if (isGeneral(kind)) {
      kind = better(kind, ofContent(error));
    }
    return isGeneral(kind) ? better(kind, shared(error)) : kind;
  }

  /** Returns the first of two kinds, unless it is general and the other is not. */
  private static @Nullable ErrorKind better(@Nullable ErrorKind first, @Nullable ErrorKind other) {
    return first == null || (isGeneral(first) && !isGeneral(other)) ? other : first;
  }

  /** "Validation error" and "forbidden" often head an error whose parts say more. */
  private static boolean isGeneral(@Nullable ErrorKind kind) {
    return kind == null || kind == INVALID_REQUEST || kind == FORBIDDEN;
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

  private static @Nullable ErrorKind ofWord(String word, HubSpotError error) {
    for (Map.Entry<String, ErrorKind> known : WORDS.entrySet()) {
      if (word.contains(known.getKey())) {
        return known.getValue().refined(error);
      }
    }
    return null;
  }

  private static @Nullable ErrorKind ofContent(HubSpotError error) {
    if (error.correctHublet() != null) {
      return WRONG_DATA_CENTER;
    }
    if (error.context().containsKey("INVALID_OBJECT_IDS")) {
      return OBJECT_NOT_FOUND;
    }
    if (error.namesScopes()) {
      return MISSING_SCOPES;
    }
    String message = String.valueOf(error.message());
    if (OBJECT_TYPE.matcher(message).find()) {
      return UNKNOWN_OBJECT_TYPE;
    }
    if (message.startsWith("Duplicate IDs found")) {
      return DUPLICATE_INPUT;
    }
    return NamedRecords.areNamedIn(message) ? OBJECT_NOT_FOUND : null;
  }

  private static ErrorKind ofStatus(int status) {
    for (ErrorKind kind : values()) {
      if (kind.status == status && status != 0) {
        return kind;
      }
    }
    switch (status) {
      case 405:
      case 406:
      case 411:
      case 413:
      case 414:
      case 415:
      case 422:
      case 431:
        return INVALID_REQUEST;
      case 410:
        return NOT_FOUND;
      default:
        if (status >= 500 && status < 600) {
          return SERVER_ERROR;
        }
        return isSuccess(status) ? UNEXPECTED_RESPONSE : OTHER;
    }
  }

  /** Tells a record from a path that is not found, and the limit of the day from the others. */
  private ErrorKind refined(HubSpotError error) {
    if (this == NOT_FOUND) {
      // Only HubSpot looks for records; "not found" from anything else is about the path.
      return error.isHubSpots() || !error.records().isEmpty() ? OBJECT_NOT_FOUND : this;
    }
    boolean isOfTheDay = this == RATE_LIMIT && error.policy() == RateLimitException.Policy.DAILY;
    return isOfTheDay ? DAILY_LIMIT : this;
  }
}

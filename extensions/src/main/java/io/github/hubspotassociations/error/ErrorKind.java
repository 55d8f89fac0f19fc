package io.github.hubspotassociations.error;

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
  INVALID_REQUEST(null),

  /**
   * HubSpot does not know an object type of the path ("Unable to infer object type from: x"). Use a
   * name such as {@code contacts}, a type id such as {@code 0-1} or {@code 2-33642689}, or a fully
   * qualified name such as {@code p1234_pets}, and check that the token belongs to the account that
   * defines the type.
   */
  UNKNOWN_OBJECT_TYPE(
      "use a name such as contacts, a type id such as 0-1 or 2-33642689, or a fully qualified name"
          + " such as p1234_pets, of the account of the token"),

  /** One request named the same input twice. Send each pair once. */
  DUPLICATE_INPUT("send each pair once in a request"),

  /**
   * The access token, or what it is refreshed with, is missing, wrong, revoked or expired. Get a
   * new one; see {@link AuthenticationException#isExpired()}.
   */
  AUTHENTICATION(
      "the token is not accepted: check that it is whole, not revoked, and of this account"),

  /**
   * The token is good, but may not do this, and HubSpot names no scope. Ask an administrator of the
   * account.
   */
  FORBIDDEN("the token may not do this: ask an administrator of the account"),

  /**
   * The app lacks scopes. Grant it those of {@link HubSpotError#missingScopes()} and install it
   * again.
   */
  MISSING_SCOPES("grant the app the scopes this call needs, then install it again"),

  /**
   * A record does not exist: it was deleted or merged, or belongs to another account. {@link
   * AssociationError} and {@link ObjectNotFoundException} say which one and on which side.
   */
  OBJECT_NOT_FOUND(
      "check the base URL and the ids: a record may be mistyped, deleted, merged, or of another"
          + " account"),

  /** The path does not exist, rather than a record. Check the base URL. */
  NOT_FOUND("there is no such path: check the base URL and the API release"),

  /**
   * The account lives in another of HubSpot's data centers than the base URL leads to. {@link
   * HubSpotException#getMessage()} names the right base URL where HubSpot does.
   */
  WRONG_DATA_CENTER("the account is in another data center: use its base URL"),

  /**
   * A proxy or firewall between the caller and HubSpot rejected the request with a page of its own.
   * HubSpot never saw it, and the token may be as good as ever.
   */
  INTERMEDIARY(null),

  /** Something else changed the same record at the same time. Retry after some seconds. */
  CONFLICT("something else changed it at the same time: retry after some seconds"),

  /** The record is locked while HubSpot works on it. Retry after two seconds or more. */
  LOCKED("retry after two seconds or more"),

  /**
   * Too many requests in one or ten seconds, or of a limit HubSpot does not name. Retry after a
   * pause, and share one request budget between all clients of the account.
   */
  RATE_LIMIT("send fewer requests: share one request budget between all clients of the account"),

  /**
   * The account's requests of this day are spent. They come back at midnight in the account's time
   * zone; until then nothing gets through.
   */
  DAILY_LIMIT(
      "the day's requests are spent; they come back at midnight in the account's time zone"),

  /**
   * The account is being moved between HubSpot's data centers. Wait for {@link
   * HubSpotApiException#retryAfter()}, which may be up to 24 hours.
   */
  MIGRATION_IN_PROGRESS("the account is being moved between data centers: wait until that is done"),

  /**
   * HubSpot, or a proxy before it, failed. Most pass within seconds: see {@link
   * HubSpotApiException#isRetryable()}. What was sent may have been applied.
   */
  SERVER_ERROR(null),

  /**
   * A success status with a body that says nothing usable: HTML of a proxy, cut off, of a wrong
   * form. What was sent may have been applied.
   */
  UNEXPECTED_RESPONSE(null),

  /**
   * No response came: no connection, a reset, a timeout. Unless the connection failed, what was
   * sent may have been applied.
   */
  TRANSPORT(null),

  /** None of these: an unusual status, or a failure that is not of HTTP. Read the message. */
  OTHER(null);

  /** What to do, for the message of an exception; null where that depends on the response. */
  final @Nullable String hint;

  ErrorKind(@Nullable String hint) {
    this.hint = hint;
  }
}

package io.github.hubspotassociations.error;

import io.github.hubspotassociations.internal.error.Meaning;
import io.github.hubspotassociations.internal.error.Texts;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.TreeSet;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/** A response that is an error: the parts of an exception, and the class of that exception. */
final class ErrorResponse implements Serializable {
  private static final int MAX_DESCRIPTION_LENGTH = 400;
  private static final int MAX_SNIPPET_LENGTH = 1000;

  private static final String RETRY_AFTER = "Retry-After";

  /** HubSpot asks for up to 24 hours; what is longer is a mistake, such as a time in seconds. */
  private static final Duration LONGEST_WAIT = Duration.ofDays(1);

  final int status;
  final HubSpotError error;
  final ErrorKind kind;
  final @Nullable Duration retryAfter;
  final @Nullable String requestDescription;
  final String bodySnippet;

  // What only making the exception takes.
  final transient Headers headers;

  /** Why the body could not be read to its end. */
  final transient @Nullable IOException unusable;

  /** One error of a response, which has no headers and no body of its own. */
  ErrorResponse(int status, HubSpotError error, ErrorKind kind) {
    this.status = status;
    this.headers = Headers.of();
    this.error = error;
    this.kind = kind;
    this.retryAfter = null;
    this.requestDescription = null;
    this.bodySnippet = "";
    this.unusable = null;
  }

  /** A whole response. */
  ErrorResponse(
      int status,
      Headers headers,
      String body,
      @Nullable IOException unusable,
      @Nullable String requestDescription) {
    String correlationId = headers.get("x-hubspot-correlation-id");
    this.status = status;
    this.headers = headers;
    this.error =
        ErrorDecoder.decode(
            body, correlationId == null ? null : Texts.orNull(Texts.mask(correlationId)));
    this.kind = kind(body);
    this.retryAfter = retryAfter(headers);
    this.requestDescription = describable(requestDescription);
    this.bodySnippet = Texts.snippet(body, MAX_SNIPPET_LENGTH);
    this.unusable = unusable;
  }

  private ErrorKind kind(String body) {
    if (ErrorKind.isSuccess(status) && !error.isWholeResponse()) {
      return ErrorKind.UNEXPECTED_RESPONSE;
    }
    // HubSpot rejects a token with JSON; HTML comes from a proxy, a firewall or a login page.
    String type = String.valueOf(headers.get("Content-Type")).toLowerCase(Locale.ROOT);
    return (status == 401 || status == 403) && (isHtml(body) || type.startsWith("text/html"))
        ? ErrorKind.INTERMEDIARY
        : ErrorKind.of(status, error);
  }

  private static boolean isHtml(String body) {
    return BodyText.content(body).startsWith("<");
  }

  boolean isHtml() {
    return isHtml(bodySnippet);
  }

  /** Returns a request's description for a message: in one line, without the query and secrets. */
  static @Nullable String describable(@Nullable String requestDescription) {
    if (requestDescription == null) {
      return null;
    }
    String withoutQuery = requestDescription.replaceAll("\\?\\S*+", "");
    return Texts.line(Texts.mask(withoutQuery), MAX_DESCRIPTION_LENGTH);
  }

  boolean isRetryable() {
    return Meaning.of(status, kind).isRetryable();
  }

  /** Returns the exception of the status; for a success, such as a 207, that of the kind. */
  HubSpotApiException toException() {
    int decisive = ErrorKind.isSuccess(status) ? kind.status : status;
    switch (decisive) {
      case 400:
        return new InvalidRequestException(this);
      case 401:
        return new AuthenticationException(this);
      case 403:
        return kind == ErrorKind.MISSING_SCOPES
            ? new MissingScopesException(this)
            : new ForbiddenException(this);
      case 404:
        return new ObjectNotFoundException(this);
      case 409:
        return new ConflictException(this);
      case 423:
        return new LockedException(this);
      case 429:
        return new RateLimitException(this);
      case 477:
        return new MigrationInProgressException(this);
      default:
        if (decisive >= 500 && decisive < 600) {
          return new HubSpotServerException(this);
        }
        return ErrorKind.isSuccess(decisive)
            ? new UnexpectedResponseException(this)
            : new HubSpotApiException(this);
    }
  }

  /** Returns the wait, the longest of several; zero for a past time, null if it makes no sense. */
  private static @Nullable Duration retryAfter(Headers headers) {
    TreeSet<Duration> waits = new TreeSet<>();
    for (String value : headers.values(RETRY_AFTER)) {
      Instant date =
          new Headers.Builder()
              .addUnsafeNonAscii(RETRY_AFTER, value)
              .build()
              .getInstant(RETRY_AFTER);
      if (date != null) {
        // By the clock of the server if it sends its time, so that a wrong clock here does no harm.
        Instant sent = headers.getInstant("Date");
        waits.add(Duration.between(sent == null ? Instant.now() : sent, date));
        continue;
      }
      for (String part : value.split(",", -1)) {
        String seconds = part.trim();
        // The standard knows no fractions, but servers send them.
        if (seconds.matches("-?\\d{1,10}(?:\\.\\d{1,10})?")) {
          waits.add(Duration.ofMillis((long) Math.ceil(Double.parseDouble(seconds) * 1000)));
        }
      }
    }
    Duration longest = waits.floor(LONGEST_WAIT);
    return longest != null && longest.isNegative() ? Duration.ZERO : longest;
  }
}

package io.github.hubspotassociations.error;

import io.github.hubspotassociations.internal.error.Meaning;
import io.github.hubspotassociations.internal.error.Secrets;
import io.github.hubspotassociations.internal.error.Texts;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/** A response that is an error: the parts of an exception, and the class of that exception. */
final class ErrorResponse {
  static final int MAX_SNIPPET_LENGTH = 1000;
  private static final Pattern QUERY = Pattern.compile("\\?\\S*+");
  private static final int MAX_DESCRIPTION_LENGTH = 400;

  final int status;
  final Headers headers;
  final HubSpotError error;
  final ErrorKind kind;
  final @Nullable Duration retryAfter;
  final @Nullable String requestDescription;
  final String bodySnippet;

  /** Why the body could not be read to its end, or is not what was asked for. */
  final @Nullable Throwable unusable;

  /** One error of a response, which has no headers and no body of its own. */
  ErrorResponse(int status, HubSpotError error, ErrorKind kind) {
    this(status, Headers.of(), error, kind, null, "", null);
  }

  private ErrorResponse(
      int status,
      Headers headers,
      HubSpotError error,
      ErrorKind kind,
      @Nullable String requestDescription,
      String bodySnippet,
      @Nullable Throwable unusable) {
    this.status = status;
    this.headers = headers;
    this.error = error;
    this.kind = kind;
    this.retryAfter = RetryAfter.of(headers);
    this.requestDescription = requestDescription;
    this.bodySnippet = bodySnippet;
    this.unusable = unusable;
  }

  /** A whole response. */
  static ErrorResponse of(
      int status,
      Headers headers,
      String body,
      @Nullable Throwable unusable,
      @Nullable String requestDescription) {
    String correlationId = headers.get("x-hubspot-correlation-id");
    HubSpotError error =
        ErrorDecoder.decode(
            body, correlationId == null ? null : Texts.orNull(Secrets.mask(correlationId)));
    return new ErrorResponse(
        status,
        headers,
        error,
        kind(status, headers, body, error),
        requestDescription == null ? null : describable(requestDescription),
        Secrets.snippet(body, MAX_SNIPPET_LENGTH),
        unusable);
  }

  private static ErrorKind kind(int status, Headers headers, String body, HubSpotError error) {
    if (Meaning.isSuccess(status) && !error.isWholeResponse()) {
      return ErrorKind.UNEXPECTED_RESPONSE;
    }
    return isIntermediarys(status, headers, body)
        ? ErrorKind.INTERMEDIARY
        : Kinds.of(status, error);
  }

  /** HubSpot rejects a token with JSON; HTML comes from a proxy, a firewall or a login page. */
  private static boolean isIntermediarys(int status, Headers headers, String body) {
    String type = headers.get("Content-Type");
    return (status == 401 || status == 403)
        && (isHtml(body)
            || (type != null && type.toLowerCase(Locale.ROOT).startsWith("text/html")));
  }

  private static boolean isHtml(String text) {
    return (text.startsWith("\uFEFF") ? text.substring(1) : text).trim().startsWith("<");
  }

  boolean isHtml() {
    return isHtml(bodySnippet);
  }

  /** Returns a request's description for a message: in one line, without the query and secrets. */
  static String describable(String requestDescription) {
    String withoutQuery = QUERY.matcher(requestDescription).replaceAll("");
    return Texts.line(Secrets.mask(withoutQuery), MAX_DESCRIPTION_LENGTH);
  }

  /** Returns the exception of the status; for a success, such as a 207, that of the kind. */
  HubSpotApiException toException() {
    int decisive = Meaning.isSuccess(status) ? Meaning.statusOf(kind) : status;
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
        return Meaning.isSuccess(decisive)
            ? new UnexpectedResponseException(this)
            : new HubSpotApiException(this);
    }
  }

  /**
   * Returns the reason, the request, the hint and the correlation id. Each part is cut so that the
   * whole has at most 2,000 characters.
   */
  String describe() {
    StringBuilder line = new StringBuilder(reason()).append(" (HTTP ").append(status);
    String word = error.category() == null ? error.errorType() : error.category();
    if (word == null && error.status() != null && !"error".equals(error.status())) {
      word = error.status();
    }
    if (word != null) {
      line.append(' ').append(Texts.line(word, 100));
    }
    line.append(')');
    if (requestDescription != null) {
      line.append(": ").append(requestDescription);
    }
    String hint = Hints.of(this);
    if (hint != null) {
      line.append("; ").append(Texts.line(hint, 450));
    }
    if (error.correlationId() != null) {
      line.append(". [correlation id ").append(Texts.line(error.correlationId(), 100)).append(']');
    }
    return line.toString();
  }

  private String reason() {
    String said = Texts.line(said(), 800);
    return said.endsWith(".") && !said.endsWith("..") ? said.substring(0, said.length() - 1) : said;
  }

  private String said() {
    String message = error.message();
    if (message == null) {
      return unusable == null
          ? bodySnippet.isEmpty() ? "The response has no body" : "The response has no message"
          : whyUnusable(unusable);
    }
    List<HubSpotError> errors = error.errors();
    if (!errors.isEmpty() && errors.get(0).message() != null) {
      String head = Texts.line(message, 500);
      String detail = Texts.line(errors.get(0).message(), 250);
      boolean sentence = head.endsWith(".") || head.endsWith(":");
      message = head.contains(detail) ? message : head + (sentence ? " " : ": ") + detail;
    }
    return errors.size() > 1
        ? Texts.line(message, 760) + " (and " + (errors.size() - 1) + " more)"
        : message;
  }

  private static String whyUnusable(Throwable unusable) {
    for (Throwable cause : Causes.of(unusable)) {
      if (cause instanceof InterruptedIOException) {
        return "The response did not arrive in time";
      }
    }
    String why = unusable.getMessage();
    if (why != null && why.startsWith("ID1ID2")) { // Okio's words for a missing gzip header.
      return "The response is not compressed, though its Content-Encoding is gzip";
    }
    String what =
        unusable instanceof IOException
            ? "The response cannot be read"
            : "The response is unusable";
    return what
        + " ("
        + unusable.getClass().getSimpleName()
        + (why == null ? "" : ": " + Secrets.mask(why))
        + ")";
  }
}

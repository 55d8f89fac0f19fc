package io.github.hubspotassociations.error;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/** An answer that is an error: all that an exception is made from, and which exception that is. */
final class Answer {
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

  private Answer(
      int status,
      Headers headers,
      HubSpotError error,
      ErrorKind kind,
      @Nullable String requestDescription,
      String bodySnippet) {
    this.status = status;
    this.headers = headers;
    this.error = error;
    this.kind = kind;
    this.retryAfter = RetryAfter.of(headers);
    this.requestDescription = requestDescription;
    this.bodySnippet = bodySnippet;
  }

  /** A whole answer. */
  static Answer of(int status, Headers headers, String body, @Nullable String requestDescription) {
    String correlationId = headers.get("x-hubspot-correlation-id");
    HubSpotError error =
        ErrorDecoder.decode(
            body, correlationId == null ? null : Texts.orNull(Secrets.mask(correlationId)));
    return new Answer(
        status,
        headers,
        error,
        isIntermediarys(status, headers, body) ? ErrorKind.INTERMEDIARY : Kinds.of(status, error),
        requestDescription == null ? null : describable(requestDescription),
        Secrets.snippet(body, MAX_SNIPPET_LENGTH));
  }

  /** HubSpot rejects a token in JSON; a page of HTML is that of an edge, a proxy or a login. */
  private static boolean isIntermediarys(int status, Headers headers, String body) {
    String type = headers.get("Content-Type");
    return (status == 401 || status == 403)
        && ((body.startsWith("\uFEFF") ? body.substring(1) : body).trim().startsWith("<")
            || (type != null && type.toLowerCase(Locale.ROOT).startsWith("text/html")));
  }

  /** One error of an answer, which has no headers and no body of its own. */
  static Answer of(int status, HubSpotError error, ErrorKind kind) {
    return new Answer(status, Headers.of(), error, kind, null, "");
  }

  /** What was asked, fit for a message: no query, which may hold a secret, no token, one line. */
  static String describable(String requestDescription) {
    String withoutQuery = QUERY.matcher(requestDescription).replaceAll("");
    return Texts.line(Secrets.mask(withoutQuery), MAX_DESCRIPTION_LENGTH);
  }

  /** The exception for this answer: by its status. */
  HubSpotApiException toException() {
    switch (status) {
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
        if (status >= 500 && status < 600) {
          return new HubSpotServerException(this);
        }
        return Kinds.isSuccess(status)
            ? new UnexpectedResponseException(this)
            : new HubSpotApiException(this);
    }
  }

  /** The exception for one error of a batch, whose 207 says nothing: by its kind. */
  HubSpotApiException toExceptionByKind() {
    switch (kind) {
      case INVALID_REQUEST:
      case UNKNOWN_OBJECT_TYPE:
      case DUPLICATE_INPUT:
        return new InvalidRequestException(this);
      case AUTHENTICATION:
        return new AuthenticationException(this);
      case FORBIDDEN:
        return new ForbiddenException(this);
      case MISSING_SCOPES:
        return new MissingScopesException(this);
      case OBJECT_NOT_FOUND:
      case NOT_FOUND:
        return new ObjectNotFoundException(this);
      case CONFLICT:
        return new ConflictException(this);
      case LOCKED:
        return new LockedException(this);
      case RATE_LIMIT:
      case DAILY_LIMIT:
        return new RateLimitException(this);
      case MIGRATION_IN_PROGRESS:
        return new MigrationInProgressException(this);
      case SERVER_ERROR:
        return new HubSpotServerException(this);
      default:
        return new HubSpotApiException(this);
    }
  }

  /** The parts are cut so that together they keep within 2,000 characters and the hint stays. */
  String describe() {
    StringBuilder line = new StringBuilder();
    if (requestDescription != null) {
      line.append(requestDescription).append(": ");
    }
    line.append("HTTP ").append(status);
    for (String word : words()) {
      line.append(' ').append(Texts.line(word, 100));
    }
    line.append(": ").append(Texts.line(said(), 800));
    if (error.correlationId() != null) {
      line.append(" (correlation id ").append(Texts.line(error.correlationId(), 100)).append(')');
    }
    String hint = Hints.of(this);
    if (hint != null) {
      line.append("; ").append(Texts.line(hint, 450));
    }
    return line.toString();
  }

  /** The category, in parentheses the subcategory, or what an answer has instead. */
  private List<String> words() {
    List<String> words = new ArrayList<>();
    String word = error.category() == null ? error.errorType() : error.category();
    if (word == null && error.status() != null && !"error".equals(error.status())) {
      word = error.status();
    }
    if (word != null) {
      words.add(word);
    }
    if (error.subCategory() != null) {
      words.add("(" + Texts.clip(error.subCategory(), 98) + ")");
    }
    return words;
  }

  private String said() {
    String message = error.message();
    if (message == null) {
      return bodySnippet.isEmpty() ? "no message, the body is empty" : "no message in the body";
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
}

package io.github.hubspotassociations.error;

import io.github.hubspotassociations.internal.error.NamedRecords;
import io.github.hubspotassociations.internal.error.Texts;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Composes the message of an exception: the reason, the request, what to do about it in half a
 * sentence, and the correlation id.
 */
final class ErrorMessage {
  private static final Pattern RELEASE = Pattern.compile("/(20\\d\\d-\\d\\d)(?:-beta)?/");

  private ErrorMessage() {}

  /** Returns the message, each part of it cut so that the whole has at most 2,000 characters. */
  static String of(ErrorResponse response) {
    HubSpotError error = response.error;
    StringBuilder line =
        new StringBuilder(reason(response)).append(" (HTTP ").append(response.status);
    String word = error.category() == null ? error.errorType() : error.category();
    if (word == null && error.status() != null && !"error".equals(error.status())) {
      word = error.status();
    }
    if (word != null) {
      line.append(' ').append(Texts.line(word, 100));
    }
    line.append(')');
    if (response.requestDescription != null) {
      line.append(": ").append(response.requestDescription);
    }
    String hint = hint(response);
    if (hint != null) {
      line.append("; ").append(Texts.line(hint, 450));
    }
    if (error.correlationId() != null) {
      line.append(". [correlation id ").append(Texts.line(error.correlationId(), 100)).append(']');
    }
    return Texts.line(line.toString(), HubSpotException.MAX_MESSAGE_LENGTH);
  }

  private static String reason(ErrorResponse response) {
    String said = Texts.line(said(response), 800);
    return said.endsWith(".") && !said.endsWith("..") ? said.substring(0, said.length() - 1) : said;
  }

  private static String said(ErrorResponse response) {
    String message = response.error.message();
    if (message == null) {
      if (response.unusable != null) {
        return whyUnusable(response.unusable);
      }
      return response.bodySnippet.isEmpty()
          ? "The response has no body"
          : "The response has no message";
    }
    List<HubSpotError> errors = response.error.errors();
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

  private static String whyUnusable(IOException unusable) {
    for (Throwable cause : HubSpotErrors.causes(unusable)) {
      if (cause instanceof InterruptedIOException) {
        return "The response did not arrive in time";
      }
    }
    String why = unusable.getMessage();
    if (why != null && why.startsWith("ID1ID2")) { // Okio's words for a missing gzip header.
      return "The response is not compressed, though its Content-Encoding is gzip";
    }
    return "The response cannot be read" + Texts.mask(inBrackets(unusable));
  }

  /** Returns the class of a failure, and its message if it has one. */
  static String inBrackets(Throwable failure) {
    String why = failure.getMessage();
    return " (" + failure.getClass().getSimpleName() + (why == null ? ")" : ": " + why + ")");
  }

  private static @Nullable String hint(ErrorResponse response) {
    String hint = special(response);
    if (hint == null) {
      hint = response.kind.hint;
    }
    if (hint == null && response.isRetryable()) {
      hint = "retry after some seconds";
    }
    return hint == null || response.retryAfter == null
        ? hint
        : hint + "; HubSpot asks to wait " + (response.retryAfter.toMillis() + 999) / 1000 + " s";
  }

  /** Returns the hint that depends on more than the kind; null if there is none. */
  private static @Nullable String special(ErrorResponse response) {
    ErrorKind kind = response.kind;
    HubSpotError error = response.error;
    if (kind == ErrorKind.AUTHENTICATION) {
      return authentication(error);
    }
    if (kind == ErrorKind.FORBIDDEN && checksPermissions(response)) {
      return "from release 2026-09 on the user of the token needs the permission Edit"
          + " Associations: have it granted, or use release 2026-03";
    }
    if (kind == ErrorKind.MISSING_SCOPES && !error.missingScopes().isEmpty()) {
      return "grant the app the scopes " + String.join(", ", error.missingScopes());
    }
    if (kind == ErrorKind.OBJECT_NOT_FOUND) {
      return missing(error);
    }
    if (kind == ErrorKind.WRONG_DATA_CENTER) {
      return dataCenter(String.valueOf(error.correctHublet()));
    }
    if (kind == ErrorKind.INTERMEDIARY) {
      String server = Texts.orNull(response.headers.get("Server"));
      return "this is not HubSpot's response but that of a proxy or firewall"
          + (server == null ? "" : " (" + Texts.line(server, 50) + ")")
          + " before it, and says nothing about the token: have it let requests to the API pass";
    }
    if (kind == ErrorKind.UNEXPECTED_RESPONSE) {
      String what =
          response.isHtml()
              ? "this is a page of a proxy or login, not HubSpot's API: check the base URL"
              : response.unusable == null
                  ? "this is not a whole response of HubSpot's API: retry, or look for a proxy"
                  : "retry";
      return what + "; the request may have been applied";
    }
    return kind.hint == null ? byStatus(response) : null;
  }

  private static @Nullable String byStatus(ErrorResponse response) {
    if (response.status >= 300 && response.status < 400) {
      return "redirects are not followed: check the base URL, and look for a proxy or login page";
    }
    if (response.status == 407) {
      return "a proxy asks for credentials: give OkHttp a proxyAuthenticator";
    }
    return response.kind == ErrorKind.INVALID_REQUEST
            && response.status == 400
            && checksPermissions(response)
        ? "from release 2026-09 on HubSpot also checks the account's validation rules and the"
            + " user's permission Edit Associations: see to both, or use release 2026-03"
        : null;
  }

  private static @Nullable String authentication(HubSpotError error) {
    if (error.isExpired()) {
      return "the token expired: get a new one";
    }
    boolean oauth = error.errorType() != null || String.valueOf(error.status()).startsWith("BAD_");
    return oauth && error.category() == null
        ? "check the app's client id and secret, or have it authorized again"
        : null;
  }

  private static @Nullable String missing(HubSpotError error) {
    NamedRecords records = error.records();
    String id = records.id();
    if (id == null) {
      return null;
    }
    String type = records.objectType();
    boolean isSaid = error.message() != null && error.message().contains(id);
    return "check the id"
        + (isSaid ? "" : " " + Texts.line(id, 100))
        + (isSaid || type == null ? "" : " of " + Texts.line(type, 100))
        + ": it may be mistyped, deleted, merged, or of another account";
  }

  private static @Nullable String dataCenter(String hublet) {
    return hublet.matches("[a-z]{2,4}\\d{1,2}")
        ? "the account is in "
            + hublet
            + ": use https://api"
            + (hublet.equals("na1") ? "" : "-" + hublet)
            + ".hubapi.com"
        : null;
  }

  /** From 2026-09 on HubSpot rejects pairs that it accepts in earlier releases. */
  private static boolean checksPermissions(ErrorResponse response) {
    Matcher release = RELEASE.matcher(String.valueOf(response.requestDescription));
    return release.find() && release.group(1).compareTo("2026-09") >= 0;
  }
}

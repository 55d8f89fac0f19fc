package io.github.hubspotassociations.error;

import io.github.hubspotassociations.internal.error.Meaning;
import io.github.hubspotassociations.internal.error.NamedRecords;
import io.github.hubspotassociations.internal.error.Texts;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What to do about an error, in half a sentence. */
final class Hints {
  private static final Pattern RELEASE = Pattern.compile("/(20\\d\\d-\\d\\d)(?:-beta)?/");
  private static final Pattern HUBLET = Pattern.compile("[a-z]{2,4}\\d{1,2}");

  private Hints() {}

  static @Nullable String of(ErrorResponse response) {
    switch (response.kind) {
      case INVALID_REQUEST:
        return response.status == 400 && checksPermissions(response)
            ? "from release 2026-09 on HubSpot also checks the account's validation rules and the"
                + " user's permission Edit Associations: see to both, or use release 2026-03"
            : byStatus(response);
      case UNKNOWN_OBJECT_TYPE:
        return "use a name such as contacts, a type id such as 0-1 or 2-33642689, or a fully"
            + " qualified name such as p1234_pets, of the account of the token";
      case DUPLICATE_INPUT:
        return "send each pair once in a request";
      case AUTHENTICATION:
        return authentication(response.error);
      case FORBIDDEN:
        return checksPermissions(response)
            ? "from release 2026-09 on the user of the token needs the permission Edit"
                + " Associations: have it granted, or use release 2026-03"
            : "the token may not do this: ask an administrator of the account";
      case MISSING_SCOPES:
        return missingScopes(response.error.missingScopes());
      case OBJECT_NOT_FOUND:
        return missing(response.error) + ", deleted, merged, or of another account";
      case NOT_FOUND:
        return "there is no such path: check the base URL and the API release";
      case WRONG_DATA_CENTER:
        return dataCenter(response.error.correctHublet());
      case INTERMEDIARY:
        return "this is not HubSpot's response but that of "
            + edge(response)
            + " before it, and says nothing about the token: have it let requests to the API pass";
      case CONFLICT:
        return "something else changed it at the same time: retry after some seconds";
      case LOCKED:
        return "retry after two seconds or more" + retryAfter(response);
      case RATE_LIMIT:
        return "send fewer requests: share one request budget between all clients of the account"
            + retryAfter(response);
      case DAILY_LIMIT:
        return "the day's requests are spent; they come back at midnight in the account's time zone"
            + retryAfter(response);
      case MIGRATION_IN_PROGRESS:
        return "the account is being moved between data centers: wait until that is done"
            + retryAfter(response);
      case UNEXPECTED_RESPONSE:
        return unexpected(response);
      default:
        return byStatus(response);
    }
  }

  private static @Nullable String byStatus(ErrorResponse response) {
    if (response.status >= 300 && response.status < 400) {
      return "redirects are not followed: check the base URL, and look for a proxy or login page";
    }
    if (response.status == 407) {
      return "a proxy asks for credentials: give OkHttp a proxyAuthenticator";
    }
    return Meaning.of(response.status, response.kind).isRetryable()
        ? "retry after some seconds" + retryAfter(response)
        : null;
  }

  private static String unexpected(ErrorResponse response) {
    String what =
        response.isHtml()
            ? "this is a page of a proxy or login, not HubSpot's API: check the base URL"
            : response.unusable == null
                ? "this is not a whole response of HubSpot's API: retry, or look for a proxy"
                : "retry";
    return what + "; the request may have been applied";
  }

  private static String authentication(HubSpotError error) {
    if (AuthenticationException.isExpired(error)) {
      return "the token expired: get a new one";
    }
    boolean oauth = error.errorType() != null || String.valueOf(error.status()).startsWith("BAD_");
    return oauth && error.category() == null
        ? "check the app's client id and secret, or have it authorized again"
        : "the token is not accepted: check that it is whole, not revoked, and of this account";
  }

  private static String missingScopes(Set<String> scopes) {
    return scopes.isEmpty()
        ? "grant the app the scopes this call needs, then install it again"
        : "grant the app the scopes " + String.join(", ", scopes);
  }

  private static String missing(HubSpotError error) {
    NamedRecords records = NamedRecords.firstIn(error);
    if (records.ids().isEmpty()) {
      return "check the base URL and the ids: a record may be mistyped";
    }
    String id = records.ids().get(0);
    String type = records.objectType();
    boolean isSaid = error.message() != null && error.message().contains(id);
    return "check the id"
        + (isSaid ? "" : " " + Texts.line(id, 100))
        + (isSaid || type == null ? "" : " of " + Texts.line(type, 100))
        + ": it may be mistyped";
  }

  private static String dataCenter(@Nullable String hublet) {
    if (hublet == null || !HUBLET.matcher(hublet).matches()) {
      return "the account is in another data center: use its base URL";
    }
    String name = hublet.equals("na1") ? "" : "-" + hublet;
    return "the account is in " + hublet + ": use https://api" + name + ".hubapi.com";
  }

  private static String edge(ErrorResponse response) {
    String server = Texts.orNull(response.headers.get("Server"));
    return "a proxy or firewall" + (server == null ? "" : " (" + Texts.line(server, 50) + ")");
  }

  /** From 2026-09 on a pair can be rejected that earlier releases take. */
  private static boolean checksPermissions(ErrorResponse response) {
    Matcher release = RELEASE.matcher(String.valueOf(response.requestDescription));
    return release.find() && release.group(1).compareTo("2026-09") >= 0;
  }

  private static String retryAfter(ErrorResponse response) {
    return response.retryAfter == null
        ? ""
        : "; HubSpot asks to wait " + (response.retryAfter.toMillis() + 999) / 1000 + " s";
  }
}

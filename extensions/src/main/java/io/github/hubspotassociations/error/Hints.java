package io.github.hubspotassociations.error;

import io.github.hubspotassociations.internal.error.Meaning;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What to do about an error, in half a sentence. */
final class Hints {
  private Hints() {}

  static @Nullable String of(Answer answer) {
    switch (answer.kind) {
      case UNKNOWN_OBJECT_TYPE:
        return "use a name such as contacts, a type id such as 0-1 or 2-33642689, or a fully"
            + " qualified name such as p1234_pets";
      case DUPLICATE_INPUT:
        return "send each pair once in a request";
      case AUTHENTICATION:
        return authentication(answer.error);
      case FORBIDDEN:
        return "the token may not do this: ask an administrator of the account";
      case MISSING_SCOPES:
        return missingScopes(answer.error.missingScopes());
      case OBJECT_NOT_FOUND:
        return "the record was deleted or belongs to another account" + record(answer.error);
      case NOT_FOUND:
        return "there is no such path: check the base URL";
      case CONFLICT:
        return "something else changed it at the same time: read it again, then decide";
      case LOCKED:
        return "wait two seconds or more, then repeat";
      case RATE_LIMIT:
        return "send fewer requests: share one request budget between all clients of the account"
            + retryAfter(answer);
      case DAILY_LIMIT:
        return "the day's requests are spent; they come back at midnight in the account's time zone"
            + retryAfter(answer);
      case MIGRATION_IN_PROGRESS:
        return "the account is being moved between data centres: wait until that is done"
            + retryAfter(answer);
      case WRONG_DATA_CENTER:
        return "the account is in another data center: use its base URL";
      case INTERMEDIARY:
        return "this is not HubSpot's answer but that of a proxy or firewall before it: have it let"
            + " the API's requests pass";
      case UNEXPECTED_RESPONSE:
        return "the body is not a whole answer of HubSpot's API: look for a proxy, or repeat it;"
            + " the request may have been applied";
      default:
        if (answer.status >= 300 && answer.status < 400) {
          return "redirects are not followed: check the base URL";
        }
        return Meaning.of(answer.status, answer.kind).isRetryable()
            ? "repeat it after some seconds" + retryAfter(answer)
            : null;
    }
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

  private static String record(HubSpotError error) {
    NamedRecord record = NamedRecord.of(error);
    String id = record.objectId();
    if (id == null) {
      return "";
    }
    return " ("
        + (record.objectType == null ? "" : Texts.line(record.objectType, 100) + " ")
        + Texts.line(id, 100)
        + (record.side == null
            ? ""
            : ", the " + record.side.name().toLowerCase(Locale.ROOT) + " side")
        + ")";
  }

  private static String retryAfter(Answer answer) {
    return answer.retryAfter == null
        ? ""
        : "; HubSpot asks to wait " + (answer.retryAfter.toMillis() + 999) / 1000 + " s";
  }
}

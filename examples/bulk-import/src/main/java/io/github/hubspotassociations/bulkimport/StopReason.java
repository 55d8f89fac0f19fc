package io.github.hubspotassociations.bulkimport;

import io.github.hubspotassociations.bulkimport.support.Cells;
import io.github.hubspotassociations.error.AuthenticationException;
import io.github.hubspotassociations.error.HubSpotApiException;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.MissingScopesException;
import io.github.hubspotassociations.error.TransportException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why an import stopped before its input was done, in a sentence that says what to do. */
final class StopReason {
  private static final Pattern HUBSPOT_URL =
      Pattern.compile("https://api(?:-[a-z0-9]+)?\\.hubapi\\.com");

  private StopReason() {}

  /** Whether the failure is one after which no further row would fare better. */
  static boolean endsImport(HubSpotException cause) {
    return switch (cause.kind()) {
      case AUTHENTICATION,
          DAILY_LIMIT,
          RATE_LIMIT,
          MIGRATION_IN_PROGRESS,
          WRONG_DATA_CENTER,
          INTERMEDIARY,
          NOT_FOUND,
          TRANSPORT ->
          true;
      // Without a response there was no request: no token could be had, say.
      default -> !(cause instanceof HubSpotApiException api) || isShutOut(api.status());
    };
  }

  /** Whether a status of no kind of its own says that the request came to the wrong place. */
  private static boolean isShutOut(int status) {
    return isRedirect(status) || status == 402 || status == 407 || status == 451;
  }

  private static boolean isRedirect(int status) {
    return status >= 300 && status < 400;
  }

  /** Whether no further row of the same pair of types would fare better, but others may. */
  static boolean endsTypePair(HubSpotException cause) {
    return switch (cause.kind()) {
      case LOCKED, CONFLICT, SERVER_ERROR, UNEXPECTED_RESPONSE -> false;
      default -> !endsImport(cause);
    };
  }

  /** Why the import stopped, and what to do; the base URL is where it was sent. */
  static String sentence(HubSpotException cause, String baseUrl) {
    return switch (cause.kind()) {
      case AUTHENTICATION -> authentication(cause);
      case MISSING_SCOPES ->
          "HubSpot says that the access token lacks scopes"
              + named(cause)
              + ": add them and run the command again";
      case FORBIDDEN ->
          "HubSpot does not let this access token create associations"
              + said(cause)
              + ": give it the scopes for both object types";
      case DAILY_LIMIT ->
          "the account's daily limit of requests is used up: run the command again after midnight"
              + " in the account's time zone";
      case RATE_LIMIT ->
          "HubSpot's rate limit was not lifted in time"
              + said(cause)
              + ": run the command again later, with a lower --rate";
      case MIGRATION_IN_PROGRESS ->
          "HubSpot is moving the account to another data center: run the command again later";
      case TRANSPORT ->
          "no connection to "
              + baseUrl
              + " could be made"
              + said(cause)
              + ": check the network"
              + (baseUrl.equals(Settings.DEFAULT_BASE_URL) ? "" : " and --base-url")
              + ", and run the command again";
      case UNKNOWN_OBJECT_TYPE ->
          "HubSpot does not know an object type"
              + said(cause)
              + ": check --from-type and --to-type, or the columns from_type and to_type";
      case WRONG_DATA_CENTER ->
          "the account is in another of HubSpot's data centers"
              + said(cause)
              + ": run the command again with "
              + rightBaseUrl(cause);
      case INTERMEDIARY ->
          "a proxy or firewall in front of "
              + baseUrl
              + " rejects the requests"
              + said(cause)
              + ": have it let them pass, and run the command again; the access token may be good";
      case NOT_FOUND ->
          "there is no such path at "
              + baseUrl
              + said(cause)
              + ": check --base-url and --api-release";
      case LOCKED, CONFLICT, SERVER_ERROR, UNEXPECTED_RESPONSE ->
          "HubSpot can't take requests for now" + said(cause) + ": run the command again later";
      default -> ofStatus(cause, baseUrl);
    };
  }

  private static String ofStatus(HubSpotException cause, String baseUrl) {
    if (!(cause instanceof HubSpotApiException api)) {
      return Cells.shortened(String.valueOf(cause.getMessage()), 300);
    }
    if (isRedirect(api.status())) {
      return baseUrl
          + " redirects to another address"
          + said(cause)
          + ", where the access token is not sent: check --base-url, and look for a proxy or a"
          + " login page";
    }
    if (api.status() == 407) {
      return "the proxy asks for a user and a password"
          + said(cause)
          + ": put them into HTTPS_PROXY, http://user:password@host:port";
    }
    return "HubSpot rejects what it is sent" + said(cause);
  }

  /** The library's message names it where HubSpot said which data center is the right one. */
  private static String rightBaseUrl(HubSpotException cause) {
    Matcher url = HUBSPOT_URL.matcher(String.valueOf(cause.getMessage()));
    return "--base-url " + (url.find() ? url.group() : "of that data center");
  }

  private static String authentication(HubSpotException cause) {
    boolean expired =
        cause instanceof AuthenticationException authentication && authentication.isExpired();
    int status = cause instanceof HubSpotApiException api ? api.status() : 401;
    return "HubSpot "
        + (expired ? "says that the access token has expired" : "rejects the access token")
        + " ("
        + status
        + "): put a valid one into "
        + Settings.TOKEN_VARIABLE
        + " and run the command again";
  }

  private static String named(HubSpotException cause) {
    if (cause instanceof MissingScopesException missing && !missing.missingScopes().isEmpty()) {
      return " (" + String.join(", ", missing.missingScopes()) + ")";
    }
    return "";
  }

  private static String said(HubSpotException cause) {
    String message = null;
    if (cause instanceof HubSpotApiException api) {
      String words = api.error().message();
      String status = Integer.toString(api.status());
      if (words == null || words.isBlank()) {
        message = "HTTP " + status;
      } else {
        // The title of a page of HTML often begins with the status.
        message = "HTTP " + (words.startsWith(status) ? words : status + ", " + words);
      }
    } else if (cause instanceof TransportException) {
      message = Failures.words(cause);
    }
    return message == null ? "" : " (" + Cells.shortened(message, 200) + ")";
  }
}

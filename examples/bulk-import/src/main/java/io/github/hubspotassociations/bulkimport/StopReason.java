package io.github.hubspotassociations.bulkimport;

import io.github.hubspotassociations.bulkimport.support.Cells;
import io.github.hubspotassociations.error.AuthenticationException;
import io.github.hubspotassociations.error.HubSpotApiException;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.MissingScopesException;
import io.github.hubspotassociations.error.TransportException;

/** Why an import stopped before its input was done, in a sentence that says what to do. */
final class StopReason {
  private StopReason() {}

  /** Whether the failure is one after which no further row would fare better. */
  static boolean endsImport(HubSpotException cause) {
    return switch (cause.kind()) {
      case AUTHENTICATION, DAILY_LIMIT, RATE_LIMIT, MIGRATION_IN_PROGRESS, TRANSPORT -> true;
      default -> false;
    };
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
          "HubSpot is moving the account to another data centre: run the command again later";
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
      default -> "HubSpot rejects what it is sent" + said(cause);
    };
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
      message = "HTTP " + api.status() + (words == null || words.isBlank() ? "" : ", " + words);
    } else if (cause instanceof TransportException) {
      message = Failures.words(cause);
    }
    return message == null ? "" : " (" + Cells.shortened(message, 200) + ")";
  }
}

package io.github.hubspotassociations.bulkimport;

import io.github.hubspotassociations.bulkimport.support.Cells;
import io.github.hubspotassociations.error.AuthenticationException;
import io.github.hubspotassociations.error.HubSpotApiException;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.MissingScopesException;
import io.github.hubspotassociations.error.TransportException;
import org.jspecify.annotations.Nullable;

/** Why an import stopped before its input was done, in a sentence that says what to do. */
final class StopReason {
  private StopReason() {}

  /** Whether the failure is one after which no further row would fare better. */
  static boolean endsImport(HubSpotException cause) {
    return switch (cause.kind()) {
      case AUTHENTICATION,
          FORBIDDEN,
          MISSING_SCOPES,
          DAILY_LIMIT,
          RATE_LIMIT,
          MIGRATION_IN_PROGRESS,
          TRANSPORT ->
          true;
      default -> false;
    };
  }

  static String sentence(HubSpotException cause, String baseUrl) {
    return switch (cause.kind()) {
      case AUTHENTICATION -> authentication(cause);
      case MISSING_SCOPES ->
          "HubSpot says that the access token lacks scopes"
              + named(cause)
              + ": add them to the private app and run the command again";
      case FORBIDDEN ->
          "HubSpot does not let this access token create associations"
              + said(cause)
              + ": give the private app the scopes for both object types";
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
      default -> "HubSpot refused to go on" + said(cause);
    };
  }

  private static String authentication(HubSpotException cause) {
    boolean expired =
        cause instanceof AuthenticationException authentication && authentication.isExpired();
    int status = cause instanceof HubSpotApiException api ? api.status() : 401;
    return "HubSpot "
        + (expired ? "says that the access token has expired" : "refused the access token")
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
      message = api.status() + ", " + api.error().message();
    } else if (cause instanceof TransportException && cause.getCause() != null) {
      message = message(cause.getCause());
    }
    return message == null ? "" : " (" + Cells.shortened(message, 200) + ")";
  }

  private static @Nullable String message(Throwable cause) {
    String name = cause.getClass().getSimpleName();
    return cause.getMessage() == null ? name : name + ": " + cause.getMessage();
  }
}

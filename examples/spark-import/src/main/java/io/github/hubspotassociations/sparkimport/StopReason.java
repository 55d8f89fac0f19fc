package io.github.hubspotassociations.sparkimport;

import io.github.hubspotassociations.error.AuthenticationException;
import io.github.hubspotassociations.error.HubSpotApiException;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.TransportException;
import org.jspecify.annotations.Nullable;

/** Why a job stopped before its plan was done, in a sentence that says what to do. */
final class StopReason {
  private StopReason() {}

  /**
   * Whether no other row would fare better now. What stops one pair of object types, such as a
   * missing scope, leaves the others to be sent: its rows are NOT_ATTEMPTED.
   */
  static boolean endsRun(HubSpotException cause) {
    return switch (cause.kind()) {
      case AUTHENTICATION,
          DAILY_LIMIT,
          RATE_LIMIT,
          MIGRATION_IN_PROGRESS,
          WRONG_DATA_CENTER,
          INTERMEDIARY,
          TRANSPORT,
          OTHER ->
          true;
      default -> false;
    };
  }

  static String sentence(HubSpotException cause, String baseUrl) {
    return switch (cause.kind()) {
      case AUTHENTICATION -> authentication(cause);
      case DAILY_LIMIT ->
          "the account's daily limit of requests is used up: run the job again after midnight in"
              + " the account's time zone";
      case RATE_LIMIT ->
          "HubSpot's rate limit was not lifted in time"
              + said(cause)
              + ": run the job again later, with a lower rate";
      case MIGRATION_IN_PROGRESS ->
          "HubSpot is moving the account to another data centre: run the job again later";
      case TRANSPORT ->
          "no connection to "
              + baseUrl
              + " could be made"
              + said(cause)
              + ": check the executors' network and the base URL, and run the job again";
      default -> "HubSpot ended the job" + said(cause);
    };
  }

  private static String authentication(HubSpotException cause) {
    boolean expired =
        cause instanceof AuthenticationException authentication && authentication.isExpired();
    int status = cause instanceof HubSpotApiException api ? api.status() : 401;
    return "HubSpot "
        + (expired ? "says that the access token has expired" : "rejected the access token")
        + " ("
        + status
        + "): put a valid one into the executors' "
        + AccessToken.VARIABLE
        + " or into "
        + AccessToken.PROPERTY
        + ", and run the job again";
  }

  private static String said(HubSpotException cause) {
    String message = null;
    if (cause instanceof HubSpotApiException api) {
      message = api.status() + ", " + api.error().message();
    } else if (cause instanceof TransportException && cause.getCause() != null) {
      message = message(cause.getCause());
    }
    return message == null ? "" : " (" + shortened(message) + ")";
  }

  private static @Nullable String message(Throwable cause) {
    String name = cause.getClass().getSimpleName();
    return cause.getMessage() == null ? name : name + ": " + cause.getMessage();
  }

  private static String shortened(String text) {
    return text.length() <= 200 ? text : text.substring(0, 197) + "...";
  }
}

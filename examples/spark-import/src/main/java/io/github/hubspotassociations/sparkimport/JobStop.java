package io.github.hubspotassociations.sparkimport;

import io.github.hubspotassociations.error.AuthenticationException;
import io.github.hubspotassociations.error.HubSpotApiException;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.MissingScopesException;
import io.github.hubspotassociations.error.TransportException;
import org.jspecify.annotations.Nullable;

/**
 * Why HubSpot stopped a task, with the importer's distinctions, in a sentence that says what to do.
 */
final class JobStop {
  private JobStop() {}

  /** Whether no further row of the same pair of types would fare better, but others may. */
  static boolean endsTypePair(HubSpotException cause) {
    return switch (cause.kind()) {
      case AUTHENTICATION,
          DAILY_LIMIT,
          RATE_LIMIT,
          MIGRATION_IN_PROGRESS,
          WRONG_DATA_CENTER,
          INTERMEDIARY,
          NOT_FOUND,
          TRANSPORT,
          LOCKED,
          CONFLICT,
          SERVER_ERROR,
          UNEXPECTED_RESPONSE ->
          false;
      // Without a response there was no request; some statuses say that it came to a wrong place.
      default -> cause instanceof HubSpotApiException api && !isShutOut(api.status());
    };
  }

  private static boolean isShutOut(int status) {
    return isRedirect(status) || status == 402 || status == 407 || status == 451;
  }

  private static boolean isRedirect(int status) {
    return status >= 300 && status < 400;
  }

  static String sentence(HubSpotException cause, String baseUrl) {
    return switch (cause.kind()) {
      case AUTHENTICATION -> authentication(cause);
      case MISSING_SCOPES ->
          "HubSpot says that the access token lacks scopes"
              + named(cause)
              + ": add them and run the job again";
      case FORBIDDEN ->
          "HubSpot does not let this access token create associations"
              + said(cause)
              + ": give it the scopes for both object types";
      case DAILY_LIMIT ->
          "the account's daily limit of requests is used up: run the job again after midnight in"
              + " the account's time zone";
      case RATE_LIMIT ->
          "HubSpot's rate limit was not lifted in time"
              + said(cause)
              + ": run the job again later, with a lower rate";
      case MIGRATION_IN_PROGRESS ->
          "HubSpot is moving the account to another data center: run the job again later";
      case WRONG_DATA_CENTER ->
          "the account is in another of HubSpot's data centers"
              + said(cause)
              + ": run the job again with the base URL of that one";
      case INTERMEDIARY ->
          "a proxy or firewall in front of "
              + baseUrl
              + " rejects the requests"
              + said(cause)
              + ": have it let them pass, and run the job again; the access token may be good";
      case NOT_FOUND ->
          "there is no such path at "
              + baseUrl
              + said(cause)
              + ": check the base URL and the release of the API";
      case TRANSPORT ->
          "no connection to "
              + baseUrl
              + " could be made"
              + said(cause)
              + ": check the executors' network and the base URL, and run the job again";
      case UNKNOWN_OBJECT_TYPE ->
          "HubSpot does not know an object type" + said(cause) + ": check the types of the rows";
      case LOCKED, CONFLICT, SERVER_ERROR, UNEXPECTED_RESPONSE ->
          "HubSpot can't take requests for now" + said(cause) + ": run the job again later";
      default -> ofStatus(cause, baseUrl);
    };
  }

  private static String ofStatus(HubSpotException cause, String baseUrl) {
    if (!(cause instanceof HubSpotApiException api)) {
      return shortened(String.valueOf(cause.getMessage()));
    }
    if (isRedirect(api.status())) {
      return baseUrl
          + " redirects to another address"
          + said(cause)
          + ", where the access token is not sent: check the base URL, and look for a proxy or a"
          + " login page";
    }
    return "HubSpot rejects what it is sent" + said(cause);
  }

  private static String authentication(HubSpotException cause) {
    boolean expired =
        cause instanceof AuthenticationException authentication && authentication.isExpired();
    int status = cause instanceof HubSpotApiException api ? api.status() : 401;
    return "HubSpot "
        + (expired ? "says that the access token has expired" : "rejects the access token")
        + " ("
        + status
        + "): put a valid one into the executors' "
        + AccessToken.VARIABLE
        + " or into "
        + AccessToken.PROPERTY
        + ", and run the job again";
  }

  private static String named(HubSpotException cause) {
    return cause instanceof MissingScopesException missing && !missing.missingScopes().isEmpty()
        ? " (" + String.join(", ", missing.missingScopes()) + ")"
        : "";
  }

  private static String said(HubSpotException cause) {
    String message = null;
    if (cause instanceof HubSpotApiException api) {
      String words = api.error().message();
      message = "HTTP " + api.status() + (words == null || words.isBlank() ? "" : ", " + words);
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

package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.error.ErrorKind;
import io.github.hubspotassociations.error.HubSpotApiException;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.TransportException;
import io.github.hubspotassociations.error.UnexpectedResponseException;

/** What a failed request means for the pairs it carried. Named predicates, each one reason. */
final class Refusal {
  private Refusal() {}

  /** Nobody knows whether the pairs were associated: no answer came, or none that says. */
  static boolean leavesFateUnknown(HubSpotException failure) {
    if (failure instanceof TransportException || failure instanceof UnexpectedResponseException) {
      return true;
    }
    if (!(failure instanceof HubSpotApiException)) {
      return false;
    }
    int status = ((HubSpotApiException) failure).status();
    return status >= 500 || status == 408;
  }

  /** HubSpot turned the request away unread, for reasons that lie outside of it. */
  static boolean isTurnedAway(HubSpotException failure) {
    if (!(failure instanceof HubSpotApiException)) {
      // A provider that gave no token, a budget that was closed: nothing was sent.
      return true;
    }
    switch (((HubSpotApiException) failure).status()) {
      case 401:
      case 403:
      case 423:
      case 429:
      case 477:
        return true;
      default:
        break;
    }
    switch (failure.kind()) {
      case AUTHENTICATION:
      case FORBIDDEN:
      case MISSING_SCOPES:
      case RATE_LIMIT:
      case DAILY_LIMIT:
      case LOCKED:
      case MIGRATION_IN_PROGRESS:
        return true;
      default:
        return false;
    }
  }

  /** HubSpot refuses the caller rather than the request: the next one would fare no better. */
  static boolean concernsTheCaller(HubSpotException failure) {
    if (!(failure instanceof HubSpotApiException)) {
      return false;
    }
    int status = ((HubSpotApiException) failure).status();
    return status == 401
        || status == 403
        || failure.kind() == ErrorKind.AUTHENTICATION
        || failure.kind() == ErrorKind.FORBIDDEN
        || failure.kind() == ErrorKind.MISSING_SCOPES
        || failure.kind() == ErrorKind.DAILY_LIMIT;
  }

  /**
   * The refusal is about what all pairs of a page share, its types, its path or its form, so that
   * no part of the page would fare better. A body that is too long is none of these: half of it may
   * do.
   */
  static boolean concernsTheWholePage(HubSpotApiException failure) {
    int status = failure.status();
    if (status < 400 || (status == 404 && failure.kind() != ErrorKind.OBJECT_NOT_FOUND)) {
      return true;
    }
    return status == 405
        || status == 406
        || status == 410
        || status == 411
        || status == 415
        || failure.kind() == ErrorKind.UNKNOWN_OBJECT_TYPE
        || failure.kind() == ErrorKind.NOT_FOUND
        || isAboutTheForm(failure);
  }

  /** HubSpot could not read the request as a batch at all. */
  private static boolean isAboutTheForm(HubSpotApiException failure) {
    String message = failure.error().message();
    return message != null && message.startsWith("Invalid JSON input");
  }
}

package io.github.hubspotassociations.android;

import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.error.AssociationError;
import io.github.hubspotassociations.error.AuthenticationException;
import io.github.hubspotassociations.error.ErrorKind;
import io.github.hubspotassociations.error.HubSpotErrors;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.MissingScopesException;
import io.github.hubspotassociations.error.RateLimitException;
import io.github.hubspotassociations.error.TransportException;
import org.jspecify.annotations.Nullable;

/** What the screen tells a person, by the type of what happened. */
final class Sentences {
  private Sentences() {}

  static String of(AssociationOutcome<?> outcome) {
    return outcome.<String>fold(
        associated -> "linked",
        rejected -> of(rejected.error()),
        unconfirmed -> "not sure: link it again",
        notAttempted -> "not sent");
  }

  private static String of(AssociationError error) {
    return error.kind() == ErrorKind.OBJECT_NOT_FOUND
        ? "rejected: there is no record " + error.objectId()
        : "rejected: " + error.message();
  }

  /**
   * One sentence for the whole screen where the cause is none of the pair's; null where there is no
   * such cause.
   */
  static @Nullable String ofTheWhole(AssociationOutcome<?> outcome) {
    HubSpotException cause =
        outcome.<@Nullable HubSpotException>fold(
            associated -> null,
            rejected -> null,
            unconfirmed -> unconfirmed.cause(),
            notAttempted -> notAttempted.cause());
    return cause == null ? null : of(cause);
  }

  static String of(Throwable failure) {
    HubSpotException cause = HubSpotErrors.from(failure);
    if (cause instanceof AuthenticationException) {
      return ((AuthenticationException) cause).isExpired()
          ? "Your session has ended: please sign in again."
          : "HubSpot does not know you: please sign in again.";
    }
    if (cause instanceof MissingScopesException) {
      return "This app lacks a permission in HubSpot: "
          + ((MissingScopesException) cause).missingScopes();
    }
    if (cause instanceof RateLimitException) {
      return ((RateLimitException) cause).policy() == RateLimitException.Policy.DAILY
          ? "HubSpot's limit for today is spent: try again tomorrow."
          : "HubSpot is busy: try again in a minute.";
    }
    if (cause instanceof TransportException) {
      return "No connection to HubSpot: try again when you are online.";
    }
    return cause.getMessage();
  }
}

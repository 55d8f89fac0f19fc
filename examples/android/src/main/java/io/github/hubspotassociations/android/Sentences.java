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
        unconfirmed -> "not sure, try again",
        notAttempted -> "not sent");
  }

  private static String of(AssociationError error) {
    return error.kind() == ErrorKind.OBJECT_NOT_FOUND
        ? "there is no record " + error.objectId()
        : "refused, " + error.message();
  }

  /**
   * One sentence for the whole screen where HubSpot's refusal stopped the run; null where it did
   * not.
   */
  static @Nullable String ofTheWhole(AssociationOutcome<?> outcome) {
    if (outcome instanceof AssociationOutcome.NotAttempted) {
      HubSpotException cause = ((AssociationOutcome.NotAttempted<?>) outcome).cause();
      return cause == null ? null : of(cause);
    }
    return null;
  }

  static String of(Throwable failure) {
    HubSpotException cause = HubSpotErrors.from(failure);
    if (cause instanceof AuthenticationException) {
      return "Please sign in again.";
    }
    if (cause instanceof MissingScopesException) {
      return "This account may not link records.";
    }
    if (cause instanceof RateLimitException) {
      return "HubSpot's limit for today is spent, try again tomorrow.";
    }
    if (cause instanceof TransportException) {
      return "No connection to HubSpot.";
    }
    return cause.getMessage();
  }
}

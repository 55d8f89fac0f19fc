package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociatedPair;
import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.error.AssociationError;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.internal.json.BatchResponse;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What became of pairs: one object for all that share a fate. */
final class Verdict {
  /** The part that its pairs went in last. */
  private final Part part;

  /** The response of an Associated; null for any other. */
  private final @Nullable BatchResponse response;

  /** The error of a Rejected; null for any other. */
  private final @Nullable AssociationError error;

  /** Whether it is Unconfirmed, rather than NotAttempted, where it is neither of those. */
  private final boolean isUnconfirmed;

  private final @Nullable String reason;
  private final @Nullable HubSpotException cause;

  private Verdict(
      Part part,
      @Nullable BatchResponse response,
      @Nullable AssociationError error,
      boolean isUnconfirmed,
      @Nullable String reason,
      @Nullable HubSpotException cause) {
    this.part = part;
    this.response = response;
    this.error = error;
    this.isUnconfirmed = isUnconfirmed;
    this.reason = reason;
    this.cause = cause;
  }

  static Verdict associated(Part part, BatchResponse response) {
    return new Verdict(part, response, null, false, null, null);
  }

  static Verdict rejected(Part part, AssociationError error) {
    return new Verdict(part, null, error, false, null, null);
  }

  static Verdict unconfirmed(Part part, String reason, @Nullable HubSpotException cause) {
    return new Verdict(part, null, null, true, reason, cause);
  }

  /** Returns that nothing more is sent of a part: what it was before decides. */
  static Verdict unsent(Part part, String reason, @Nullable HubSpotException cause) {
    return new Verdict(part, null, null, part.fateUnknown, reason, cause);
  }

  boolean isAssociated() {
    return response != null;
  }

  /** Returns the outcome of an input whose pair is at a slot. */
  <C> AssociationOutcome<C> outcome(long index, AssociationRequest<C> request, int slot) {
    AssociationOutcome<C> outcome;
    if (response != null) {
      int at = position(slot);
      outcome =
          AssociationOutcome.associated(
              index, request, response.spec(at), response.inverseSpec(at));
    } else if (error != null) {
      outcome = AssociationOutcome.rejected(index, request, error);
    } else if (isUnconfirmed) {
      outcome = AssociationOutcome.unconfirmed(index, request, reason, cause);
    } else {
      outcome = AssociationOutcome.notAttempted(index, request, reason, cause);
    }
    return outcome.withAttempts(part.attempts, part.correlationId);
  }

  /** Returns the pair of an input that was associated. */
  AssociatedPair pair(AssociationRequest<?> request, int slot) {
    int position = position(slot);
    return AssociatedPair.of(
        request.from(), request.to(), response.spec(position), response.inverseSpec(position));
  }

  /** Returns the typed error of an input; null if it was associated. */
  @Nullable HubSpotException failure(AssociationRequest<?> request) {
    if (response != null || cause != null) {
      return cause;
    }
    return error != null
        ? error.toException()
        : new HubSpotException(
            "Associating " + request.from() + " → " + request.to() + ": " + reason);
  }

  private int position(int slot) {
    int[] slots = part.slots;
    return slot < slots.length && slots[slot] == slot ? slot : Arrays.binarySearch(slots, slot);
  }
}

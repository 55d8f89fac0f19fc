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
  private final int attempts;
  private final @Nullable String correlationId;

  /** The response of an Associated, and the slots it is about; null for any other. */
  private @Nullable BatchResponse response;

  private int @Nullable [] slots;

  /** The error of a Rejected; null for any other. */
  private @Nullable AssociationError error;

  /** Whether it is Unconfirmed, rather than NotAttempted, where it is neither of those. */
  private boolean isUnconfirmed;

  private @Nullable String reason;
  private @Nullable HubSpotException cause;

  private Verdict(Part part) {
    this.attempts = part.attempts;
    this.correlationId = part.correlationId;
  }

  static Verdict associated(Part part, BatchResponse response) {
    Verdict verdict = new Verdict(part);
    verdict.response = response;
    verdict.slots = part.slots;
    return verdict;
  }

  static Verdict rejected(Part part, AssociationError error) {
    Verdict verdict = new Verdict(part);
    verdict.error = error;
    return verdict;
  }

  static Verdict unconfirmed(Part part, String reason, @Nullable HubSpotException cause) {
    return unsettled(part, true, reason, cause);
  }

  /** Returns that nothing more is sent of a part: what it was before decides. */
  static Verdict unsent(Part part, String reason, @Nullable HubSpotException cause) {
    return unsettled(part, part.fateUnknown, reason, cause);
  }

  private static Verdict unsettled(
      Part part, boolean isUnconfirmed, String reason, @Nullable HubSpotException cause) {
    Verdict verdict = new Verdict(part);
    verdict.isUnconfirmed = isUnconfirmed;
    verdict.reason = reason;
    verdict.cause = cause;
    return verdict;
  }

  boolean isAssociated() {
    return response != null;
  }

  /** Returns the outcome of an input whose pair is at a slot. */
  <C> AssociationOutcome<C> outcome(long index, AssociationRequest<C> request, int slot) {
    return plain(index, request, slot).withAttempts(attempts, correlationId);
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
    return slot < slots.length && slots[slot] == slot ? slot : Arrays.binarySearch(slots, slot);
  }

  private <C> AssociationOutcome<C> plain(long index, AssociationRequest<C> request, int slot) {
    if (response != null) {
      int position = position(slot);
      return AssociationOutcome.associated(
          index, request, response.spec(position), response.inverseSpec(position));
    }
    if (error != null) {
      return AssociationOutcome.rejected(index, request, error);
    }
    return isUnconfirmed
        ? AssociationOutcome.unconfirmed(index, request, reason, cause)
        : AssociationOutcome.notAttempted(index, request, reason, cause);
  }
}

package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationOutcome.Kind;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.error.AssociationError;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.internal.json.BatchResponse;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What became of pairs: one object for all that share a fate. */
final class Verdict {
  private final Kind kind;
  private final int attempts;
  private final @Nullable String correlationId;
  private @Nullable BatchResponse response;
  private int @Nullable [] slots;
  private @Nullable AssociationError error;
  private @Nullable String reason;
  private @Nullable HubSpotException cause;

  private Verdict(Kind kind, Part part) {
    this.kind = kind;
    this.attempts = part.attempts;
    this.correlationId = part.correlationId;
  }

  static Verdict associated(Part part, BatchResponse response) {
    Verdict verdict = new Verdict(Kind.ASSOCIATED, part);
    verdict.response = response;
    verdict.slots = part.slots;
    return verdict;
  }

  static Verdict rejected(Part part, AssociationError error) {
    Verdict verdict = new Verdict(Kind.REJECTED, part);
    verdict.error = error;
    return verdict;
  }

  static Verdict unconfirmed(Part part, String reason, @Nullable HubSpotException cause) {
    Verdict verdict = new Verdict(Kind.UNCONFIRMED, part);
    verdict.reason = reason;
    verdict.cause = cause;
    return verdict;
  }

  static Verdict notAttempted(Part part, String reason, @Nullable HubSpotException cause) {
    Verdict verdict = new Verdict(Kind.NOT_ATTEMPTED, part);
    verdict.reason = reason;
    verdict.cause = cause;
    return verdict;
  }

  /** Returns that nothing more is sent of a part: what it was before decides. */
  static Verdict unsent(Part part, String reason, @Nullable HubSpotException cause) {
    return part.fateUnknown ? unconfirmed(part, reason, cause) : notAttempted(part, reason, cause);
  }

  boolean isAssociated() {
    return kind == Kind.ASSOCIATED;
  }

  /** Returns the outcome of an input whose pair is at a slot. */
  <C> AssociationOutcome<C> outcome(long index, AssociationRequest<C> request, int slot) {
    switch (kind) {
      case ASSOCIATED:
        int position =
            slot < slots.length && slots[slot] == slot ? slot : Arrays.binarySearch(slots, slot);
        return AssociationOutcome.associated(
                index, request, response.spec(position), response.inverseSpec(position))
            .withAttempts(attempts, correlationId);
      case REJECTED:
        return AssociationOutcome.rejected(index, request, error)
            .withAttempts(attempts, correlationId);
      case UNCONFIRMED:
        return AssociationOutcome.unconfirmed(index, request, reason, cause)
            .withAttempts(attempts, correlationId);
      case NOT_ATTEMPTED:
        return AssociationOutcome.notAttempted(index, request, reason, cause)
            .withAttempts(attempts, correlationId);
    }
    throw new AssertionError(kind);
  }
}

package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.error.HubSpotException;

/**
 * An {@link AssociationBatcher} has as many associations pending as it may, and takes no more until
 * some have their response. Nothing was sent.
 *
 * <p>What to do: slow the callers down (a {@code flatMap} with a limit does), or raise {@link
 * AssociationBatcher.Builder#maxPending}.
 */
public final class BatcherOverflowException extends HubSpotException {
  private final int maxPending;

  BatcherOverflowException(int maxPending) {
    super(
        maxPending
            + " associations are pending, which is all that this batcher's maxPending allows: wait"
            + " for responses, or raise it");
    this.maxPending = maxPending;
  }

  /** {@return the limit that was reached} */
  public int maxPending() {
    return maxPending;
  }
}

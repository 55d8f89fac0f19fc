package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.error.HubSpotException;

/**
 * The input of a summarized run failed, or the completable that could stop it, or its listener did.
 * All inputs pulled before have their outcome, and {@link #summary()} counts them; the failure
 * itself is the {@link #getCause() cause}.
 *
 * <p>What to do: fix what the cause names, then run the rest of the input again.
 */
public final class BulkInputException extends HubSpotException {
  private final transient BulkSummary summary;

  BulkInputException(BulkSummary summary, Throwable cause) {
    super("The run ended early, after " + summary.total() + " inputs: " + cause, cause);
    this.summary = summary;
  }

  /** {@return the account of all inputs that were pulled} */
  public BulkSummary summary() {
    return summary;
  }
}

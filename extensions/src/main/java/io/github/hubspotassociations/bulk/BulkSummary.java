package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.error.HubSpotException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The account of a bulk run: each input that was pulled is counted under exactly one outcome.
 * Immutable and thread-safe.
 */
public final class BulkSummary {
  private final long associated;
  private final long rejected;
  private final long unconfirmed;
  private final long notAttempted;
  private final long requests;
  private final long retries;
  private final Duration elapsed;
  private final @Nullable HubSpotException stopCause;

  BulkSummary(
      Counts counts,
      long requests,
      long retries,
      Duration elapsed,
      @Nullable HubSpotException stopCause) {
    this.associated = counts.associated;
    this.rejected = counts.rejected;
    this.unconfirmed = counts.unconfirmed;
    this.notAttempted = counts.notAttempted;
    this.requests = requests;
    this.retries = retries;
    this.elapsed = elapsed;
    this.stopCause = stopCause;
  }

  /** {@return the inputs that were pulled: the sum of the four outcomes} */
  public long total() {
    return associated + rejected + unconfirmed + notAttempted;
  }

  /** {@return the inputs whose pair HubSpot confirmed} */
  public long associated() {
    return associated;
  }

  /** {@return the inputs that HubSpot refused} */
  public long rejected() {
    return rejected;
  }

  /** {@return the inputs that were sent and got no usable answer} */
  public long unconfirmed() {
    return unconfirmed;
  }

  /** {@return the inputs that were never applied} */
  public long notAttempted() {
    return notAttempted;
  }

  /** {@return the HTTP requests that were sent, retries and split parts included} */
  public long requests() {
    return requests;
  }

  /** {@return the requests among them that repeated one which had failed} */
  public long retries() {
    return retries;
  }

  /** {@return the time from subscription to the end, by the client's scheduler} */
  public Duration elapsed() {
    return elapsed;
  }

  /**
   * {@return what HubSpot refused the caller for: a 401, a 403, a spent daily limit, a wait above
   * the cap, or that no connection ever succeeded} Null if the run went through its input, or its
   * caller stopped it.
   */
  public @Nullable HubSpotException stopCause() {
    return stopCause;
  }

  @Override
  public String toString() {
    return "BulkSummary{total="
        + total()
        + ", associated="
        + associated
        + ", rejected="
        + rejected
        + ", unconfirmed="
        + unconfirmed
        + ", notAttempted="
        + notAttempted
        + ", requests="
        + requests
        + ", retries="
        + retries
        + ", elapsed="
        + elapsed
        + (stopCause == null ? "" : ", stopCause=" + stopCause)
        + '}';
  }
}

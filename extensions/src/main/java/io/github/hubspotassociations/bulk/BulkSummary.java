package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationOutcome.Kind;
import io.github.hubspotassociations.error.HubSpotException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The account of a bulk run: each input that was pulled is counted under exactly one outcome.
 * Immutable and thread-safe.
 */
public final class BulkSummary {
  /** By the ordinal of the outcomes' kind. */
  private final long[] counts;

  private final long requests;
  private final long retries;
  private final Duration elapsed;
  private final @Nullable HubSpotException stopCause;

  BulkSummary(
      long[] counts,
      long requests,
      long retries,
      Duration elapsed,
      @Nullable HubSpotException stopCause) {
    this.counts = counts.clone();
    this.requests = requests;
    this.retries = retries;
    this.elapsed = elapsed;
    this.stopCause = stopCause;
  }

  /**
   * Counts outcomes, for the tests of applications. The summary has no requests and took no time.
   *
   * @param outcomes the outcomes of all inputs
   * @return the summary
   */
  public static BulkSummary of(Iterable<? extends AssociationOutcome<?>> outcomes) {
    long[] counts = new long[Kind.values().length];
    count(Objects.requireNonNull(outcomes, "outcomes"), counts);
    return new BulkSummary(counts, 0, 0, Duration.ZERO, null);
  }

  /** Adds outcomes to the counts of each kind. */
  @SuppressWarnings("EnumOrdinal") // Counts are never stored.
  static void count(Iterable<? extends AssociationOutcome<?>> outcomes, long[] counts) {
    for (AssociationOutcome<?> outcome : outcomes) {
      counts[outcome.kind().ordinal()]++;
    }
  }

  @SuppressWarnings("EnumOrdinal")
  private long count(Kind kind) {
    return counts[kind.ordinal()];
  }

  /** {@return the inputs that were pulled: the sum of the four outcomes} */
  public long total() {
    return associated() + rejected() + unconfirmed() + notAttempted();
  }

  /** {@return the inputs whose pair HubSpot confirmed} */
  public long associated() {
    return count(Kind.ASSOCIATED);
  }

  /** {@return the inputs that HubSpot rejected} */
  public long rejected() {
    return count(Kind.REJECTED);
  }

  /** {@return the inputs that were sent and got no usable response} */
  public long unconfirmed() {
    return count(Kind.UNCONFIRMED);
  }

  /** {@return the inputs that were never applied} */
  public long notAttempted() {
    return count(Kind.NOT_ATTEMPTED);
  }

  /** {@return the HTTP requests that were sent, retries and split parts included} */
  public long requests() {
    return requests;
  }

  /** {@return the requests among them that were retries} */
  public long retries() {
    return retries;
  }

  /** {@return the time from subscription to the end} */
  public Duration elapsed() {
    return elapsed;
  }

  /**
   * {@return what stopped the run: a 401, a redirect, a spent daily limit, a wait above the cap, a
   * host that no connection ever reached; or else what first stopped a pair of object types, such
   * as a 403} Null if nothing did, or the caller stopped the run.
   */
  public @Nullable HubSpotException stopCause() {
    return stopCause;
  }

  String counts() {
    return "associated="
        + associated()
        + ", rejected="
        + rejected()
        + ", unconfirmed="
        + unconfirmed()
        + ", notAttempted="
        + notAttempted();
  }

  @Override
  public String toString() {
    return "BulkSummary{total="
        + total()
        + ", "
        + counts()
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

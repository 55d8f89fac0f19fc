package io.github.hubspotassociations.sparkimport;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** The account of a run: each row of the input is counted once. Immutable. */
public final class AssociationReport {
  private final WaveCounts counts;
  private final long skipped;
  private final long remaining;
  private final long notAssociatedBefore;
  private final Duration elapsed;
  private final @Nullable String stopCause;
  private final Function<SparkSession, Dataset<Row>> outcomes;

  AssociationReport(
      WaveCounts counts,
      long skipped,
      long remaining,
      long notAssociatedBefore,
      Duration elapsed,
      @Nullable String stopCause,
      Function<SparkSession, Dataset<Row>> outcomes) {
    this.counts = counts;
    this.skipped = skipped;
    this.remaining = remaining;
    this.notAssociatedBefore = notAssociatedBefore;
    this.elapsed = elapsed;
    this.stopCause = stopCause;
    this.outcomes = outcomes;
  }

  /**
   * {@return the rows that are accounted for: the sum of the four outcomes and the skipped rows}
   */
  public long total() {
    return counts.rows() + skipped;
  }

  /** {@return the rows that this run associated} */
  public long associated() {
    return counts.associated();
  }

  /** {@return the rows of this run that HubSpot rejected, or that were broken and not sent} */
  public long rejected() {
    return counts.rejected();
  }

  /** {@return the rows of this run that were sent without a usable response} */
  public long unconfirmed() {
    return counts.unconfirmed();
  }

  /** {@return the rows of this run that were never applied} */
  public long notAttempted() {
    return counts.notAttempted();
  }

  /** {@return the rows that earlier outcomes, or earlier runs of the same job, had settled} */
  public long skipped() {
    return skipped;
  }

  /** {@return the rows that are left to the next run; 0 if the job is complete} */
  public long remaining() {
    return remaining;
  }

  /** {@return the HTTP requests of this run, without those of tasks that failed} */
  public long requests() {
    return counts.requests();
  }

  /** {@return the requests among them that were retries} */
  public long retries() {
    return counts.retries();
  }

  /** {@return the responses 429 among them after which a request was retried} */
  public long rateLimited() {
    return counts.rateLimited();
  }

  /** {@return the time that this run took} */
  public Duration elapsed() {
    return elapsed;
  }

  /**
   * {@return why HubSpot stopped the run or, where the job is complete, a pair of object types
   * whose rows are NOT_ATTEMPTED, and what to do; null if it did not}
   */
  public @Nullable String stopCause() {
    return stopCause;
  }

  /** {@return whether every row of the input has its outcome} */
  public boolean isComplete() {
    return remaining == 0;
  }

  /** {@return whether every row of the job is associated, those of earlier runs included} */
  public boolean isAssociated() {
    return isComplete() && counts.notAssociated() + notAssociatedBefore == 0;
  }

  /**
   * Reads the outcomes back from where they were written: all of them if the job is complete, else
   * those of the rows that are settled. Reading them sends nothing.
   *
   * @param spark the session to read with
   * @return a row for each row of the input: {@code from_type}, {@code from_id}, {@code to_type},
   *     {@code to_id}, {@code outcome}, {@code association_type_id}, {@code category}, {@code
   *     message}, {@code correlation_id}, {@code attempts}, and the other columns of the input
   */
  public Dataset<Row> outcomes(SparkSession spark) {
    return outcomes.apply(spark);
  }

  /** {@return the counts as the importer's {@code --json} prints them} */
  public String toJson() {
    return String.format(
        Locale.ROOT,
        "{\"total\":%d,\"associated\":%d,\"rejected\":%d,\"unconfirmed\":%d,\"notAttempted\":%d,"
            + "\"skipped\":%d,\"requests\":%d,\"retries\":%d,\"seconds\":%.3f}",
        total(),
        associated(),
        rejected(),
        unconfirmed(),
        notAttempted(),
        skipped(),
        requests(),
        retries(),
        elapsed.toMillis() / 1e3);
  }

  @Override
  public String toString() {
    return "AssociationReport{"
        + counts
        + ", "
        + skipped
        + " skipped, "
        + remaining
        + " remaining, elapsed="
        + elapsed
        + (stopCause == null ? "" : ", stopCause=" + stopCause)
        + '}';
  }
}

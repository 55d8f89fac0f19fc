package io.github.hubspotassociations.sparkimport;

import io.github.hubspotassociations.bulk.BulkListener;
import io.github.hubspotassociations.bulk.BulkSummary;
import io.github.hubspotassociations.bulk.InputPage;
import io.github.hubspotassociations.bulk.PageResult;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.RateLimitException;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.LongAccumulator;
import org.jspecify.annotations.Nullable;

/**
 * Accumulators of a wave, which the page of its stage in Spark's UI shows. The account of the rows
 * does not come from them, as Spark may count a task twice, but from what was written.
 */
final class Counters implements Serializable {
  private static final long serialVersionUID = 1L;

  private final LongAccumulator requests;
  private final LongAccumulator retries;
  private final LongAccumulator rateLimited;
  private final LongAccumulator waited;
  private final LongAccumulator rows;
  private final CollectionAccumulator<String> stops;
  private final CollectionAccumulator<String> typePairStops;
  private final boolean oneTypePair;

  /**
   * @param oneTypePair whether all rows have the same pair of object types, so that what stops a
   *     pair of types ends the run
   */
  Counters(SparkContext spark, boolean oneTypePair) {
    this.requests = spark.longAccumulator("HubSpot requests");
    this.retries = spark.longAccumulator("HubSpot retries");
    this.rateLimited = spark.longAccumulator("HubSpot responses 429");
    this.waited = spark.longAccumulator("ms that requests waited for the rate limit");
    this.rows = spark.longAccumulator("rows that HubSpot responded to");
    this.stops = spark.collectionAccumulator("HubSpot stop causes");
    this.typePairStops = spark.collectionAccumulator("HubSpot stop causes of a pair of types");
    this.oneTypePair = oneTypePair;
  }

  /** The ID of the accumulator of rows, by which it is found in what a running task reports. */
  long rowsId() {
    return rows.id();
  }

  long requests() {
    return requests.sum();
  }

  long retries() {
    return retries.sum();
  }

  long rateLimited() {
    return rateLimited.sum();
  }

  /** Why HubSpot takes no further row of the wave, or null. */
  @Nullable String stopCause() {
    return first(stops.value());
  }

  /**
   * Why HubSpot takes no further row of a pair of object types, though it may of others; or null.
   */
  @Nullable String typePairStopCause() {
    return first(typePairStops.value());
  }

  private static @Nullable String first(List<String> causes) {
    return causes.isEmpty() ? null : causes.get(0);
  }

  /** Counts what a run does, in the task. Calls of a listener come one at a time. */
  BulkListener listener(String baseUrl) {
    return new BulkListener() {
      @Override
      public void pageSent(InputPage<?> page, int pairs, int attempt) {
        requests.add(1L);
        if (attempt > 1) {
          retries.add(1L);
        }
      }

      @Override
      public void retryScheduled(
          InputPage<?> page, HubSpotException failure, int attempt, Duration delay) {
        if (failure instanceof RateLimitException) {
          rateLimited.add(1L);
        }
      }

      @Override
      public void paused(Duration wait, @Nullable HubSpotException cause) {
        waited.add(wait.toMillis());
      }

      @Override
      public void pageAnswered(PageResult<?> result) {
        rows.add(result.outcomes().size());
      }

      @Override
      public void finished(BulkSummary summary) {
        HubSpotException cause = summary.stopCause();
        if (cause != null) {
          boolean othersMayPass = JobStop.endsTypePair(cause) && !oneTypePair;
          (othersMayPass ? typePairStops : stops).add(JobStop.sentence(cause, baseUrl));
        }
      }
    };
  }
}

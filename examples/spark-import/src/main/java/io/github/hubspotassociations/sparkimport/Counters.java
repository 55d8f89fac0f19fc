package io.github.hubspotassociations.sparkimport;

import io.github.hubspotassociations.bulk.BulkListener;
import io.github.hubspotassociations.bulk.BulkSummary;
import io.github.hubspotassociations.bulk.InputPage;
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
  private final CollectionAccumulator<String> stops;

  Counters(SparkContext spark) {
    this.requests = spark.longAccumulator("HubSpot requests");
    this.retries = spark.longAccumulator("HubSpot retries");
    this.rateLimited = spark.longAccumulator("HubSpot responses 429");
    this.waited = spark.longAccumulator("ms that requests waited for the rate limit");
    this.stops = spark.collectionAccumulator("HubSpot stop causes");
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

  /** Why HubSpot stopped a task of the wave, or null. */
  @Nullable String stopCause() {
    List<String> causes = stops.value();
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
      public void finished(BulkSummary summary) {
        HubSpotException cause = summary.stopCause();
        if (cause != null && StopReason.endsRun(cause)) {
          stops.add(StopReason.sentence(cause, baseUrl));
        }
      }
    };
  }
}

package io.github.hubspotassociations.recipes;

import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.bulk.BulkListener;
import io.github.hubspotassociations.bulk.BulkSummary;
import io.github.hubspotassociations.bulk.PageResult;
import io.github.hubspotassociations.error.HubSpotException;
import io.reactivex.rxjava3.core.Flowable;
import java.io.PrintStream;
import java.time.Duration;

/**
 * Shows a run's progress from a listener, which hears of pages, pauses and the end, and never slows
 * the run down.
 */
public final class ProgressToUi {
  private ProgressToUi() {}

  public static void main(String[] args) throws Exception {
    Recipe.start(ProgressToUi::run);
  }

  static void run(String baseUrl, String token, PrintStream out) {
    try (HubSpotAssociations hubspot = Recipe.client(baseUrl, token)) {
      BulkSummary summary =
          hubspot
              .bulk()
              .pageSize(250)
              .listener(() -> new ProgressBar(1000, out))
              .build()
              .summarize(
                  Flowable.range(1, 1000)
                      .map(
                          i ->
                              AssociationRequest.of(
                                  ObjectRef.of("contacts", i), ObjectRef.of("companies", 5000))))
              .blockingGet();
      out.println(summary.associated() + " of " + summary.total());
    }
  }

  /** One for each run; its methods are called one at a time, so it needs no locks. */
  private static final class ProgressBar implements BulkListener {
    private final int total;
    private final PrintStream out;
    private int done;

    ProgressBar(int total, PrintStream out) {
      this.total = total;
      this.out = out;
    }

    @Override
    public void pageAnswered(PageResult<?> result) {
      done += result.outcomes().size();
      out.println("#".repeat(done * 20 / total) + " " + done * 100 / total + " %");
    }

    @Override
    public void paused(Duration wait, HubSpotException cause) {
      out.println("waiting " + wait.toMillis() + " ms for the rate limit");
    }
  }
}

package io.github.hubspotassociations.recipes;

import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.bulk.BulkSummary;
import io.github.hubspotassociations.pacing.RequestBudget;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import java.io.PrintStream;

/**
 * Two clients of one account share its rate limit: give both the same budget, and neither can
 * starve or overrun the other.
 */
public final class SharedBudget {
  private SharedBudget() {}

  public static void main(String[] args) throws Exception {
    Recipe.start(SharedBudget::run);
  }

  static void run(String baseUrl, String token, PrintStream out) {
    RequestBudget budget = RequestBudget.professionalOrEnterprise();
    HubSpotAssociations.Builder builder =
        HubSpotAssociations.builder().baseUrl(baseUrl).accessToken(token).requestBudget(budget);
    try (HubSpotAssociations nightly = builder.build();
        HubSpotAssociations webhooks = builder.build()) {
      long associated =
          Single.zip(
                  summarize(nightly, "deals"),
                  summarize(webhooks, "companies"),
                  (one, other) -> one.associated() + other.associated())
              .blockingGet();
      out.println(associated + " pairs by two clients on one budget");
    }
  }

  private static Single<BulkSummary> summarize(HubSpotAssociations hubspot, String toType) {
    return hubspot
        .bulk()
        .pageSize(50)
        .build()
        .summarize(
            Flowable.range(1, 500)
                .map(
                    i ->
                        AssociationRequest.of(
                            ObjectRef.of("contacts", i), ObjectRef.of(toType, i))));
  }
}

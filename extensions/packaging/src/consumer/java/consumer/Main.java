package consumer;

import io.github.hubspotassociations.AssociatedPair;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.bulk.BulkSummary;
import io.github.hubspotassociations.client.api.AssociationsApi;
import io.github.hubspotassociations.error.ObjectNotFoundException;
import io.reactivex.rxjava3.core.Flowable;

/**
 * An application: one pair, many pairs, a typed error and the generated interface, against the URL
 * that it is given.
 */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    try (HubSpotAssociations hubspot =
        HubSpotAssociations.builder().accessToken("token").baseUrl(args[0]).build()) {
      AssociatedPair pair =
          hubspot
              .associate(ObjectRef.of("contacts", "101"), ObjectRef.of("companies", "201"))
              .blockingGet();
      System.out.println(
          "single: "
              + pair.from().id()
              + " "
              + pair.to().id()
              + " "
              + pair.spec().associationCategory());

      BulkSummary summary =
          hubspot
              .bulk()
              .build()
              .summarize(
                  Flowable.range(1, 2_500)
                      .map(
                          i ->
                              AssociationRequest.of(
                                  ObjectRef.of("contacts", i), ObjectRef.of("deals", i))))
              .blockingGet();
      System.out.println("bulk: " + summary.associated() + " of " + summary.total());

      hubspot
          .bulk()
          .build()
          .associate(
              Flowable.just(
                  AssociationRequest.of(
                      ObjectRef.of("contacts", "404041"), ObjectRef.of("deals", "9"), "the third")))
          .blockingForEach(
              outcome ->
                  System.out.println(
                      outcome.<String>fold(
                          done -> "outcome: associated",
                          rejected ->
                              "outcome: "
                                  + rejected.context()
                                  + " rejected, "
                                  + rejected.error().kind(),
                          unknown -> "outcome: unconfirmed",
                          unsent -> "outcome: not attempted")));

      try {
        hubspot
            .associate(ObjectRef.of("contacts", "404041"), ObjectRef.of("companies", "201"))
            .blockingGet();
        System.out.println("error: none");
      } catch (ObjectNotFoundException e) {
        System.out.println("error: " + e.status() + " " + e.kind() + " " + e.objectId());
      }

      System.out.println(
          "bare: "
              + hubspot
                  .api(AssociationsApi.class)
                  .createDefault("2026-03", "contacts", "7", "tickets", "8")
                  .blockingGet()
                  .results()
                  .size());
    }
  }
}

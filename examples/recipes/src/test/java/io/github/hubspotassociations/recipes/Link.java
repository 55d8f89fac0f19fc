package io.github.hubspotassociations.recipes;

import io.github.hubspotassociations.AssociatedPair;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.ObjectRef;
import io.reactivex.rxjava3.core.Flowable;

public final class Link {
  public static void main(String[] args) {
    try (HubSpotAssociations hubspot =
        HubSpotAssociations.builder().accessToken(System.getenv("HUBSPOT_ACCESS_TOKEN")).build()) {
      link(hubspot);
    }
  }

  static void link(HubSpotAssociations hubspot) {
    // One pair.
    ObjectRef company = ObjectRef.of("companies", "202");
    AssociatedPair pair = hubspot.associateBlocking(ObjectRef.of("contacts", "101"), company);
    System.out.println(pair);

    // A million pairs: anything that is a Publisher or an Iterable. The row number travels along.
    Flowable<AssociationRequest<Integer>> pairs =
        Flowable.range(1, 1_000_000)
            .map(row -> AssociationRequest.of(ObjectRef.of("contacts", row), company, row));
    hubspot
        .bulk()
        .build()
        .associate(pairs)
        .blockingForEach(outcome -> System.out.println(outcome.context() + " " + outcome.kind()));
  }
}

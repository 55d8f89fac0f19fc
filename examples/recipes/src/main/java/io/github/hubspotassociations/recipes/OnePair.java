package io.github.hubspotassociations.recipes;

import io.github.hubspotassociations.AssociatedPair;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.error.ObjectNotFoundException;
import java.io.PrintStream;

/** Associates one pair, and tells a missing record from other failures. */
public final class OnePair {
  private OnePair() {}

  public static void main(String[] args) throws Exception {
    Recipe.start(OnePair::run);
  }

  static void run(String baseUrl, String token, PrintStream out) {
    try (HubSpotAssociations hubspot = Recipe.client(baseUrl, token)) {
      AssociatedPair pair =
          hubspot
              .associate(ObjectRef.of("contacts", "101"), ObjectRef.of("companies", "202"))
              .blockingGet();
      out.println(pair.from() + " → " + pair.to() + ", type " + pair.spec().associationTypeId());

      hubspot
          .associate(ObjectRef.of("contacts", "101"), ObjectRef.of("companies", "4040401"))
          .map(AssociatedPair::toString)
          .onErrorReturn(
              e ->
                  e instanceof ObjectNotFoundException missing
                      ? missing.objectType() + " " + missing.objectId() + " does not exist"
                      : "failed: " + e.getMessage())
          .blockingSubscribe(out::println);
    }
  }
}

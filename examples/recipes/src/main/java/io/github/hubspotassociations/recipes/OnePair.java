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
          hubspot.associateBlocking(
              ObjectRef.of("contacts", "101"), ObjectRef.of("companies", "202"));
      out.println(pair.from() + " → " + pair.to() + ", type " + pair.spec().associationTypeId());

      try {
        hubspot.associateBlocking(
            ObjectRef.of("contacts", "101"), ObjectRef.of("companies", "4040401"));
      } catch (ObjectNotFoundException missing) {
        out.println(missing.objectType() + " " + missing.objectId() + " does not exist");
      }
    }
  }
}

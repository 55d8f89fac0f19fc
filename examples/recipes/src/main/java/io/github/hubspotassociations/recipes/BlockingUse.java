package io.github.hubspotassociations.recipes;

import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.ObjectRef;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Stream;

/**
 * Plain blocking code, without a word of RxJava in the loop. The stream pulls: while the loop is
 * busy, nothing more is sent than {@code maxInFlight} pages.
 */
public final class BlockingUse {
  private BlockingUse() {}

  public static void main(String[] args) throws Exception {
    Recipe.start(BlockingUse::run);
  }

  static void run(String baseUrl, String token, PrintStream out) {
    List<AssociationRequest<String>> requests =
        List.of(
            AssociationRequest.of(
                ObjectRef.of("contacts", 1), ObjectRef.of("companies", 11), "Ada"),
            AssociationRequest.of(
                ObjectRef.of("contacts", 2), ObjectRef.of("companies", 11), "Bo"));
    try (HubSpotAssociations hubspot = Recipe.client(baseUrl, token);
        Stream<AssociationOutcome<String>> outcomes =
            hubspot.bulk().build().associate(requests).blockingStream()) {
      for (AssociationOutcome<String> outcome :
          (Iterable<AssociationOutcome<String>>) outcomes::iterator) {
        out.println(outcome.context() + ": " + outcome.kind());
      }
    }
  }
}

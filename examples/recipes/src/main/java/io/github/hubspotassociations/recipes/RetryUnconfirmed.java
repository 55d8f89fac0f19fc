package io.github.hubspotassociations.recipes;

import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.ObjectRef;
import io.reactivex.rxjava3.core.Flowable;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends again what a first run left open. Unconfirmed inputs may have been applied; repeating a
 * default association changes nothing, as far as HubSpot has been seen to behave. Rejected ones
 * stay rejected, so they are left alone.
 */
public final class RetryUnconfirmed {
  private static final int MAX_ROUNDS = 3;

  private RetryUnconfirmed() {}

  public static void main(String[] args) throws Exception {
    Recipe.start(RetryUnconfirmed::run);
  }

  static void run(String baseUrl, String token, PrintStream out) {
    List<AssociationRequest<Void>> open =
        Flowable.range(1, 500)
            .map(
                i ->
                    AssociationRequest.of(
                        ObjectRef.of("contacts", i), ObjectRef.of("companies", 1000 + i % 7)))
            .toList()
            .blockingGet();
    try (HubSpotAssociations hubspot = Recipe.client(baseUrl, token)) {
      for (int round = 1; round <= MAX_ROUNDS && !open.isEmpty(); round++) {
        List<AssociationRequest<Void>> again = new ArrayList<>();
        hubspot
            .bulk()
            .build()
            .associate(open)
            .filter(RetryUnconfirmed::isOpen)
            .blockingForEach(outcome -> again.add(outcome.request()));
        out.println("round " + round + ": " + open.size() + " sent, " + again.size() + " open");
        open = again;
      }
    }
  }

  private static boolean isOpen(AssociationOutcome<?> outcome) {
    return outcome.kind() == AssociationOutcome.Kind.UNCONFIRMED
        || outcome.kind() == AssociationOutcome.Kind.NOT_ATTEMPTED;
  }
}

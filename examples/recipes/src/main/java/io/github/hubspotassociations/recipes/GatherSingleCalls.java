package io.github.hubspotassociations.recipes;

import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.bulk.AssociationBatcher;
import io.reactivex.rxjava3.core.Flowable;
import java.io.PrintStream;
import java.time.Duration;

/**
 * Many callers that each associate one pair, such as a webhook, share requests: the batcher gathers
 * what comes within its linger.
 */
public final class GatherSingleCalls {
  private GatherSingleCalls() {}

  public static void main(String[] args) throws Exception {
    Recipe.start(GatherSingleCalls::run);
  }

  static void run(String baseUrl, String token, PrintStream out) {
    try (HubSpotAssociations hubspot = Recipe.client(baseUrl, token);
        AssociationBatcher batcher = hubspot.batcher().linger(Duration.ofMillis(200)).build()) {
      long associated =
          Flowable.range(1, 300)
              .flatMapSingle(
                  i ->
                      batcher.associate(
                          ObjectRef.of("contacts", i), ObjectRef.of("companies", 9000)),
                  true,
                  300)
              .count()
              .blockingGet();
      out.println(associated + " callers have their result");
    }
  }
}

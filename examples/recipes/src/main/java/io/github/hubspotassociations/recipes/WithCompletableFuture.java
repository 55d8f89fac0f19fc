package io.github.hubspotassociations.recipes;

import io.github.hubspotassociations.AssociatedPair;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.error.HubSpotException;
import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;

/**
 * Hands a result to code that speaks {@link CompletableFuture}. Cancelling the stage's future does
 * not cancel the call.
 */
public final class WithCompletableFuture {
  private WithCompletableFuture() {}

  public static void main(String[] args) throws Exception {
    Recipe.start(WithCompletableFuture::run);
  }

  static void run(String baseUrl, String token, PrintStream out) {
    try (HubSpotAssociations hubspot = Recipe.client(baseUrl, token)) {
      CompletableFuture<AssociatedPair> good = associate(hubspot, "202");
      CompletableFuture<AssociatedPair> bad = associate(hubspot, "4040402");
      out.println(good.thenApply(pair -> "associated " + pair.to()).join());
      out.println(
          bad.handle(
                  (pair, e) ->
                      e instanceof HubSpotException failure ? "rejected: " + failure.kind() : "?")
              .join());
    }
  }

  private static CompletableFuture<AssociatedPair> associate(
      HubSpotAssociations hubspot, String company) {
    return hubspot
        .associate(ObjectRef.of("contacts", "101"), ObjectRef.of("companies", company))
        .toCompletionStage()
        .toCompletableFuture();
  }
}

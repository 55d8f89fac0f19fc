package io.github.hubspotassociations.recipes;

import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.emulator.HubSpotEmulator;
import java.io.PrintStream;

/** What every recipe here is: something that runs against a HubSpot and prints what came of it. */
interface Recipe {
  /**
   * Runs the recipe.
   *
   * @param baseUrl where the HubSpot is: the emulator's address, or https://api.hubapi.com
   * @param token an access token for it
   */
  void run(String baseUrl, String token, PrintStream out) throws Exception;

  /** Runs a recipe against an emulator of its own, as {@code main} does. */
  static void start(Recipe recipe) throws Exception {
    try (HubSpotEmulator emulator = HubSpotEmulator.start()) {
      recipe.run(emulator.url(), "any-token-will-do", System.out);
    }
  }

  /** The client that most recipes use. */
  static HubSpotAssociations client(String baseUrl, String token) {
    return HubSpotAssociations.builder().baseUrl(baseUrl).accessToken(token).build();
  }
}

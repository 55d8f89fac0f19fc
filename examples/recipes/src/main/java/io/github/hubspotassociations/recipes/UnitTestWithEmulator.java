package io.github.hubspotassociations.recipes;

import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.emulator.HubSpotEmulator;
import io.github.hubspotassociations.emulator.HubSpotEmulatorExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * How a test of yours looks: the emulator is started for it, and says afterwards what was
 * associated.
 */
@ExtendWith(HubSpotEmulatorExtension.class)
public final class UnitTestWithEmulator {
  @Test
  void aNewContactIsLinkedToItsCompany(HubSpotEmulator emulator) {
    try (HubSpotAssociations hubspot = Recipe.client(emulator.url(), "test-token")) {
      hubspot
          .associate(ObjectRef.of("contacts", "101"), ObjectRef.of("companies", "202"))
          .blockingSubscribe();
    }

    emulator.associations().assertContains("contacts", "101", "companies", "202");
  }
}

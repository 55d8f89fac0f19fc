package io.github.hubspotassociations.recipes;

import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.emulator.HubSpotEmulator;
import io.github.hubspotassociations.emulator.HubSpotEmulatorExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests code of yours against an emulator, which says afterwards what was associated. */
@ExtendWith(HubSpotEmulatorExtension.class)
public final class UnitTestWithEmulator {
  @Test
  void aNewContactIsLinkedToItsCompany(HubSpotEmulator emulator) {
    try (HubSpotAssociations hubspot = Recipe.client(emulator.url(), "test-token")) {
      hubspot.associateBlocking(ObjectRef.of("contacts", "101"), ObjectRef.of("companies", "202"));
    }

    emulator.associations().assertContains("contacts", "101", "companies", "202");
  }
}

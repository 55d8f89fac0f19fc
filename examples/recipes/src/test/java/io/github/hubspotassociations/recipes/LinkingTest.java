package io.github.hubspotassociations.recipes;

import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.emulator.HubSpotEmulator;
import io.github.hubspotassociations.emulator.HubSpotEmulatorExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(HubSpotEmulatorExtension.class)
class LinkingTest {
  @Test
  void linksTheContactToItsCompany(HubSpotEmulator emulator) {
    try (HubSpotAssociations hubspot =
        HubSpotAssociations.builder().baseUrl(emulator.url()).accessToken("any").build()) {
      hubspot.associateBlocking(ObjectRef.of("contacts", "101"), ObjectRef.of("companies", "202"));

      emulator.associations().assertContains("contacts", "101", "companies", "202");
    }
  }
}

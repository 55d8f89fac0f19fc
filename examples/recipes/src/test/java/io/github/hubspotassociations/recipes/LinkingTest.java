package io.github.hubspotassociations.recipes;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.emulator.HubSpotEmulator;
import io.github.hubspotassociations.emulator.HubSpotEmulatorExtension;
import io.github.hubspotassociations.error.ObjectNotFoundException;
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
      // IDs that begin with 40404 do not exist there.
      assertThrows(
          ObjectNotFoundException.class,
          () ->
              hubspot.associateBlocking(
                  ObjectRef.of("contacts", "101"), ObjectRef.of("companies", "404041")));
    }
  }
}

package io.github.hubspotassociations.android;

import android.app.Application;
import io.github.hubspotassociations.HubSpotAssociations;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds what outlives a screen: one client for the whole application. Where the token comes from is
 * the application's matter; never from its code, which everybody can read.
 */
public class LinkApplication extends Application {
  private final List<ContactAndCompany> pairs = new ArrayList<>();
  private HubSpotAssociations hubspot;

  final void configure(HubSpotAssociations client, List<ContactAndCompany> toLink) {
    hubspot = client;
    pairs.clear();
    pairs.addAll(toLink);
  }

  final HubSpotAssociations hubspot() {
    return hubspot;
  }

  final List<ContactAndCompany> pairs() {
    return new ArrayList<>(pairs);
  }
}

package io.github.hubspotassociations.error;

import java.util.Set;

/**
 * The app lacks scopes for this call: status 403, category {@code MISSING_SCOPES}.
 *
 * <p><b>What causes it.</b> The private or public app was not granted the scopes of the object
 * types that it links, such as {@code crm.objects.contacts.write}.
 *
 * <p><b>What to do.</b> Grant the app {@link #missingScopes()}; a public app must be installed
 * again afterwards. Nothing was applied.
 */
public final class MissingScopesException extends ForbiddenException {
  MissingScopesException(ErrorResponse response) {
    super(response);
  }

  /**
   * The scopes that HubSpot asks for.
   *
   * @return an unmodifiable set in HubSpot's order, empty if HubSpot names none
   */
  public Set<String> missingScopes() {
    return error().missingScopes();
  }
}

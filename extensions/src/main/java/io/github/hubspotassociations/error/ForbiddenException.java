package io.github.hubspotassociations.error;

/**
 * The token is good, but may not do this: status 403. {@link MissingScopesException} if scopes are
 * missing.
 *
 * <p><b>What causes it.</b> The user of the token lacks a permission, the account's subscription
 * lacks the feature, or, from release 2026-09 on, the user may not edit associations.
 *
 * <p><b>What to do.</b> Ask an administrator of the account; a retry changes nothing. Nothing was
 * applied.
 */
public class ForbiddenException extends HubSpotApiException {
  ForbiddenException(ErrorResponse response) {
    super(response);
  }
}

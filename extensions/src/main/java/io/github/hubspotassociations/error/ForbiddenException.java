package io.github.hubspotassociations.error;

/**
 * The token is good, but may not do this: status 403. {@link MissingScopesException} if it is for
 * lack of scopes.
 *
 * <p><b>What causes it.</b> The user of the token lacks a permission, the account's subscription
 * lacks the feature, or a firewall refuses the caller.
 *
 * <p><b>What to do.</b> Ask an administrator of the account; repeating it changes nothing. Nothing
 * was applied.
 */
public class ForbiddenException extends HubSpotApiException {
  private static final long serialVersionUID = 1;

  ForbiddenException(Answer answer) {
    super(answer);
  }
}

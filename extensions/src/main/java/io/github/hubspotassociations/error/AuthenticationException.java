package io.github.hubspotassociations.error;

/**
 * HubSpot does not accept the access token: status 401.
 *
 * <p><b>What causes it.</b> The token is missing, wrong, revoked, of another account, or expired.
 *
 * <p><b>What to do.</b> If {@link #isExpired()}, get a new one; else look for the mistake: a retry
 * with the same token changes nothing. Nothing was applied.
 */
public final class AuthenticationException extends HubSpotApiException {
  AuthenticationException(ErrorResponse response) {
    super(response);
  }

  /**
   * Returns whether the token was valid once and has expired, rather than being wrong.
   *
   * @return true for category {@code EXPIRED_AUTHENTICATION}, or if the category does not tell and
   *     the message says so
   */
  public boolean isExpired() {
    return error().isExpired();
  }
}

package io.github.hubspotassociations.error;

/**
 * HubSpot, or a proxy before it, failed: any 5xx, also with a body of HTML or none.
 *
 * <p><b>What causes it.</b> Overload, a deployment, a lost connection inside HubSpot; 520 to 527
 * come from Cloudflare.
 *
 * <p><b>What to do.</b> If {@link #isRetryable()}, retry after some seconds; the library's retry
 * does so. 522, 525 and 526 last: a retry will not help. What was sent may have been applied.
 */
public final class HubSpotServerException extends HubSpotApiException {
  HubSpotServerException(ErrorResponse response) {
    super(response);
  }
}

package io.github.hubspotassociations.error;

/**
 * The account is being moved between HubSpot's data centres: status 477.
 *
 * <p><b>What causes it.</b> A move that HubSpot or the customer started.
 *
 * <p><b>What to do.</b> Wait for {@link #retryAfter()}, which may be up to 24 hours, then retry.
 * Nothing was applied.
 */
public final class MigrationInProgressException extends HubSpotApiException {
  MigrationInProgressException(ErrorResponse response) {
    super(response);
  }
}

package io.github.hubspotassociations.error;

/**
 * The record is locked while HubSpot works on it: status 423.
 *
 * <p><b>What causes it.</b> A bulk operation, a merge or many writes to the same record.
 *
 * <p><b>What to do.</b> Retry after two seconds or more (HubSpot's advice); the library's retry
 * does so. Nothing was applied.
 */
public final class LockedException extends HubSpotApiException {
  LockedException(ErrorResponse response) {
    super(response);
  }
}

package io.github.hubspotassociations.error;

/**
 * Something else changed the same record at the same time: status 409.
 *
 * <p><b>What causes it.</b> Two writers, or a record under merge.
 *
 * <p><b>What to do.</b> Retry after some seconds; the library's retry does so. Nothing was applied.
 */
public final class ConflictException extends HubSpotApiException {
  ConflictException(ErrorResponse response) {
    super(response);
  }
}

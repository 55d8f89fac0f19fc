package io.github.hubspotassociations.error;

/**
 * HubSpot could not accept the request: status 400.
 *
 * <p><b>What causes it.</b> A validation error, an unknown object type ({@link
 * ErrorKind#UNKNOWN_OBJECT_TYPE}), the same input twice ({@link ErrorKind#DUPLICATE_INPUT}), or a
 * record that does not exist ({@link ErrorKind#OBJECT_NOT_FOUND}: some responses say so with a 400;
 * {@link AssociationError#of(HubSpotApiException)} tells which record).
 *
 * <p><b>What to do.</b> Read {@link #getMessage()} and correct the request; a retry changes
 * nothing. A page is rejected as a whole, so nothing of it was applied.
 */
public final class InvalidRequestException extends HubSpotApiException {
  InvalidRequestException(ErrorResponse response) {
    super(response);
  }
}

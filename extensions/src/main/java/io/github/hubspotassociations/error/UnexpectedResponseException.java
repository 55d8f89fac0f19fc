package io.github.hubspotassociations.error;

/**
 * A success status, but no usable body.
 *
 * <p><b>What causes it.</b> A proxy or a login page that responds in HubSpot's place, a body that
 * was cut off or is not JSON, JSON of another form. {@link HubSpotErrors#from(Throwable)} makes one
 * of a body that Moshi could not read; since only a success is read so and the exact status is not
 * known there, {@link #status()} is 200 then.
 *
 * <p><b>What to do.</b> What was sent may have been applied. Sending a default association again is
 * believed to change nothing, so the library retries it, unless its policy says otherwise. {@link
 * #bodySnippet()} shows where the response came from.
 */
public final class UnexpectedResponseException extends HubSpotApiException {
  UnexpectedResponseException(ErrorResponse response) {
    super(response);
  }
}

package io.github.hubspotassociations.error;

/**
 * Something else changed the same thing at the same time: status 409.
 *
 * <p><b>What causes it.</b> Two writers, or a record under merge.
 *
 * <p><b>What to do.</b> Read the records again, then decide. It is not repeated by itself.
 */
public final class ConflictException extends HubSpotApiException {
  private static final long serialVersionUID = 1;

  ConflictException(Answer answer) {
    super(answer);
  }
}

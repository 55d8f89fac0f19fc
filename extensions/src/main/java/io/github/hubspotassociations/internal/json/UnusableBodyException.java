package io.github.hubspotassociations.internal.json;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The body of a successful response is not the response to a batch, or could not be read to its
 * end: whether the pairs were associated is unknown.
 */
public final class UnusableBodyException extends IOException {
  private static final long serialVersionUID = 1;

  private final String body;

  UnusableBodyException(String message, String body, @Nullable Exception cause) {
    super(message, cause);
    this.body = body;
  }

  /** {@return the beginning of the body, as far as it was read and is worth keeping} */
  public String body() {
    return body;
  }
}

package io.github.hubspotassociations.sparkimport;

/** Something the caller has to change before the job can run; the message says what and how. */
final class UsageException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }

  UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}

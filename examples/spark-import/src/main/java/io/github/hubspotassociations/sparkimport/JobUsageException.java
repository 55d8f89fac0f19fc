package io.github.hubspotassociations.sparkimport;

/** Something the caller has to change before the job can run; the message says what and how. */
final class JobUsageException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  JobUsageException(String message) {
    super(message);
  }

  JobUsageException(String message, Throwable cause) {
    super(message, cause);
  }
}

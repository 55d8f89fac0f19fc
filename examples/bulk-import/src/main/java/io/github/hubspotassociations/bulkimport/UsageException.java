package io.github.hubspotassociations.bulkimport;

/** Something the user has to change before the import can run; its message says what and how. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }

  UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}

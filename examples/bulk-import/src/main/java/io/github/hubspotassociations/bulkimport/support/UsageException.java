package io.github.hubspotassociations.bulkimport.support;

/** Something the user has to change before the import can run; its message says what and how. */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }

  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}

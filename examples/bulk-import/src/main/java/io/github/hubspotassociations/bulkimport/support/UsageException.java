package io.github.hubspotassociations.bulkimport.support;

/** Something the user has to change before the import can run; its message says what and how. */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean stopped;

  public UsageException(String message) {
    super(message);
    this.stopped = false;
  }

  public UsageException(String message, Throwable cause) {
    this(message, cause, false);
  }

  private UsageException(String message, Throwable cause, boolean stopped) {
    super(message, cause);
    this.stopped = stopped;
  }

  /** A signal came before the import could begin; there is nothing to change. */
  public static UsageException stopped(String message, Throwable cause) {
    return new UsageException(message, cause, true);
  }

  public boolean isStopped() {
    return stopped;
  }
}

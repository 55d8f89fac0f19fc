package io.github.hubspotassociations.bulkimport;

/** The exit statuses, which are part of the command's interface. */
final class ExitStatus {
  /** Every row is associated. */
  static final int DONE = 0;

  /** Some rows are not associated. */
  static final int SOME_NOT_ASSOCIATED = 1;

  /** Wrong usage or input. */
  static final int WRONG = 2;

  /** Stopped before the input was done. */
  static final int STOPPED = 3;

  /** Ended at once by a second signal. */
  static final int KILLED = 130;

  private ExitStatus() {}
}

package io.github.hubspotassociations.bulkimport.progress;

/** Shows how an import comes along. */
public interface Progress extends AutoCloseable {
  /** Shows nothing. */
  Progress NONE = state -> {};

  /** Called several times a second, by one thread. */
  void update(State state);

  /** The last call: leaves the display in order. */
  @Override
  default void close() {}

  /**
   * The state of an import.
   *
   * @param done rows settled, those before a resume included
   * @param skipped rows done before a resume
   * @param failed rows that were not associated
   * @param total rows in all as far as can be told, or -1
   * @param exact whether the total is counted and not estimated from the part that is read
   * @param note what the import waits for, or blank
   */
  record State(long done, long skipped, long failed, long total, boolean exact, String note) {}
}

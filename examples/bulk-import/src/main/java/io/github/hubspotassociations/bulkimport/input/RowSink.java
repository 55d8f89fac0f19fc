package io.github.hubspotassociations.bulkimport.input;

/** Takes the rows as they are read. */
public interface RowSink {
  /** A good row was read and goes to the engine. */
  void taken(Row row);

  /** A broken row was read. */
  void broken(Row row);

  /** Whether there is room for another row before those in flight are settled. */
  boolean wantsMore();
}

package io.github.hubspotassociations.bulkimport.support;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;

/** Keeps two runs from writing the same file. */
public final class FileLocks {
  private FileLocks() {}

  /**
   * Locks the file until the channel is closed or the process ends, however it ends.
   *
   * @throws UsageException if another run has it
   */
  public static void lock(FileChannel channel, String option, Path path) throws IOException {
    try {
      if (channel.tryLock() != null) {
        return;
      }
    } catch (OverlappingFileLockException e) {
      // A run in this very process has it.
    }
    throw new UsageException(
        option
            + " "
            + path
            + " is in use by another run of associate: wait until it is done, or name another"
            + " file");
  }
}

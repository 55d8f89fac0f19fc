package io.github.hubspotassociations.bulkimport.output;

import io.github.hubspotassociations.bulkimport.support.FileLocks;
import io.github.hubspotassociations.bulkimport.support.UsageException;
import io.github.hubspotassociations.bulkimport.support.Wording;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A file that grows by whole rows, one write for each, so that a crash of this process hardly ever
 * leaves half a row: only where the system kills it between two pages of the file, and that a
 * resume cuts off. (Rows in a buffer that is written when full would be cut nearly every time.)
 *
 * <p>It is locked while it is open, so that two runs don't mix their rows in it.
 */
final class RowFile implements Closeable {
  /** Enough to see the header of a file that is already there. */
  private static final int START_BYTES = 1 << 16;

  private final String option;
  private final Path path;
  private final FileChannel channel;
  private final boolean regular;
  private final boolean created;
  private final CRC32C checksum = new CRC32C();
  private long length;

  private RowFile(
      String option,
      Path path,
      FileChannel channel,
      boolean regular,
      boolean created,
      long length) {
    this.option = option;
    this.path = path;
    this.channel = channel;
    this.regular = regular;
    this.created = created;
    this.length = length;
  }

  /** Opens without changing what is there: that waits until everything else is in order. */
  static RowFile open(Path path, String option) {
    try {
      if (Files.isDirectory(path)) {
        throw new UsageException(option + " " + path + " is a directory; name a file in it");
      }
      RowFile file = openedAndLocked(path, option);
      while (file.regular && !Files.exists(path)) {
        // The run that had created it has deleted it again, between our two calls.
        file.close();
        file = openedAndLocked(path, option);
      }
      return file;
    } catch (NoSuchFileException e) {
      throw new UsageException(
          option + " " + path + " can't be written: its directory does not exist; create it", e);
    } catch (AccessDeniedException e) {
      throw new UsageException(option + " " + path + " can't be written: permission denied", e);
    } catch (IOException e) {
      throw new UsageException(option + " " + path + " can't be written: " + Wording.reason(e), e);
    }
  }

  private static RowFile openedAndLocked(Path path, String option) throws IOException {
    boolean created = !Files.exists(path);
    boolean regular = created || Files.isRegularFile(path);
    FileChannel channel =
        regular
            ? FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)
            : FileChannel.open(path, StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      if (regular) {
        FileLocks.lock(channel, option, path);
      }
      locked = true;
      return new RowFile(option, path, channel, regular, created, regular ? channel.size() : 0);
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  String option() {
    return option;
  }

  Path path() {
    return path;
  }

  /** The length in bytes, always at the end of a row. */
  long length() {
    return length;
  }

  /** A checksum of all bytes up to the length. */
  long checksum() {
    return checksum.getValue();
  }

  /** Whether it can be cut, which a resume needs: a pipe or a terminal can't. */
  boolean isRegular() {
    return regular;
  }

  /** The first bytes of what is there. */
  byte[] start() throws IOException {
    if (!regular) {
      return new byte[0];
    }
    ByteBuffer start = ByteBuffer.allocate((int) Math.min(START_BYTES, channel.size()));
    while (start.hasRemaining() && channel.read(start, start.position()) >= 0) {
      // Until the buffer is full.
    }
    return start.array();
  }

  /** The checksum of the bytes up to an offset; -1 where the file is shorter. */
  long checksumUpTo(long end) throws IOException {
    CRC32C found = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocate(START_BYTES);
    long at = 0;
    while (at < end) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
      int count = channel.read(buffer, at);
      if (count < 0) {
        return -1;
      }
      found.update(buffer.flip());
      at += count;
    }
    return found.getValue();
  }

  /** Empties the file and writes its first row. */
  void begin(byte[] header) throws IOException {
    if (regular) {
      channel.truncate(0);
    }
    length = 0;
    checksum.reset();
    append(header);
  }

  /** Cuts the file where a checkpoint says that its rows end, and goes on from there. */
  void resumeAt(long newLength) throws IOException {
    checksum.reset();
    ByteBuffer buffer = ByteBuffer.allocate(START_BYTES);
    for (long at = 0; at < newLength; ) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), newLength - at));
      at += channel.read(buffer, at);
      checksum.update(buffer.flip());
    }
    cutAt(newLength);
  }

  private void cutAt(long newLength) throws IOException {
    if (regular) {
      channel.truncate(newLength);
      channel.position(newLength);
    }
    length = newLength;
  }

  /** Adds a row, line break included. */
  void append(byte[] row) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(row);
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      cutHalfRow(e);
      throw new IOException(path + " can't be written: " + Wording.reason(e), e);
    }
    length += row.length;
    checksum.update(row);
  }

  private void cutHalfRow(IOException cause) {
    try {
      cutAt(length);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /** Returns when the rows are on the disk. */
  void force() throws IOException {
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Closes, and deletes the file if it was not there before. */
  void discard() throws IOException {
    // Deleted first: while it is locked, no other run has begun to write to it.
    if (created) {
      Files.deleteIfExists(path);
    }
    channel.close();
  }
}

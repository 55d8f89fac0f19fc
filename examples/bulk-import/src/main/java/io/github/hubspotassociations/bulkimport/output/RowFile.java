package io.github.hubspotassociations.bulkimport.output;

import io.github.hubspotassociations.bulkimport.support.Texts;
import io.github.hubspotassociations.bulkimport.support.UsageException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that grows by whole rows, one write for each, so that a crash of this process hardly ever
 * leaves half a row: only where the system is killing it between two pages of the file, and that a
 * resume cuts off. (Rows in a buffer that is written when full would be cut nearly every time.)
 */
public final class RowFile implements Closeable {
  private final Path path;
  private final FileChannel channel;
  private final boolean regular;
  private final boolean created;
  private long length;

  private RowFile(Path path, FileChannel channel, boolean regular, boolean created, long length) {
    this.path = path;
    this.channel = channel;
    this.regular = regular;
    this.created = created;
    this.length = length;
  }

  /** Opens without changing what is there: that waits until everything else is in order. */
  public static RowFile open(Path path, String option) {
    boolean created = !Files.exists(path);
    try {
      if (Files.isDirectory(path)) {
        throw new UsageException(option + " " + path + " is a directory; name a file in it");
      }
      FileChannel channel =
          FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      boolean regular = Files.isRegularFile(path);
      return new RowFile(path, channel, regular, created, regular ? channel.size() : 0);
    } catch (NoSuchFileException e) {
      throw new UsageException(
          option + " " + path + " can't be written: its directory does not exist; create it", e);
    } catch (AccessDeniedException e) {
      throw new UsageException(option + " " + path + " can't be written: permission denied", e);
    } catch (IOException e) {
      throw new UsageException(option + " " + path + " can't be written: " + Texts.reason(e), e);
    }
  }

  public Path path() {
    return path;
  }

  /** The length in bytes, always at the end of a row. */
  public long length() {
    return length;
  }

  /** Whether it can be cut, which a resume needs: a pipe or a terminal can't. */
  public boolean isRegular() {
    return regular;
  }

  /** Cuts the file and goes on from there. */
  public void cutAt(long newLength) throws IOException {
    if (regular) {
      channel.truncate(newLength);
      channel.position(newLength);
    }
    length = newLength;
  }

  /** Adds a row, line break included. */
  public void append(byte[] row) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(row);
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      cutHalfRow(e);
      throw new IOException(path + " can't be written: " + Texts.reason(e), e);
    }
    length += row.length;
  }

  private void cutHalfRow(IOException cause) {
    try {
      cutAt(length);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /** Returns when the rows are on the disk. */
  public void force() throws IOException {
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Closes, and takes the file away again if it was not there before. */
  public void discard() throws IOException {
    channel.close();
    if (created) {
      Files.deleteIfExists(path);
    }
  }
}

package io.github.hubspotassociations.bulkimport.checkpoint;

import io.github.hubspotassociations.bulkimport.support.FileLocks;
import io.github.hubspotassociations.bulkimport.support.UsageException;
import io.github.hubspotassociations.bulkimport.support.Wording;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The file a checkpoint is kept in; at every moment it holds a whole one. Each checkpoint replaces
 * the file, so a file beside it is locked in its stead.
 */
public final class CheckpointFile implements AutoCloseable {
  /** More than a checkpoint takes, to see early that the disk is full. */
  private static final int PROBE_BYTES = 1 << 13;

  private final Path path;
  private final Path temporary;
  private final Path lock;
  private @Nullable FileChannel locked;

  public CheckpointFile(Path path) {
    this.path = path;
    this.temporary = path.resolveSibling(path.getFileName() + ".tmp");
    this.lock = path.resolveSibling(path.getFileName() + ".lock");
  }

  public Path path() {
    return path;
  }

  /** Where the next checkpoint is written before it takes the place of the last. */
  public Path temporary() {
    return temporary;
  }

  /** What is locked while a run uses the checkpoint. */
  public Path lockFile() {
    return lock;
  }

  /** Keeps other runs from using the checkpoint until this is closed. */
  void lock() {
    if (Files.isDirectory(path)) {
      throw new UsageException("--checkpoint " + path + " is a directory; name a file in it");
    }
    try {
      locked = openLocked();
      while (!Files.exists(lock)) {
        // The run that had it has deleted it, between our two calls.
        locked.close();
        locked = openLocked();
      }
    } catch (IOException e) {
      throw notWritable(e);
    }
  }

  private FileChannel openLocked() throws IOException {
    FileChannel channel =
        FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean done = false;
    try {
      FileLocks.lock(channel, "--checkpoint", path);
      done = true;
      return channel;
    } finally {
      if (!done) {
        channel.close();
      }
    }
  }

  /** What the file holds, or null where there is none. */
  @Nullable Checkpoint load() {
    if (!Files.exists(path)) {
      return null;
    }
    try {
      Properties properties = new Properties();
      properties.load(new StringReader(Files.readString(path)));
      return Checkpoint.of(properties);
    } catch (IOException | IllegalArgumentException e) {
      throw new UsageException(
          "--checkpoint "
              + path
              + " is not a checkpoint of this program: "
              + (e instanceof IOException io ? Wording.reason(io) : e.getMessage())
              + "; name another file, or delete it to start from the beginning",
          e);
    }
  }

  /** Fails if no checkpoint can be written here; leaves nothing behind. */
  void checkWritable() {
    try {
      write(ByteBuffer.allocate(PROBE_BYTES));
      Files.delete(temporary);
    } catch (IOException e) {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw notWritable(e);
    }
  }

  private UsageException notWritable(IOException e) {
    String reason = Wording.reason(e);
    if (e instanceof NoSuchFileException) {
      reason = "its directory does not exist; create it";
    } else if (e instanceof AccessDeniedException) {
      reason = "permission denied in its directory";
    }
    return new UsageException("--checkpoint " + path + " can't be written: " + reason, e);
  }

  /** Puts the checkpoint on the disk; a crash leaves either the last one or this one. */
  void store(Checkpoint checkpoint) throws IOException {
    StringWriter text = new StringWriter();
    checkpoint.toProperties().store(text, null);
    write(StandardCharsets.UTF_8.encode(text.toString()));
    Files.move(
        temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceDirectory();
  }

  private void write(ByteBuffer bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  /** Deletes the file: the import is done. */
  void delete() throws IOException {
    Files.deleteIfExists(temporary);
    Files.deleteIfExists(path);
    forceDirectory();
  }

  /** The new name has to reach the disk too. Not every system lets a directory be opened. */
  private void forceDirectory() {
    Path directory = path.toAbsolutePath().getParent();
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // The file itself is on the disk; without the directory a crash may leave the older one.
    }
  }

  @Override
  public void close() throws IOException {
    if (locked != null) {
      // Deleted first: a run that opens it now finds it locked, or finds it gone and opens anew.
      try {
        Files.deleteIfExists(lock);
      } catch (IOException e) {
        // Not every system deletes a file that is open. The lock ends all the same.
      }
      locked.close();
    }
  }
}

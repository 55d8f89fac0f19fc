package io.github.hubspotassociations.bulkimport.checkpoint;

import io.github.hubspotassociations.bulkimport.support.Texts;
import io.github.hubspotassociations.bulkimport.support.UsageException;
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

/** The file a checkpoint is kept in; at every moment it holds a whole one. */
public final class CheckpointFile {
  private final Path path;
  private final Path temporary;

  public CheckpointFile(Path path) {
    this.path = path;
    this.temporary = path.resolveSibling(path.getFileName() + ".tmp");
  }

  public Path path() {
    return path;
  }

  /** Where the next checkpoint is written before it takes the place of the last. */
  public Path temporary() {
    return temporary;
  }

  /** What the file holds, or null where there is none. */
  public @Nullable Checkpoint load() {
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
              + e.getMessage()
              + "; name another file, or delete it to start from the beginning",
          e);
    }
  }

  /** Fails if no checkpoint can be written here; leaves nothing behind. */
  public void checkWritable() {
    try {
      Files.deleteIfExists(temporary);
      Files.createFile(temporary);
      Files.delete(temporary);
    } catch (NoSuchFileException e) {
      throw new UsageException(
          "--checkpoint " + path + " can't be written: its directory does not exist; create it", e);
    } catch (AccessDeniedException e) {
      throw new UsageException("--checkpoint " + path + " can't be written: permission denied", e);
    } catch (IOException e) {
      throw new UsageException("--checkpoint " + path + " can't be written: " + Texts.reason(e), e);
    }
  }

  /** Puts the checkpoint on the disk; a crash leaves either the last one or this one. */
  public void store(Checkpoint checkpoint) throws IOException {
    StringWriter text = new StringWriter();
    checkpoint.toProperties().store(text, null);
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(
        temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceDirectory();
  }

  /** Takes the file away: the import is done. */
  public void delete() throws IOException {
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
}

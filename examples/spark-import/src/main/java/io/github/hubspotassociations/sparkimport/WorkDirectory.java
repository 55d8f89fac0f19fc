package io.github.hubspotassociations.sparkimport;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * A directory of a file system that Hadoop knows: data that Spark writes, and small files that say
 * which of it is complete. A note is written whole or not at all.
 */
final class WorkDirectory {
  private final FileSystem files;
  private final Path root;

  private WorkDirectory(FileSystem files, Path root) {
    this.files = files;
    this.root = root;
  }

  /**
   * Opens a directory, which need not exist yet.
   *
   * @throws JobUsageException if its file system can't be reached
   */
  static WorkDirectory of(SparkSession spark, String directory) {
    try {
      Path path = new Path(directory);
      return new WorkDirectory(
          path.getFileSystem(spark.sparkContext().hadoopConfiguration()), path);
    } catch (IOException | RuntimeException e) {
      throw new JobUsageException(
          "directory " + directory + " can't be used: " + e.getMessage(), e);
    }
  }

  /** The path of something in the directory, for Spark. */
  String path(String name) {
    return new Path(root, name).toString();
  }

  boolean exists(String name) {
    try {
      return files.exists(new Path(root, name));
    } catch (IOException e) {
      throw unusable(name, e);
    }
  }

  /** Whether there is nothing in the directory that a reader of it would see. */
  boolean isEmpty() {
    try {
      if (!files.exists(root)) {
        return true;
      }
      for (FileStatus file : files.listStatus(root)) {
        String name = file.getPath().getName();
        if (!name.startsWith("_") && !name.startsWith(".")) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      throw unusable("", e);
    }
  }

  void delete(String name) {
    try {
      files.delete(new Path(root, name), true);
    } catch (IOException e) {
      throw unusable(name, e);
    }
  }

  @Nullable Properties read(String name) {
    Path path = new Path(root, name);
    try {
      if (!files.exists(path)) {
        return null;
      }
      Properties note = new Properties();
      try (FSDataInputStream in = files.open(path)) {
        note.load(new ByteArrayInputStream(in.readAllBytes()));
      }
      return note;
    } catch (IOException e) {
      throw unusable(name, e);
    }
  }

  /** Writes a note; where a rename is atomic, it is never seen half-written. */
  void write(String name, Properties note) {
    Path path = new Path(root, name);
    Path temporary = new Path(root, name + ".tmp");
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      note.store(bytes, null);
      try (FSDataOutputStream out = files.create(temporary, true)) {
        out.write(bytes.toByteArray());
      }
      files.delete(path, false);
      if (!files.rename(temporary, path)) {
        throw new IOException("can't rename " + temporary);
      }
    } catch (IOException e) {
      throw unusable(name, e);
    }
  }

  private UncheckedIOException unusable(String name, IOException e) {
    String path = name.isEmpty() ? root.toString() : path(name);
    return new UncheckedIOException(path + " can't be used: " + e.getMessage(), e);
  }

  @Override
  public String toString() {
    return root.toString();
  }
}

package io.github.hubspotassociations.sparkimport;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** The local disk, which fails on demand while a wave writes its outcomes. */
public final class FlakyFileSystem extends RawLocalFileSystem {
  /** How many of the next files break when they are written. */
  static final AtomicInteger BROKEN_WRITES = new AtomicInteger();

  /** How many of the next files break when they are closed, with everything written. */
  static final AtomicInteger BROKEN_CLOSES = new AtomicInteger();

  static final AtomicInteger FAILURES = new AtomicInteger();

  @Override
  public URI getUri() {
    return URI.create("flaky:///");
  }

  @Override
  public void initialize(URI uri, Configuration conf) throws IOException {
    super.initialize(uri, conf);
    setConf(conf);
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    FSDataOutputStream out =
        super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress);
    boolean isOutcome = path.toString().contains("/waves/") && path.getName().startsWith("part-");
    return isOutcome ? new FSDataOutputStream(new Flaky(out), null) : out;
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return create(
        path,
        FsPermission.getFileDefault(),
        overwrite,
        bufferSize,
        replication,
        blockSize,
        progress);
  }

  private static final class Flaky extends OutputStream {
    private final FSDataOutputStream out;
    private long written;

    Flaky(FSDataOutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      written++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (written > 4 && takeOne(BROKEN_WRITES)) {
        throw new IOException("no space left on this test's device");
      }
      out.write(bytes, offset, length);
      written += length;
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      out.close();
      if (takeOne(BROKEN_CLOSES)) {
        throw new IOException("this test's device went away");
      }
    }

    private static boolean takeOne(AtomicInteger left) {
      if (left.getAndUpdate(n -> Math.max(0, n - 1)) == 0) {
        return false;
      }
      FAILURES.incrementAndGet();
      return true;
    }
  }

  /** Forgets what {@link FileSystem} caches. */
  static void reset() {
    BROKEN_WRITES.set(0);
    BROKEN_CLOSES.set(0);
    FAILURES.set(0);
  }
}

package io.github.hubspotassociations.bulkimport.input;

import io.github.hubspotassociations.bulkimport.support.Stop;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A pipe, read by a thread of its own, so that a signal ends the wait for its writer.
 *
 * <p>A Ctrl-C reaches every process of a pipeline, so after a signal the end of a pipe is no proof
 * that it is complete: reading fails with {@link InputStoppedException} there, and also when the
 * writer has been silent for a second.
 */
final class PipeInput extends InputStream {
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Opens the pipe, which may have to wait for its writer. */
  interface Opener {
    InputStream open() throws IOException;
  }

  private final Stop stop;
  private byte @Nullable [] chunk;
  private int at;
  private boolean ended;
  private boolean closed;
  private @Nullable IOException failure;

  PipeInput(Opener opener, Stop stop) {
    this.stop = stop;
    stop.onSignal(this::wake);
    Thread reader = new Thread(() -> pump(opener), "associate-input");
    reader.setDaemon(true);
    reader.start();
  }

  private void pump(Opener opener) {
    try {
      InputStream in = opener.open();
      byte[] buffer = new byte[1 << 16];
      int count = in.read(buffer);
      while (count >= 0 && handOver(Arrays.copyOf(buffer, count))) {
        count = in.read(buffer);
      }
      end(null);
    } catch (IOException e) {
      end(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end(new IOException("interrupted", e));
    }
  }

  private synchronized void wake() {
    notifyAll();
  }

  /** Waits until the chunk before is read; false when no more is wanted. */
  private synchronized boolean handOver(byte[] bytes) throws InterruptedException {
    while (chunk != null && !closed) {
      wait();
    }
    chunk = bytes;
    at = 0;
    notifyAll();
    return !closed;
  }

  private synchronized void end(@Nullable IOException e) {
    ended = true;
    failure = e;
    notifyAll();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public synchronized int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    try {
      awaitBytes();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    byte[] bytes = chunk;
    if (bytes == null) {
      if (failure != null) {
        throw failure;
      }
      if (ended && !stop.isSignalled()) {
        return -1;
      }
      throw new InputStoppedException();
    }
    int count = Math.min(length, bytes.length - at);
    System.arraycopy(bytes, at, target, offset, count);
    at += count;
    if (at == bytes.length) {
      chunk = null;
      notifyAll();
    }
    return count;
  }

  /** Returns when there are bytes, or none will come, or none has come since a signal. */
  private void awaitBytes() throws InterruptedException {
    long silentSince = 0;
    while ((chunk == null || chunk.length == 0) && !ended) {
      chunk = null;
      notifyAll();
      if (!stop.isSignalled()) {
        wait();
        continue;
      }
      long now = System.nanoTime();
      if (silentSince == 0) {
        silentSince = now;
      }
      long left = SILENCE_NANOS - (now - silentSince);
      if (left <= 0) {
        return;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}

package io.github.hubspotassociations.bulkimport.checkpoint;

import io.github.hubspotassociations.bulkimport.input.InputSource;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The hash of the text from its start to an offset that only grows. It reads the file a second
 * time, so that rows need not be kept, or hashed in the order in which they are settled.
 */
public final class ConsumedHash implements AutoCloseable {
  private final InputSource.Text text;
  private final MessageDigest digest;
  private final byte[] buffer = new byte[1 << 15];
  private long offset;

  private ConsumedHash(InputSource.Text text, MessageDigest digest) {
    this.text = text;
    this.digest = digest;
    this.offset = text.start();
  }

  public static ConsumedHash of(InputSource source) {
    try {
      return new ConsumedHash(source.open(), MessageDigest.getInstance("SHA-256"));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** SHA-256 of the text before {@code end}, in hexadecimal. */
  public String upTo(long end) throws IOException {
    while (offset < end) {
      InputStream in = text.stream();
      int count = in.read(buffer, 0, (int) Math.min(buffer.length, end - offset));
      if (count < 0) {
        throw new EOFException("the input ends before");
      }
      digest.update(buffer, 0, count);
      offset += count;
    }
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new AssertionError("the JDK's SHA-256 can be cloned", e);
    }
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}

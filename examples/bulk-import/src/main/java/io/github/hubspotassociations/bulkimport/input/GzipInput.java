package io.github.hubspotassociations.bulkimport.input;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Unzips a gzip file of one or several members as strictly as {@code gzip -t}.
 *
 * <p>{@link java.util.zip.GZIPInputStream} takes whatever follows a member and is not a whole
 * header for the end of the file, so the rows behind a damaged header would be lost in silence.
 */
final class GzipInput extends InputStream {
  private static final int HAS_HEADER_CRC = 2;
  private static final int HAS_EXTRA = 4;
  private static final int HAS_NAME = 8;
  private static final int HAS_COMMENT = 16;
  private static final int RESERVED = 0xE0;

  private final InputStream in;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final byte[] buffer = new byte[1 << 16];
  private int at;
  private int limit;
  private boolean ended;

  /** Reads the first member's header. */
  GzipInput(InputStream in) throws IOException {
    this.in = in;
    readHeader(nextByte(), nextByte());
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!ended) {
      int count = inflate(target, offset, length);
      if (count > 0) {
        crc.update(target, offset, count);
        return count;
      }
      if (inflater.finished()) {
        at = limit - inflater.getRemaining();
        checkTrailer();
        nextMember();
      } else if (inflater.needsInput()) {
        if (!fill()) {
          throw new EOFException();
        }
        inflater.setInput(buffer, at, limit - at);
      } else {
        throw damaged("needs a dictionary");
      }
    }
    return -1;
  }

  private int inflate(byte[] target, int offset, int length) throws ZipException {
    try {
      return inflater.inflate(target, offset, length);
    } catch (DataFormatException e) {
      throw damaged("compressed data that makes no sense");
    }
  }

  private void checkTrailer() throws IOException {
    if (nextInt() != (int) crc.getValue()) {
      throw damaged("a wrong checksum");
    }
    if (nextInt() != (int) inflater.getBytesWritten()) {
      throw damaged("a wrong length");
    }
  }

  /** Goes on with the next member, or ends where nothing but zeros follows. */
  private void nextMember() throws IOException {
    if (!hasByte()) {
      ended = true;
      return;
    }
    int first = nextByte();
    if (first == 0) {
      while (hasByte()) {
        if (nextByte() != 0) {
          throw damaged("bytes behind its end that are not gzipped");
        }
      }
      ended = true;
      return;
    }
    if (!hasByte()) {
      throw damaged("bytes behind its end that are not gzipped");
    }
    readHeader(first, nextByte());
  }

  private void readHeader(int first, int second) throws IOException {
    if (first != 0x1f || second != 0x8b) {
      throw damaged("bytes behind its end that are not gzipped");
    }
    if (nextByte() != 8) {
      throw damaged("an unknown method of compression");
    }
    int flags = nextByte();
    if ((flags & RESERVED) != 0) {
      throw damaged("a header that makes no sense");
    }
    skip(6);
    if ((flags & HAS_EXTRA) != 0) {
      skip(nextByte() | nextByte() << 8);
    }
    if ((flags & HAS_NAME) != 0) {
      skipText();
    }
    if ((flags & HAS_COMMENT) != 0) {
      skipText();
    }
    if ((flags & HAS_HEADER_CRC) != 0) {
      skip(2);
    }
    inflater.reset();
    crc.reset();
    inflater.setInput(buffer, at, limit - at);
  }

  private static ZipException damaged(String what) {
    return new ZipException(
        "it is a damaged gzip file, with " + what + "; get a complete copy of it");
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      nextByte();
    }
  }

  private void skipText() throws IOException {
    while (nextByte() != 0) {
      // A name or a comment.
    }
  }

  private int nextInt() throws IOException {
    return nextByte() | nextByte() << 8 | nextByte() << 16 | nextByte() << 24;
  }

  private boolean hasByte() throws IOException {
    return at < limit || fill();
  }

  private int nextByte() throws IOException {
    if (!hasByte()) {
      throw new EOFException();
    }
    return buffer[at++] & 0xff;
  }

  private boolean fill() throws IOException {
    int count = 0;
    while (count == 0) {
      count = in.read(buffer, 0, buffer.length);
    }
    at = 0;
    limit = Math.max(0, count);
    return count > 0;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}

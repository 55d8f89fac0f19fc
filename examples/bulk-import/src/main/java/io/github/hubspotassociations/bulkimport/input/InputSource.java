package io.github.hubspotassociations.bulkimport.input;

import io.github.hubspotassociations.bulkimport.support.Texts;
import io.github.hubspotassociations.bulkimport.support.UsageException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Where the rows come from: a file, gzipped or not, or standard input. */
public final class InputSource {
  /** The argument that means standard input. */
  public static final String STANDARD_INPUT = "-";

  private static final int GZIP_BUFFER = 1 << 16;

  /** As many bytes as tell what the input is. */
  private static final int PEEKED = 4;

  private final String name;
  private final @Nullable Path path;
  private final InputStream standardInput;

  private InputSource(String name, @Nullable Path path, InputStream standardInput) {
    this.name = name;
    this.path = path;
    this.standardInput = standardInput;
  }

  public static InputSource of(String argument, InputStream standardInput) {
    if (argument.equals(STANDARD_INPUT)) {
      return new InputSource("standard input", null, standardInput);
    }
    if (argument.isBlank()) {
      throw new UsageException("INPUT is blank; name a CSV file, or - for standard input");
    }
    try {
      return new InputSource(argument, Path.of(argument), standardInput);
    } catch (InvalidPathException e) {
      throw new UsageException(argument + " is no file name: " + e.getReason(), e);
    }
  }

  /** For messages. */
  public String name() {
    return name;
  }

  /** The file, or null for standard input. */
  public @Nullable Path path() {
    return path;
  }

  /** Whether it can be read a second time, which a resume needs. */
  public boolean isRegularFile() {
    return path != null && Files.isRegularFile(path);
  }

  public boolean exists() {
    return path == null || Files.exists(path);
  }

  /** The file's size in bytes as it lies on the disk, or -1 where there is none to know. */
  public long size() {
    try {
      return path != null && Files.isRegularFile(path) ? Files.size(path) : -1;
    } catch (IOException e) {
      return -1;
    }
  }

  /** Opens the text: unzipped, without a byte order mark. Fails with what to do about it. */
  public Text open() {
    InputStream raw = null;
    try {
      raw = path == null ? standardInput : Files.newInputStream(checked(path));
      Text text = Text.of(raw, name);
      raw = null;
      return text;
    } catch (NoSuchFileException e) {
      throw new UsageException(name + ": there is no such file", e);
    } catch (AccessDeniedException e) {
      throw new UsageException(name + " can't be read: permission denied", e);
    } catch (IOException e) {
      throw new UsageException(name + " can't be read: " + Texts.reason(e), e);
    } finally {
      if (raw != null) {
        closeQuietly(raw);
      }
    }
  }

  private Path checked(Path file) {
    if (Files.isDirectory(file)) {
      throw new UsageException(name + " is a directory; name the CSV file in it");
    }
    return file;
  }

  private static void closeQuietly(InputStream in) {
    try {
      in.close();
    } catch (IOException e) {
      // Nothing was written to it, so nothing is lost.
    }
  }

  /** The open text of an input. */
  public static final class Text implements AutoCloseable {
    private final Counted raw;
    private final InputStream text;
    private final boolean gzipped;
    private final int mark;

    private Text(Counted raw, InputStream text, boolean gzipped, int mark) {
      this.raw = raw;
      this.text = text;
      this.gzipped = gzipped;
      this.mark = mark;
    }

    // No BufferedInputStream: where the input breaks off it loses what it had read just before.
    // Who reads from here reads in large pieces.
    public static Text of(InputStream in, String name) throws IOException {
      Counted raw = new Counted(in);
      PushbackInputStream text = new PushbackInputStream(raw, PEEKED);
      byte[] start = peek(text);
      boolean gzipped = startsWith(start, 0x1f, 0x8b);
      if (!gzipped && name.toLowerCase(Locale.ROOT).endsWith(".gz")) {
        throw new UsageException(
            name + " ends with .gz and is not gzipped; rename it, or gzip it again");
      }
      if (gzipped) {
        try {
          text = new PushbackInputStream(new GZIPInputStream(patient(text), GZIP_BUFFER), PEEKED);
          start = peek(text);
        } catch (IOException e) {
          throw new UsageException(
              name + " is a damaged gzip file: " + e.getMessage() + "; make or fetch it anew", e);
        }
      }
      return new Text(raw, text, gzipped, skipMark(text, start, name));
    }

    /**
     * Between the members of a gzip file, Java takes "nothing available just now" for the end: a
     * slow pipe would silently lose what follows. So always promise more, and let the read tell.
     */
    private static InputStream patient(InputStream in) {
      return new FilterInputStream(in) {
        @Override
        public int available() {
          return 1;
        }
      };
    }

    private static int skipMark(InputStream text, byte[] start, String name) throws IOException {
      if (startsWith(start, 0xEF, 0xBB, 0xBF)) {
        text.skipNBytes(3);
        return 3;
      }
      if (startsWith(start, 0xFF, 0xFE) || startsWith(start, 0xFE, 0xFF)) {
        throw new UsageException(name + " is UTF-16; save it as CSV UTF-8");
      }
      if (startsWith(start, 'P', 'K', 3, 4)) {
        throw new UsageException(
            name + " is a zip file or an Excel workbook; save the sheet as CSV UTF-8");
      }
      // Every character of a header is ASCII or text: a zero byte among the first is UTF-16 or -32.
      for (byte b : start) {
        if (b == 0) {
          throw new UsageException(name + " is UTF-16 or no text at all; save it as CSV UTF-8");
        }
      }
      return 0;
    }

    private static byte[] peek(PushbackInputStream in) throws IOException {
      byte[] start = in.readNBytes(PEEKED);
      in.unread(start);
      return start;
    }

    private static boolean startsWith(byte[] bytes, int... expected) {
      if (bytes.length < expected.length) {
        return false;
      }
      for (int i = 0; i < expected.length; i++) {
        if (bytes[i] != (byte) expected[i]) {
          return false;
        }
      }
      return true;
    }

    public InputStream stream() {
      return text;
    }

    /** Where the stream begins: behind the byte order mark, if there is one. */
    public int start() {
      return mark;
    }

    /** How far the file on the disk is used up when the text is read up to {@code offset}. */
    public long rawPosition(long offset) {
      return gzipped ? raw.count : offset;
    }

    public void closeQuietly() {
      InputSource.closeQuietly(text);
    }

    @Override
    public void close() throws IOException {
      text.close();
    }
  }

  /** Counts what is read, for the progress through a gzipped file. */
  private static final class Counted extends FilterInputStream {
    private volatile long count;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      count(b < 0 ? 0 : 1);
      return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      count(Math.max(0, read));
      return read;
    }

    // One thread reads at a time, whichever it is, so nothing is lost between get and set.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void count(int more) {
      count += more;
    }
  }
}

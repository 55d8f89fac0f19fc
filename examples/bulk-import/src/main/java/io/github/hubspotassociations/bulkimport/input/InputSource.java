package io.github.hubspotassociations.bulkimport.input;

import io.github.hubspotassociations.bulkimport.support.Paths;
import io.github.hubspotassociations.bulkimport.support.Stop;
import io.github.hubspotassociations.bulkimport.support.UsageException;
import io.github.hubspotassociations.bulkimport.support.Wording;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where the rows come from: a file, gzipped or not, or standard input. */
public final class InputSource {
  /** The argument that means standard input. */
  public static final String STANDARD_INPUT = "-";

  private final String name;
  private final @Nullable Path path;
  private final InputStream standardInput;
  private final Stop stop;

  private InputSource(String name, @Nullable Path path, InputStream standardInput, Stop stop) {
    this.name = name;
    this.path = path;
    this.standardInput = standardInput;
    this.stop = stop;
  }

  public static InputSource of(String argument, InputStream standardInput, Stop stop) {
    if (argument.equals(STANDARD_INPUT)) {
      return new InputSource("standard input", null, standardInput, stop);
    }
    if (argument.isBlank()) {
      throw new UsageException("INPUT is blank; name a CSV file, or - for standard input");
    }
    return new InputSource(argument, Paths.of(argument), standardInput, stop);
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

  /** The file's size in bytes on the disk, or -1 where there is none to know. */
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
      raw = bytes();
      Text text = Text.of(raw, name);
      raw = null;
      return text;
    } catch (NoSuchFileException e) {
      throw new UsageException(name + ": there is no such file", e);
    } catch (AccessDeniedException e) {
      throw new UsageException(name + " can't be read: permission denied", e);
    } catch (InputStoppedException e) {
      throw UsageException.stopped(name + " was stopped by a signal before its first row", e);
    } catch (IOException e) {
      throw new UsageException(name + " can't be read: " + Wording.reason(e), e);
    } finally {
      if (raw != null) {
        closeQuietly(raw);
      }
    }
  }

  private InputStream bytes() throws IOException {
    Path file = path;
    if (file == null) {
      return new PipeInput(() -> standardInput, stop);
    }
    if (Files.isDirectory(file)) {
      throw new UsageException(name + " is a directory; name the CSV file in it");
    }
    return Files.exists(file) && !Files.isRegularFile(file)
        ? new PipeInput(() -> Files.newInputStream(file), stop)
        : Files.newInputStream(file);
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
    /** As many bytes as tell what the input is. */
    private static final int PEEKED = 4;

    private static final int[] MARK = {0xEF, 0xBB, 0xBF};

    private final Counted raw;
    private final InputStream text;
    private final boolean gzipped;
    private final int start;

    private Text(Counted raw, InputStream text, boolean gzipped, int start) {
      this.raw = raw;
      this.text = text;
      this.gzipped = gzipped;
      this.start = start;
    }

    // No BufferedInputStream: where the input breaks off it loses what it had read just before.
    // All readers read in large pieces.
    static Text of(InputStream in, String name) throws IOException {
      Counted raw = new Counted(in);
      PushbackInputStream text = new PushbackInputStream(raw, PEEKED);
      boolean gzipped = startsWith(peek(text), 0x1f, 0x8b);
      if (!gzipped && name.toLowerCase(Locale.ROOT).endsWith(".gz")) {
        throw new UsageException(
            name + " ends with .gz and is not gzipped; rename it, or gzip it again");
      }
      if (gzipped) {
        text = new PushbackInputStream(new GzipInput(text), PEEKED);
      }
      int marks = 0;
      while (startsWith(peek(text), MARK)) {
        text.skipNBytes(MARK.length);
        marks += MARK.length;
      }
      requireText(peek(text), name);
      return new Text(raw, text, gzipped, marks);
    }

    private static void requireText(byte[] start, String name) {
      if (startsWith(start, 'P', 'K', 3, 4)) {
        throw new UsageException(
            name + " is a zip file or an Excel workbook; save the sheet as CSV UTF-8");
      }
      // Every character of a header is ASCII or text: a zero byte among the first is UTF-16 or -32.
      boolean wide = startsWith(start, 0xFF, 0xFE) || startsWith(start, 0xFE, 0xFF);
      for (byte b : start) {
        wide |= b == 0;
      }
      if (wide) {
        throw new UsageException(name + " is UTF-16 or no text at all; save it as CSV UTF-8");
      }
    }

    private static byte[] peek(PushbackInputStream in) throws IOException {
      byte[] start = in.readNBytes(PEEKED);
      in.unread(start);
      return start;
    }

    private static boolean startsWith(byte[] bytes, int... expected) {
      int[] start = new int[Math.min(bytes.length, expected.length)];
      for (int i = 0; i < start.length; i++) {
        start[i] = bytes[i] & 0xff;
      }
      return Arrays.equals(start, expected);
    }

    public InputStream stream() {
      return text;
    }

    /** Where the stream begins: behind the byte order mark, if there is one. */
    public int start() {
      return start;
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

  /** RowCounts what is read, for the progress through a gzipped file. */
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

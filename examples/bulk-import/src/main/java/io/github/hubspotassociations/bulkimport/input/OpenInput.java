package io.github.hubspotassociations.bulkimport.input;

import io.github.hubspotassociations.bulkimport.Settings;
import io.github.hubspotassociations.bulkimport.support.Texts;
import io.github.hubspotassociations.bulkimport.support.UsageException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An input whose header is read and found good. */
public final class OpenInput implements AutoCloseable {
  private final InputSource source;
  private final Settings settings;
  private final Header header;
  private final long size;
  private InputSource.Text text;
  private RowReader rows;
  private long offset;
  private long nextLine;

  private OpenInput(InputSource source, Settings settings, InputSource.Text text)
      throws IOException {
    this.source = source;
    this.settings = settings;
    this.size = source.size();
    this.text = text;
    LineReader lines = new LineReader(text.stream(), text.start(), 1);
    this.header = Header.read(lines, source.name());
    checkType("from_type", "--from-type", header.fromType(), settings.fromType);
    checkType("to_type", "--to-type", header.toType(), settings.toType);
    this.rows = rows(lines);
    this.offset = header.end();
    this.nextLine = header.nextLine();
  }

  /** Opens the input and reads its header; fails with what to do about it. */
  public static OpenInput open(InputSource source, Settings settings) {
    InputSource.Text text = source.open();
    boolean opened = false;
    try {
      OpenInput input = new OpenInput(source, settings, text);
      opened = true;
      return input;
    } catch (IOException e) {
      throw new UsageException(source.name() + " can't be read: " + Texts.reason(e), e);
    } finally {
      if (!opened) {
        text.closeQuietly();
      }
    }
  }

  private static void checkType(
      String column, String option, int found, @Nullable String defaultType) {
    if (found < 0 && defaultType == null) {
      throw new UsageException(
          "there is no column "
              + column
              + " in the input, so "
              + option
              + " is needed, for example "
              + option
              + " contacts");
    }
  }

  /** Goes on where a checkpoint says that the rows before are done. */
  public void resumeAt(long newOffset, long line) {
    text.closeQuietly();
    text = source.open();
    try {
      text.stream().skipNBytes(newOffset - text.start());
    } catch (IOException e) {
      throw new UsageException(source.name() + " can't be read: " + Texts.reason(e), e);
    }
    rows = rows(new LineReader(text.stream(), newOffset, line));
    offset = newOffset;
    nextLine = line;
  }

  private RowReader rows(LineReader lines) {
    RecordReader records = new RecordReader(lines, header.separator(), header.names().size());
    if (offset == 0) {
      records.giveBack(header.ahead());
    }
    return new RowReader(records, header, settings.fromTypeOrBlank(), settings.toTypeOrBlank());
  }

  public InputSource source() {
    return source;
  }

  public Header header() {
    return header;
  }

  public RowReader rows() {
    return rows;
  }

  /** Where the first row to be read begins, in bytes from the start of the text. */
  public long offset() {
    return offset;
  }

  /** The physical line of the first row to be read. */
  public long nextLine() {
    return nextLine;
  }

  /** The size of the file on the disk in bytes, or -1. */
  public long size() {
    return size;
  }

  /**
   * How many rows the whole input has, judged by the part that is read; -1 where it can't be told.
   *
   * @param rowsRead rows up to {@code position}
   * @param position how far the text is read, in bytes
   */
  public long estimatedRows(long rowsRead, long position) {
    long used = text.rawPosition(position);
    if (size < 0 || used <= 0 || rowsRead == 0) {
      return -1;
    }
    return Math.max(rowsRead, Math.round((double) rowsRead * size / used));
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}

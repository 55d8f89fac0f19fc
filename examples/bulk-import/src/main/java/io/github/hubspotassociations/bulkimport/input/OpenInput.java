package io.github.hubspotassociations.bulkimport.input;

import io.github.hubspotassociations.bulkimport.support.UsageException;
import io.github.hubspotassociations.bulkimport.support.Wording;
import java.io.IOException;

/** An input whose header is read and found good. */
public final class OpenInput implements AutoCloseable {
  private final InputSource source;
  private final InputOptions options;
  private final Header header;
  private final long size;
  private InputSource.Text text;
  private RowReader rows;
  private long offset;
  private long nextLine;

  private OpenInput(InputSource source, InputOptions options, InputSource.Text text)
      throws IOException {
    this.source = source;
    this.options = options;
    this.size = source.size();
    this.text = text;
    LineReader lines = new LineReader(text.stream(), text.start(), 1);
    Header found = Header.read(lines, source.name(), options);
    checkType("from_type", "--from-type", found.columns().fromType(), options.fromType());
    checkType("to_type", "--to-type", found.columns().toType(), options.toType());
    RecordReader records = new RecordReader(lines, found.separator());
    records.giveBack(found.ahead());
    if (ErrorColumn.isName(found.names().get(found.names().size() - 1))) {
      RawRecord first = records.peek();
      if (first == null || ErrorColumn.endsWithCell(first, found.separator())) {
        found = found.withoutErrorColumn();
      }
    }
    this.header = found;
    this.rows = new RowReader(records, header, options);
    this.offset = header.end();
    this.nextLine = header.nextLine();
  }

  /** Opens the input and reads its header; fails with what to do about it. */
  public static OpenInput open(InputSource source, InputOptions options) {
    InputSource.Text text = source.open();
    boolean opened = false;
    try {
      OpenInput input = new OpenInput(source, options, text);
      opened = true;
      return input;
    } catch (InputStoppedException e) {
      throw UsageException.stopped(
          source.name() + " was stopped by a signal before its header had come", e);
    } catch (IOException e) {
      throw new UsageException(source.name() + " can't be read: " + Wording.reason(e), e);
    } finally {
      if (!opened) {
        text.closeQuietly();
      }
    }
  }

  private static void checkType(String column, String option, int found, String defaultType) {
    if (found < 0 && defaultType.isEmpty()) {
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

  /**
   * Continues where a checkpoint says that the rows before are done.
   *
   * @param rowsDone how many rows from there on are done as well, of a record that has several
   */
  public void resumeAt(long newOffset, long line, long rowsDone) {
    text.closeQuietly();
    text = source.open();
    try {
      text.stream().skipNBytes(newOffset - text.start());
      rows = reader(new LineReader(text.stream(), newOffset, line));
      for (long i = 0; i < rowsDone; i++) {
        rows.next();
      }
    } catch (IOException e) {
      throw new UsageException(source.name() + " can't be read: " + Wording.reason(e), e);
    }
    offset = newOffset;
    nextLine = line;
  }

  private RowReader reader(LineReader lines) {
    return new RowReader(new RecordReader(lines, header.separator()), header, options);
  }

  public InputSource source() {
    return source;
  }

  public InputOptions options() {
    return options;
  }

  public Header header() {
    return header;
  }

  /** Whether the input begins with a byte order mark. */
  public boolean hasMark() {
    return text.start() > 0;
  }

  /** The rows, for a sink that takes the broken ones. */
  public RowFeed feed(RowSink sink) {
    return new RowFeed(rows, sink);
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
   * How many rows the whole input has, judged by the part that is read; -1 where it can't be known.
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

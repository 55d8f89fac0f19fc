package io.github.hubspotassociations.bulkimport.input;

import java.io.IOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Hands good rows to the engine, and broken ones to the sink. An input that breaks off ends the
 * feed, so that the engine settles what it has; the failure is reported afterwards.
 */
public final class RowFeed {
  private final RowReader rows;
  private final RowSink sink;
  private volatile @Nullable Row ahead;
  private volatile boolean exhausted;
  private volatile @Nullable IOException failure;
  private volatile boolean cutByStop;
  private volatile boolean segmentEnded;
  private volatile long rowsRead;
  private volatile long position;

  RowFeed(RowReader rows, RowSink sink) {
    this.rows = rows;
    this.sink = sink;
  }

  /**
   * The rows up to the end of the input, or up to where the memory would not hold more rows in
   * flight: then the engine has to settle them before the next segment.
   */
  public Iterable<Row> segment() {
    return Segment::new;
  }

  /** Whether the engine took the last segment to its end, instead of stopping before. */
  public boolean isSegmentEnded() {
    return segmentEnded;
  }

  /** Whether every row was handed out. */
  public boolean isExhausted() {
    return exhausted && ahead == null;
  }

  /** Why the input could not be read to its end, or null. */
  public @Nullable IOException failure() {
    return failure;
  }

  /** Whether a signal ended the reading of a pipe, so that rows may be missing behind it. */
  public boolean isCutByStop() {
    return cutByStop;
  }

  /** The last row, if its last id may be half an id because the input was cut there, or null. */
  public @Nullable Row cutRow() {
    return rows.cutRow();
  }

  /** The line of the row that could not be read. */
  public long failureLine() {
    return rows.nextLine();
  }

  /** Rows read, broken ones included. */
  public long rowsRead() {
    return rowsRead;
  }

  /** How far the text is read, in bytes. */
  public long position() {
    return position;
  }

  // One thread reads at a time, whichever it is, so nothing is lost between get and set.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private @Nullable Row goodRow() {
    try {
      while (!exhausted && sink.wantsMore()) {
        Row row = rows.next();
        if (row == null) {
          exhausted = true;
          return null;
        }
        rowsRead++;
        position = row.end();
        if (!row.isBroken()) {
          return row;
        }
        sink.broken(row);
      }
    } catch (InputStoppedException e) {
      cutByStop = true;
      exhausted = true;
    } catch (IOException e) {
      failure = e;
      exhausted = true;
    }
    return null;
  }

  private final class Segment implements Iterator<Row> {
    @Override
    public boolean hasNext() {
      // A row that was looked at and not fetched, because the engine stopped, stays for the next
      // segment.
      if (ahead == null) {
        ahead = goodRow();
      }
      segmentEnded = ahead == null;
      return ahead != null;
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Row row = ahead;
      ahead = null;
      sink.taken(row);
      return row;
    }
  }
}

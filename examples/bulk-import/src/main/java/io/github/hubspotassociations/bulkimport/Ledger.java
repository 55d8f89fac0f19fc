package io.github.hubspotassociations.bulkimport;

import io.github.hubspotassociations.bulkimport.checkpoint.Checkpoint;
import io.github.hubspotassociations.bulkimport.checkpoint.CheckpointKeeper;
import io.github.hubspotassociations.bulkimport.input.OpenInput;
import io.github.hubspotassociations.bulkimport.input.Row;
import io.github.hubspotassociations.bulkimport.input.RowSink;
import io.github.hubspotassociations.bulkimport.output.Counts;
import io.github.hubspotassociations.bulkimport.output.Outputs;
import io.github.hubspotassociations.bulkimport.output.Verdict;
import io.github.hubspotassociations.bulkimport.support.Texts;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The account of all rows: what was read, what became of it, and what of that is written. Safe for
 * use by the threads that read, that bring outcomes, and that show progress.
 *
 * <p>With a checkpoint rows are written in input order. The engine brings outcomes in that order
 * then, but a broken row never gets there, so it waits here for the good rows before it.
 */
final class Ledger implements RowSink {
  private final Outputs outputs;
  private final @Nullable CheckpointKeeper checkpoint;
  private final Stop stop;
  private final long skipped;
  private final long failedBefore;

  /** A quarter of the memory for rows that are under way; the rest is for everything else. */
  private final long maxWeight;

  /** Rows that were read and are not settled, in input order; used with a checkpoint only. */
  private final Deque<Row> waiting = new ArrayDeque<>();

  private long weight;
  private long offset;
  private long nextLine;
  private boolean ended;
  private boolean unnoted;
  private @Nullable IOException failure;

  // Volatile for those who show progress; changed under the lock only.
  private volatile long associated;
  private volatile long rejected;
  private volatile long unconfirmed;
  private volatile long notAttempted;

  private Ledger(
      Outputs outputs,
      @Nullable CheckpointKeeper checkpoint,
      Stop stop,
      OpenInput input,
      @Nullable Checkpoint resumed) {
    this.outputs = outputs;
    this.checkpoint = checkpoint;
    this.stop = stop;
    this.maxWeight = Runtime.getRuntime().maxMemory() / 4;
    this.offset = input.offset();
    this.nextLine = input.nextLine();
    this.skipped = resumed == null ? 0 : resumed.rows();
    this.failedBefore = resumed == null ? 0 : resumed.notAssociated();
  }

  /** A ledger for an input that begins where a checkpoint ends, or at its first row. */
  static Ledger of(
      Outputs outputs,
      @Nullable CheckpointKeeper checkpoint,
      Stop stop,
      OpenInput input,
      @Nullable Checkpoint resumed) {
    return new Ledger(outputs, checkpoint, stop, input, resumed);
  }

  /** Whether rows that are not sent are left to a resume. */
  boolean hasCheckpoint() {
    return checkpoint != null;
  }

  @Override
  public synchronized void taken(Row row) {
    weight += row.weight();
    if (checkpoint != null && !ended) {
      waiting.add(row);
    }
  }

  @Override
  public synchronized void broken(Row row) {
    if (ended) {
      return;
    }
    if (checkpoint == null || waiting.isEmpty()) {
      write(row, Verdict.invalid(row));
    } else {
      weight += row.weight();
      waiting.add(row);
    }
  }

  /** A row that was taken has its outcome. */
  synchronized void settled(Row row, Verdict verdict) {
    weight -= row.weight();
    if (ended) {
      return;
    }
    if (checkpoint != null) {
      Row first = waiting.remove();
      if (first.line() != row.line()) {
        throw new IllegalStateException(
            "line " + row.line() + " was settled before line " + first.line());
      }
    }
    write(row, verdict);
    while (!waiting.isEmpty() && waiting.element().isBroken()) {
      Row broken = waiting.remove();
      weight -= broken.weight();
      write(broken, Verdict.invalid(broken));
    }
  }

  /**
   * A row that was taken is left to the resume, and with it every row behind it. Only with a
   * checkpoint.
   */
  synchronized void left(Row row) {
    weight -= row.weight();
    ended = true;
    waiting.clear();
  }

  private void write(Row row, Verdict verdict) {
    if (failure != null) {
      return;
    }
    try {
      outputs.write(row, verdict);
    } catch (IOException e) {
      fail(e);
      return;
    }
    count(verdict);
    offset = row.end();
    nextLine = row.nextLine();
    unnoted = true;
  }

  // The lock is held by every caller, so that nothing is lost between get and set.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void count(Verdict verdict) {
    switch (verdict.outcome()) {
      case ASSOCIATED -> associated++;
      case REJECTED -> rejected++;
      case UNCONFIRMED -> unconfirmed++;
      case NOT_ATTEMPTED -> notAttempted++;
    }
  }

  /** What can't be written down should not be done either. */
  private void fail(IOException e) {
    failure = e;
    stop.request("a file that can't be written");
  }

  /** Notes in the checkpoint what was settled since the last time, if there is one to note it. */
  synchronized void noteProgress() {
    if (checkpoint == null || !unnoted || failure != null) {
      return;
    }
    try {
      checkpoint.store(offset, nextLine, skipped + settledRows(), notAssociated(), outputs);
      unnoted = false;
    } catch (IOException e) {
      fail(new IOException("the checkpoint can't be written: " + Texts.reason(e), e));
    }
  }

  /** Notes where the import begins, before anything is sent. */
  synchronized void noteBeginning() throws IOException {
    if (checkpoint != null) {
      checkpoint.store(offset, nextLine, skipped, failedBefore, outputs);
    }
  }

  /** The input is done: the checkpoint goes. */
  synchronized void done() {
    if (checkpoint == null || failure != null) {
      return;
    }
    try {
      checkpoint.delete(outputs);
    } catch (IOException e) {
      fail(new IOException("the checkpoint can't be deleted: " + Texts.reason(e), e));
    }
  }

  @Override
  public synchronized boolean wantsMore() {
    return weight < maxWeight && !ended && failure == null;
  }

  /** Why rows could not be written, or null. */
  synchronized @Nullable IOException failure() {
    return failure;
  }

  /** Whether some rows are left to a resume. */
  synchronized boolean isEnded() {
    return ended;
  }

  /** Rows not associated, those before a resume included. */
  long notAssociated() {
    return failedBefore + rejected + unconfirmed + notAttempted;
  }

  /** Rows settled by this run. */
  long settledRows() {
    return associated + rejected + unconfirmed + notAttempted;
  }

  long skipped() {
    return skipped;
  }

  Counts counts(long requests, long retries, double seconds) {
    return new Counts(
        associated, rejected, unconfirmed, notAttempted, skipped, requests, retries, seconds);
  }
}

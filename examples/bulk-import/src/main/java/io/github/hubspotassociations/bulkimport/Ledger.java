package io.github.hubspotassociations.bulkimport;

import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.bulk.ResumePoint;
import io.github.hubspotassociations.bulkimport.checkpoint.CheckpointKeeper;
import io.github.hubspotassociations.bulkimport.checkpoint.Resume;
import io.github.hubspotassociations.bulkimport.input.Row;
import io.github.hubspotassociations.bulkimport.input.RowSink;
import io.github.hubspotassociations.bulkimport.output.Account;
import io.github.hubspotassociations.bulkimport.output.Outputs;
import io.github.hubspotassociations.bulkimport.output.RowOutcome;
import io.github.hubspotassociations.bulkimport.support.Stop;
import io.github.hubspotassociations.bulkimport.support.Wording;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The account of all rows: what was read, what became of it, and what of that is written. Safe for
 * use by the threads that read, that bring outcomes, and that show progress.
 *
 * <p>With a checkpoint rows are written in input order. The engine emits outcomes in that order
 * then, but a broken row never gets there, so it waits here for the good rows before it.
 */
final class Ledger implements RowSink {
  private final Outputs outputs;
  private final @Nullable CheckpointKeeper checkpoint;
  private final Stop stop;
  private final Account account = new Account();
  private final long skipped;
  private final long failedBefore;

  /** A quarter of the memory for rows that are in flight; the rest is for everything else. */
  private final long maxWeight;

  /** Broken rows, each with the number of good rows of the run that come before it. */
  private final Deque<Broken> waiting = new ArrayDeque<>();

  private ResumePoint resumePoint = ResumePoint.create();
  private long taken;
  private long weight;
  private long offset;
  private long nextLine;
  private long rowsAhead;
  private boolean ended;
  private boolean unnoted;
  private @Nullable IOException failure;

  private record Broken(Row row, long goodRowsBefore) {}

  /**
   * Creates a ledger of rows from a point on.
   *
   * @param start where the input begins, or a checkpoint ends
   */
  Ledger(Outputs outputs, @Nullable CheckpointKeeper checkpoint, Stop stop, Resume start) {
    this.outputs = outputs;
    this.checkpoint = checkpoint;
    this.stop = stop;
    this.maxWeight = Runtime.getRuntime().maxMemory() / 4;
    this.offset = start.offset();
    this.nextLine = start.nextLine();
    this.rowsAhead = start.rowsAhead();
    this.skipped = start.rows();
    this.failedBefore = start.notAssociated();
  }

  /** Whether rows that are not sent are left to a resume. */
  boolean hasCheckpoint() {
    return checkpoint != null;
  }

  /** A run of the engine begins, which counts its inputs from 0; all rows before are settled. */
  synchronized void runBegins() {
    resumePoint = ResumePoint.create();
    taken = 0;
  }

  @Override
  public synchronized void taken(Row row) {
    weight += row.weight();
    taken++;
  }

  @Override
  public synchronized void broken(Row row) {
    if (ended) {
      return;
    }
    if (checkpoint == null || resumePoint.index() == taken) {
      write(row, RowOutcome.invalid(row));
    } else {
      weight += row.weight();
      waiting.add(new Broken(row, taken));
    }
  }

  /** A row has its outcome, and will not be sent again. */
  synchronized void settled(AssociationOutcome<Row> outcome, RowOutcome verdict) {
    Row row = outcome.context();
    weight -= row.weight();
    if (ended) {
      return;
    }
    write(row, verdict);
    if (checkpoint == null) {
      return;
    }
    if (outcome.kind() == AssociationOutcome.Kind.NOT_ATTEMPTED) {
      // It is written all the same: a resume would fare no better.
      resumePoint = ResumePoint.startingAt(outcome.index() + 1);
    } else if (resumePoint.markSettled(outcome) != outcome.index() + 1) {
      throw new IllegalStateException(
          "line " + row.line() + " was settled before input " + resumePoint.index());
    }
    while (!waiting.isEmpty() && waiting.element().goodRowsBefore() <= resumePoint.index()) {
      Row broken = waiting.remove().row();
      weight -= broken.weight();
      write(broken, RowOutcome.invalid(broken));
    }
  }

  /** A row that is read is not sent any more. Only without a checkpoint. */
  synchronized void notSent(Row row, RowOutcome verdict) {
    weight -= row.weight();
    write(row, verdict);
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

  private void write(Row row, RowOutcome verdict) {
    if (failure != null) {
      return;
    }
    try {
      outputs.write(row, verdict);
    } catch (IOException e) {
      fail(e);
      return;
    }
    account.add(row, verdict);
    if (row.endsRecord()) {
      offset = row.end();
      nextLine = row.nextLine();
      rowsAhead = 0;
    } else {
      rowsAhead++;
    }
    unnoted = true;
  }

  /** What can't be written down should not be done either. */
  private void fail(IOException e) {
    failure = e;
    stop.request("a file that can't be written");
  }

  /** Notes in the checkpoint what was settled since the last time, if there is one. */
  synchronized void noteProgress() {
    if (unnoted) {
      store(false);
    }
  }

  /** Notes where the import begins, before anything is sent. */
  synchronized void noteBeginning() {
    store(false);
  }

  /** Notes where the import stopped: nothing will be written after it. */
  synchronized void noteEnd(boolean inputBrokeOff) {
    if (checkpoint != null && inputBrokeOff) {
      checkpoint.inputBrokeOff();
    }
    store(true);
  }

  private void store(boolean atEnd) {
    if (checkpoint == null || failure != null) {
      return;
    }
    try {
      Resume done =
          new Resume(offset, nextLine, rowsAhead, skipped + settledRows(), notAssociated());
      checkpoint.store(done, account.associated() > 0, outputs, atEnd);
      unnoted = false;
    } catch (IOException e) {
      fail(new IOException("the checkpoint can't be written: " + Wording.reason(e), e));
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
      fail(new IOException("the checkpoint can't be deleted: " + Wording.reason(e), e));
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

  /** The line of the first row that is not settled, as far as rows are settled in order. */
  synchronized long nextLine() {
    return nextLine;
  }

  /** The rows of this run by their outcome. */
  Account account() {
    return account;
  }

  /** Rows not associated, those before a resume included. */
  long notAssociated() {
    return failedBefore + account.notAssociated();
  }

  /** Rows settled by this run. */
  long settledRows() {
    return account.total();
  }

  long skipped() {
    return skipped;
  }
}

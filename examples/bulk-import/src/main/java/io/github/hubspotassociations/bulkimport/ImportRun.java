package io.github.hubspotassociations.bulkimport;

import io.github.hubspotassociations.bulkimport.input.InputSource;
import io.github.hubspotassociations.bulkimport.input.OpenInput;
import io.github.hubspotassociations.bulkimport.input.Row;
import io.github.hubspotassociations.bulkimport.input.RowFeed;
import io.github.hubspotassociations.bulkimport.output.Reasons;
import io.github.hubspotassociations.bulkimport.output.RowCounts;
import io.github.hubspotassociations.bulkimport.output.RowOutcome;
import io.github.hubspotassociations.bulkimport.output.Summary;
import io.github.hubspotassociations.bulkimport.progress.Progress;
import io.github.hubspotassociations.bulkimport.progress.Ticker;
import io.github.hubspotassociations.bulkimport.progress.Waits;
import io.github.hubspotassociations.bulkimport.support.Stop;
import io.github.hubspotassociations.bulkimport.support.Wording;
import io.github.hubspotassociations.error.HubSpotException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The import itself: rows are read, sent and settled, until the input ends or a stop comes. */
final class ImportRun {
  private final Settings settings;
  private final OpenInput input;
  private final RowSender sender;
  private final Ledger ledger;
  private final RowFeed feed;
  private final Console console;
  private final Stop stop;
  private final Waits waits;
  private final String baseUrl;
  private final long begun;
  private @Nullable RuntimeException fault;

  ImportRun(
      Settings settings,
      OpenInput input,
      RowSender sender,
      Ledger ledger,
      Console console,
      Stop stop,
      Waits waits,
      String baseUrl) {
    this.settings = settings;
    this.input = input;
    this.sender = sender;
    this.ledger = ledger;
    this.feed = input.feed(ledger);
    this.console = console;
    this.stop = stop;
    this.waits = waits;
    this.baseUrl = baseUrl;
    this.begun = console.nanoTime().getAsLong();
  }

  /** Imports to the end and returns the exit status. */
  int run() {
    ledger.noteBeginning();
    if (settings.json) {
      stop.onKill(this::printJson);
    }
    boolean drained = false;
    try (Progress progress = console.progress(!settings.noProgress, state())) {
      Ticker ticker = new Ticker(() -> tick(progress));
      try (ticker) {
        send();
        drained = drain();
      } catch (RuntimeException e) {
        fault = e;
      }
      progress.update(state());
    }
    boolean done =
        feed.isExhausted()
            && feed.failure() == null
            && !feed.isCutByStop()
            && !ledger.isEnded()
            && fault == null;
    if (done) {
      ledger.done();
    } else {
      ledger.noteEnd(feed.failure() != null);
    }
    return report(!done || drained || rejection() != null || sender.isStoppedShort());
  }

  private void tick(Progress progress) {
    ledger.noteProgress();
    progress.update(state());
  }

  private void send() {
    do {
      sender.send(feed.segment(), ledger);
    } while (!feed.isExhausted() && !isStopping());
  }

  private boolean isStopping() {
    return stop.isRequested()
        || sender.rejection() != null
        || (sender.typePairRejection() != null && !feed.isSegmentEnded())
        || ledger.isEnded()
        || ledger.failure() != null;
  }

  private @Nullable HubSpotException rejection() {
    HubSpotException rejection = sender.rejection();
    return rejection != null ? rejection : sender.typePairRejection();
  }

  /**
   * Without a checkpoint, a stopped import still accounts for the rest of its input, so that the
   * failures file is a complete new input. Returns whether there was a rest.
   */
  private boolean drain() {
    if (ledger.hasCheckpoint() || ledger.failure() != null) {
      return false;
    }
    boolean drained = false;
    RowOutcome verdict = sender.notSent();
    for (Row row : feed.segment()) {
      ledger.notSent(row, verdict);
      drained = true;
    }
    return drained;
  }

  private int report(boolean stoppedEarly) {
    IOException unwritable = ledger.failure();
    if (unwritable != null) {
      console.say(unwritable.getMessage() + "; make room or correct it, and run the command again");
    } else if (feed.failure() != null) {
      console.say(brokenInput(input.source(), feed) + "; the rows before it are settled");
    } else if (fault != null) {
      console.say("stopped early by a fault of this program: " + fault + whatIsLeft());
      console.trace(fault);
    } else if (stoppedEarly) {
      console.say("stopped early: " + reason() + whatIsLeft());
      sayIfCut();
    } else {
      sayIfOneReason();
    }
    sayIfHalfId(feed, console);
    if (settings.json && unwritable == null && feed.failure() == null) {
      printJson();
    } else if (!settings.json) {
      Summary.print(console.out(), counts(), ledger.account());
      printFiles();
    }
    if (unwritable != null || feed.failure() != null) {
      return ExitStatus.WRONG;
    }
    if (stoppedEarly) {
      return ExitStatus.STOPPED;
    }
    return ledger.notAssociated() > 0 ? ExitStatus.SOME_NOT_ASSOCIATED : ExitStatus.DONE;
  }

  static String brokenInput(InputSource source, RowFeed feed) {
    return source.name()
        + " breaks off at line "
        + feed.failureLine()
        + " ("
        + Wording.reason(feed.failure())
        + ")";
  }

  private String reason() {
    HubSpotException rejection = rejection();
    return rejection == null
        ? "stopped by " + stop.cause()
        : StopReason.sentence(rejection, baseUrl);
  }

  private String whatIsLeft() {
    if (ledger.hasCheckpoint()) {
      return "; it will resume from " + settings.checkpoint;
    }
    return settings.failures == null || fault != null
        ? ""
        : "; the rows that are left are in " + settings.failures + ", a new INPUT";
  }

  /** A Ctrl-C reaches the writer of a pipe too, which may have ended in the middle. */
  private void sayIfCut() {
    if (feed.isCutByStop()) {
      console.say(
          input.source().name()
              + " may have been cut off by the same signal, after line "
              + Wording.count(Math.max(feed.failureLine() - 1, 1))
              + ": rows behind it are in no file, so import the whole input again");
    }
  }

  private void sayIfOneReason() {
    Reasons.Reason only = ledger.account().onlyReason();
    if (only != null && ledger.skipped() == 0) {
      console.say("nothing was associated, each time for the same reason: " + only.text());
    }
  }

  /** Warns of an input that may be cut in the middle of an id. */
  static void sayIfHalfId(RowFeed feed, Console console) {
    Row row = feed.cutRow();
    if (row != null) {
      console.say(
          "the last row, "
              + row.fromId()
              + " to "
              + row.toId()
              + " at line "
              + Wording.count(row.line())
              + ", has no line break behind it: if the file was cut, its last ID is only a part of"
              + " one; check it");
    }
  }

  private void printFiles() {
    if (settings.results != null) {
      console.out().println("results: " + settings.results);
    }
    if (settings.failures != null) {
      console
          .out()
          .println("failures: " + settings.failures + ", " + Wording.rows(ledger.notAssociated()));
    } else if (ledger.account().notAssociated() > 0) {
      console.out().println("with --failures FILE, the rows that are not associated are kept");
    }
  }

  private RowCounts counts() {
    double seconds = (console.nanoTime().getAsLong() - begun) / 1e9;
    return ledger.account().counts(ledger.skipped(), sender.requests(), sender.retries(), seconds);
  }

  private void printJson() {
    console.out().println(counts().json());
    console.out().flush();
  }

  private Progress.State state() {
    long read = ledger.skipped() + feed.rowsRead();
    boolean exact = feed.isExhausted();
    long total = exact ? read : input.estimatedRows(read, feed.position());
    return new Progress.State(
        ledger.skipped() + ledger.settledRows(),
        ledger.skipped(),
        ledger.notAssociated(),
        total,
        exact,
        waits.note());
  }
}

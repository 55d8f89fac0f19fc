package io.github.hubspotassociations.bulkimport;

import io.github.hubspotassociations.bulkimport.progress.BarProgress;
import io.github.hubspotassociations.bulkimport.progress.LineProgress;
import io.github.hubspotassociations.bulkimport.progress.Progress;
import io.github.hubspotassociations.bulkimport.progress.TerminalLine;
import java.io.PrintStream;
import java.util.Map;
import java.util.function.LongSupplier;

/** What the person at the terminal sees: results on standard output, all else on standard error. */
final class Console {
  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> env;
  private final LongSupplier nanoTime;

  Console(PrintStream out, PrintStream err, Map<String, String> env, LongSupplier nanoTime) {
    this.out = out;
    this.err = err;
    this.env = env;
    this.nanoTime = nanoTime;
  }

  PrintStream out() {
    return out;
  }

  /** Whether these are the streams of the process itself, and not a test's. */
  boolean isOfProcess() {
    return out == System.out;
  }

  /** A sentence for the person, not for programs. */
  void say(String sentence) {
    err.println("associate: " + sentence);
  }

  /** Where a fault of this program came from. */
  void trace(Throwable fault) {
    fault.printStackTrace(err);
  }

  /** A clock that only goes forward, in nanoseconds. */
  LongSupplier nanoTime() {
    return nanoTime;
  }

  Progress progress(boolean wanted, Progress.State start) {
    if (!wanted) {
      return Progress.NONE;
    }
    // Only what the process itself got as standard error can be a terminal.
    return err == System.err && TerminalLine.isPossible(env.get("TERM"))
        ? new BarProgress(err, start)
        : new LineProgress(err, nanoTime);
  }
}

package io.github.hubspotassociations.bulkimport.progress;

import io.github.hubspotassociations.bulkimport.support.Wording;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A line every few seconds, for logs and pipes. */
public final class LineProgress implements Progress {
  static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final PrintStream out;
  private final LongSupplier nanoTime;
  private final long begun;
  private long last;

  public LineProgress(PrintStream out, LongSupplier nanoTime) {
    this.out = out;
    this.nanoTime = nanoTime;
    this.begun = nanoTime.getAsLong();
    this.last = begun;
  }

  @Override
  public void update(State state) {
    long now = nanoTime.getAsLong();
    if (now - last < INTERVAL_NANOS) {
      return;
    }
    last = now;
    out.println(line(state, (now - begun) / 1e9));
  }

  static String line(State state, double seconds) {
    StringBuilder line = new StringBuilder();
    line.append(Wording.count(state.done()));
    if (state.total() >= 0) {
      line.append(state.exact() ? " of " : " of about ").append(Wording.count(state.total()));
    }
    line.append(" rows");
    if (state.total() > 0) {
      line.append(" (").append(100 * state.done() / state.total()).append("%)");
    }
    double rate = (state.done() - state.skipped()) / seconds;
    line.append(String.format(Locale.ROOT, ", %,.0f rows/s", rate));
    line.append(", ").append(Wording.duration(Math.round(seconds)));
    if (state.total() >= 0 && rate > 0) {
      long left = Math.round(Math.max(0, state.total() - state.done()) / rate);
      line.append(", ").append(Wording.duration(left)).append(" left");
    }
    line.append(", ").append(Wording.count(state.failed())).append(" failed");
    if (!state.note().isEmpty()) {
      line.append("; ").append(state.note());
    }
    return line.toString();
  }
}

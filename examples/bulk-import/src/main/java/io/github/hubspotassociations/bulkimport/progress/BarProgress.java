package io.github.hubspotassociations.bulkimport.progress;

import io.github.hubspotassociations.bulkimport.support.Wording;
import java.io.PrintStream;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import me.tongfei.progressbar.ProgressState;

/** A bar that is drawn anew in place, for terminals. */
public final class BarProgress implements Progress {
  private static final int INTERVAL_MILLIS = 200;

  private final ProgressBar bar;
  private State state;

  public BarProgress(PrintStream out, State start) {
    this.bar =
        new ProgressBarBuilder()
            .setTaskName("rows")
            .setStyle(style())
            .showSpeed(new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
            .setEtaFunction(BarProgress::timeLeft)
            .setInitialMax(start.total())
            .startsFrom(start.skipped(), Duration.ZERO)
            .setUpdateIntervalMillis(INTERVAL_MILLIS)
            .continuousUpdate()
            .setConsumer(new TerminalLine(out))
            .build();
    this.state = start;
    update(start);
  }

  private static ProgressBarStyle style() {
    // From JDK 18 on the default charset is UTF-8 whatever the terminal; these two follow it.
    String encoding =
        System.getProperty("stderr.encoding", System.getProperty("native.encoding", ""));
    return encoding.equalsIgnoreCase("UTF-8")
        ? ProgressBarStyle.UNICODE_BLOCK
        : ProgressBarStyle.ASCII;
  }

  /**
   * By the rate so far. The first rows are no measure: broken ones are done before a request is.
   */
  private static Optional<Duration> timeLeft(ProgressState progress) {
    long done = progress.getCurrent() - progress.getStart();
    Duration elapsed = progress.getElapsedAfterStart();
    if (progress.isIndefinite() || done <= (progress.getMax() - progress.getStart()) / 100) {
      return Optional.empty();
    }
    long left = Math.max(0, progress.getMax() - progress.getCurrent());
    return Optional.of(Duration.ofMillis(Math.round((double) elapsed.toMillis() * left / done)));
  }

  @Override
  public void update(State now) {
    state = now;
    bar.maxHint(now.total());
    bar.stepTo(now.done());
    bar.setExtraMessage(
        ", "
            + Wording.count(now.failed())
            + " failed"
            + (now.note().isEmpty() ? "" : "; " + now.note()));
  }

  @Override
  public void close() {
    bar.maxHint(Math.max(state.done(), state.exact() ? state.total() : state.done()));
    bar.setExtraMessage(", " + Wording.count(state.failed()) + " failed");
    bar.close();
  }
}

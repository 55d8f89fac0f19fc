package io.github.hubspotassociations.bulkimport.output;

import io.github.hubspotassociations.bulkimport.support.Texts;
import java.io.PrintStream;
import java.util.Locale;

/** The counts as a table for people. */
public final class Summary {
  private Summary() {}

  public static void print(PrintStream out, Counts counts) {
    out.println("rows");
    line(out, "associated", counts.associated());
    line(out, "rejected", counts.rejected());
    line(out, "unconfirmed", counts.unconfirmed());
    line(out, "not attempted", counts.notAttempted());
    if (counts.skipped() > 0) {
      line(out, "done before", counts.skipped());
    }
    line(out, "total", counts.total());
    out.println("requests");
    line(out, "sent", counts.requests());
    line(out, "of them retries", counts.retries());
    long settled = counts.total() - counts.skipped();
    out.println(
        String.format(
            Locale.ROOT,
            "time %s, %,.0f rows/s",
            time(counts.seconds()),
            settled / Math.max(counts.seconds(), 0.001)));
  }

  private static void line(PrintStream out, String name, long count) {
    out.println(String.format(Locale.ROOT, "  %-16s%,14d", name, count));
  }

  private static String time(double seconds) {
    return seconds < 60
        ? String.format(Locale.ROOT, "%.1f s", seconds)
        : Texts.duration(Math.round(seconds));
  }
}

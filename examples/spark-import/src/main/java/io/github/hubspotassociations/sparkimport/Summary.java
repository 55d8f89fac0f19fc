package io.github.hubspotassociations.sparkimport;

import java.io.PrintStream;
import java.util.Locale;

/** The counts as a table for people. */
final class Summary {
  private Summary() {}

  static void print(PrintStream out, AssociationReport report) {
    out.println("rows");
    line(out, "associated", report.associated());
    line(out, "rejected", report.rejected());
    line(out, "unconfirmed", report.unconfirmed());
    line(out, "not attempted", report.notAttempted());
    if (report.skipped() > 0) {
      line(out, "done before", report.skipped());
    }
    line(out, "total", report.total());
    if (report.remaining() > 0) {
      line(out, "left", report.remaining());
    }
    out.println("requests");
    line(out, "sent", report.requests());
    line(out, "of them retries", report.retries());
    double seconds = report.elapsed().toMillis() / 1e3;
    out.println(
        String.format(
            Locale.ROOT,
            "time %.1f s, %,.0f rows/s",
            seconds,
            (report.total() - report.skipped()) / Math.max(seconds, 0.001)));
  }

  private static void line(PrintStream out, String name, long count) {
    out.println(String.format(Locale.ROOT, "  %-16s%,14d", name, count));
  }
}

package io.github.hubspotassociations.bulkimport.output;

import io.github.hubspotassociations.bulkimport.support.Wording;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** The counts as a table for people, with the commonest reasons for failures. */
public final class Summary {
  /** So many reasons are shown. */
  private static final int REASONS = 5;

  private Summary() {}

  public static void print(PrintStream out, RowCounts counts, Account account) {
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
    List<Reasons.Reason> reasons = account.commonestReasons(REASONS + 1);
    if (!reasons.isEmpty()) {
      out.println("why rows are not associated, with an example");
    }
    for (int i = 0; i < reasons.size(); i++) {
      if (i == REASONS) {
        out.println("          ... and other reasons, less often");
        break;
      }
      Reasons.Reason reason = reasons.get(i);
      out.println(String.format(Locale.ROOT, "  %,10d  %s", reason.count(), reason.text()));
    }
  }

  private static void line(PrintStream out, String name, long count) {
    out.println(String.format(Locale.ROOT, "  %-16s%,14d", name, count));
  }

  private static String time(double seconds) {
    return seconds < 60
        ? String.format(Locale.ROOT, "%.1f s", seconds)
        : Wording.duration(Math.round(seconds));
  }
}

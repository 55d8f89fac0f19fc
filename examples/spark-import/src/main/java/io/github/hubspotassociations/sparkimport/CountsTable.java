package io.github.hubspotassociations.sparkimport;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.struct;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** The counts as a table for people, with the commonest reasons for failures. */
final class CountsTable {
  /** So many reasons are shown. */
  private static final int REASONS = 5;

  /** What differs between messages of one reason: IDs, counts, and what support asks for. */
  private static final String NUMBERS = "\\[correlation id [^]]*]|\\d+";

  private CountsTable() {}

  static void print(PrintStream out, AssociationReport report, Dataset<Row> outcomes) {
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
            "time %s, %,.0f rows/s",
            time(report.elapsed()),
            (report.total() - report.skipped()) / Math.max(seconds, 0.001)));
    if (!report.isAssociated()) {
      printReasons(out, outcomes);
    }
  }

  private static void printReasons(PrintStream out, Dataset<Row> outcomes) {
    List<Row> reasons =
        outcomes
            .where("outcome <> 'ASSOCIATED'")
            .groupBy(
                coalesce(col("category"), lit("")).as("reason"),
                regexp_replace(col("message"), NUMBERS, "#").as("general"))
            .agg(
                count(lit(1)).as("rows"),
                min(struct(col("message"), col("from_id"), col("to_id"))).as("example"))
            .orderBy(col("rows").desc(), col("reason"), col("general"))
            .limit(REASONS + 1)
            .collectAsList();
    if (!reasons.isEmpty()) {
      out.println("why rows are not associated, with an example");
    }
    for (int i = 0; i < reasons.size(); i++) {
      if (i == REASONS) {
        out.println("          ... and other reasons, less often");
        return;
      }
      Row reason = reasons.get(i);
      out.println(
          String.format(Locale.ROOT, "  %,10d  %s", reason.<Long>getAs("rows"), text(reason)));
    }
  }

  /** Such as "OBJECT_NOT_FOUND: No contact with ID 404041 exists (404041 to 7)". */
  private static String text(Row reason) {
    Row example = reason.getAs("example");
    String category = reason.getAs("reason");
    String said = (category.isEmpty() ? "" : category + ": ") + example.getString(0);
    String shown = said.length() <= 250 ? said : said.substring(0, 247) + "...";
    return shown + " (" + id(example.getString(1)) + " to " + id(example.getString(2)) + ")";
  }

  private static String id(@Nullable String id) {
    return id == null ? "none" : id;
  }

  private static void line(PrintStream out, String name, long count) {
    out.println(String.format(Locale.ROOT, "  %-16s%,14d", name, count));
  }

  private static String time(Duration elapsed) {
    long seconds = elapsed.toSeconds();
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", elapsed.toMillis() / 1e3);
    }
    return seconds < 3600
        ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
        : String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }
}

package io.github.hubspotassociations.bulkimport;

import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.bulk.InputPage;
import io.github.hubspotassociations.bulkimport.input.Row;
import io.github.hubspotassociations.bulkimport.input.RowSink;
import io.github.hubspotassociations.bulkimport.support.Stop;
import io.github.hubspotassociations.bulkimport.support.Wording;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The plan of pages, printed as it is made: the first ones each, all of them in sums. */
final class DryRun implements RowSink {
  private static final int SHOWN = 20;
  private static final int MAX_TYPE_PAIRS = 100;

  private final PrintStream out;
  private final Stop stop;
  private final Map<String, long[]> byTypes = new TreeMap<>();
  private final long[] others = new long[2];
  private long pages;
  private long broken;

  DryRun(PrintStream out, Stop stop) {
    this.out = out;
    this.stop = stop;
  }

  void page(InputPage<Row> page) {
    String types = page.fromObjectType() + " -> " + page.toObjectType();
    if (pages++ < SHOWN) {
      List<AssociationRequest<Row>> requests = page.requests();
      out.println(
          "page "
              + pages
              + ": "
              + types
              + ", "
              + Wording.rows(page.size())
              + ", lines "
              + requests.get(0).context().line()
              + " to "
              + requests.get(page.size() - 1).context().line());
    } else if (pages == SHOWN + 1) {
      out.println("... (the first " + SHOWN + " pages are shown)");
    }
    long[] sums = byTypes.get(types);
    if (sums == null) {
      sums = byTypes.size() < MAX_TYPE_PAIRS ? new long[2] : others;
      if (sums != others) {
        byTypes.put(types, sums);
      }
    }
    sums[0]++;
    sums[1] += page.size();
  }

  @Override
  public void taken(Row row) {}

  @Override
  public boolean wantsMore() {
    return !stop.isRequested();
  }

  @Override
  public void broken(Row row) {
    if (broken++ < SHOWN) {
      out.println("line " + row.line() + ": " + row.problem() + " (would be rejected)");
    } else if (broken == SHOWN + 1) {
      out.println("... (the first " + SHOWN + " broken rows are shown)");
    }
  }

  long brokenRows() {
    return broken;
  }

  long goodRows() {
    return byTypes.values().stream().mapToLong(sums -> sums[1]).sum() + others[1];
  }

  /** The sums, after the last page. */
  void printSums() {
    out.println(
        "Plan: "
            + Wording.count(pages)
            + (pages == 1 ? " page with " : " pages with ")
            + Wording.rows(goodRows())
            + (broken == 0 ? "" : "; " + Wording.rows(broken) + " broken")
            + ". Nothing was sent.");
    if (byTypes.size() > 1) {
      byTypes.forEach((types, sums) -> out.println(line(types, sums)));
      if (others[0] > 0) {
        out.println(line("other types", others));
      }
    }
  }

  private static String line(String types, long[] sums) {
    return "  " + types + ": " + Wording.count(sums[0]) + " pages, " + Wording.rows(sums[1]);
  }
}

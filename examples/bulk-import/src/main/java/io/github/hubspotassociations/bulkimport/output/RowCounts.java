package io.github.hubspotassociations.bulkimport.output;

import java.util.Locale;

/**
 * How many rows came to what.
 *
 * @param skipped rows that were done before a resume
 * @param requests HTTP attempts, retries included
 */
public record RowCounts(
    long associated,
    long rejected,
    long unconfirmed,
    long notAttempted,
    long skipped,
    long requests,
    long retries,
    double seconds) {

  /** Every row of the input that is accounted for: the sum of all others. */
  public long total() {
    return associated + notAssociated() + skipped;
  }

  public long notAssociated() {
    return rejected + unconfirmed + notAttempted;
  }

  public String json() {
    return "{\"total\":"
        + total()
        + ",\"associated\":"
        + associated
        + ",\"rejected\":"
        + rejected
        + ",\"unconfirmed\":"
        + unconfirmed
        + ",\"notAttempted\":"
        + notAttempted
        + ",\"skipped\":"
        + skipped
        + ",\"requests\":"
        + requests
        + ",\"retries\":"
        + retries
        + ",\"seconds\":"
        + String.format(Locale.ROOT, "%.3f", seconds)
        + "}";
  }
}

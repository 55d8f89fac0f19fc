package io.github.hubspotassociations.bulkimport;

import java.util.Locale;

/**
 * How many rows came to what.
 *
 * @param skipped rows that were done before a resume
 * @param requests HTTP attempts, retries included
 */
record Counts(
    long associated,
    long rejected,
    long unconfirmed,
    long notAttempted,
    long skipped,
    long requests,
    long retries,
    double seconds) {

  /** Every row of the input that is accounted for: the sum of all others. */
  long total() {
    return associated + notAssociated() + skipped;
  }

  long notAssociated() {
    return rejected + unconfirmed + notAttempted;
  }

  String json() {
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

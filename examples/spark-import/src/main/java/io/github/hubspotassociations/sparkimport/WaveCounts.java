package io.github.hubspotassociations.sparkimport;

import java.util.Locale;
import java.util.Properties;

/** How many rows came to what, and the requests that it took. */
record WaveCounts(
    long associated,
    long rejected,
    long unconfirmed,
    long notAttempted,
    long requests,
    long retries,
    long rateLimited) {
  static final WaveCounts NONE = new WaveCounts(0, 0, 0, 0, 0, 0, 0);

  long rows() {
    return associated + notAssociated();
  }

  long notAssociated() {
    return rejected + unconfirmed + notAttempted;
  }

  WaveCounts plus(WaveCounts other) {
    return new WaveCounts(
        associated + other.associated,
        rejected + other.rejected,
        unconfirmed + other.unconfirmed,
        notAttempted + other.notAttempted,
        requests + other.requests,
        retries + other.retries,
        rateLimited + other.rateLimited);
  }

  WaveCounts minus(WaveCounts other) {
    return new WaveCounts(
        associated - other.associated,
        rejected - other.rejected,
        unconfirmed - other.unconfirmed,
        notAttempted - other.notAttempted,
        requests - other.requests,
        retries - other.retries,
        rateLimited - other.rateLimited);
  }

  void store(Properties note, String prefix) {
    note.setProperty(prefix + "associated", "" + associated);
    note.setProperty(prefix + "rejected", "" + rejected);
    note.setProperty(prefix + "unconfirmed", "" + unconfirmed);
    note.setProperty(prefix + "notAttempted", "" + notAttempted);
    note.setProperty(prefix + "requests", "" + requests);
    note.setProperty(prefix + "retries", "" + retries);
    note.setProperty(prefix + "rateLimited", "" + rateLimited);
  }

  static WaveCounts load(Properties note, String prefix) {
    return new WaveCounts(
        number(note, prefix + "associated"),
        number(note, prefix + "rejected"),
        number(note, prefix + "unconfirmed"),
        number(note, prefix + "notAttempted"),
        number(note, prefix + "requests"),
        number(note, prefix + "retries"),
        number(note, prefix + "rateLimited"));
  }

  static long number(Properties note, String name) {
    String value = note.getProperty(name);
    if (value == null) {
      throw new IllegalStateException("no " + name + " in a note of the job: it is of no use");
    }
    return Long.parseLong(value);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,d associated, %,d rejected, %,d unconfirmed, %,d not attempted, %,d requests, %,d of"
            + " them retries",
        associated,
        rejected,
        unconfirmed,
        notAttempted,
        requests,
        retries);
  }
}

package io.github.hubspotassociations.bulkimport;

import io.github.hubspotassociations.AssociationOutcome.Kind;

/**
 * What became of a row, as it stands in the results file.
 *
 * @param typeId the association's type id, blank where there is none
 * @param category the association's category when associated, else the error's
 * @param attempts how often the row was sent
 */
record Verdict(
    Kind outcome,
    String typeId,
    String category,
    String message,
    String correlationId,
    int attempts) {

  /** The category of rows that are broken in the file. */
  static final String INVALID_ROW = "INVALID_ROW";

  static Verdict invalid(Row row) {
    String message = "line " + row.line() + ": " + row.problem();
    return new Verdict(Kind.REJECTED, "", INVALID_ROW, message, "", 0);
  }

  static Verdict notAttempted(String category, String message) {
    return new Verdict(Kind.NOT_ATTEMPTED, "", category, message, "", 0);
  }

  boolean isAssociated() {
    return outcome == Kind.ASSOCIATED;
  }
}

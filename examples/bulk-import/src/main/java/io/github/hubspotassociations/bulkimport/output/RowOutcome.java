package io.github.hubspotassociations.bulkimport.output;

import io.github.hubspotassociations.AssociationOutcome.Kind;
import io.github.hubspotassociations.bulkimport.input.Row;

/**
 * What became of a row, as it stands in the results file.
 *
 * @param typeId the association's type id, blank where there is none
 * @param category the association's category when associated, else the error's
 * @param attempts how often the row was sent
 */
public record RowOutcome(
    Kind outcome,
    String typeId,
    String category,
    String message,
    String correlationId,
    int attempts) {

  /** The category of rows that are broken in the file. */
  public static final String INVALID_ROW = "INVALID_ROW";

  public static RowOutcome invalid(Row row) {
    String message = "line " + row.line() + ": " + row.problem();
    return new RowOutcome(Kind.REJECTED, "", INVALID_ROW, message, "", 0);
  }

  public static RowOutcome notAttempted(String category, String message) {
    return new RowOutcome(Kind.NOT_ATTEMPTED, "", category, message, "", 0);
  }

  public boolean isAssociated() {
    return outcome == Kind.ASSOCIATED;
  }
}

package io.github.hubspotassociations.recipes;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.ObjectRef;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;

/**
 * Reads pairs from a CSV, and gives each row its outcome: the row travels along as the request's
 * context.
 */
public final class CsvToOutcomes {
  private static final String CSV =
      """
      contact,company,email domain
      101,202,example.com
      102,4040407,example.org
      103,202,example.net
      """;

  private CsvToOutcomes() {}

  public static void main(String[] args) throws Exception {
    Recipe.start(CsvToOutcomes::run);
  }

  static void run(String baseUrl, String token, PrintStream out) throws IOException {
    try (HubSpotAssociations hubspot = Recipe.client(baseUrl, token);
        CsvReader<NamedCsvRecord> rows =
            CsvReader.builder().ofNamedCsvRecord(new StringReader(CSV))) {
      // The reader is iterated as rows are needed: a file of any length stays on the disk.
      Iterable<AssociationRequest<NamedCsvRecord>> requests =
          () -> rows.stream().map(CsvToOutcomes::request).iterator();
      hubspot
          .bulk()
          .build()
          .associate(requests)
          .blockingForEach(
              outcome ->
                  out.println(
                      "line "
                          + outcome.context().getStartingLineNumber()
                          + ": "
                          + outcome.<String>fold(
                              associated -> "associated",
                              rejected -> "rejected, " + rejected.error().message(),
                              unconfirmed -> "unconfirmed, " + unconfirmed.reason(),
                              notAttempted -> "not attempted, " + notAttempted.reason())));
    }
  }

  private static AssociationRequest<NamedCsvRecord> request(NamedCsvRecord row) {
    return AssociationRequest.of(
        ObjectRef.of("contacts", row.getField("contact")),
        ObjectRef.of("companies", row.getField("company")),
        row);
  }
}

package io.github.hubspotassociations.bulkimport;

import io.github.hubspotassociations.bulkimport.input.InputSource;
import io.github.hubspotassociations.bulkimport.support.Cells;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line's options and their checks: everything that needs no look at a file. */
@Command(
    name = "associate",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "Creates HubSpot's default association for each row of a CSV file with the columns"
            + " from_id and to_id.",
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%n",
    descriptionHeading = "%n",
    footerHeading = "%n",
    footer = {
      "The access token of a private app comes from the environment variable",
      "HUBSPOT_ACCESS_TOKEN.",
      "",
      "Exit status:",
      "  0    every row is associated",
      "  1    some rows are not associated: see --failures",
      "  2    wrong usage or input",
      "  3    stopped early: token, daily limit, no connection, or a signal",
      "  130  ended at once by a second signal",
      "",
      "Examples:",
      "  associate --emulator --from-type contacts --to-type companies links.csv",
      "  associate --results done.csv --failures todo.csv --checkpoint links.progress links.csv.gz"
    })
public final class Settings {
  static final String TOKEN_VARIABLE = "HUBSPOT_ACCESS_TOKEN";

  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "INPUT",
      description =
          "A CSV file in UTF-8 with a header, gzipped or not, or - for standard input. Separated"
              + " by comma, semicolon or tab; columns besides from_id, to_id, from_type and to_type"
              + " are carried along.")
  String input;

  @Option(
      names = "--from-type",
      paramLabel = "T",
      description = "Object type where a row has no from_type of its own, such as contacts.")
  public @Nullable String fromType;

  @Option(
      names = "--to-type",
      paramLabel = "T",
      description = "Object type where a row has no to_type of its own, such as companies.")
  public @Nullable String toType;

  @Option(
      names = "--results",
      paramLabel = "FILE",
      description = "Write every row's outcome here, as CSV.")
  public @Nullable Path results;

  @Option(
      names = "--failures",
      paramLabel = "FILE",
      description = "Write the rows that were not associated here, to be mended: a new INPUT.")
  public @Nullable Path failures;

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description =
          "Note progress here. If the file is there at the start, the import resumes; it is"
              + " deleted when the input is done.")
  public @Nullable Path checkpoint;

  @Option(
      names = "--page-size",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Rows in one request, 1 to 2000 (default: ${DEFAULT-VALUE}).")
  int pageSize;

  @Option(
      names = "--max-in-flight",
      paramLabel = "N",
      defaultValue = "4",
      description = "Requests under way at once (default: ${DEFAULT-VALUE}).")
  int maxInFlight;

  @Option(
      names = "--rate",
      paramLabel = "COUNT/DURATION",
      converter = Rate.Converter.class,
      description =
          "At most so many requests in that time, such as 100/10s (ms, s, m, h); HubSpot's answers"
              + " may only lower it. Without it the rate adapts to them, starting at 100/10s.")
  @Nullable Rate rate;

  @Option(
      names = "--emulator",
      description = "Import into an emulator in this process, not into HubSpot; needs no token.")
  boolean emulator;

  @Option(
      names = "--base-url",
      paramLabel = "URL",
      description = "Where HubSpot is (default: " + DEFAULT_BASE_URL + ").")
  @Nullable String baseUrl;

  @Option(
      names = "--dry-run",
      description = "Check the input and print the plan of pages; send and write nothing.")
  boolean dryRun;

  @Option(
      names = "--json",
      description = "Print the counts as one line of JSON at the end, not as a table.")
  boolean json;

  @Option(names = "--no-progress", description = "Don't show progress on standard error.")
  boolean noProgress;

  static final String DEFAULT_BASE_URL = "https://api.hubapi.com";

  /** Fails with what is wrong and how to put it right. */
  void check() {
    notBlank("--from-type", fromType);
    notBlank("--to-type", toType);
    notBlank("--base-url", baseUrl);
    notStandardStream("--results", results);
    notStandardStream("--failures", failures);
    notStandardStream("--checkpoint", checkpoint);
    if (pageSize < 1 || pageSize > 2000) {
      throw wrong("--page-size is " + pageSize + ": use 1 to 2000");
    }
    if (maxInFlight < 1) {
      throw wrong("--max-in-flight is " + maxInFlight + ": use 1 or more");
    }
    if (emulator && baseUrl != null) {
      throw wrong("--emulator and --base-url exclude each other: leave out one of them");
    }
    if (checkpoint != null && input.equals(InputSource.STANDARD_INPUT)) {
      throw wrong(
          "--checkpoint can't be used with standard input, which can't be read again at a resume:"
              + " name a file as INPUT, or leave out --checkpoint");
    }
  }

  public String fromTypeOrBlank() {
    return fromType == null ? "" : Cells.trim(fromType);
  }

  public String toTypeOrBlank() {
    return toType == null ? "" : Cells.trim(toType);
  }

  private void notBlank(String option, @Nullable String value) {
    if (value != null && Cells.trim(value).isEmpty()) {
      throw wrong(option + " is blank: give it a value or leave it out");
    }
  }

  private void notStandardStream(String option, @Nullable Path file) {
    if (file == null) {
      return;
    }
    if (file.toString().isBlank()) {
      throw wrong(option + " is blank: name a file or leave it out");
    }
    if (file.toString().equals(InputSource.STANDARD_INPUT)) {
      throw wrong(option + " can't be - : name a file");
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}

package io.github.hubspotassociations.sparkimport;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of the application. */
@Command(
    name = "spark-import",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    version = "spark-import, on Apache Spark",
    description = "Creates HubSpot's default association for each row of a Dataset.",
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%n",
    descriptionHeading = "%n",
    footerHeading = "%n",
    footer = {
      "The access token comes from the environment variable HUBSPOT_ACCESS_TOKEN of",
      "the executors, else from the property spark.hubspot.accessToken.",
      "",
      "Exit status:",
      "  0    every row is associated (plan: no row is broken)",
      "  1    some rows are not associated: see the outcomes",
      "  2    wrong usage or input",
      "  3    stopped early: run the same command again"
    })
final class Options {
  /** What to do. */
  enum Step {
    /** Sort the input into files; send nothing. */
    PLAN,
    /** Send what is planned; needs no input. */
    SEND,
    /** Both. */
    RUN
  }

  @Parameters(
      arity = "0..1",
      paramLabel = "plan|send|run",
      defaultValue = "run",
      description =
          "Sort the input into files (on many executors), send them (on one), or both, the"
              + " default.")
  Step step = Step.RUN;

  @ArgGroup Input input = new Input();

  /** Where the pairs are: one of these. */
  static final class Input {
    @Option(
        names = "--input",
        paramLabel = "PATH",
        description = "What --format reads; Parquet by default.")
    @Nullable String path;

    @Option(names = "--table", paramLabel = "NAME", description = "A table of Spark's catalog.")
    @Nullable String table;

    @Option(names = "--sql", paramLabel = "QUERY", description = "A query in Spark's SQL.")
    @Nullable String sql;
  }

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "parquet",
      description = "The input's format, such as parquet, delta, csv (default: ${DEFAULT-VALUE}).")
  String format = "parquet";

  @Option(
      names = "--option",
      paramLabel = "KEY=VALUE",
      description = "An option of the input's format, such as header=true.")
  Map<String, String> formatOptions = new LinkedHashMap<>();

  @Option(names = "--from-id-column", paramLabel = "NAME", defaultValue = "from_id")
  String fromIdColumn = "from_id";

  @Option(names = "--to-id-column", paramLabel = "NAME", defaultValue = "to_id")
  String toIdColumn = "to_id";

  @Option(
      names = "--from-type-column",
      paramLabel = "NAME",
      description = "Default: from_type, which may be missing.")
  @Nullable String fromTypeColumn;

  @Option(
      names = "--to-type-column",
      paramLabel = "NAME",
      description = "Default: to_type, which may be missing.")
  @Nullable String toTypeColumn;

  @Option(
      names = "--from-type",
      paramLabel = "T",
      description = "Object type where a row has none of its own, such as contacts.")
  @Nullable String fromType;

  @Option(
      names = "--to-type",
      paramLabel = "T",
      description = "Object type where a row has none of its own, such as companies.")
  @Nullable String toType;

  @Option(
      names = "--any-id",
      description = "Send IDs that are not digits alone, too, and let HubSpot judge them.")
  boolean anyId;

  @Option(
      names = "--outcomes",
      paramLabel = "DIR",
      description =
          "Write every row's outcome here, in Parquet; the plan and the waves are kept in"
              + " DIR/_job.")
  @Nullable String outcomes;

  @Option(
      names = "--outcomes-format",
      paramLabel = "NAME",
      description = "Write the outcomes in this format, such as delta; needs --work.")
  @Nullable String outcomesFormat;

  @Option(
      names = "--outcomes-option",
      paramLabel = "KEY=VALUE",
      description = "An option of that format, such as path=…")
  Map<String, String> outcomesOptions = new LinkedHashMap<>();

  @Option(names = "--work", paramLabel = "DIR", description = "Keep the plan and the waves here.")
  @Nullable String work;

  @Option(
      names = "--earlier",
      paramLabel = "PATH",
      description = "Leave out rows that these outcomes settle (ASSOCIATED or REJECTED).")
  @Nullable String earlier;

  @Option(
      names = "--earlier-format",
      paramLabel = "NAME",
      defaultValue = "parquet",
      description = "Their format (default: ${DEFAULT-VALUE}).")
  String earlierFormat = "parquet";

  @Option(
      names = "--tasks",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Tasks that send at a time (default: ${DEFAULT-VALUE}). They share one quota: more are"
              + " not faster.")
  int tasks = 1;

  @Option(
      names = "--rows-per-wave",
      paramLabel = "N",
      defaultValue = "20000000",
      description = "Rows that one Spark job sends (default: ${DEFAULT-VALUE}).")
  long rowsPerWave = 20_000_000;

  @Option(
      names = "--rate",
      paramLabel = "COUNT/DURATION",
      description =
          "The account's requests in that time, such as 190/10s (ms, s, m, h), a total of all"
              + " tasks. Without it the rate adapts to HubSpot's headers.")
  @Nullable String rate;

  @Option(
      names = "--page-size",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Rows in one request, 1 to 2000 (default: ${DEFAULT-VALUE}).")
  int pageSize = 2000;

  @Option(
      names = "--release",
      paramLabel = "R",
      description = "The release of HubSpot's API, such as 2026-03, or v4 (default: 2026-03).")
  @Nullable String release;

  @Option(
      names = "--base-url",
      paramLabel = "URL",
      description = "Where HubSpot is (default: https://api.hubapi.com).")
  @Nullable String baseUrl;

  @Option(
      names = "--json",
      description = "Print the counts as one line of JSON at the end, not as a table.")
  boolean json;
}

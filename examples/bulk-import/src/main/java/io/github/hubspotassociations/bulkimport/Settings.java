package io.github.hubspotassociations.bulkimport;

import io.github.hubspotassociations.ApiRelease;
import io.github.hubspotassociations.bulkimport.input.InputOptions;
import io.github.hubspotassociations.bulkimport.input.InputSource;
import io.github.hubspotassociations.bulkimport.support.Cells;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command line's options and their checks: everything that needs no look at a file. */
@Command(
    name = "associate",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "Creates HubSpot's default association for each row of a CSV file that holds two record"
            + " IDs.",
    customSynopsis = "associate [OPTIONS] INPUT",
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%n",
    descriptionHeading = "%n",
    footerHeading = "%n",
    footer = {
      "The access token (of a service key or a private app) comes from the environment",
      "variable HUBSPOT_ACCESS_TOKEN. HTTPS_PROXY, HTTP_PROXY and NO_PROXY are obeyed.",
      "",
      "Exit status:",
      "  0    every row is associated",
      "  1    some rows are not associated: see --failures",
      "  2    wrong usage or input",
      "  3    stopped early: token, scopes, daily limit, no connection, or a signal",
      "  130  ended at once by a second signal",
      "",
      "Examples:",
      "  associate --emulator --from-type contacts --to-type companies links.csv",
      "  associate --results done.csv --failures todo.csv --checkpoint links.progress links.csv.gz"
    })
final class Settings implements Callable<Integer> {
  static final String TOKEN_VARIABLE = "HUBSPOT_ACCESS_TOKEN";
  static final String DEFAULT_BASE_URL = "https://api.hubapi.com";

  private final Action action;

  /** What is done with settings that are in order; returns the exit status. */
  interface Action {
    int run(Settings settings) throws Exception;
  }

  Settings(Action action) {
    this.action = action;
  }

  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "INPUT",
      arity = "0..*",
      description =
          "A CSV file with a header, gzipped or not, or - for standard input. Separated by comma,"
              + " semicolon or tab. The columns from_id and to_id are needed (or see"
              + " --from-column); all others are carried along.")
  List<String> inputs = new ArrayList<>();

  @Option(
      names = "--from-type",
      paramLabel = "T",
      description = "Object type where a row has no from_type of its own, such as contacts.")
  @Nullable String fromType;

  @Option(
      names = "--to-type",
      paramLabel = "T",
      description = "Object type where a row has no to_type of its own, such as companies.")
  @Nullable String toType;

  @Option(
      names = "--from-column",
      paramLabel = "NAME",
      description =
          "The column of the IDs to associate from (default: from_id, or the one that HubSpot's"
              + " exports have, such as Record ID).")
  @Nullable String fromColumn;

  @Option(
      names = "--to-column",
      paramLabel = "NAME",
      description =
          "The column of the IDs to associate to (default: to_id, or the one that HubSpot's exports"
              + " have, such as Associated Company IDs).")
  @Nullable String toColumn;

  @Option(
      names = "--split",
      paramLabel = "TEXT",
      description = "What separates several IDs in one cell, such as ';': a row for each.")
  @Nullable String split;

  @Option(
      names = "--any-id",
      description = "Send IDs that are not digits alone, too, and let HubSpot judge them.")
  boolean anyId;

  @Option(
      names = "--results",
      paramLabel = "FILE",
      description = "Write every row's outcome here, as CSV.")
  @Nullable Path results;

  @Option(
      names = "--failures",
      paramLabel = "FILE",
      description =
          "Write the rows that were not associated here, with the reason in a last column: a new"
              + " INPUT, once they are corrected.")
  @Nullable Path failures;

  @Option(
      names = "--overwrite",
      description = "Replace files that are there already and that associate has not written.")
  boolean overwrite;

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description =
          "Note progress here. If the file is there at the start, the import resumes; it is"
              + " deleted when the input is done.")
  @Nullable Path checkpoint;

  @Option(
      names = "--same-account",
      description =
          "Resume though the access token is another one than before: it is of the same account.")
  boolean sameAccount;

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
      description = "Requests in flight at once (default: ${DEFAULT-VALUE}).")
  int maxInFlight;

  @Option(
      names = "--rate",
      paramLabel = "COUNT/DURATION",
      converter = Rate.Converter.class,
      description =
          "At most so many requests in that time, such as 100/10s (ms, s, m, h; at most 24h);"
              + " HubSpot's responses may only lower it. Without it the rate adapts to them,"
              + " starting at 100/10s.")
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
      names = "--api-release",
      paramLabel = "R",
      converter = Release.class,
      defaultValue = "2026-03",
      description =
          "Release of HubSpot's API: v4, YYYY-MM or YYYY-MM-beta (default: ${DEFAULT-VALUE}).")
  ApiRelease apiRelease;

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

  @Option(
      names = "--completion",
      description = "Print a script for bash or zsh that completes options: see the README.")
  boolean completion;

  @Override
  public Integer call() throws Exception {
    if (!completion) {
      check();
    }
    return action.run(this);
  }

  /** Fails with what is wrong and how to put it right. */
  private void check() {
    if (inputs.isEmpty()) {
      throw wrong("INPUT is missing: name a CSV file, or - for standard input");
    }
    if (inputs.size() > 1) {
      throw wrong(
          (inputs.size() == 2 ? "two" : inputs.size())
              + " INPUTs: "
              + String.join(" and ", inputs)
              + "; a run imports one file");
    }
    notBlank("--from-type", fromType);
    notBlank("--to-type", toType);
    notBlank("--from-column", fromColumn);
    notBlank("--to-column", toColumn);
    notBlank("--base-url", baseUrl);
    if (split != null && (split.isEmpty() || split.chars().anyMatch(Character::isDigit))) {
      throw wrong("--split is blank or has a digit: give what separates IDs, such as ';'");
    }
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
    if (checkpoint != null && input().equals(InputSource.STANDARD_INPUT)) {
      throw wrong(
          "--checkpoint can't be used with standard input, which can't be read again at a resume:"
              + " name a file as INPUT, or leave out --checkpoint");
    }
  }

  String input() {
    return inputs.get(0);
  }

  InputOptions inputOptions() {
    return new InputOptions(trimmed(fromType), trimmed(toType), fromColumn, toColumn, split, anyId);
  }

  /** Where the rows are sent. */
  String target() {
    return emulator ? "the emulator" : baseUrl();
  }

  String baseUrl() {
    return baseUrl == null ? DEFAULT_BASE_URL : Cells.trim(baseUrl);
  }

  /** What a resume must have in common with the run before. */
  Map<String, String> setup() {
    Map<String, String> setup = new TreeMap<>();
    setup.put("the target", target());
    setup.put("--api-release", apiRelease.toString());
    setup.put("--from-type", trimmed(fromType));
    setup.put("--to-type", trimmed(toType));
    setup.put("--from-column", trimmed(fromColumn));
    setup.put("--to-column", trimmed(toColumn));
    setup.put("--split", split == null ? "" : split);
    setup.put("--any-id", anyId ? "given" : "");
    setup.put("--results", absolute(results));
    setup.put("--failures", absolute(failures));
    return setup;
  }

  /** Reads the option {@code --api-release}. */
  static final class Release implements ITypeConverter<ApiRelease> {
    @Override
    public ApiRelease convert(String text) {
      try {
        return text.strip().equalsIgnoreCase("v4") ? ApiRelease.V4 : ApiRelease.of(text.strip());
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(
            "'" + text + "' is no release; write v4, YYYY-MM or YYYY-MM-beta, such as 2026-03");
      }
    }
  }

  private static String trimmed(@Nullable String text) {
    return text == null ? "" : Cells.trim(text);
  }

  private static String absolute(@Nullable Path file) {
    return file == null ? "" : file.toAbsolutePath().normalize().toString();
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

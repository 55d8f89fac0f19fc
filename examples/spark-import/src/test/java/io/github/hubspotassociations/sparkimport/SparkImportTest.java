package io.github.hubspotassociations.sparkimport;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.emulator.HubSpotEmulator;
import io.github.hubspotassociations.emulator.RateLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The application without the process around it. */
final class SparkImportTest {
  @TempDir static Path eventLog;
  private static SparkSession spark;

  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeAll
  static void start() {
    spark = Sessions.builder("local[2]", eventLog).getOrCreate();
    spark.sparkContext().setLogLevel("OFF");
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void importsACsvFileAndPrintsTheCounts() throws IOException {
    Path input = csv(100, "404041,7,x");
    try (HubSpotEmulator hubspot = HubSpotEmulator.start()) {
      String[] args = args(input, hubspot.url(), "--page-size", "10", "--json");
      assertThat(run(args)).isEqualTo(SparkImport.SOME_NOT_ASSOCIATED);
      assertThat(out.toString(StandardCharsets.UTF_8).strip())
          .matches(
              "\\{\"total\":101,\"associated\":100,\"rejected\":1,\"unconfirmed\":0,"
                  + "\"notAttempted\":0,\"skipped\":0,\"requests\":11,\"retries\":0,"
                  + "\"seconds\":[0-9.]+}");
      assertThat(err.toString(StandardCharsets.UTF_8))
          .contains("spark-import: planned 101 rows in 1 waves")
          .contains("spark-import: wave 1 of 1: 100 associated, 1 rejected");
      // Again: nothing is sent, and one row still is not associated.
      out.reset();
      assertThat(run(args)).isEqualTo(SparkImport.SOME_NOT_ASSOCIATED);
      assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"skipped\":101,\"requests\":0");
    }
  }

  @Test
  void planAndSendAreCommandsOfTheirOwn() throws IOException {
    Path input = csv(30);
    try (HubSpotEmulator hubspot = HubSpotEmulator.start()) {
      assertThat(run(args(input, hubspot.url(), "plan"))).isEqualTo(SparkImport.DONE);
      assertThat(out.toString(StandardCharsets.UTF_8)).contains("30 rows in 1 waves, 1 requests");
      assertThat(hubspot.requests().total()).isZero();
      out.reset();
      assertThat(run("send", "--outcomes", outcomes(), "--base-url", hubspot.url()))
          .isEqualTo(SparkImport.DONE);
      assertThat(out.toString(StandardCharsets.UTF_8))
          .contains("  associated                  30\n")
          .contains("  sent                         1\n")
          .doesNotContain("why rows");
    }
  }

  @Test
  void theSummaryNamesTheCommonestReasons() throws IOException {
    Path input = csv(5, "404041,7,x", "404042,7,x", ",7,x");
    try (HubSpotEmulator hubspot = HubSpotEmulator.start()) {
      assertThat(run(args(input, hubspot.url()))).isEqualTo(SparkImport.SOME_NOT_ASSOCIATED);
    }
    assertThat(out.toString(StandardCharsets.UTF_8).lines().skip(10))
        .hasSize(3)
        .startsWith("why rows are not associated, with an example")
        .element(1, InstanceOfAssertFactories.STRING)
        .startsWith("           2  OBJECT_NOT_FOUND: No contact with ID 404041 exists")
        .endsWith(" (404041 to 7)");
    assertThat(out.toString(StandardCharsets.UTF_8))
        .endsWith("           1  INVALID_ROW: no from_id (none to 7)\n");
  }

  @Test
  void aSpentDailyLimitStopsWithThree() throws IOException {
    Path input = csv(100);
    try (HubSpotEmulator hubspot =
        HubSpotEmulator.builder().rateLimits(RateLimits.generous().withDaily(3)).start()) {
      assertThat(run(args(input, hubspot.url(), "--page-size", "10")))
          .isEqualTo(SparkImport.STOPPED);
      assertThat(err.toString(StandardCharsets.UTF_8))
          .contains("stopped early: the account's daily limit of requests is used up")
          .contains("70 rows are left, the same command goes on with them");
      assertThat(out.toString(StandardCharsets.UTF_8))
          .contains("  associated                  30\n")
          .contains("  left                        70\n");
    }
  }

  @Test
  void whatIsWrongIsSaidInASentence() throws IOException {
    Path input = csv(1);
    String url = "http://127.0.0.1:1";
    assertThat(run("--outcomes", outcomes())).isEqualTo(SparkImport.WRONG);
    assertThat(run("--input", directory.resolve("missing").toString(), "--outcomes", outcomes()))
        .isEqualTo(SparkImport.WRONG);
    assertThat(run("--input", input.toString(), "--format", "csv")).isEqualTo(SparkImport.WRONG);
    assertThat(run(args(input, url, "--rate", "fast"))).isEqualTo(SparkImport.WRONG);
    assertThat(run(args(input, url, "--sql", "SELECT 1"))).isEqualTo(SparkImport.WRONG);
    assertThat(
            run(
                "--input",
                input.toString(),
                "--format",
                "csv",
                "--outcomes",
                outcomes(),
                "--from-type",
                " ",
                "--to-type",
                "companies"))
        .isEqualTo(SparkImport.WRONG);
    assertThat(run(args(input, "http://example.com"))).isEqualTo(SparkImport.WRONG);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("there is no input: give --input PATH, --table NAME or --sql QUERY")
        .contains("PATH_NOT_FOUND")
        .contains("give --outcomes DIR")
        .contains("'fast' is no rate")
        .contains("mutually exclusive")
        .contains("' ' is no object type")
        .contains("http://example.com")
        .doesNotContain("\tat ");
  }

  private Path csv(int rows, String... more) throws IOException {
    String text =
        "from_id,to_id,note\n"
            + IntStream.range(0, rows)
                .mapToObj(i -> (i + 1) + "," + (5000 + i) + ",n" + i + "\n")
                .collect(Collectors.joining())
            + String.join("\n", more);
    return Files.writeString(directory.resolve("links.csv"), text);
  }

  private String outcomes() {
    return directory.resolve("outcomes").toString();
  }

  private String[] args(Path input, String url, String... more) {
    List<String> args = new ArrayList<>(List.of(more));
    args.addAll(List.of("--input", input.toString(), "--format", "csv"));
    args.addAll(List.of("--option", "header=true", "--outcomes", outcomes()));
    args.addAll(List.of("--from-type", "contacts", "--to-type", "companies", "--base-url", url));
    return args.toArray(String[]::new);
  }

  private int run(String... args) {
    PrintStream stderr = new PrintStream(err, true, StandardCharsets.UTF_8);
    Options options = new Options();
    try {
      SparkImport.command(options).parseArgs(args);
    } catch (CommandLine.ParameterException e) {
      stderr.println(e.getMessage());
      return SparkImport.WRONG;
    }
    return SparkImport.run(
        options, spark, new PrintStream(out, true, StandardCharsets.UTF_8), stderr);
  }
}

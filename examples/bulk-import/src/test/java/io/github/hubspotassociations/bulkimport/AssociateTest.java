package io.github.hubspotassociations.bulkimport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.github.hubspotassociations.emulator.Fault;
import io.github.hubspotassociations.emulator.HubSpotEmulator;
import io.github.hubspotassociations.emulator.RateLimits;
import io.github.hubspotassociations.pacing.RetryPolicy;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Imports from the command line to the files, against the emulator. */
class AssociateTest {
  private static final String RESULT_HEADER =
      "row,from_type,from_id,to_type,to_id,outcome,association_type_id,category,message,"
          + "correlation_id,attempts";

  @TempDir Path dir;

  private HubSpotEmulator emulator;
  private Path results;
  private Path failures;

  @BeforeEach
  void start() {
    emulator = HubSpotEmulator.start();
    results = dir.resolve("results.csv");
    failures = dir.resolve("failures.csv");
  }

  @AfterEach
  void stop() {
    emulator.close();
    assertThat(emulator.violations()).isEmpty();
  }

  private Associate.End run(Associate command, Object... more) {
    List<Object> args = new ArrayList<>();
    args.addAll(List.of("--base-url", emulator.url(), "--json", "--no-progress"));
    args.addAll(List.of("--from-type", "contacts", "--to-type", "companies"));
    args.addAll(List.of("--results", results, "--failures", failures));
    args.addAll(Arrays.asList(more));
    return command.run(args.toArray());
  }

  private Associate.End run(String input, Object... more) {
    List<Object> args = new ArrayList<>(Arrays.asList(more));
    args.add(Associate.write(dir.resolve("input.csv"), input));
    return run(new Associate(), args.toArray());
  }

  @Test
  void goodRowsAreAssociatedAndWrittenDown() {
    Associate.End end = run("from_id,to_id\n101,201\n102,202\n");
    assertThat(end.status()).as(end.err()).isZero();
    assertThat(emulator.associations().count("contacts", "companies")).isEqualTo(2);
    assertThat(emulator.associations().contains("contacts", "102", "companies", "202")).isTrue();
    assertThat(Associate.read(results)).startsWith(RESULT_HEADER + "\n").endsWith("\n");
    assertThat(Associate.csv(results))
        .extracting(
            row -> row.getField("row"),
            row -> row.getField("from_type"),
            row -> row.getField("from_id"),
            row -> row.getField("to_type"),
            row -> row.getField("to_id"),
            row -> row.getField("outcome"),
            row -> row.getField("association_type_id"),
            row -> row.getField("category"),
            row -> row.getField("message"),
            row -> row.getField("attempts"))
        .containsExactlyInAnyOrder(
            tuple(
                "2",
                "contacts",
                "101",
                "companies",
                "201",
                "ASSOCIATED",
                "279",
                "HUBSPOT_DEFINED",
                "",
                "1"),
            tuple(
                "3",
                "contacts",
                "102",
                "companies",
                "202",
                "ASSOCIATED",
                "279",
                "HUBSPOT_DEFINED",
                "",
                "1"));
    assertThat(Associate.read(failures)).isEqualTo("from_id,to_id\n");
  }

  @Test
  void theJsonLineHasEveryCount() {
    Associate.End end = run("from_id,to_id\n101,201\n404041,202\n1.23E+11,5\n");
    assertThat(end.status()).isEqualTo(1);
    assertThat(end.out()).endsWith("}\n").hasLineCount(1);
    assertThat(end.json())
        .containsEntry("total", 3.0)
        .containsEntry("associated", 1.0)
        .containsEntry("rejected", 2.0)
        .containsEntry("unconfirmed", 0.0)
        .containsEntry("notAttempted", 0.0)
        .containsEntry("skipped", 0.0)
        .containsEntry("requests", (double) emulator.requests().total())
        .containsEntry("retries", 0.0)
        .containsKey("seconds")
        .hasSize(9);
  }

  @Test
  void rowsThatHubSpotRefusesAreWrittenToBothFiles() {
    Associate.End end =
        run("note;from_id;to_id\n\"a;b\";101;201\n x ;404041; 202 \n\"c\"\"\";103;404042\n");
    assertThat(end.status()).isEqualTo(1);
    assertThat(Associate.read(failures))
        .startsWith("note;from_id;to_id\n")
        .contains(" x ;404041; 202 \n", "\"c\"\"\";103;404042\n")
        .hasLineCount(3);
    assertThat(Associate.csv(results))
        .extracting(row -> row.getField("row"), row -> row.getField("outcome"))
        .containsExactlyInAnyOrder(
            tuple("2", "ASSOCIATED"), tuple("3", "REJECTED"), tuple("4", "REJECTED"));
    NamedCsvRecord refused = result("3");
    assertThat(refused.getField("category")).isEqualTo("OBJECT_NOT_FOUND");
    assertThat(refused.getField("message")).isNotBlank();
    assertThat(refused.getField("association_type_id")).isEmpty();
    assertThat(refused.getField("correlation_id")).isNotBlank();
    assertThat(Integer.parseInt(refused.getField("attempts"))).isPositive();
  }

  private NamedCsvRecord result(String row) {
    return Associate.csv(results).stream()
        .filter(record -> record.getField("row").equals(row))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void brokenRowsAreRejectedUnsentAndTheOthersGoOn() throws IOException {
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    input.writeBytes("from_id,to_id,name\n101,201,a\n,202,b\n103\n104,204,d,x\n".getBytes(UTF_8));
    input.writeBytes("105,205,\"e\n106,206,é\n".getBytes(ISO_8859_1));
    input.writeBytes("\n1.23E+11,207,g\n108,208,h\n".getBytes(UTF_8));
    Path file = Files.write(dir.resolve("input.csv"), input.toByteArray());
    Associate.End end = run(new Associate(), file);
    assertThat(end.status()).isEqualTo(1);
    assertThat(end.count("rejected")).isEqualTo(6);
    assertThat(emulator.requests().inputs()).isEqualTo(2);
    assertThat(Associate.csv(results))
        .extracting(
            row -> row.getField("row"),
            row -> row.getField("outcome"),
            row -> row.getField("category"),
            row -> row.getField("attempts"))
        .containsExactlyInAnyOrder(
            tuple("2", "ASSOCIATED", "HUBSPOT_DEFINED", "1"),
            tuple("3", "REJECTED", "INVALID_ROW", "0"),
            tuple("4", "REJECTED", "INVALID_ROW", "0"),
            tuple("5", "REJECTED", "INVALID_ROW", "0"),
            tuple("6", "REJECTED", "INVALID_ROW", "0"),
            tuple("7", "REJECTED", "INVALID_ROW", "0"),
            tuple("9", "REJECTED", "INVALID_ROW", "0"),
            tuple("10", "ASSOCIATED", "HUBSPOT_DEFINED", "1"));
    assertThat(result("9").getField("message")).contains("line 9", "1.23E+11");
    assertThat(Associate.read(failures))
        .isEqualTo(
            """
            from_id,to_id,name
            ,202,b
            103
            104,204,d,x
            105,205,"e
            106,206,�
            1.23E+11,207,g
            """);
  }

  @Test
  void theFailuresFileKeepsTheLineBreaksOfTheInput() {
    run("from_id\tto_id\tnote\r\n404041\t1\t\"a\r\nb\"\r\n404042\t2\tc");
    assertThat(Associate.read(failures))
        .startsWith("from_id\tto_id\tnote\r\n")
        .contains("404041\t1\t\"a\r\nb\"\r\n", "404042\t2\tc\r\n");
  }

  @Test
  void theResultsFileHasALineForEachRowWhateverIsInIt() {
    run("from_type,from_id,to_id\n\"con\ntacts\",1,2\n\"a,\"\"b\",3,4\n");
    assertThat(Associate.read(results)).hasLineCount(3);
    assertThat(Associate.csv(results)).hasSize(2);
  }

  @Test
  void rowsOfSeveralTypesGoIntoPagesOfTheirOwn() {
    Associate.End end =
        run("from_type,from_id,to_type,to_id\n,1,,2\ndeals,3,,4\n,5,tickets,6\n0-1,7,0-2,8\n");
    assertThat(end.status()).as(end.err()).isZero();
    assertThat(emulator.associations().contains("deals", "3", "companies", "4")).isTrue();
    assertThat(emulator.associations().contains("contacts", "5", "tickets", "6")).isTrue();
    assertThat(emulator.associations().contains("contacts", "7", "companies", "8")).isTrue();
  }

  @Test
  void aGzippedInputIsToldByItsContent() throws IOException {
    for (String name : List.of("input.csv.gz", "input.csv")) {
      Path file = Files.write(dir.resolve(name), gzip("from_id,to_id\n101,201\n"));
      assertThat(run(new Associate(), file).count("associated")).isEqualTo(1);
    }
  }

  @Test
  void standardInputMayBeGzippedInSeveralPieces() throws IOException {
    // As `cat a.csv.gz b.csv.gz` gives it, and through a pipe that is slow between the pieces.
    InputStream slow =
        new SequenceInputStream(
            new ByteArrayInputStream(gzip("from_id,to_id\n101,201\n")),
            new ByteArrayInputStream(gzip("102,202\n")));
    assertThat(run(new Associate().standardInput(slow), "-").count("associated")).isEqualTo(2);
  }

  @Test
  void aGzippedInputThatBreaksOffIsSettledUpToThere() throws IOException {
    StringBuilder text = new StringBuilder("from_id,to_id\n");
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      text.append(100_000 + random.nextInt(900_000)).append(',').append(i + 1).append('\n');
    }
    byte[] whole = gzip(text.toString());
    Path file = Files.write(dir.resolve("cut.csv.gz"), Arrays.copyOf(whole, whole.length / 2));
    Associate.End end = run(new Associate(), file);
    assertThat(end.status()).isEqualTo(2);
    assertThat(end.out()).isEmpty();
    assertThat(end.err()).contains("breaks off at line", "the rows before it are settled");
    List<NamedCsvRecord> settled = Associate.csv(results);
    assertThat(settled).hasSizeGreaterThan(1_000).hasSizeLessThan(20_000);
    assertThat(end.err()).contains("line " + (settled.size() + 2) + " ");
    List<String> lines = text.toString().lines().toList();
    assertThat(settled)
        .allSatisfy(
            row ->
                assertThat(row.getField("from_id") + "," + row.getField("to_id"))
                    .isEqualTo(lines.get(Integer.parseInt(row.getField("row")) - 1)));
  }

  @Test
  void aHeaderAloneIsAnImportOfNothing() {
    Associate.End end = run("from_id,to_id\n");
    assertThat(end.status()).isZero();
    assertThat(end.count("total")).isZero();
    assertThat(emulator.requests().total()).isZero();
    assertThat(Associate.read(results)).isEqualTo(RESULT_HEADER + "\n");
  }

  @Test
  void existingFilesAreReplaced() {
    Associate.write(results, "x".repeat(10_000));
    Associate.write(failures, "y".repeat(10_000));
    run("from_id,to_id\n101,201\n");
    assertThat(Associate.read(results)).hasLineCount(2).startsWith("row,");
    assertThat(Associate.read(failures)).isEqualTo("from_id,to_id\n");
  }

  @Test
  void theFailuresFileIsANewInputThatGivesTheSameRows() throws IOException {
    String[] breaks = {"\n", "\r\n"};
    String[] texts = {"x", "", "\"a,b\"", "\"q\"\"q\"", "\"l\nm\"", "é", " y ", "5\" pipe"};
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      char separator = ",;\t".charAt(random.nextInt(3));
      String lineBreak = breaks[random.nextInt(2)];
      StringBuilder input = new StringBuilder("from_id,name,to_id".replace(',', separator));
      input.append(lineBreak);
      for (int i = 0; i < seed; i++) {
        String from = (random.nextBoolean() ? "40404" : "1") + random.nextInt(1_000);
        String name = texts[random.nextInt(texts.length)].replace(',', separator);
        String row = from + separator + name + separator + (1 + random.nextInt(1_000));
        input.append(
            switch (random.nextInt(10)) {
              case 0 -> row + separator + "more";
              case 1 -> from + separator + "\"open" + separator + "2";
              case 2 -> lineBreak + " ";
              default -> row;
            });
        input.append(lineBreak);
      }
      run(input.toString());
      String first = Associate.read(failures);
      Path again = Associate.write(dir.resolve("again.csv"), first);
      Associate.End end = run(new Associate(), again);
      assertThat(end.status()).as("seed %d: %s", seed, end.err()).isLessThanOrEqualTo(1);
      assertThat(end.count("associated")).as("seed %d", seed).isZero();
      assertThat(sortedRows(Associate.read(failures), lineBreak))
          .as("seed %d", seed)
          .isEqualTo(sortedRows(first, lineBreak));
    }
  }

  private static List<String> sortedRows(String text, String lineBreak) {
    return Arrays.stream(text.split(lineBreak, -1)).sorted().toList();
  }

  @Test
  void aWrongTokenStopsTheImportWithOneClearSentence() {
    emulator.acceptToken("another");
    Associate.End end = run("from_id,to_id\n101,201\n,x\n103,203\n");
    assertThat(end.status()).isEqualTo(3);
    assertThat(end.err())
        .hasLineCount(1)
        .startsWith("associate: stopped early: HubSpot refused the access token (401)")
        .contains("HUBSPOT_ACCESS_TOKEN", failures.toString())
        .doesNotContain(Associate.TOKEN);
    assertThat(end.count("notAttempted")).isEqualTo(2);
    assertThat(end.count("rejected")).isEqualTo(1);
    assertThat(Associate.read(failures)).hasLineCount(4).contains("101,201\n", "103,203\n", ",x\n");
    assertThat(result("2").getField("outcome")).isEqualTo("NOT_ATTEMPTED");
    assertThat(result("2").getField("category")).isEqualTo("INVALID_AUTHENTICATION");
  }

  @Test
  void aWrongTokenCostsFewRequestsHoweverLongTheInput() {
    emulator.acceptToken("another");
    Path input = Associate.goodRows(dir.resolve("many.csv"), 20_000);
    Associate.End end = run(new Associate(), "--page-size", 200, input);
    assertThat(end.status()).isEqualTo(3);
    assertThat(emulator.requests().total()).isLessThanOrEqualTo(4);
    assertThat(end.count("notAttempted")).isEqualTo(20_000);
    assertThat(Associate.csv(failures)).hasSize(20_000);
  }

  @Test
  void missingScopesStopTheImportAndAreNamed() {
    emulator.faults().always(Fault.missingScopes("crm.objects.contacts.write"));
    Associate.End end = run("from_id,to_id\n101,201\n");
    assertThat(end.status()).isEqualTo(3);
    assertThat(end.err()).contains("lacks scopes (crm.objects.contacts.write)");
  }

  @Test
  void aSpentDailyLimitStopsTheImport() {
    emulator.close();
    emulator = HubSpotEmulator.builder().rateLimits(RateLimits.privateApp().withDaily(2)).start();
    Path input = Associate.goodRows(dir.resolve("many.csv"), 50);
    Associate.End end = run(new Associate(), "--page-size", 10, "--max-in-flight", 1, input);
    assertThat(end.status()).isEqualTo(3);
    assertThat(end.err()).contains("daily limit").contains("midnight");
    assertThat(end.count("associated")).isEqualTo(20);
    assertThat(end.count("notAttempted")).isEqualTo(30);
    assertThat(Associate.csv(failures)).hasSize(30);
  }

  @Test
  void aHostThatNobodyAnswersAtStopsTheImport() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path input = Associate.goodRows(dir.resolve("many.csv"), 3_000);
    Associate command =
        new Associate().retries(RetryPolicy.builder().baseDelay(Duration.ofMillis(1)).build());
    Associate.End end =
        command.run(
            "--base-url",
            "http://127.0.0.1:" + port,
            "--from-type",
            "a",
            "--to-type",
            "b",
            "--json",
            "--page-size",
            500,
            "--max-in-flight",
            2,
            "--failures",
            failures,
            input);
    assertThat(end.status()).as(end.err()).isEqualTo(3);
    assertThat(end.err()).contains("no connection to http://127.0.0.1:" + port, "--base-url");
    assertThat(end.count("associated")).isZero();
    assertThat(end.count("notAttempted")).isPositive();
    assertThat(end.count("total")).isEqualTo(3_000);
    assertThat(end.count("requests")).isLessThanOrEqualTo(10);
    assertThat(Associate.csv(failures)).hasSize(3_000);
  }

  @Test
  void aStopWhileRowsAreReadSendsNoMoreAndAccountsForAll() {
    Associate command = new Associate();
    byte[] rows =
        Associate.read(Associate.goodRows(dir.resolve("rows.csv"), 5_000)).getBytes(UTF_8);
    command.standardInput(new StopAfter(rows, 40_000, command.stop()));
    Associate.End end = run(command, "--page-size", 100, "--max-in-flight", 2, "-");
    assertThat(end.status()).isEqualTo(3);
    assertThat(end.err()).contains("stopped early: stopped by SIGTERM", failures.toString());
    assertThat(end.count("total")).isEqualTo(5_000);
    assertThat(end.count("associated") + end.count("notAttempted")).isEqualTo(5_000);
    assertThat(end.count("notAttempted")).isPositive();
    assertThat(emulator.associations().count()).isEqualTo(end.count("associated"));
    assertThat(Associate.csv(failures)).hasSize((int) end.count("notAttempted"));
    assertThat(Associate.csv(results)).hasSize(5_000);
  }

  /** Asks for a stop when so many bytes are read. */
  private static final class StopAfter extends InputStream {
    private final InputStream bytes;
    private final Stop stop;
    private int left;

    StopAfter(byte[] bytes, int count, Stop stop) {
      this.bytes = new ByteArrayInputStream(bytes);
      this.left = count;
      this.stop = stop;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = bytes.read(target, offset, Math.min(length, 1_000));
      left -= count;
      if (left <= 0) {
        stop.request("SIGTERM");
      }
      return count;
    }
  }

  @Test
  void aStopBeforeTheFirstRequestSendsNothing() {
    Associate command = new Associate();
    command.stop().request("SIGINT");
    Associate.End end = run(command, Associate.goodRows(dir.resolve("rows.csv"), 30));
    assertThat(end.status()).isEqualTo(3);
    assertThat(emulator.requests().total()).isZero();
    assertThat(end.count("notAttempted")).isEqualTo(30);
    assertThat(Associate.read(failures)).isEqualTo(Associate.read(dir.resolve("rows.csv")));
  }

  @Test
  void rowsWithoutAUsableAnswerAreUnconfirmed() {
    emulator.faults().always(Fault.forwardResultsOnly().and(Fault.unmentionedInputs(3)));
    Associate.End end = run(new Associate(), Associate.goodRows(dir.resolve("rows.csv"), 90));
    assertThat(end.status()).isEqualTo(1);
    assertThat(end.count("unconfirmed")).isPositive();
    assertThat(end.count("associated") + end.count("unconfirmed")).isEqualTo(90);
    assertThat(Associate.csv(failures)).hasSize((int) end.count("unconfirmed"));
  }

  @Test
  void retriesAreCounted() {
    emulator.faults().next(Fault.rateLimited("SECONDLY").withRetryAfter(Duration.ZERO));
    Associate.End end = run("from_id,to_id\n101,201\n");
    assertThat(end.status()).as(end.err()).isZero();
    assertThat(end.count("requests")).isEqualTo(2);
    assertThat(end.count("retries")).isEqualTo(1);
  }

  @Test
  void theTokenIsSentAndTrimmed() {
    emulator.acceptToken(Associate.TOKEN);
    Associate command =
        new Associate().with(Settings.TOKEN_VARIABLE, "\t" + Associate.TOKEN + "\r\n");
    assertThat(run(command, Associate.goodRows(dir.resolve("rows.csv"), 1)).status()).isZero();
  }

  @Test
  void theEmbeddedEmulatorNeedsNoTokenAndNoAddress() {
    Path input = Associate.write(dir.resolve("input.csv"), "from_id,to_id\n101,201\n404041,1\n");
    Associate.End end =
        new Associate()
            .without(Settings.TOKEN_VARIABLE)
            .run("--emulator", "--from-type", "contacts", "--to-type", "companies", input);
    assertThat(end.status()).as(end.err()).isEqualTo(1);
    assertThat(end.out().lines())
        .anyMatch(line -> line.matches(" +associated +1"))
        .anyMatch(line -> line.matches(" +rejected +1"))
        .anyMatch(line -> line.matches(" +total +2"));
  }

  @Test
  void theRateIsACeiling() {
    Path input = Associate.goodRows(dir.resolve("rows.csv"), 30);
    Associate.End end = run(new Associate(), "--page-size", 10, "--rate", "2/400ms", input);
    assertThat(end.status()).isZero();
    assertThat(end.json().get("seconds")).isGreaterThanOrEqualTo(0.4);
  }

  @Test
  void aDryRunPrintsThePlanAndChangesNothing() {
    Associate.write(results, "old\n");
    Path input = Associate.goodRows(dir.resolve("rows.csv"), 4_500);
    Associate command = new Associate().without(Settings.TOKEN_VARIABLE);
    Path checkpoint = dir.resolve("checkpoint");
    Associate.End end = run(command, "--dry-run", "--checkpoint", checkpoint, input);
    assertThat(end.status()).as(end.err()).isZero();
    assertThat(end.out())
        .contains("page 1: contacts -> companies, 2,000 rows, lines 2 to 2001")
        .contains("page 3: contacts -> companies, 500 rows, lines 4002 to 4501")
        .contains("3 pages with 4,500 rows", "Nothing was sent");
    assertThat(end.count("total")).isEqualTo(4_500);
    assertThat(end.count("requests")).isZero();
    assertThat(emulator.requests().total()).isZero();
    assertThat(results).hasContent("old\n");
    assertThat(failures).doesNotExist();
    assertThat(checkpoint).doesNotExist();
  }

  @Test
  void aDryRunNamesBrokenRowsAndSumsUpALongPlan() {
    StringBuilder input = new StringBuilder("from_id,to_id,from_type\n");
    for (int i = 0; i < 100; i++) {
      input.append("1,").append(i).append(i % 2 == 0 ? ",contacts\n" : ",deals\n");
    }
    input.append("1.2E+5,1,\n");
    Associate.End end = run(input.toString(), "--dry-run", "--page-size", 2);
    assertThat(end.status()).isEqualTo(1);
    assertThat(end.out())
        .contains("line 102: from_id 1.2E+5", "50 pages with 100 rows; 1 row broken")
        .contains("contacts -> companies: 25 pages, 50 rows")
        .contains("deals -> companies: 25 pages, 50 rows")
        .contains("page 20: ")
        .doesNotContain("page 21: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h"})
  void helpNamesEveryOptionAndTheExitStatuses(String option) {
    Associate.End end = new Associate().run(option);
    assertThat(end.status()).isZero();
    assertThat(end.err()).isEmpty();
    assertThat(end.out())
        .contains("associate [", "INPUT", "--from-type", "--to-type", "--emulator", "--base-url")
        .contains("--results", "--failures", "--checkpoint", "--page-size", "--max-in-flight")
        .contains("--rate", "--dry-run", "--json", "--no-progress", "--help", "--version")
        .contains("HUBSPOT_ACCESS_TOKEN", "Exit status", "130");
  }

  @Test
  void versionNamesTheCommand() {
    Associate.End end = new Associate().run("--version");
    assertThat(end.status()).isZero();
    assertThat(end.out()).startsWith("associate ");
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }
}

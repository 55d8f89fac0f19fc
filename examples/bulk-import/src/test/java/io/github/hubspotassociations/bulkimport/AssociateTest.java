package io.github.hubspotassociations.bulkimport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.github.hubspotassociations.bulkimport.support.Stop;
import io.github.hubspotassociations.emulator.Fault;
import io.github.hubspotassociations.emulator.HubSpotEmulator;
import io.github.hubspotassociations.emulator.RateLimits;
import io.github.hubspotassociations.pacing.RetryPolicy;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Imports from the command line to the files, against the emulator. */
@Timeout(60)
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
    assertThat(Associate.read(failures)).isEqualTo("from_id,to_id,error\n");
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
  void rowsThatHubSpotRejectsAreWrittenToBothFiles() {
    Associate.End end =
        run("note;from_id;to_id\n\"a;b\";101;201\n x ;404041; 202 \n\"c\"\"\";103;404042\n");
    assertThat(end.status()).isEqualTo(1);
    assertThat(Associate.read(failures))
        .startsWith("note;from_id;to_id;error\n")
        .contains(
            "\n x ;404041; 202 ;\"REJECTED OBJECT_NOT_FOUND: ",
            "\n\"c\"\"\";103;404042;\"REJECTED OBJECT_NOT_FOUND: ")
        .hasLineCount(3);
    assertThat(Associate.csv(results))
        .extracting(row -> row.getField("row"), row -> row.getField("outcome"))
        .containsExactlyInAnyOrder(
            tuple("2", "ASSOCIATED"), tuple("3", "REJECTED"), tuple("4", "REJECTED"));
    NamedCsvRecord rejected = result("3");
    assertThat(rejected.getField("category")).isEqualTo("OBJECT_NOT_FOUND");
    assertThat(rejected.getField("message")).isNotBlank();
    assertThat(rejected.getField("association_type_id")).isEmpty();
    assertThat(rejected.getField("correlation_id")).isNotBlank();
    assertThat(Integer.parseInt(rejected.getField("attempts"))).isPositive();
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
    input.writeBytes("105,205,\"e\n106é,206,f\n".getBytes(ISO_8859_1));
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
    assertThat(new String(Files.readAllBytes(failures), ISO_8859_1))
        .isEqualTo(
            """
            from_id,to_id,name,error
            ,202,b,"REJECTED INVALID_ROW: no from_id"
            103,,,"REJECTED INVALID_ROW: too few columns: 1, the header has 3"
            104,204,d,x,"REJECTED INVALID_ROW: too many columns: 4, the header has 3"
            105,205,"e,"REJECTED INVALID_ROW: a quote is opened and not closed"
            106é,206,f,"REJECTED INVALID_ROW: bytes that are not UTF-8 in from_id; save the file as CSV UTF-8"
            1.23E+11,207,g,"REJECTED INVALID_ROW: from_id 1.23E+11 is a number as a spreadsheet shortens it; format the column as text and export again"
            """);
  }

  @Test
  void theFailuresFileKeepsTheLineBreaksOfTheInput() {
    run("from_id\tto_id\tnote\r\n404041\t1\t\"a\r\nb\"\r\n404042\t2\tc");
    assertThat(Associate.read(failures).replaceAll("\"REJECTED[^\"]*\"", "why"))
        .startsWith("from_id\tto_id\tnote\terror\r\n")
        .contains("404041\t1\t\"a\r\nb\"\twhy\r\n", "404042\t2\tc\twhy\r\n");
  }

  @Test
  void aColumnOfTheUsersThatIsCalledErrorKeepsItsPlace() {
    for (String header : List.of("error,from_id,to_id", "from_id,to_id,Error")) {
      String row = header.startsWith("error") ? "mine,404041,1" : "404041,1,mine";
      Associate.End end = run(header + "\n" + row + "\n", "--overwrite");
      assertThat(end.status()).isEqualTo(1);
      String first = Associate.read(failures);
      assertThat(first)
          .startsWith(header + ",import_error\n" + row + ",\"REJECTED OBJECT_NOT_FOUND: ");
      Path again = Associate.write(dir.resolve("again.csv"), first);
      assertThat(run(new Associate(), again).status()).isEqualTo(1);
      assertThat(Associate.read(failures)).startsWith(header + ",import_error\n" + row + ",\"REJ");
      assertThat(Associate.read(failures)).hasLineCount(2).doesNotContain("error,import_error,");
    }
  }

  @Test
  void theErrorColumnIsDroppedAlsoAfterASpreadsheetHasSavedTheFile() {
    run("from_id,to_id,n\n404041,1,a\n404042,2\n404043,3,\"x, y\"\n,4,b\n");
    StringBuilder saved = new StringBuilder("from_id;to_id;n;error\r\n");
    for (NamedCsvRecord row : Associate.csv(failures)) {
      String error = row.getField("error");
      saved.append(row.getField("from_id").replace("40404", "10")).append(';');
      saved.append(row.getField("to_id")).append(';').append(row.getField("n")).append(';');
      saved.append(error.contains(";") ? '"' + error + '"' : error).append("\r\n");
    }
    Associate.End end = run(new Associate(), Associate.write(dir.resolve("b.csv"), saved + ""));
    assertThat(end.count("associated")).as(end.err()).isEqualTo(3);
    assertThat(Associate.read(failures))
        .isEqualTo("from_id;to_id;n;error\r\n;4;b;\"REJECTED INVALID_ROW: no from_id\"\r\n");
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
    run("from_id,to_id\n404041,201\n404042,201\n");
    run("from_id,to_id\n101,201\n");
    assertThat(Associate.read(results)).hasLineCount(2).startsWith("row,");
    assertThat(Associate.read(failures)).isEqualTo("from_id,to_id,error\n");
    Associate.write(results, "x".repeat(10_000));
    Associate.write(failures, "y".repeat(10_000));
    run("from_id,to_id\n101,201\n", "--overwrite");
    assertThat(Associate.read(results)).hasLineCount(2).startsWith("row,");
    assertThat(Associate.read(failures)).isEqualTo("from_id,to_id,error\n");
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
              case 3 -> from;
              case 4 -> row + separator + separator;
              case 5 -> from + separator + "\"bad\"ly" + separator + "2";
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
      // The reasons name lines and requests, which differ.
      assertThat(sortedRows(Associate.read(failures), lineBreak))
          .as("seed %d", seed)
          .isEqualTo(sortedRows(first, lineBreak));
    }
  }

  private static List<String> sortedRows(String text, String lineBreak) {
    return Arrays.stream(text.split(lineBreak, -1))
        .map(row -> row.replaceAll("\"(REJECTED|UNCONFIRMED) [^\"]*\"$", "$1"))
        .sorted()
        .toList();
  }

  @Test
  void aWrongTokenStopsTheImportWithOneClearSentence() {
    emulator.acceptToken("another");
    Associate.End end = run("from_id,to_id\n101,201\n,x\n103,203\n");
    assertThat(end.status()).isEqualTo(3);
    assertThat(end.err())
        .hasLineCount(1)
        .startsWith("associate: stopped early: HubSpot rejects the access token (401)")
        .contains("HUBSPOT_ACCESS_TOKEN", failures.toString())
        .doesNotContain(Associate.TOKEN);
    assertThat(end.count("notAttempted")).isEqualTo(2);
    assertThat(end.count("rejected")).isEqualTo(1);
    assertThat(Associate.read(failures))
        .hasLineCount(4)
        .contains(
            "101,201,\"NOT_ATTEMPTED INVALID_AUTHENTICATION: ", "103,203,\"", ",x,\"REJECTED");
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

  /** Runs 50 rows, 10 to a page, against this fault, and checks that the first page ended it. */
  private String stoppedBy(Fault fault) {
    emulator.faults().always(fault);
    Path input = Associate.goodRows(dir.resolve("many.csv"), 50);
    Associate command = new Associate().retries(RetryPolicy.none());
    Associate.End end = run(command, "--page-size", 10, "--max-in-flight", 1, input);
    assertThat(end.status()).as(end.err()).isEqualTo(3);
    assertThat(emulator.requests().total()).isEqualTo(1);
    assertThat(end.count("notAttempted")).isEqualTo(50);
    assertThat(Associate.csv(failures)).hasSize(50);
    assertThat(end.err()).hasLineCount(1);
    return end.err();
  }

  @Test
  void anAccountInAnotherDataCenterStopsTheImportAndTheBaseUrlIsNamed() {
    assertThat(stoppedBy(Fault.wrongDataCentre("eu1")))
        .contains("another of HubSpot's data centers (HTTP 488, Hub 5000001 is unknown")
        .contains("run the command again with --base-url https://api-eu1.hubapi.com");
  }

  @Test
  void aFirewallInBetweenStopsTheImportAndTheTokenIsNotBlamed() {
    assertThat(stoppedBy(Fault.html(403)))
        .contains("a proxy or firewall in front of " + emulator.url())
        .contains("(HTTP 403 Forbidden)", "the access token may be good");
  }

  @Test
  void aRedirectStopsTheImport() {
    assertThat(stoppedBy(Fault.redirect("https://login.example/")))
        .contains(emulator.url() + " redirects to another address (HTTP 302 Found)")
        .contains("check --base-url");
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
  void aHostThatRefusesConnectionsStopsTheImport() throws IOException {
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
    assertThat(end.err())
        .contains("no connection to http://127.0.0.1:" + port)
        .contains("(connection refused)", "--base-url")
        .doesNotContain("Exception");
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
    // The same signal may have ended the writer of the pipe.
    assertThat(end.err()).contains("standard input may have been cut off", "after line 5,001");
  }

  @Test
  void aStopEndsTheWaitForASilentPipeAndNoHalfRowIsKept() {
    byte[] rows = "from_id,to_id\n101,201\n102,202\n103,20".getBytes(UTF_8);
    for (String option : List.of("--overwrite", "--dry-run")) {
      Associate command = new Associate();
      Silence silence = new Silence();
      command.standardInput(new SequenceInputStream(new ByteArrayInputStream(rows), silence));
      CompletableFuture<Associate.End> run =
          CompletableFuture.supplyAsync(() -> run(command, option, "-"));
      silence.asked.join();
      command.stop().signal("SIGINT");
      Associate.End end = run.join();
      silence.over.countDown();
      assertThat(end.status()).as(end.err()).isEqualTo(3);
      assertThat(end.err()).contains("stopped by SIGINT");
      assertThat(end.count("total")).isEqualTo(option.equals("--dry-run") ? 0 : 2);
      assertThat(Associate.read(results)).hasLineCount(3).doesNotContain("103");
      assertThat(Associate.read(failures)).doesNotContain("103");
    }
  }

  /** A pipe whose writer is silent. */
  @SuppressWarnings("InputStreamSlowMultibyteRead") // It never gives a byte.
  private static final class Silence extends InputStream {
    private final CompletableFuture<Void> asked = new CompletableFuture<>();
    private final CountDownLatch over = new CountDownLatch(1);

    @Override
    public int read() throws IOException {
      asked.complete(null);
      try {
        over.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      return -1;
    }
  }

  @Test
  void aStopBeforeThePipeHasAHeaderEndsWithStatus3() {
    Silence silence = new Silence();
    Associate command = new Associate().standardInput(silence);
    command.stop().signal("SIGINT");
    Associate.End end = run(command, "-");
    silence.over.countDown();
    assertThat(end.status()).as(end.err()).isEqualTo(3);
    assertThat(end.err()).contains("standard input was stopped by a signal");
    assertThat(results).doesNotExist();
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
        stop.signal("SIGTERM");
      }
      return count;
    }
  }

  @Test
  void aStopBeforeTheFirstRequestSendsNothing() {
    Associate command = new Associate();
    command.stop().signal("SIGINT");
    Associate.End end = run(command, Associate.goodRows(dir.resolve("rows.csv"), 30));
    assertThat(end.status()).isEqualTo(3);
    assertThat(emulator.requests().total()).isZero();
    assertThat(end.count("notAttempted")).isEqualTo(30);
    assertThat(Associate.read(failures).replace(",error", "").replaceAll(",\"NOT_ATT[^\"]*\"", ""))
        .isEqualTo(Associate.read(dir.resolve("rows.csv")));
  }

  @Test
  void rowsWithoutAUsableResponseAreUnconfirmed() {
    emulator.faults().always(Fault.forwardResultsOnly().and(Fault.unmentionedInputs(3)));
    Associate.End end = run(new Associate(), Associate.goodRows(dir.resolve("rows.csv"), 90));
    assertThat(end.status()).isEqualTo(1);
    assertThat(end.count("unconfirmed")).isPositive();
    assertThat(end.count("associated") + end.count("unconfirmed")).isEqualTo(90);
    assertThat(Associate.csv(failures)).hasSize((int) end.count("unconfirmed"));
  }

  @Test
  void theSummaryShowsTheCommonestReasonsWithAnExampleEach() {
    Path input =
        Associate.write(
            dir.resolve("input.csv"),
            "from_id,to_id\n101,201\n404041,1\n404042,1\n404043,1\n1.23E+11,5\nnan,6\n");
    Associate.End end =
        new Associate()
            .run(
                "--emulator",
                "--from-type",
                "contacts",
                "--to-type",
                "companies",
                "--failures",
                failures,
                input);
    assertThat(end.status()).as(end.err()).isEqualTo(1);
    assertThat(end.out().lines().dropWhile(line -> !line.startsWith("why ")))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("why rows are not associated"),
            line ->
                assertThat(line).matches(" +3  OBJECT_NOT_FOUND: .*40404[123].* \\(line [345]\\)"),
            line -> assertThat(line).matches(" +1  INVALID_ROW: from_id 1.23E\\+11 .*\\(line 6\\)"),
            line -> assertThat(line).matches(" +1  INVALID_ROW: from_id nan .*\\(line 7\\)"),
            line -> assertThat(line).isEqualTo("failures: " + failures + ", 5 rows"));
  }

  @Test
  void messagesThatDifferInTheCorrelationIdAreOneReason() {
    emulator.acceptToken("another");
    Associate.End end =
        new Associate()
            .run(
                "--base-url",
                emulator.url(),
                "--page-size=1",
                "--from-type=contacts",
                "--to-type=companies",
                "--no-progress",
                Associate.goodRows(dir.resolve("input.csv"), 4));
    assertThat(end.out().lines().filter(line -> line.contains("INVALID_AUTHENTICATION")))
        .singleElement()
        .asString()
        .matches(" +4  INVALID_AUTHENTICATION: .*");
  }

  @Test
  void whereNothingIsAssociatedForOneReasonASentenceSaysIt() {
    Associate.End end = run("from_id,to_id\n404041,1\n404042,2\n");
    assertThat(end.status()).isEqualTo(1);
    assertThat(end.err())
        .hasLineCount(1)
        .contains("nothing was associated, each time for the same reason: OBJECT_NOT_FOUND: ");
  }

  @Test
  void aRowWithoutALineBreakAtTheEndIsNamedIfItMayBeCut() {
    Associate.End cut = run("from_id,to_id\n101,201\n102,20");
    assertThat(cut.status()).isZero();
    assertThat(cut.count("associated")).isEqualTo(2);
    assertThat(cut.err()).contains("the last row, 102 to 20 at line 3, has no line break");
    assertThat(run("from_id,to_id\n102,20", "--dry-run").err()).contains("102 to 20 at line 2");
    assertThat(run("from_id,to_id,n\n102,20,x", "--overwrite").err()).isEmpty();
    assertThat(run("from_id,to_id\n102,20\n").err()).isEmpty();
  }

  @Test
  void aTypeThatHubSpotDoesNotKnowIsNamedAfterAPage() {
    Path input = Associate.goodRows(dir.resolve("many.csv"), 2_000);
    Associate.End end =
        new Associate()
            .run(
                "--base-url",
                emulator.url(),
                "--json",
                "--no-progress",
                "--page-size",
                50,
                "--max-in-flight",
                1,
                "--from-type",
                "contcats",
                "--to-type",
                "companies",
                "--failures",
                failures,
                input);
    assertThat(end.status()).as(end.err()).isEqualTo(3);
    assertThat(end.err()).hasLineCount(1).contains("contcats", "check --from-type");
    assertThat(emulator.requests().total()).isLessThanOrEqualTo(2);
    assertThat(Associate.csv(failures)).hasSize(2_000);
  }

  @Test
  void aPairOfTypesThatIsStoppedLeavesTheOthers() {
    StringBuilder input = new StringBuilder("from_id,to_id,from_type\n");
    for (int i = 1; i <= 400; i++) {
      input.append(i).append(",9,").append(i % 2 == 0 ? "contcats" : "contacts").append('\n');
    }
    Associate.End end = run(input.toString(), "--page-size", 50, "--max-in-flight", 1);
    assertThat(end.status()).as(end.err()).isEqualTo(3);
    assertThat(end.count("associated")).isEqualTo(200);
    assertThat(end.err()).hasLineCount(1).contains("contcats");
    assertThat(Associate.csv(failures)).hasSize(200);
  }

  @Test
  void theProxyOfTheEnvironmentIsUsed() throws Exception {
    try (ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<String> asked = new CompletableFuture<>();
      Thread responding =
          new Thread(
              () -> {
                try {
                  while (true) {
                    try (Socket socket = proxy.accept()) {
                      BufferedReader in =
                          new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
                      StringBuilder request = new StringBuilder();
                      for (String line = in.readLine();
                          line != null && !line.isEmpty();
                          line = in.readLine()) {
                        request.append(line).append('\n');
                      }
                      asked.complete(request.toString());
                      socket.getOutputStream().write("HTTP/1.1 502 No\r\n\r\n".getBytes(UTF_8));
                    }
                  }
                } catch (IOException e) {
                  // The test is over.
                }
              });
      responding.setDaemon(true);
      responding.start();
      Associate.End end =
          new Associate()
              .with("https_proxy", "http://127.0.0.1:" + proxy.getLocalPort())
              .retries(RetryPolicy.none())
              .run(
                  "--from-type",
                  "a",
                  "--to-type",
                  "b",
                  "--no-progress",
                  Associate.goodRows(dir.resolve("rows.csv"), 1));
      assertThat(end.status()).as(end.err()).isEqualTo(3);
      assertThat(asked.get(10, TimeUnit.SECONDS)).startsWith("CONNECT api.hubapi.com:443 HTTP/1.1");
      assertThat(end.err()).contains("(the proxy says 502)").doesNotContain("Exception");
    }
  }

  @Test
  void completionIsAScriptOfTheOptions() {
    Associate.End end = new Associate().run("--completion");
    assertThat(end.status()).isZero();
    assertThat(end.out()).contains("complete -F", "--from-column", "--checkpoint");
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
      input.append("1,").append(1 + i).append(i % 2 == 0 ? ",contacts\n" : ",deals\n");
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

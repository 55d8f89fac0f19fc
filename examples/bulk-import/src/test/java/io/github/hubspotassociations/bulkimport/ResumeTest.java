package io.github.hubspotassociations.bulkimport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.github.hubspotassociations.bulkimport.checkpoint.CheckpointFile;
import io.github.hubspotassociations.bulkimport.checkpoint.CheckpointKeeper;
import io.github.hubspotassociations.bulkimport.checkpoint.Resume;
import io.github.hubspotassociations.bulkimport.input.InputSource;
import io.github.hubspotassociations.bulkimport.input.OpenInput;
import io.github.hubspotassociations.bulkimport.output.Outputs;
import io.github.hubspotassociations.bulkimport.support.Stop;
import io.github.hubspotassociations.emulator.Fault;
import io.github.hubspotassociations.emulator.HubSpotEmulator;
import io.github.hubspotassociations.pacing.RetryPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Imports with a checkpoint that stop, and go on. */
@Timeout(120)
class ResumeTest {
  private static final int ROWS = 600;

  @TempDir Path dir;

  private HubSpotEmulator emulator;
  private Path input;
  private Path results;
  private Path failures;
  private Path checkpoint;

  @BeforeEach
  void start() {
    emulator = HubSpotEmulator.start();
    input = Associate.write(dir.resolve("input.csv"), mixedRows());
    results = dir.resolve("results.csv");
    failures = dir.resolve("failures.csv");
    checkpoint = dir.resolve("checkpoint");
  }

  @AfterEach
  void stop() {
    emulator.close();
    assertThat(emulator.violations()).isEmpty();
  }

  /** Good, missing and broken rows of two pairs of types, over several lines here and there. */
  private static String mixedRows() {
    Random random = new Random(42);
    StringBuilder text = new StringBuilder("from_id,to_id,note,from_type\n");
    for (int i = 0; i < ROWS; i++) {
      String from = (random.nextInt(10) == 0 ? "40404" : "7") + i;
      String type = random.nextInt(5) == 0 ? "deals" : "contacts";
      text.append(
          switch (random.nextInt(12)) {
            case 0 -> ",9,no id," + type + "\n";
            case 1 -> from + ",9,\"two\nlines\"," + type + "\n";
            case 2 -> "\n" + from + ",9,after a blank line," + type + "\n";
            case 3 -> from + ",9,\"bad\"ly," + type + "\n";
            default -> from + ",9,note," + type + "\n";
          });
    }
    return text.toString();
  }

  private Associate.End run(Associate command) {
    return run(command, "1000/1s");
  }

  private Associate.End run(Associate command, String rate, Object... more) {
    List<Object> args = new ArrayList<>(List.of(more));
    args.addAll(
        List.of(
            "--base-url",
            emulator.url(),
            "--json",
            "--no-progress",
            "--from-type",
            "contacts",
            "--to-type",
            "companies",
            "--page-size",
            20,
            "--max-in-flight",
            3,
            "--rate",
            rate,
            "--results",
            results,
            "--failures",
            failures,
            "--checkpoint",
            checkpoint,
            input));
    return command.run(args.toArray());
  }

  /**
   * Runs until this many requests have a response, then requests a graceful stop. The rate lets no
   * more through, so that every machine stops there; an import that needs fewer is done.
   */
  private Associate.End runAndStopAfter(int requests) {
    Associate command = new Associate();
    return stopAfter(requests, command, "SIGTERM", () -> run(command, requests + "/1h"));
  }

  private Associate.End stopAfter(
      int requests, Associate command, String signal, Supplier<Associate.End> run) {
    long target = emulator.requests().total() + requests;
    CompletableFuture<Associate.End> end = CompletableFuture.supplyAsync(run);
    CompletableFuture.anyOf(emulator.requests().reached(target), end).join();
    command.stop().signal(signal);
    return end.join();
  }

  /** What one run without a stop and without a checkpoint makes of the input, in input order. */
  private List<String> expectedRows() throws IOException {
    Path once = dir.resolve("once.csv");
    Path onceFailures = dir.resolve("once-failures.csv");
    try (HubSpotEmulator other = HubSpotEmulator.start()) {
      new Associate()
          .run(
              "--base-url",
              other.url(),
              "--from-type",
              "contacts",
              "--to-type",
              "companies",
              "--results",
              once,
              "--failures",
              onceFailures,
              input);
    }
    return Associate.csv(once).stream()
        .sorted((a, b) -> Integer.compare(line(a), line(b)))
        .map(ResumeTest::essence)
        .toList();
  }

  private static int line(NamedCsvRecord row) {
    return Integer.parseInt(row.getField("row"));
  }

  /** A row without what differs from run to run. */
  private static String essence(NamedCsvRecord row) {
    return String.join(
        " ",
        row.getField("row"),
        row.getField("from_type"),
        row.getField("from_id"),
        row.getField("to_id"),
        row.getField("outcome"),
        row.getField("category"));
  }

  private void assertComplete() throws IOException {
    assertThat(checkpoint).doesNotExist();
    assertThat(dir.resolve("checkpoint.tmp")).doesNotExist();
    assertThat(Associate.csv(results)).extracting(ResumeTest::essence).isEqualTo(expectedRows());
    long failed =
        Associate.csv(results).stream()
            .filter(row -> !row.getField("outcome").equals("ASSOCIATED"))
            .count();
    assertThat(failed).isPositive();
    assertThat(Associate.read(failures).lines().filter(line -> line.contains(",9,")).count())
        .isEqualTo(failed);
  }

  @Test
  void withACheckpointRowsAreWrittenInInputOrderAndItIsDeletedAtTheEnd() throws IOException {
    Associate.End end = run(new Associate());
    assertThat(end.status()).as(end.err()).isEqualTo(1);
    assertThat(end.count("skipped")).isZero();
    assertComplete();
  }

  @Test
  void anImportThatIsStoppedAgainAndAgainDoesEachRowOnce() throws IOException {
    long done = 0;
    int stops = 0;
    Associate.End end = runAndStopAfter(3);
    while (end.status() == 3) {
      stops++;
      assertThat(end.err()).contains("stopped early: stopped by SIGTERM; it will resume from");
      assertThat(checkpoint).exists();
      assertThat(end.count("skipped")).isEqualTo(done);
      assertThat(end.count("notAttempted")).isZero();
      assertThat(end.count("total")).isGreaterThan(done);
      done = end.count("total");
      assertThat(Associate.csv(results)).hasSize((int) done);
      end = runAndStopAfter(3);
    }
    assertThat(stops).isGreaterThan(2);
    assertThat(end.status()).as(end.err()).isEqualTo(1);
    assertThat(end.count("total")).isEqualTo(ROWS);
    assertThat(end.count("skipped")).isEqualTo(done);
    assertComplete();
  }

  @Test
  void whatWasWrittenAfterTheCheckpointIsCut() throws IOException {
    runAndStopAfter(5);
    // As it is until a run has ended by itself.
    Files.writeString(checkpoint, Associate.read(checkpoint).replace("ended=true", "ended=false"));
    Files.writeString(results, "999,rows,that,a crash,left", StandardOpenOption.APPEND);
    Files.writeString(failures, "half a ro", StandardOpenOption.APPEND);
    Associate.End end = run(new Associate());
    assertThat(end.status()).as(end.err()).isEqualTo(1);
    assertThat(end.count("skipped")).isPositive();
    assertComplete();
  }

  @Test
  void aGzippedInputResumesToo() throws IOException {
    Path zipped = dir.resolve("input.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      out.write(mixedRows().getBytes(UTF_8));
    }
    input = zipped;
    assertThat(runAndStopAfter(5).status()).isEqualTo(3);
    Associate.End end = run(new Associate());
    assertThat(end.count("skipped")).isPositive();
    assertThat(end.count("total")).isEqualTo(ROWS);
    assertComplete();
  }

  @Test
  void aByteOrderMarkIsNoHindrance() throws IOException {
    Files.writeString(input, "\uFEFF" + mixedRows());
    assertThat(runAndStopAfter(5).status()).isEqualTo(3);
    assertThat(run(new Associate()).count("total")).isEqualTo(ROWS);
    assertComplete();
  }

  @Test
  void aRejectedTokenLeavesEveryRowToTheResume() throws IOException {
    emulator.acceptToken("another");
    Associate.End rejected = run(new Associate());
    assertThat(rejected.status()).isEqualTo(3);
    assertThat(rejected.err()).contains("rejects the access token (401)", "it will resume from");
    assertThat(checkpoint).exists();
    assertThat(Associate.read(results)).doesNotContain("NOT_ATTEMPTED");
    emulator.acceptToken(Associate.TOKEN);
    Associate.End end = run(new Associate());
    assertThat(end.status()).as(end.err()).isEqualTo(1);
    assertThat(end.count("total")).isEqualTo(ROWS);
    assertComplete();
  }

  @Test
  void aResumeAfterTheLastRowHasNothingToDo() throws IOException {
    run(new Associate());
    String done = Associate.read(results);
    Settings settings = new Settings(parsed -> 0);
    new CommandLine(settings)
        .execute(
            "--base-url",
            emulator.url(),
            "--from-type",
            "contacts",
            "--to-type",
            "companies",
            "--results",
            results.toString(),
            "--failures",
            failures.toString(),
            input.toString());
    // As if the power had gone just before the checkpoint was deleted.
    InputSource source =
        InputSource.of(input.toString(), InputStream.nullInputStream(), new Stop());
    try (OpenInput open = OpenInput.open(source, settings.inputOptions());
        CheckpointKeeper keeper =
            CheckpointKeeper.open(
                new CheckpointFile(checkpoint), open, settings.setup(), Associate.TOKEN);
        Outputs outputs = Outputs.open(results, failures, open.header(), false)) {
      keeper.load(false);
      outputs.resumeAt(new Outputs.State(Files.size(results), 0, Files.size(failures), 0));
      long lines = Associate.read(input).lines().count();
      keeper.store(new Resume(Files.size(input), lines + 1, 0, ROWS, 7), true, outputs, false);
    }
    long requests = emulator.requests().total();
    Associate.End end = run(new Associate());
    assertThat(end.status()).as(end.err()).isEqualTo(1);
    assertThat(end.count("skipped")).isEqualTo(ROWS);
    assertThat(end.count("total")).isEqualTo(ROWS);
    assertThat(emulator.requests().total()).isEqualTo(requests);
    assertThat(Associate.read(results)).isEqualTo(done);
    assertComplete();
  }

  @Test
  void aRateLimitThatIsNotLiftedLeavesTheRestToTheResume() throws IOException {
    emulator.faults().always(Fault.rateLimited("SECONDLY"));
    RetryPolicy impatient = RetryPolicy.builder().maxElapsed(Duration.ofMillis(1)).build();
    Associate.End end = run(new Associate().retries(impatient));
    assertThat(end.status()).as(end.err()).isEqualTo(3);
    assertThat(end.err()).contains("rate limit was not lifted in time", "it will resume from");
    emulator.faults().clear();
    assertThat(run(new Associate()).count("total")).isEqualTo(ROWS);
    assertComplete();
  }

  @Test
  void aResumeThatFindsSomethingChangedChangesNothing() throws IOException {
    assertThat(runAndStopAfter(5).status()).isEqualTo(3);
    String text = Associate.read(input);

    Files.writeString(input, text.replaceFirst(",9,", ",8,"));
    rejected("no longer the same");
    Files.writeString(input, text + "1,2,x,contacts\n");
    rejected("INPUT was ", "bytes long");
    Files.writeString(
        input, text.replace("from_id,to_id,note,from_type", "from_id;to_id;note;from_type"));
    rejected("separator was ',' and is ';'");
    Files.writeString(input, text);

    rejected("--from-type was contacts and is deals", "--from-type", "deals");
    rejected("--to-type", "--to-type", "0-2");
    rejected("--results", "--results", dir.resolve("other.csv"));
    rejected("--failures", "--failures", dir.resolve("other.csv"));
    assertThat(dir.resolve("other.csv")).doesNotExist();

    String whole = Associate.read(results);
    Files.writeString(results, whole.substring(0, whole.length() - 1));
    rejected("--results", "shorter");
    Files.delete(results);
    rejected("--results", "no longer there");
    assertThat(results).doesNotExist();
    Files.writeString(results, whole);

    assertThat(run(new Associate()).count("total")).isEqualTo(ROWS);
    assertComplete();
  }

  /** A resume with other options, or with the files as they are now, is rejected. */
  private void rejected(String message, Object... instead) throws IOException {
    List<Object> args = new ArrayList<>();
    args.add("--json");
    List<Object> options = new ArrayList<>();
    options.addAll(List.of("--base-url", emulator.url()));
    options.addAll(List.of("--from-type", "contacts", "--to-type", "companies"));
    options.addAll(List.of("--results", results, "--failures", failures));
    String also = message;
    for (int i = 0; i + 1 < instead.length; i += 2) {
      options.set(options.indexOf(instead[i]) + 1, instead[i + 1]);
    }
    if (instead.length == 1) {
      also = instead[0].toString();
    }
    args.addAll(options);
    args.addAll(List.of("--checkpoint", checkpoint, input));
    String before = Associate.read(checkpoint) + contents(results) + contents(failures);
    long requests = emulator.requests().total();
    Associate.End end = new Associate().run(args.toArray());
    assertThat(end.status()).as(end.err()).isEqualTo(2);
    assertThat(end.out()).isEmpty();
    assertThat(end.err()).contains(message, also, "Nothing was changed", "delete the checkpoint");
    assertThat(Associate.read(checkpoint) + contents(results) + contents(failures))
        .isEqualTo(before);
    assertThat(emulator.requests().total()).isEqualTo(requests);
  }

  private static String contents(Path file) {
    return Files.exists(file) ? Associate.read(file) : "(none)";
  }

  @Test
  void anOutputThatASpreadsheetHasSavedIsNotCut() throws IOException {
    assertThat(runAndStopAfter(5).status()).isEqualTo(3);
    String rows = Associate.read(failures);
    for (String saved :
        List.of(
            rows.replace("\n", "\r\n"),
            rows.replaceFirst("\n(\\d+),", "\n\"$1\","),
            rows + "1,2,a row of mine,contacts,\n",
            rows.replaceFirst("9", "8"))) {
      Files.writeString(failures, saved);
      rejected("--failures " + failures + " was changed since", "under another name");
    }
    Files.writeString(failures, rows);
    assertThat(run(new Associate()).count("total")).isEqualTo(ROWS);
    assertComplete();
  }

  @Test
  void whatIsUnsentSinceHubSpotIsDownForLongIsLeftToTheResume() {
    emulator.faults().always(Fault.status(503).withRetryAfter(Duration.ofHours(24)));
    Associate.End down = run(new Associate());
    assertThat(down.status()).as(down.err()).isEqualTo(3);
    assertThat(down.err()).contains("HubSpot can't take requests for now (HTTP 503");
    assertThat(down.count("notAttempted")).isZero();
    emulator.faults().clear();
    assertThat(run(new Associate()).count("total")).isEqualTo(ROWS);
    assertThat(Associate.csv(results))
        .hasSize(ROWS)
        .noneMatch(row -> row.getField("outcome").equals("NOT_ATTEMPTED"));
  }

  @Test
  void aCheckpointOfAnotherTargetSkipsNoRows() throws IOException {
    assertThat(runAndStopAfter(5).status()).isEqualTo(3);
    try (HubSpotEmulator other = HubSpotEmulator.start()) {
      rejected(
          "the target was " + emulator.url() + " and is " + other.url(), "--base-url", other.url());
      assertThat(other.requests().total()).isZero();
    }
    Associate.End other = run(new Associate(), "1000/1s", "--api-release", "v4");
    assertThat(other.status()).isEqualTo(2);
    assertThat(other.err()).contains("--api-release was 2026-03 and is v4 now");
    assertThat(run(new Associate()).count("total")).isEqualTo(ROWS);
    assertComplete();
  }

  @Test
  void aCheckpointOfAnotherAccountSkipsNoRows() throws IOException {
    assertThat(runAndStopAfter(5).status()).isEqualTo(3);
    String before = Associate.read(checkpoint);
    assertThat(before).doesNotContain(Associate.TOKEN);
    Associate another = new Associate().with(Settings.TOKEN_VARIABLE, "pat-na1-another");
    Associate.End end = run(another);
    assertThat(end.status()).isEqualTo(2);
    assertThat(end.err()).contains("another access token", "--same-account");
    assertThat(Associate.read(checkpoint)).isEqualTo(before);
    assertThat(run(another, "1000/1s", "--same-account").count("total")).isEqualTo(ROWS);
    assertComplete();
  }

  @Test
  void aGzippedInputThatBrokeOffResumesWithACompleteCopy() throws IOException {
    input = dir.resolve("input.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(input))) {
      out.write(mixedRows().getBytes(UTF_8));
    }
    byte[] whole = Files.readAllBytes(input);
    Files.write(input, Arrays.copyOf(whole, whole.length / 2));
    Associate.End broken = run(new Associate());
    assertThat(broken.status()).isEqualTo(2);
    int done = Associate.csv(results).size();
    assertThat(done).isPositive();
    Files.write(input, whole);
    Associate.End end = run(new Associate());
    assertThat(end.status()).as(end.err()).isEqualTo(1);
    assertThat(end.count("skipped")).isEqualTo(done);
    assertThat(end.count("total")).isEqualTo(ROWS);
    assertComplete();
  }

  @Test
  void aRecordOfManyRowsResumesInItsMiddle() throws IOException {
    StringBuilder text = new StringBuilder("from_id,to_id\n1,");
    for (int i = 0; i < 100; i++) {
      text.append(i == 0 ? "" : ";").append(i % 10 == 3 ? "40404" + i : "7" + i);
    }
    Files.writeString(input, text + "\n2,5\n");
    Associate command = new Associate();
    Associate.End stopped =
        stopAfter(2, command, "SIGTERM", () -> run(command, "2/1h", "--split", ";"));
    assertThat(stopped.status()).as(stopped.err()).isEqualTo(3);
    assertThat(stopped.count("total")).isBetween(20L, 90L);
    Associate.End end = run(new Associate(), "1000/1s", "--split", ";");
    assertThat(end.status()).as(end.err()).isEqualTo(1);
    assertThat(end.count("skipped")).isEqualTo(stopped.count("total"));
    assertThat(end.count("total")).isEqualTo(101);
    List<String> ids = Associate.csv(results).stream().map(row -> row.getField("to_id")).toList();
    assertThat(String.join(";", ids)).isEqualTo(text.substring(text.indexOf("1,") + 2) + ";5");
    assertThat(Associate.read(failures).lines().skip(1).map(line -> line.replaceAll(",\".*", "")))
        .hasSize(10)
        .allMatch(line -> line.matches("1,40404\\d+"));
  }

  @Test
  void withoutOutputsACheckpointStillResumes() {
    Associate command = new Associate();
    Object[] args = {
      "--base-url",
      emulator.url(),
      "--json",
      "--from-type",
      "contacts",
      "--to-type",
      "companies",
      "--page-size",
      20,
      "--checkpoint",
      checkpoint,
      "--rate",
      "4/1h",
      input
    };
    Associate.End stopped = stopAfter(4, command, "SIGINT", () -> command.run(args));
    assertThat(stopped.status()).isEqualTo(3);
    args[args.length - 2] = "1000/1s";
    Associate.End end = new Associate().run(args);
    assertThat(end.count("skipped")).isEqualTo(stopped.count("total"));
    assertThat(end.count("total")).isEqualTo(ROWS);
    // The rows that failed before the stop count for the exit status of the whole.
    assertThat(end.status()).isEqualTo(1);
  }

  @Test
  void anInputThatBreaksOffKeepsItsCheckpoint() throws IOException {
    Path zipped = dir.resolve("cut.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      out.write(mixedRows().getBytes(UTF_8));
    }
    byte[] whole = Files.readAllBytes(zipped);
    Files.write(zipped, Arrays.copyOf(whole, whole.length / 2));
    input = zipped;
    Associate.End end = run(new Associate());
    assertThat(end.status()).isEqualTo(2);
    assertThat(end.err()).contains("breaks off at line");
    assertThat(checkpoint).exists();
    assertThat(Associate.csv(results)).isNotEmpty();
  }
}

package io.github.hubspotassociations.bulkimport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.hubspotassociations.emulator.Fault;
import io.github.hubspotassociations.emulator.HubSpotEmulator;
import io.github.hubspotassociations.emulator.RateLimits;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command as a process of its own: signals, kills and memory. */
@Timeout(900)
@DisabledOnOs(OS.WINDOWS)
class ProcessTest {
  private static final int KILLS = Integer.getInteger("importer.test.kills", 3);
  private static final int MANY = Integer.getInteger("importer.test.rows", 50_000);

  /** Starts quickly, as most of these tests have few rows. */
  private static final String QUICK = "-XX:TieredStopAtLevel=1";

  /** Shows the counts as a table. */
  private static final String TABLE = "-Dtable";

  @TempDir Path dir;

  private final List<Process> processes = new ArrayList<>();
  private HubSpotEmulator emulator;
  private Path input;
  private Path results;
  private Path failures;
  private Path checkpoint;

  @BeforeEach
  void start() {
    emulator = unlimited().start();
    input = dir.resolve("input.csv");
    results = dir.resolve("results.csv");
    failures = dir.resolve("failures.csv");
    checkpoint = dir.resolve("checkpoint");
  }

  private static HubSpotEmulator.Builder unlimited() {
    return HubSpotEmulator.builder().rateLimits(RateLimits.unlimited());
  }

  @AfterEach
  void stop() {
    processes.forEach(Process::destroyForcibly);
    emulator.close();
    assertThat(emulator.violations()).isEmpty();
  }

  private Process associate(List<String> jvm, Object... args) throws IOException {
    return associate(List.of(), jvm, args);
  }

  private Process associate(List<String> shell, List<String> jvm, Object... args)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(commandLine(shell, jvm, args))
            .redirectOutput(dir.resolve("out").toFile())
            .redirectError(dir.resolve("err").toFile());
    return start(builder);
  }

  private List<String> commandLine(List<String> shell, List<String> jvm, Object... args) {
    List<String> line = new ArrayList<>(shell);
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(jvm);
    line.addAll(
        List.of("-cp", System.getProperty("java.class.path"), AssociateCommand.class.getName()));
    line.addAll(List.of("--base-url", emulator.url()));
    if (jvm.stream().noneMatch(TABLE::equals)) {
      line.add("--json");
    }
    line.addAll(List.of("--from-type", "contacts", "--to-type", "companies"));
    for (Object arg : args) {
      line.add(arg.toString());
    }
    return line;
  }

  private Process start(ProcessBuilder builder) throws IOException {
    builder.environment().put(Settings.TOKEN_VARIABLE, Associate.TOKEN);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private Associate.End end(Process process) throws InterruptedException {
    int status = process.waitFor();
    return new Associate.End(
        status, Associate.read(dir.resolve("out")), Associate.read(dir.resolve("err")));
  }

  /** Waits until the emulator has had so many requests, or the process has ended. */
  private void awaitRequests(int count, Process process) {
    CompletableFuture.anyOf(emulator.requests().reached(count), process.onExit()).join();
  }

  /** Looks whenever a file in the directory changes, until it holds or the process has ended. */
  private void awaitFiles(BooleanSupplier condition, Process process) throws Exception {
    try (WatchService changes = dir.getFileSystem().newWatchService()) {
      dir.register(changes, ENTRY_CREATE, ENTRY_MODIFY);
      CompletableFuture<Void> ended = process.onExit().thenRun(() -> closeQuietly(changes));
      while (!condition.getAsBoolean() && !ended.isDone()) {
        WatchKey changed = changes.take();
        changed.pollEvents();
        changed.reset();
      }
    } catch (ClosedWatchServiceException e) {
      // The process has ended.
    }
  }

  private static void closeQuietly(WatchService changes) {
    try {
      changes.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theFirstSignalStopsGracefully() throws Exception {
    Associate.goodRows(input, 20_000);
    Process process =
        associate(
            List.of(),
            "--page-size",
            10,
            "--rate",
            "100/1s",
            "--results",
            results,
            "--failures",
            failures,
            input);
    awaitRequests(5, process);
    process.destroy();
    Associate.End end = end(process);
    assertThat(end.status()).as(end.err()).isEqualTo(3);
    assertThat(end.err())
        .contains("SIGTERM: finishing what is in flight", "stopped early: stopped by SIGTERM");
    assertThat(end.count("total")).isEqualTo(20_000);
    assertThat(end.count("associated")).isEqualTo(emulator.associations().count());
    assertThat(Associate.csv(failures)).hasSize((int) end.count("notAttempted"));
    assertThat(Associate.csv(results)).hasSize(20_000);
  }

  /** A shell has its jobs in the background ignore SIGINT, and what they start. */
  private static void assumeInterruptible() throws Exception {
    int interrupted = new ProcessBuilder("sh", "-c", "kill -INT $$; exit 0").start().waitFor();
    assumeTrue(interrupted != 0, "SIGINT is ignored here");
  }

  @ParameterizedTest
  @Tag("full")
  @ValueSource(strings = {"INT", "HUP"})
  void otherSignalsStopGracefullyToo(String signal) throws Exception {
    assumeInterruptible();
    Associate.goodRows(input, 10_000);
    Process process =
        associate(
            List.of(), "--page-size", 10, "--rate", "100/1s", "--checkpoint", checkpoint, input);
    awaitRequests(5, process);
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    Associate.End end = end(process);
    assertThat(end.status()).as(end.err()).isEqualTo(3);
    assertThat(end.err()).contains("stopped by SIG" + signal + "; it will resume from");
    assertThat(checkpoint).exists();
  }

  /** The process on a terminal of its own; what is written to the process is typed there. */
  private Process onTerminal(Object... args) throws Exception {
    assumeInterruptible();
    assumeTrue(hasScript(), "there is no script(1) of util-linux, which makes the terminal");
    // exec: a shell in between takes the interrupt too, and dash then ends with 130.
    StringBuilder line = new StringBuilder("exec ");
    for (String part : commandLine(List.of(), List.of(QUICK, TABLE), args)) {
      line.append('\'').append(part).append("' ");
    }
    ProcessBuilder builder =
        new ProcessBuilder("script", "-q", "-e", "-c", line.toString(), "/dev/null")
            .redirectOutput(dir.resolve("out").toFile())
            .redirectErrorStream(true);
    builder.environment().put("TERM", "xterm");
    return start(builder);
  }

  private static boolean hasScript() throws Exception {
    try {
      Process version = new ProcessBuilder("script", "--version").redirectErrorStream(true).start();
      String said = new String(version.getInputStream().readAllBytes(), UTF_8);
      return version.waitFor() == 0 && said.contains("util-linux");
    } catch (IOException e) {
      return false;
    }
  }

  private static void type(char key, Process terminal) throws IOException {
    terminal.getOutputStream().write(key);
    terminal.getOutputStream().flush();
  }

  private String screen() {
    return Associate.read(dir.resolve("out"));
  }

  @Test
  void aControlCAtATerminalStopsGracefully() throws Exception {
    Associate.goodRows(input, 20_000);
    Process process =
        onTerminal(
            "--page-size",
            10,
            "--rate",
            "100/1s",
            "--results",
            results,
            "--failures",
            failures,
            input);
    awaitRequests(5, process);
    // The bar is drawn by then, by what once took the signal for itself.
    awaitFiles(() -> screen().contains("rows/s") || screen().contains("failed"), process);
    type('\u0003', process);
    assertThat(process.waitFor()).as(screen()).isEqualTo(3);
    assertThat(screen())
        .contains("associate: SIGINT: finishing what is in flight", "stopped by SIGINT")
        .containsPattern("not attempted +[1-9]")
        .containsPattern("total +20,000");
    assertThat(Associate.csv(results)).hasSize(20_000);
    assertThat(Associate.csv(failures).size())
        .isEqualTo(20_000 - (int) emulator.associations().count());
  }

  @Test
  void aSecondControlCAtATerminalEndsAtOnce() throws Exception {
    Associate.goodRows(input, 10);
    emulator.faults().always(Fault.latency(Duration.ofMinutes(10)));
    Process process = onTerminal("--results", results, input);
    awaitRequests(1, process);
    awaitFiles(() -> screen().contains("failed"), process);
    type('\u0003', process);
    awaitFiles(() -> screen().contains("SIGINT: finishing"), process);
    type('\u0003', process);
    assertThat(process.waitFor()).as(screen()).isEqualTo(130);
    assertThat(screen()).contains("ended at once");
  }

  @Test
  void aControlCEndsAPipelineWhoseWriterIsSilent() throws Exception {
    assumeInterruptible();
    Process process = associate(List.of(QUICK), "--results", results, "-");
    process.getOutputStream().write("from_id,to_id\n101,201\n102,20".getBytes(UTF_8));
    process.getOutputStream().flush();
    awaitFiles(() -> sizeOf(results) > 0, process);
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    Associate.End end = end(process);
    assertThat(end.status()).as(end.err()).isEqualTo(3);
    assertThat(end.err()).contains("standard input may have been cut off", "stopped by SIGINT");
    assertThat(end.count("total")).isEqualTo(1);
  }

  @Test
  void ofTwoRunsAtOnceOnTheSameFilesOneIsRejected() throws Exception {
    Associate.goodRows(input, 3_000);
    Path otherResults = dir.resolve("other-results.csv");
    // Held until both have been started and one has ended.
    emulator.faults().next(Fault.latency(Duration.ofMinutes(10)));
    Process first =
        associate(
            List.of(QUICK),
            "--page-size",
            100,
            "--results",
            results,
            "--checkpoint",
            checkpoint,
            input);
    awaitRequests(2, first);
    List<Object[]> rivals =
        List.of(
            new Object[] {"--results", results, input},
            new Object[] {"--failures", results, input},
            new Object[] {"--results", otherResults, "--checkpoint", checkpoint, input});
    for (Object[] rival : rivals) {
      Associate.End end = rival(rival);
      assertThat(end.status()).as(end.err()).isEqualTo(2);
      assertThat(end.err()).contains("is in use by another run of associate");
    }
    assertThat(otherResults).doesNotExist();
    assertThat(first.isAlive()).isTrue();
    first.destroyForcibly().waitFor();
    emulator.faults().clear();
    Associate.End end =
        end(associate(List.of(QUICK), "--results", results, "--checkpoint", checkpoint, input));
    assertThat(end.status()).as(end.err()).isZero();
    assertThat(Associate.csv(results)).hasSize(3_000);
  }

  private Associate.End rival(Object... args) throws Exception {
    Process process =
        start(
            new ProcessBuilder(commandLine(List.of(), List.of(QUICK), args))
                .redirectOutput(dir.resolve("rival-out").toFile())
                .redirectError(dir.resolve("rival-err").toFile()));
    int status = process.waitFor();
    return new Associate.End(status, "", Associate.read(dir.resolve("rival-err")));
  }

  @Test
  @Tag("full")
  void runsThatStartAtOnceNeverMixTheirRows() throws Exception {
    Associate.goodRows(input, 2_000);
    Object[] args = {"--results", results, "--failures", failures, input};
    List<Process> runs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      runs.add(
          start(
              new ProcessBuilder(commandLine(List.of(), List.of(QUICK), args))
                  .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                  .redirectError(dir.resolve("err" + i).toFile())));
    }
    int done = 0;
    for (int i = 0; i < 3; i++) {
      int status = runs.get(i).waitFor();
      String said = Associate.read(dir.resolve("err" + i));
      assertThat(status).as(said).isIn(0, 2);
      done += status == 0 ? 1 : 0;
      if (status == 2) {
        assertThat(said).contains("in use by another run");
      }
    }
    assertThat(done).isPositive();
    assertThat(Associate.csv(results))
        .extracting(row -> row.getField("row"))
        .doesNotHaveDuplicates();
    assertThat(Associate.csv(results)).hasSize(2_000);
  }

  @Test
  void whatStandardInputOrOutputIsCanBeNoOutputFile() throws Exception {
    Associate.goodRows(input, 3);
    String rows = Associate.read(input);
    ProcessBuilder fromInput =
        new ProcessBuilder(
                commandLine(List.of(), List.of(QUICK), "--failures", input, "--overwrite", "-"))
            .redirectInput(input.toFile())
            .redirectError(dir.resolve("err").toFile());
    assertThat(start(fromInput).waitFor()).isEqualTo(2);
    assertThat(Associate.read(dir.resolve("err"))).contains("INPUT and --failures are the same");
    for (Object name : List.of(Path.of("/dev/stdout"), dir.resolve("out"))) {
      Associate.End end = end(associate(List.of(QUICK), "--overwrite", "--results", name, input));
      assertThat(end.status()).as(end.err()).isEqualTo(2);
      assertThat(end.err()).contains("standard output and --results are the same file");
    }
    assertThat(Associate.read(input)).isEqualTo(rows);
    assertThat(emulator.requests().total()).isZero();
  }

  @Test
  void aFileNameThatTheLocaleCanNotExpressSaysWhichLocaleCan() throws Exception {
    Path umlaut = dir.resolve("Verknüpfung.csv");
    assumeTrue(!Files.exists(umlaut), "the locale of this build");
    ProcessBuilder builder =
        new ProcessBuilder(commandLine(List.of(), List.of(QUICK), umlaut))
            .redirectError(dir.resolve("err").toFile());
    builder.environment().put("LC_ALL", "C");
    assertThat(start(builder).waitFor()).isEqualTo(2);
    assertThat(Associate.read(dir.resolve("err")))
        .contains("set LC_ALL=C.UTF-8")
        .doesNotContain("Exception");
  }

  @Test
  @Tag("full")
  void aFullDiskEndsTheImportWithWholeRows() throws Exception {
    Associate.goodRows(input, 5_000);
    // A limit on the size of files is as near to a full disk as a test gets: 64 blocks of 512.
    Process process =
        associate(
            List.of("sh", "-c", "ulimit -f 64; exec \"$0\" \"$@\""),
            List.of("-XX:-UsePerfData"),
            "--page-size",
            100,
            "--results",
            results,
            "--checkpoint",
            checkpoint,
            input);
    Associate.End end = end(process);
    assertThat(end.status()).as(end.err()).isEqualTo(2);
    assertThat(end.out()).isEmpty();
    assertThat(end.err()).contains(results + " can't be written", "run the command again");
    assertWholeLines(results, "full disk");
    assertThat(sizeOf(results)).isBetween(30_000L, 70_000L);
    assertThat(checkpoint).exists();
    Associate.End again =
        end(associate(List.of(), "--results", results, "--checkpoint", checkpoint, input));
    assertThat(again.status()).as(again.err()).isZero();
    assertThat(Associate.csv(results)).hasSize(5_000);
  }

  @Test
  @Tag("full")
  void theSecondSignalEndsAtOnce() throws Exception {
    Associate.goodRows(input, 10);
    emulator.faults().always(Fault.latency(Duration.ofMinutes(10)));
    Process process = associate(List.of(), "--results", results, input);
    // Until the request is out there is nothing to wait for, and the first signal would do.
    awaitRequests(1, process);
    awaitFiles(() -> sizeOf(results) > 0, process);
    process.destroy();
    awaitFiles(() -> Associate.read(dir.resolve("err")).contains("SIGTERM: finishing"), process);
    process.destroy();
    Associate.End end = end(process);
    assertThat(end.status()).isEqualTo(130);
    assertThat(end.json()).containsEntry("associated", 0.0);
    assertThat(Associate.read(results)).endsWith("\n").hasLineCount(1);
  }

  @Test
  void killedAtRandomMomentsAndResumedEveryRowIsAccountedForOnce() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int rows = 3_000 * (KILLS + 1);
    List<String> lines = new ArrayList<>();
    lines.add("from_id,to_id,note");
    Set<Long> good = new HashSet<>();
    for (int i = 0; i < rows; i++) {
      switch (random.nextInt(20)) {
        case 0 -> lines.add("40404" + i + ",9,does not exist");
        case 1 -> lines.add(",9,no id");
        default -> {
          lines.add((1_000_000L + i) + ",9,note " + i);
          good.add(1_000_000L + i);
        }
      }
    }
    Files.write(input, lines);
    Object[] args = {
      "--page-size",
      50,
      "--rate",
      "100/1s",
      "--no-progress",
      "--results",
      results,
      "--failures",
      failures,
      "--checkpoint",
      checkpoint,
      input
    };
    // Far from exact, but near enough for moments all over the import.
    long size = rows * 75L;
    int cut = 0;
    for (int kill = 1; kill <= KILLS; kill++) {
      Process process = associate(List.of("-XX:TieredStopAtLevel=1"), args);
      long moment = (long) (size * (kill - random.nextDouble()) / (KILLS + 1));
      awaitFiles(() -> sizeOf(results) >= moment, process);
      assertThat(process.isAlive()).as("seed %d: still running at kill %d", seed, kill).isTrue();
      process.destroyForcibly().waitFor();
      assertThat(process.exitValue()).isEqualTo(137);
      cut += isCutAtAPage(results, seed) || isCutAtAPage(failures, seed) ? 1 : 0;
      assertAnEditIsNoticed(random.nextBoolean() ? results : failures, random, args);
    }
    // Rows that were gathered before they are written would be cut nearly every time.
    assertThat(cut).as("seed %d: kills that cut a row", seed).isLessThanOrEqualTo(1 + KILLS / 5);
    Associate.End end = end(associate(List.of(), args));
    assertThat(end.status()).as("seed %d: %s", seed, end.err()).isEqualTo(1);
    assertThat(end.count("skipped")).as("seed %d", seed).isPositive();
    assertThat(end.count("total")).as("seed %d", seed).isEqualTo(rows);
    assertThat(checkpoint).doesNotExist();
    List<String> expectedFailures = new ArrayList<>();
    int line = 1;
    for (var row : Associate.csv(results)) {
      String text = lines.get(line++);
      assertThat(row.getField("row")).as("seed %d", seed).isEqualTo(Integer.toString(line));
      boolean isGood = text.startsWith("1");
      assertThat(row.getField("outcome"))
          .as("seed %d, line %d", seed, line)
          .isEqualTo(isGood ? "ASSOCIATED" : "REJECTED");
      if (!isGood) {
        expectedFailures.add(text);
      }
    }
    assertThat(line).as("seed %d", seed).isEqualTo(rows + 1);
    assertThat(
            Associate.read(failures).lines().skip(1).map(each -> each.replaceAll(",\"REJ.*", "")))
        .as("seed %d", seed)
        .containsExactlyElementsOf(expectedFailures);
    assertThat(emulator.associations().count()).as("seed %d", seed).isEqualTo(good.size());
    for (long id : good) {
      assertThat(emulator.associations().contains("contacts", id, "companies", 9)).isTrue();
    }
  }

  /** While the import is paused, a spreadsheet saves one of its files in its own way. */
  private void assertAnEditIsNoticed(Path file, Random random, Object... args) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, UTF_8);
    String noted = Associate.read(checkpoint);
    String saved =
        switch (random.nextInt(3)) {
          case 0 -> text.replace("\n", "\r\n");
          case 1 ->
              '"' + text.substring(0, text.indexOf(',')) + '"' + text.substring(text.indexOf(','));
          default -> text.substring(0, 20) + "9" + text.substring(20);
        };
    Files.writeString(file, saved);
    List<Object> all = new ArrayList<>(List.of("--base-url", emulator.url()));
    all.addAll(List.of("--from-type", "contacts", "--to-type", "companies"));
    all.addAll(List.of(args));
    Associate.End end = new Associate().run(all.toArray());
    assertThat(end.status()).as(end.err()).isEqualTo(2);
    assertThat(end.err()).contains(file + " was changed since", "Nothing was changed");
    assertThat(Files.readString(file)).isEqualTo(saved);
    assertThat(Associate.read(checkpoint)).isEqualTo(noted);
    Files.write(file, bytes);
  }

  private static long sizeOf(Path file) {
    return file.toFile().length();
  }

  /** A row ends where a kill came between two pages of the file, or with its line. */
  private static boolean isCutAtAPage(Path file, long seed) throws IOException {
    if (sizeOf(file) % 4096 == 0 && sizeOf(file) > 0) {
      byte[] bytes = Files.readAllBytes(file);
      return bytes[bytes.length - 1] != '\n';
    }
    assertWholeLines(file, "seed " + seed);
    return false;
  }

  private static void assertWholeLines(Path file, String seed) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    assertThat(bytes.length == 0 || bytes[bytes.length - 1] == '\n')
        .as("%s: %s ends with a whole line", seed, file.getFileName())
        .isTrue();
  }

  @Test
  @Tag("full")
  void manyRowsFitIntoLittleMemory() throws Exception {
    manyRows(input);
  }

  @Test
  void manyRowsFitIntoLittleMemoryWithACheckpointToo() throws Exception {
    manyRows("--checkpoint", checkpoint, input);
    assertThat(checkpoint).doesNotExist();
  }

  private void manyRows(Object... args) throws Exception {
    // Not strict: checking a million rows takes minutes, and others send the same requests.
    emulator.close();
    emulator = unlimited().strict(false).start();
    long good = writeManyRows();
    List<Object> all = new ArrayList<>();
    all.addAll(List.of("--rate", "100000/1s", "--results", results, "--failures", failures));
    all.addAll(List.of(args));
    Associate.End end = end(associate(List.of("-Xmx64m"), all.toArray()));
    assertThat(end.status()).as(end.err()).isEqualTo(1);
    assertThat(end.count("total")).isEqualTo(MANY);
    assertThat(end.count("associated")).isEqualTo(good);
    assertThat(emulator.associations().count()).isEqualTo(good);
    assertThat(countLines(results)).isEqualTo(MANY + 1L);
    assertThat(countLines(failures)).isEqualTo(MANY - good + 1);
  }

  /** Writes the input and returns how many of its rows are good. */
  private long writeManyRows() throws IOException {
    long good = 0;
    try (BufferedWriter out = Files.newBufferedWriter(input)) {
      out.write("from_id,to_id,from_type,email,company,owner\n");
      for (int i = 0; i < MANY; i++) {
        boolean isGood = i % 100 != 7;
        out.write(
            (isGood ? "" : i % 200 == 7 ? "40404" : "x\"")
                + (10_000_000 + i)
                + ","
                + (900_000_000 + i % 50_000)
                + (i % 1_000 == 5 ? ",deals" : ",")
                + ",info."
                + i
                + "@linden-labs.example,\"Linden, Labs\",North\n");
        good += isGood ? 1 : 0;
      }
    }
    return good;
  }

  @Test
  @Tag("full")
  void manyBrokenRowsBehindAGoodOneFitIntoLittleMemory() throws Exception {
    try (BufferedWriter out = Files.newBufferedWriter(input)) {
      out.write("from_id,to_id\n101,201\n");
      for (int i = 0; i < MANY; i++) {
        out.write("no id in this row of the file but quite some text " + i + "\n");
      }
      out.write("102,202\n");
    }
    Associate.End end =
        end(associate(List.of("-Xmx64m"), "--results", results, "--checkpoint", checkpoint, input));
    assertThat(end.status()).as(end.err()).isEqualTo(1);
    assertThat(end.count("rejected")).isEqualTo(MANY);
    assertThat(end.count("associated")).isEqualTo(2);
    assertThat(countLines(results)).isEqualTo(MANY + 3L);
  }

  @Test
  @Tag("full")
  void longRowsFitIntoLittleMemory() throws Exception {
    int rows = 6_000;
    char[] note = new char[20_000];
    Arrays.fill(note, 'n');
    try (BufferedWriter out = Files.newBufferedWriter(input)) {
      out.write("from_id,to_id,note\n");
      for (int i = 0; i < rows; i++) {
        out.write((1_000 + i) + ",9,");
        out.write(note);
        out.write('\n');
      }
    }
    Associate.End end =
        end(associate(List.of("-Xmx64m"), "--rate", "1000/1s", "--results", results, input));
    assertThat(end.status()).as(end.err()).isZero();
    assertThat(emulator.associations().count()).isEqualTo(rows);
    assertThat(countLines(results)).isEqualTo(rows + 1L);
  }

  private static long countLines(Path file) throws IOException {
    try (BufferedReader in = Files.newBufferedReader(file, UTF_8)) {
      return in.lines().count();
    }
  }
}

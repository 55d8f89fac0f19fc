package io.github.hubspotassociations.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures everything and writes the report.
 *
 * <p>Every contestant has a process of its own, and so has the server, whose work is not counted.
 * The contestants take turns, so that what else the machine does meets all of them.
 */
@Command(
    name = "benchmarks",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Measures the library against the limit that OkHttp sets and against its peers.")
public final class Benchmarks implements Callable<Integer> {
  private static final String LIMIT = "okhttp";
  private static final String LIMIT_AT_ONCE = "okhttp-at-once";
  private static final String NODE = "node";
  private static final int SINGLE_CALLS = 10_000;

  /** As many as users have, and as many as the JVM needs to compile what a page runs. */
  private static final List<Integer> COLD_PAIRS = List.of(300_000, 2_000_000);

  @Option(
      names = "--directory",
      paramLabel = "<directory>",
      defaultValue = "target",
      description = "where the report goes, as report.md (default: ${DEFAULT-VALUE})")
  private Path directory;

  @Option(names = "--quick", description = "everything once, in a minute or two: figures to doubt")
  private boolean quick;

  @Option(
      names = "--rounds",
      paramLabel = "<n>",
      description = "turns of each contestant (default: 7, quick: 2)")
  private int rounds;

  @Option(
      names = "--pairs",
      paramLabel = "<n>",
      description = "pairs in one turn, a multiple of 2,000 (default: 2000000, quick: 200000)")
  private int pairs;

  @Option(
      names = "--jvm",
      paramLabel = "<options>",
      defaultValue = "-Xmx64m -XX:+UseSerialGC",
      description = "the options of the contestants' JVMs (default: ${DEFAULT-VALUE})")
  private String jvm;

  @Option(
      names = "--simulation",
      paramLabel = "<directory>",
      description = "where the library's compiled tests are, for the simulation of its pacing")
  private Path simulation;

  @Option(
      names = "--api-release",
      paramLabel = "<release>",
      defaultValue = "2026-03",
      description = "the release that is spoken, v4 or YYYY-MM (default: ${DEFAULT-VALUE})")
  private String release;

  @Option(names = "--no-node", description = "leave HubSpot's Node client out")
  private boolean noNode;

  @Option(names = "--no-jmh", description = "leave the single steps out")
  private boolean noJmh;

  private final Markdown report = new Markdown();
  private String url;

  /** Runs the benchmarks; {@code --help} tells the options. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Benchmarks()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    rounds = rounds > 0 ? rounds : quick ? 2 : 7;
    pairs = pairs > 0 ? pairs : quick ? 200_000 : 2_000_000;
    if (pairs % Workload.PAGE_SIZE != 0) {
      System.err.println("--pairs is " + pairs + ": give a multiple of " + Workload.PAGE_SIZE);
      return CommandLine.ExitCode.USAGE;
    }
    long start = System.nanoTime();
    describe();
    try (Child server = Child.java("server", List.of("-Xmx256m"), CannedServer.class)) {
      url = server.readLine();
      bulk();
      cold();
      growth();
      single();
      startUp();
    }
    quota();
    if (!noJmh) {
      steps();
    }
    Files.createDirectories(directory);
    Path file = directory.resolve("report.md");
    Files.writeString(file, report.toString());
    System.out.println(report);
    System.out.printf(
        "Written to %s after %d s%n",
        file, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
    return CommandLine.ExitCode.OK;
  }

  private void describe() {
    report
        .line(
            "Java "
                + System.getProperty("java.version")
                + ", "
                + Runtime.getRuntime().availableProcessors()
                + " processors, "
                + System.getProperty("os.name")
                + " "
                + System.getProperty("os.arch")
                + ", JVM options "
                + jvm
                + ", release "
                + release
                + ", "
                + Instant.now().truncatedTo(ChronoUnit.MINUTES)
                + (quick ? ", quick: figures to doubt." : "."))
        .line("")
        .line("Medians of " + rounds + " turns, with the least and the most behind.")
        .line("");
  }

  /** The contestants side by side, warm. */
  private void bulk() throws Exception {
    Map<String, String> names = new LinkedHashMap<>();
    names.put(LIMIT, "OkHttp, hand-built bytes, response discarded: **the limit**");
    names.put(LIMIT_AT_ONCE, "the same, sent at once (`TCP_NODELAY`), as the engine sends");
    names.put("okhttp-ready", "the limit, bytes built beforehand");
    names.put("engine", "**the engine**: an outcome for each input");
    names.put("engine-apart", "… responses with all rows of one direction first");
    names.put("engine-shuffled", "… responses with rows in random order");
    names.put("engine-input-order", "… outcomes in the order of the input");
    names.put("engine-fresh-inputs", "… with the making of its inputs");
    names.put("summarize", "… only the account, no stream of outcomes");
    names.put("retrofit", "the generated Retrofit interface alone");
    Map<String, Child> children = new LinkedHashMap<>();
    String skipped = null;
    try {
      for (String name : names.keySet()) {
        children.put(name, contestant(name));
      }
      if (noNode) {
        skipped = "left out by --no-node";
      } else {
        try {
          children.put(NODE, NodePeer.start(directory.toAbsolutePath(), url));
          names.put(NODE, "HubSpot's Node client 13.5.0");
        } catch (IOException e) {
          skipped = "skipped: " + e.getMessage();
        }
      }
      bulkTable(names, turns(children, pairs));
    } finally {
      close(children.values());
    }
    if (skipped != null) {
      report.line("HubSpot's Node client: " + skipped + '.').line("");
    }
  }

  private void bulkTable(Map<String, String> names, Map<String, List<Measurement>> turns) {
    report
        .heading("Bulk: pages of 2,000, 6 in flight, both directions in each response")
        .columns(
            "client",
            "CPU s / 1M pairs",
            "× limit",
            "× limit, sent at once",
            "wall s / 1M pairs",
            "allocated B / pair",
            "peak heap MiB");
    names.forEach(
        (name, text) -> {
          List<Measurement> rounds = turns.get(name);
          Series allocated = Series.of(rounds, Measurement::allocatedBytesPerPair);
          report.row(
              text,
              Series.of(rounds, Measurement::cpuSecondsPerMillion).text(2),
              ratio(rounds, turns.get(LIMIT)),
              ratio(rounds, turns.get(LIMIT_AT_ONCE)),
              Series.of(rounds, Measurement::wallSecondsPerMillion).text(2),
              allocated.median() < 0 ? "–" : Series.number(allocated.median(), 0),
              Series.number(Series.of(rounds, m -> m.peakHeapBytes() / 1048576.0).max(), 0));
        });
    report.line("");
  }

  private static String ratio(List<Measurement> rounds, List<Measurement> base) {
    return Series.ratio(rounds, base, Measurement::cpuSecondsPerMillion).text(2);
  }

  /** What a process that does one import and ends has of it. */
  private void cold() throws Exception {
    Map<String, String> names = new LinkedHashMap<>();
    names.put(LIMIT, "OkHttp, hand-built bytes, response discarded");
    names.put("engine", "the engine");
    names.put("retrofit", "the generated Retrofit interface alone");
    for (int size : COLD_PAIRS) {
      Map<String, List<Measurement>> turns = new LinkedHashMap<>();
      for (int round = 0; round < rounds; round++) {
        for (String name : names.keySet()) {
          try (Child child = contestant(name)) {
            turns.computeIfAbsent(name, key -> new ArrayList<>()).add(child.run(size));
          }
        }
      }
      report
          .heading(String.format("Cold: the first %,d pairs of a JVM", size))
          .columns("client", "CPU s", "× limit", "wall s");
      names.forEach(
          (name, text) -> {
            List<Measurement> rounds = turns.get(name);
            report.row(
                text,
                Series.of(rounds, m -> m.cpuNanos() / 1e9).text(2),
                ratio(rounds, turns.get(LIMIT)),
                Series.of(rounds, m -> m.wallNanos() / 1e9).text(2));
          });
      report.line("");
    }
  }

  /** The engine's cost as its input grows, beside that of the limit. */
  private void growth() throws Exception {
    report
        .heading("Growth: the engine, warm")
        .columns(
            "pairs in a run",
            "CPU s / 1M pairs",
            "the limit, sent at once",
            "allocated B / pair",
            "peak heap MiB");
    Map<String, Child> children = new LinkedHashMap<>();
    try {
      children.put("engine", contestant("engine"));
      children.put(LIMIT_AT_ONCE, contestant(LIMIT_AT_ONCE));
      children.values().forEach(child -> warmUp(child, pairs));
      for (int size = 10_000; size <= (quick ? 1_000_000 : 10_000_000); size *= 10) {
        // A process's CPU time is known in steps of 10 ms: small runs are measured by the hundred.
        int runs = Math.max(1, pairs / size);
        Measurement engine = sum(children.get("engine"), size, runs);
        Measurement limit = sum(children.get(LIMIT_AT_ONCE), size, runs);
        report.row(
            String.format("%,d", size) + (runs > 1 ? " (" + runs + " runs)" : ""),
            Series.number(engine.cpuSecondsPerMillion(), 2),
            Series.number(limit.cpuSecondsPerMillion(), 2),
            Series.number(engine.allocatedBytesPerPair(), 0),
            Series.number(engine.peakHeapBytes() / 1048576.0, 0));
      }
    } finally {
      close(children.values());
    }
    report.line("");
  }

  private static Measurement sum(Child child, int size, int runs) {
    Measurement sum = child.run(size);
    for (int i = 1; i < runs; i++) {
      sum = sum.plus(child.run(size));
    }
    return sum;
  }

  /** One pair a call, one call after the other. */
  private void single() throws Exception {
    Map<String, Child> children = new LinkedHashMap<>();
    try {
      children.put("single-retrofit", contestant("single-retrofit"));
      children.put("single-engine", contestant("single-engine"));
      int calls = quick ? 2_000 : SINGLE_CALLS;
      Map<String, List<Measurement>> turns = turns(children, calls);
      List<Measurement> base = turns.get("single-retrofit");
      report
          .heading("One pair: a call after the other")
          .columns(
              "client",
              "CPU µs / call",
              "× Retrofit",
              "wall µs / call",
              "× Retrofit",
              "allocated B / call");
      turns.forEach(
          (name, rounds) ->
              report.row(
                  name.equals("single-engine")
                      ? "`hubspot.associate(from, to)`"
                      : "the generated Retrofit interface alone",
                  Series.of(rounds, Measurement::cpuSecondsPerMillion).text(0),
                  ratio(rounds, base),
                  Series.of(rounds, Measurement::wallSecondsPerMillion).text(0),
                  Series.ratio(rounds, base, Measurement::wallSecondsPerMillion).text(2),
                  Series.number(
                      Series.of(rounds, Measurement::allocatedBytesPerPair).median(), 0)));
      report.line("");
    } finally {
      close(children.values());
    }
  }

  /** From the start of a JVM to its first response. */
  private void startUp() throws Exception {
    Map<String, List<Measurement>> turns = new LinkedHashMap<>();
    turns.put("retrofit", new ArrayList<>());
    turns.put("engine", new ArrayList<>());
    for (int round = 0; round < (quick ? 3 : 11); round++) {
      for (Map.Entry<String, List<Measurement>> turn : turns.entrySet()) {
        long wall = System.nanoTime();
        try (Child child =
            Child.java(turn.getKey(), jvmOptions(), StartUp.class, turn.getKey(), url)) {
          String line = child.readLine();
          wall = System.nanoTime() - wall;
          long cpu = Long.parseLong(line.substring(0, line.indexOf(' ')));
          turn.getValue().add(new Measurement(1, cpu, wall, -1, 0));
        }
      }
    }
    List<Measurement> base = turns.get("retrofit");
    report
        .heading("Start-up: from the start of the JVM to the first response")
        .columns("client", "wall ms", "× Retrofit", "CPU ms");
    turns.forEach(
        (name, rounds) ->
            report.row(
                name.equals("engine")
                    ? "`hubspot.associate(from, to)`"
                    : "the generated Retrofit interface alone",
                Series.of(rounds, m -> m.wallNanos() / 1e6).text(0),
                Series.ratio(rounds, base, Measurement::wallSecondsPerMillion).text(2),
                Series.of(rounds, m -> m.cpuNanos() / 1e6).text(0)));
    report.line("");
  }

  /**
   * How much of a quota the pacing uses, in virtual time: the simulation of the library's tests.
   */
  private void quota() throws IOException, InterruptedException {
    report.heading("Quota: how much of it is used, in virtual time");
    String main = "io.github.hubspotassociations.pacing.PacingSimulation";
    if (simulation == null
        || !Files.exists(simulation.resolve(main.replace('.', '/') + ".class"))) {
      report.line("Not run: --simulation names no folder with " + main + '.').line("");
      return;
    }
    String classPath = System.getProperty("java.class.path") + File.pathSeparator + simulation;
    Process process =
        new ProcessBuilder(Child.JAVA, "-cp", classPath, main)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
    report.line("```").line(output).line("```").line("");
    if (process.waitFor() != 0) {
      report.line("It ended with exit status " + process.exitValue() + '.').line("");
    }
  }

  /** The engine's steps, one by one, by JMH. */
  private void steps() throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(StepBenchmark.class.getName())
                    .forks(1)
                    .jvmArgs(jvmOptions().toArray(new String[0]))
                    .warmupIterations(quick ? 1 : 4)
                    .warmupTime(TimeValue.milliseconds(500))
                    .measurementIterations(quick ? 1 : 5)
                    .measurementTime(TimeValue.milliseconds(500))
                    .addProfiler(GCProfiler.class)
                    .build())
            .run();
    report
        .heading("Steps: one page of 2,000 pairs, 4,000 rows in its response")
        .columns("step", "rows", "µs", "allocated B");
    for (RunResult result : results) {
      Result<?> time = result.getPrimaryResult();
      Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
      String order = result.getParams().getParam("order");
      report.row(
          time.getLabel(),
          order == null ? "–" : order.toLowerCase(Locale.ROOT),
          Series.number(time.getScore(), 1)
              + (Double.isNaN(time.getScoreError())
                  ? ""
                  : " ± " + Series.number(time.getScoreError(), 1)),
          allocated == null ? "–" : Series.number(allocated.getScore(), 0));
    }
    report.line("");
  }

  private Child contestant(String name) throws IOException {
    return Child.java(name, jvmOptions(), ContestantProcess.class, name, url);
  }

  private List<String> jvmOptions() {
    List<String> options = new ArrayList<>(List.of(jvm.trim().split(" +", -1)));
    options.add("-Dbenchmarks.release=" + release);
    return options;
  }

  /** Warms everybody up, and then lets them take turns. */
  private Map<String, List<Measurement>> turns(Map<String, Child> children, int size) {
    for (Map.Entry<String, Child> child : children.entrySet()) {
      if (child.getKey().equals(NODE)) {
        // Warm after its first pages, and it takes a minute for what the others do in seconds.
        child.getValue().run(size);
      } else {
        warmUp(child.getValue(), size);
      }
    }
    Map<String, List<Measurement>> turns = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      children.forEach(
          (name, child) ->
              turns.computeIfAbsent(name, key -> new ArrayList<>()).add(child.run(size)));
    }
    return turns;
  }

  private void warmUp(Child child, int size) {
    if (quick) {
      child.run(size);
    } else {
      child.warmUp(size);
    }
  }

  private static void close(Collection<Child> children) throws IOException {
    for (Child child : children) {
      child.close();
    }
  }
}

package io.github.hubspotassociations.sparkimport;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.emulator.Fault;
import io.github.hubspotassociations.emulator.HubSpotEmulator;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shaded jar, run by {@code SparkSubmit} in a JVM of its own. OkHttp 3.12 and Okio 1.17 are in
 * front of it, as in a distribution of Spark.
 */
final class SubmitIT {
  private static final Path JAR = Path.of(System.getProperty("spark.import.jar"));
  private static final int ROWS = 3_000;

  @TempDir Path directory;
  private final List<Process> started = new ArrayList<>();

  @Test
  void theJarHasNothingThatMeetsSparksClasses() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      List<String> strangers =
          jar.stream()
              .map(entry -> entry.getName())
              .filter(name -> name.endsWith(".class"))
              .map(name -> name.replaceFirst("^META-INF/versions/\\d+/", ""))
              .filter(name -> !name.startsWith("io/github/hubspotassociations/"))
              .toList();
      assertThat(strangers).isEmpty();
    }
  }

  @Test
  @Timeout(900)
  void aDriverThatIsKilledMidwayGoesOnWhenItIsRunAgain() throws Exception {
    try (HubSpotEmulator hubspot = HubSpotEmulator.start()) {
      // The first wave and some of the second get their responses, the rest has to wait.
      hubspot.faults().next(40, Fault.latency(Duration.ofMillis(1)));
      hubspot.faults().always(Fault.latency(Duration.ofMinutes(5)));
      Path input =
          Files.writeString(
              directory.resolve("links.csv"),
              "from_id,to_id\n"
                  + IntStream.rangeClosed(1, ROWS)
                      .mapToObj(i -> i + "," + (10_000 + i) + "\n")
                      .collect(Collectors.joining()));
      String[] args = {
        "--input",
        input.toString(),
        "--format",
        "csv",
        "--option",
        "header=true",
        "--from-type",
        "contacts",
        "--to-type",
        "companies",
        "--page-size",
        "50",
        "--rows-per-wave",
        "1500",
        "--outcomes",
        directory.resolve("outcomes").toString(),
        "--base-url",
        hubspot.url(),
        "--json"
      };
      Process killed = submit("killed", args);
      CompletableFuture<?> ended = killed.onExit();
      CompletableFuture.anyOf(hubspot.requests().reached(41), ended).get(300, TimeUnit.SECONDS);
      assertThat(ended).as(text("killed")).isNotDone();
      killed.destroyForcibly();
      assertThat(killed.waitFor()).isNotZero();
      assertThat(directory.resolve("outcomes/outcome=ASSOCIATED")).doesNotExist();

      hubspot.faults().clear();
      Process again = submit("again", args);
      assertThat(again.waitFor()).as(text("again")).isEqualTo(SparkImport.DONE);
      String json = text("again.out").strip();
      assertThat(json).startsWith("{\"total\":3000,").endsWith("}");
      // The first wave was done, the second is sent again.
      assertThat(json).containsPattern("\"skipped\":1[2-8]\\d\\d,");
      hubspot.associations().assertCount(ROWS);
      assertThat(hubspot.requests().inputs()).isBetween(ROWS + 1L, ROWS * 3L / 2);

      assertThat(countOutcomes()).isEqualTo(ROWS);
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          byte[] bytes = Files.readAllBytes(file);
          assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
              .as(file.toString())
              .doesNotContain(Sessions.TOKEN);
        }
      }
    }
  }

  private long countOutcomes() throws IOException {
    try (SparkSession spark = Sessions.builder("local[2]", directory).getOrCreate()) {
      spark.sparkContext().setLogLevel("OFF");
      Dataset<Row> outcomes = spark.read().parquet(directory.resolve("outcomes").toString());
      assertThat(outcomes.where("outcome = 'ASSOCIATED'").count()).isEqualTo(ROWS);
      assertThat(outcomes.select("from_id").distinct().count()).isEqualTo(ROWS);
      return outcomes.count();
    }
  }

  @AfterEach
  void endWhatIsLeft() {
    started.forEach(Process::destroyForcibly);
  }

  /** Runs the application as the script spark-submit does, with the token in the environment. */
  private Process submit(String name, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Arrays.asList(JavaModuleOptions.defaultModuleOptionArray()));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-Xmx1g", "-cp", classPath(), "org.apache.spark.deploy.SparkSubmit"));
    command.addAll(List.of("--master", "local[2,4]"));
    command.addAll(List.of("--conf", "spark.ui.enabled=false"));
    command.addAll(List.of("--conf", "spark.eventLog.enabled=true"));
    command.addAll(List.of("--conf", "spark.eventLog.compress=false"));
    command.addAll(List.of("--conf", "spark.eventLog.dir=" + directory.toUri()));
    command.add(JAR.toString());
    command.addAll(List.of(args));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectError(directory.resolve(name).toFile())
            .redirectOutput(directory.resolve(name + ".out").toFile());
    builder.environment().put(AccessToken.VARIABLE, Sessions.TOKEN);
    Process process = builder.start();
    started.add(process);
    return process;
  }

  /** Spark and what it needs, without the library and what that needs, which the jar brings. */
  private static String classPath() {
    Path older = Path.of(System.getProperty("spark.import.older"));
    String spark =
        Pattern.compile(File.pathSeparator)
            .splitAsStream(System.getProperty("java.class.path"))
            .filter(entry -> entry.endsWith(".jar"))
            .filter(
                entry ->
                    !entry.matches(
                        ".*(hubspot-associations|okhttp|okio|kotlin|retrofit|moshi|rxjava"
                            + "|reactive-streams|jspecify|picocli|converter-|adapter-|junit"
                            + "|assertj).*"))
            .collect(Collectors.joining(File.pathSeparator));
    return older.resolve("*") + File.pathSeparator + spark;
  }

  private String text(String name) throws IOException {
    return Files.readString(directory.resolve(name));
  }
}

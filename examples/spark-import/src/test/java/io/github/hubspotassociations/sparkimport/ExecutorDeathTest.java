package io.github.hubspotassociations.sparkimport;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.emulator.Fault;
import io.github.hubspotassociations.emulator.HubSpotEmulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster of one executor, a process of its own, which is killed while it sends. Spark starts
 * another one.
 */
final class ExecutorDeathTest {
  private static final int ROWS = 6_000;
  private static final int PAGE = 100;
  private static final int BEFORE_DEATH = 12;

  @TempDir Path directory;

  @Test
  @Timeout(600)
  void theRowsOfAnExecutorThatDiesAreSentByAnotherAndTheAccountIsExact() throws Exception {
    makeSparkHome();
    try (HubSpotEmulator hubspot = HubSpotEmulator.start();
        SparkSession spark =
            Sessions.builder("local-cluster[1,1,512]", directory)
                .config("spark.executor.memory", "512m")
                .config(
                    "spark.executor.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
                .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                .getOrCreate()) {
      spark.sparkContext().setLogLevel("OFF");
      AssociationJob job = job(spark, hubspot);
      job.plan();

      // So many requests get a response; the executor waits for that of the next ones.
      hubspot.faults().next(BEFORE_DEATH, Fault.latency(Duration.ofMillis(1)));
      hubspot.faults().always(Fault.latency(Duration.ofMinutes(2)));
      CompletableFuture<AssociationReport> running = Sessions.start(job);
      hubspot.requests().reached(BEFORE_DEATH + 1).get(280, TimeUnit.SECONDS);
      List<ProcessHandle> executors = ProcessHandle.current().children().toList();
      assertThat(executors).hasSize(1);
      // SIGKILL: with the process goes whatever it had in memory.
      executors.get(0).destroyForcibly();
      executors.get(0).onExit().get(60, TimeUnit.SECONDS);
      hubspot.faults().clear();
      AssociationReport report = running.get(280, TimeUnit.SECONDS);

      assertThat(report.associated()).isEqualTo(ROWS);
      assertThat(report.isAssociated()).isTrue();
      Dataset<Row> outcomes = report.outcomes(spark);
      assertThat(outcomes.count()).isEqualTo(ROWS);
      assertThat(outcomes.select("from_id").distinct().count()).isEqualTo(ROWS);
      hubspot.associations().assertCount(ROWS);
      // What the dead one had sent was sent a second time, which changed nothing.
      assertThat(hubspot.requests().total())
          .isBetween(
              (long) ROWS / PAGE + BEFORE_DEATH + 1,
              (long) ROWS / PAGE + BEFORE_DEATH + QuotaRate.MAX_IN_FLIGHT);
    }
  }

  private AssociationJob job(SparkSession spark, HubSpotEmulator hubspot) {
    Dataset<Row> pairs =
        spark
            .range(1, ROWS + 1)
            .select(
                col("id").cast("string").as("from_id"),
                col("id").plus(10_000).cast("string").as("to_id"));
    return AssociationJob.from(pairs)
        .types("contacts", "companies")
        .outcomes(directory.resolve("outcomes").toString())
        .pageSize(PAGE)
        .baseUrl(hubspot.url());
  }

  /** Where Spark looks for its jars. The executor gets this test's class path, so it has none. */
  private static void makeSparkHome() throws IOException {
    Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
  }
}

package io.github.hubspotassociations.sparkimport;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.github.hubspotassociations.emulator.HubSpotEmulator;
import io.github.hubspotassociations.emulator.RateLimits;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A million rows in eight files, with a rate limit like that of a Professional account. */
final class MillionRowsTest {
  private static final int ROWS = 1_000_000;
  private static final long START = 5_000_000_000L;
  private static final long FULL_PAGES = ROWS / 2000;

  @TempDir Path directory;

  @Test
  @Timeout(600)
  void aMillionRowsNeedHardlyMoreRequestsThanFullPages() throws Exception {
    RateLimits limits = RateLimits.privateApp().withTenSecondly(190).withDaily(0);
    try (HubSpotEmulator hubspot = HubSpotEmulator.builder().rateLimits(limits).start();
        SparkSession spark =
            Sessions.builder("local[2,4]", directory)
                .config("spark.eventLog.enabled", "false")
                .getOrCreate()) {
      spark.sparkContext().setLogLevel("OFF");
      String input = directory.resolve("input").toString();
      // One in a thousand names a record that does not exist, one in ten thousand is broken.
      spark
          .range(0, ROWS, 1, 8)
          .select(
              when(col("id").mod(1000).equalTo(3), col("id").plus(4_040_400_000_000L))
                  .when(col("id").mod(10_000).equalTo(7), lit(null).cast("bigint"))
                  .otherwise(col("id").plus(START))
                  .cast("string")
                  .as("from_id"),
              col("id").plus(2 * START).cast("string").as("to_id"))
          .write()
          .parquet(input);

      List<String> progress = new ArrayList<>();
      OperatingSystemMXBean system =
          (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      long cpu = system.getProcessCpuTime();
      AssociationReport report =
          AssociationJob.from(spark.read().parquet(input))
              .types("contacts", "companies")
              .outcomes(directory.resolve("outcomes").toString())
              .baseUrl(hubspot.url())
              .progress(
                  line -> {
                    System.out.println(line);
                    progress.add(line);
                  })
              .run();
      long cpuSeconds = (system.getProcessCpuTime() - cpu) / 1_000_000_000;

      long limited = hubspot.requests().status(429);
      long total = hubspot.requests().total();
      System.out.printf(
          "%s%n%,d requests where full pages need %,d, %d responses 429 (%.2f %%)%n"
              + "%d s of CPU and %s, emulator included%n",
          report, total, FULL_PAGES, limited, 100.0 * limited / total, cpuSeconds, peakMemory());
      Dataset<Row> outcomes = report.outcomes(spark);
      Map<String, Long> kinds =
          outcomes.groupBy("outcome", "category").count().collectAsList().stream()
              .collect(
                  Collectors.toMap(
                      row -> row.getString(0) + " " + row.getString(1), row -> row.getLong(2)));
      assertThat(kinds)
          .isEqualTo(
              Map.of(
                  "ASSOCIATED HUBSPOT_DEFINED",
                  ROWS - 1000L - 100L,
                  "REJECTED OBJECT_NOT_FOUND",
                  1000L,
                  "REJECTED INVALID_ROW",
                  100L));
      assertThat(report.associated()).isEqualTo(ROWS - 1000L - 100L);
      hubspot.associations().assertCount(ROWS - 1000L - 100L);
      assertThat(total).isBetween(FULL_PAGES, FULL_PAGES * 104 / 100);
      assertThat(limited * 1000).isLessThan(5 * total);
      assertThat(progress).anyMatch(line -> line.matches("wave 1 of 1: .* of 1,000,000 rows .*"));
    }
  }

  /** Of this process, where the system tells it. */
  private static String peakMemory() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return "unknown memory";
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM"))
        .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024 + " MB at most")
        .findFirst()
        .orElse("unknown memory");
  }
}

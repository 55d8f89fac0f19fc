package io.github.hubspotassociations.sparkimport;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hubspotassociations.emulator.Fault;
import io.github.hubspotassociations.emulator.HubSpotEmulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The job in one session of {@code local[2,4]}, where a failed task is tried four times. */
@Timeout(300)
final class AssociationJobTest {
  @TempDir static Path eventLog;
  private static SparkSession spark;

  @TempDir Path directory;
  private final List<String> progress = new ArrayList<>();
  private HubSpotEmulator hubspot;

  @BeforeAll
  static void start() {
    spark =
        Sessions.builder("local[2,4]", eventLog)
            // Row groups of a few thousand rows, so that a wave writes before it ends.
            .config("spark.hadoop.parquet.block.size", "65536")
            .getOrCreate();
    spark.sparkContext().setLogLevel("OFF");
  }

  /** After all that these tests did with it, the token is in no file of the event log. */
  @AfterAll
  static void stopAndSearchTheEventLogForTheToken() throws IOException {
    spark.stop();
    long size = 0;
    try (Stream<Path> files = Files.walk(eventLog)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(file);
        size += text.length();
        assertThat(text.contains(Sessions.TOKEN)).as("%s has the token", file).isFalse();
      }
    }
    assertThat(size).as("characters in the event log").isGreaterThan(1_000_000);
  }

  @BeforeEach
  void startHubSpot() {
    hubspot = HubSpotEmulator.start();
    FlakyFileSystem.reset();
  }

  @AfterEach
  void closeHubSpot() {
    hubspot.close();
  }

  @Test
  void everyRowHasOneOutcome() {
    StructType schema =
        new StructType()
            .add("n", DataTypes.IntegerType)
            .add("from_type", DataTypes.StringType)
            .add("from_id", DataTypes.StringType)
            .add("to_id", DataTypes.StringType)
            .add("to_type", DataTypes.StringType);
    List<Row> rows = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    // A skewed type, duplicates, both directions of a pair, rows without a type of their own.
    for (int i = 0; i < 500; i++) {
      add(
          rows,
          expected,
          null,
          "" + (1 + i),
          "" + (1000 + i),
          i % 2 == 0 ? null : " ",
          "ASSOCIATED");
    }
    for (int i = 0; i < 3; i++) {
      add(rows, expected, "deals", "7", "8", "contacts", "ASSOCIATED");
      add(rows, expected, "contacts", "8", "7", "deals", "ASSOCIATED");
      add(rows, expected, "contacts", "21", "22", "contacts", "ASSOCIATED");
      add(rows, expected, "contacts", "22", "21", "contacts", "ASSOCIATED");
    }
    add(rows, expected, "contacts", " 31\u00a0", "32", "tickets", "ASSOCIATED");
    add(rows, expected, "contacts", "404041", "9", "companies", "REJECTED OBJECT_NOT_FOUND");
    add(rows, expected, null, null, null, null, "REJECTED INVALID_ROW");
    add(rows, expected, null, null, null, null, "REJECTED INVALID_ROW");
    add(rows, expected, "contacts", "5", null, "companies", "REJECTED INVALID_ROW");
    add(rows, expected, "contacts", "1.5E9", "5", "companies", "REJECTED INVALID_ROW");

    AssociationReport report =
        job(spark.createDataFrame(rows, schema).repartition(8)).pageSize(50).run();

    List<String> outcomes =
        report.outcomes(spark).orderBy("n").collectAsList().stream()
            .map(AssociationJobTest::outcome)
            .toList();
    assertThat(outcomes).containsExactlyElementsOf(expected);
    assertThat(report.total()).isEqualTo(rows.size());
    assertThat(report.associated()).isEqualTo(513);
    assertThat(report.rejected()).isEqualTo(5);
    assertThat(report.isComplete()).isTrue();
    assertThat(report.isAssociated()).isFalse();
    hubspot.associations().assertCount(500 + 1 + 1 + 1);
    assertThat(report.requests()).isEqualTo(hubspot.requests().total());
    // Each kind has a directory of its own.
    assertThat(directory.resolve("outcomes/outcome=REJECTED")).isDirectory();
    assertThat(directory.resolve("outcomes/outcome=UNCONFIRMED")).doesNotExist();
  }

  private static void add(
      List<Row> rows,
      List<String> expected,
      String fromType,
      String fromId,
      String toId,
      String toType,
      String outcome) {
    expected.add(rows.size() + " " + outcome);
    rows.add(RowFactory.create(rows.size(), fromType, fromId, toId, toType));
  }

  private static String outcome(Row row) {
    String outcome = row.getAs("outcome");
    return row.getAs("n")
        + " "
        + outcome
        + (outcome.equals("ASSOCIATED") ? "" : " " + row.getAs("category"));
  }

  @Test
  void outcomesAreReadBackWithoutSendingAgain() {
    AssociationReport report = job(pairs(100)).run();
    long sent = hubspot.requests().total();
    Dataset<Row> outcomes = report.outcomes(spark);
    assertThat(outcomes.count()).isEqualTo(100);
    assertThat(outcomes.where("outcome = 'ASSOCIATED'").count()).isEqualTo(100);
    Row one = outcomes.where("from_id = '7'").first();
    assertThat(one.<String>getAs("to_id")).isEqualTo("10007");
    assertThat(one.<String>getAs("note")).isEqualTo("row 7");
    assertThat(one.<String>getAs("association_type_id")).isNotNull();
    assertThat(one.<String>getAs("category")).isEqualTo("HUBSPOT_DEFINED");
    assertThat(one.<Integer>getAs("attempts")).isEqualTo(1);
    assertThat(report + " " + job(pairs(1))).doesNotContain(Sessions.TOKEN);
    assertThat(hubspot.requests().total()).isEqualTo(sent);
  }

  @Test
  void aJobThatIsDoneSendsNothingWhenItIsRunAgain() {
    job(pairs(100)).run();
    long sent = hubspot.requests().total();
    AssociationReport again = job(pairs(100).repartition(3)).run();
    assertThat(again.skipped()).isEqualTo(100);
    assertThat(again.total()).isEqualTo(100);
    assertThat(again.isAssociated()).isTrue();
    assertThat(again.outcomes(spark).count()).isEqualTo(100);
    assertThat(hubspot.requests().total()).isEqualTo(sent);
  }

  @Test
  void anotherInputIsRejected() {
    job(pairs(100)).plan();
    assertThatThrownBy(() -> job(pairs(101)).run())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has the plan of another input: 100 rows")
        .hasMessageContaining("this one has 101");
    Dataset<Row> other = pairs(100).withColumn("to_id", concat(col("to_id"), lit("0")));
    assertThatThrownBy(() -> job(other).run()).hasMessageContaining("plan of another input");
    assertThat(hubspot.requests().total()).isZero();
  }

  @Test
  void sendsWhatIsPlannedWithoutTheInput() {
    assertThatThrownBy(() -> job(AssociationJob.planned(spark)).run())
        .hasMessageContaining("there is no plan in");
    AssociationPlan plan = job(pairs(5000)).rowsPerWave(1000).plan();
    assertThat(plan.rows()).isEqualTo(5000);
    assertThat(plan.waveCount()).isBetween(4, 10);
    assertThat(plan.requests()).isEqualTo(3);
    assertThat(hubspot.requests().total()).isZero();
    AssociationReport report = job(AssociationJob.planned(spark)).run();
    assertThat(report.associated()).isEqualTo(5000);
    assertThat(progress).anyMatch(line -> line.startsWith("wave 2 of " + plan.waveCount()));
  }

  @Test
  void aPlanThatIsHalfMadeIsReplaced() throws IOException {
    job(pairs(10)).plan();
    Files.delete(directory.resolve("outcomes/_job/plan.properties"));
    AssociationReport report = job(pairs(20)).run();
    assertThat(report.total()).isEqualTo(20);
    assertThat(report.outcomes(spark).count()).isEqualTo(20);
  }

  @Test
  void anEmptyInputIsDoneAtOnce() {
    AssociationReport report = job(pairs(0)).run();
    assertThat(report.total()).isZero();
    assertThat(report.isAssociated()).isTrue();
    assertThat(report.outcomes(spark).count()).isZero();
    assertThat(hubspot.requests().total()).isZero();
  }

  @Test
  void aTaskThatFailsMidwayIsTriedAgainAndTheAccountIsExact() {
    FlakyFileSystem.BROKEN_WRITES.set(2);
    AssociationReport report = job(pairs(30_000)).workDirectory(flaky()).run();
    assertThat(FlakyFileSystem.FAILURES).hasValue(2);
    assertExact(report, 30_000);
    assertThat(hubspot.requests().inputs()).isGreaterThan(30_000);
  }

  @Test
  void aTaskThatRunsTwiceCountsOnce() {
    FlakyFileSystem.BROKEN_CLOSES.set(1);
    AssociationReport report = job(pairs(30_000)).workDirectory(flaky()).run();
    assertThat(FlakyFileSystem.FAILURES).hasValue(1);
    assertExact(report, 30_000);
    assertThat(hubspot.requests().inputs()).isEqualTo(60_000);
  }

  @Test
  void aWaveThatFailsIsSentAgainWithoutTheWavesBefore() {
    job(pairs(30_000)).rowsPerWave(10_000).workDirectory(flaky()).plan();
    // Two waves go through; the third fails four times, as Spark tries a task.
    AssociationJob job = job(pairs(30_000)).workDirectory(flaky());
    job.progress(
        line -> {
          progress.add(line);
          if (line.startsWith("wave 2") && line.contains("associated")) {
            FlakyFileSystem.BROKEN_CLOSES.set(4);
          }
        });
    assertThatThrownBy(job::run).hasStackTraceContaining("this test's device went away");
    long done = progress.stream().filter(line -> line.contains("associated")).count();
    assertThat(done).isEqualTo(2);

    long sent = hubspot.requests().inputs();
    AssociationReport report = job(pairs(30_000)).workDirectory(flaky()).run();
    assertExact(report, 30_000);
    assertThat(report.skipped()).isBetween(15_000L, 25_000L);
    assertThat(hubspot.requests().inputs() - sent).isEqualTo(30_000 - report.skipped());
  }

  @Test
  void aCancelledJobStopsSendingAndGoesOnWhenItIsRunAgain() throws Exception {
    hubspot.faults().always(Fault.latency(Duration.ofMillis(100)));
    CompletableFuture<AssociationReport> running = Sessions.start(job(pairs(30_000)).pageSize(500));
    hubspot.requests().reached(8).get(120, TimeUnit.SECONDS);
    spark.sparkContext().cancelAllJobs();
    assertThat(running).failsWithin(Duration.ofSeconds(30));
    // The task's end has closed the client: what it had in flight is all that comes.
    long sent = hubspot.requests().total();
    assertThat(sent).isLessThan(50);
    hubspot.faults().clear();
    assertExact(job(pairs(30_000)).pageSize(500).run(), 30_000);
    assertThat(hubspot.requests().total())
        .isBetween(sent + 60, sent + 60 + QuotaRate.MAX_IN_FLIGHT);
  }

  @Test
  void aRejectedTokenEndsTheWaveAndTheNextRunSendsTheRest() {
    CompletableFuture<Void> expired =
        hubspot.requests().reached(6).thenRun(() -> hubspot.expireToken(Sessions.TOKEN));
    AssociationReport stopped = job(pairs(30_000)).rowsPerWave(20_000).pageSize(1000).run();
    assertThat(expired).isCompleted();
    assertThat(stopped.stopCause())
        .contains("the access token has expired (401)")
        .contains("HUBSPOT_ACCESS_TOKEN")
        .doesNotContain(Sessions.TOKEN);
    assertThat(stopped.isComplete()).isFalse();
    assertThat(stopped.total()).isBetween(5000L, 10_000L);
    assertThat(stopped.total() + stopped.remaining()).isEqualTo(30_000);
    assertThat(stopped.outcomes(spark).count()).isEqualTo(stopped.total());
    assertThat(directory.resolve("outcomes/outcome=ASSOCIATED")).doesNotExist();

    hubspot.acceptToken(Sessions.TOKEN);
    long sent = hubspot.requests().inputs();
    AssociationReport rest = job(pairs(30_000)).run();
    assertThat(rest.skipped()).isEqualTo(stopped.total());
    assertThat(rest.associated()).isEqualTo(stopped.remaining());
    assertThat(hubspot.requests().inputs() - sent).isEqualTo(stopped.remaining());
    assertExact(rest, 30_000);
  }

  @Test
  void missingScopesEndAJobOfOnePairOfTypesAndTheNextRunSendsTheRest() {
    hubspot.faults().always(Fault.missingScopes("crm.objects.companies.write"));
    AssociationReport stopped = job(pairs(100)).pageSize(50).run();
    assertThat(stopped.stopCause()).contains("lacks scopes (crm.objects.companies.write)");
    assertThat(stopped.remaining()).isEqualTo(100);
    hubspot.faults().clear();
    assertExact(job(pairs(100)).run(), 100);
  }

  @Test
  void missingScopesForAPairOfTypesLeaveTheOthersToBeSent() {
    hubspot.faults().always(Fault.missingScopes("crm.objects.deals.write").whereNamed("7"));
    Dataset<Row> rows =
        spark.sql(
            "SELECT 'contacts' AS from_type, '5' AS from_id, 'companies' AS to_type, '6' AS to_id"
                + " UNION ALL SELECT 'deals', '7', 'companies', '8'");
    AssociationReport report = job(rows).run();
    assertThat(report.stopCause()).contains("lacks scopes (crm.objects.deals.write)");
    assertThat(report.isComplete()).isTrue();
    assertThat(report.associated()).isEqualTo(1);
    assertThat(report.outcomes(spark).where("outcome = 'NOT_ATTEMPTED'").collectAsList())
        .singleElement()
        .satisfies(row -> assertThat(row.<String>getAs("category")).isEqualTo("MISSING_SCOPES"));
  }

  @Test
  void idsMayBeNumbersAndNamesOfColumnsHaveAnyCase() {
    Dataset<Row> numbers =
        spark.sql(
            "SELECT CAST(18446744073709551615 AS DECIMAL(20,0)) AS FROM_ID, 2 AS To_Id"
                + " UNION ALL SELECT 12, 2 UNION ALL SELECT -5, 2 UNION ALL SELECT 0, 2"
                + " UNION ALL SELECT NULL, 2");
    List<String> outcomes =
        job(numbers).run().outcomes(spark).orderBy("from_id").collectAsList().stream()
            .map(row -> row.getAs("from_id") + " " + row.getAs("outcome") + row.getAs("message"))
            .toList();
    assertThat(outcomes)
        .containsExactly(
            "null REJECTEDno from_id",
            "-5 REJECTEDfrom_id -5 begins with a sign, which no record ID does; write the digits"
                + " alone",
            "0 REJECTEDfrom_id 0 begins with a zero, which no record ID does; remove it",
            "12 ASSOCIATEDnull",
            "18446744073709551615 ASSOCIATEDnull");
  }

  @Test
  void anyIdIsSentIfWanted() {
    Dataset<Row> pairs = pairs(1).withColumn("from_id", lit("007"));
    job(pairs).plan();
    assertThatThrownBy(() -> job(pairs).anyId(true).plan()).hasMessageContaining("another input");
    String second = directory.resolve("second").toString();
    assertThat(job(pairs).anyId(true).outcomes(second).run().associated()).isEqualTo(1);
  }

  @Test
  void theRestIsNotSentToAnotherHost() {
    hubspot.expireToken(Sessions.TOKEN);
    job(pairs(10)).run();
    assertThatThrownBy(() -> job(pairs(10)).baseUrl("http://localhost:1").run())
        .hasMessageContaining("before went to " + hubspot.url())
        .hasMessageContaining("the rest would go to http://localhost:1");
  }

  @Test
  void severalTasksShareTheRowsAndTheQuota() {
    AssociationReport report =
        job(pairs(20_000)).tasks(3).rate(300_000, Duration.ofSeconds(10)).pageSize(100).run();
    assertExact(report, 20_000);
    assertThat(report.requests()).isBetween(200L, 203L);
  }

  @Test
  void whatCannotWorkIsRejectedBeforeAnythingIsSent() {
    assertThatThrownBy(() -> job(pairs(1)).tasks(100).run())
        .hasMessageContaining("100 requests in 10 s")
        .hasMessageContaining("shared by 100 tasks are 1.0 requests in 10 s for each");
    assertThatThrownBy(() -> AssociationJob.from(pairs(1)).run())
        .hasMessageContaining("no place for its outcomes");
    assertThatThrownBy(() -> AssociationJob.from(pairs(1)).outcomes("orc", Map.of()).run())
        .hasMessageContaining("workDirectory");
    assertThatThrownBy(() -> job(pairs(1).withColumnRenamed("to_id", "company")).run())
        .hasMessage(
            "the input has no column to_id, only from_id, company, note: rename one, or say which"
                + " columns hold the ids");
    assertThatThrownBy(() -> job(pairs(1).withColumn("to_id", col("to_id").cast("double"))).run())
        .hasMessageContaining("column to_id is of type double, which is no id");
    assertThatThrownBy(
            () -> job(pairs(1).withColumn("to_id", col("to_id").cast("decimal(12,2)"))).run())
        .hasMessageContaining("column to_id is of type decimal(12,2), which is no id");
    assertThatThrownBy(() -> job(pairs(1)).skipSettledIn(pairs(1)).run())
        .hasMessage(
            "the earlier outcomes have no column from_type, only from_id, to_id, note: give what a"
                + " job wrote");
    assertThatThrownBy(() -> job(pairs(1).withColumnRenamed("note", "Message")).run())
        .hasMessageContaining("column Message has the name of a column of the outcomes");
    assertThatThrownBy(() -> job(pairs(1)).typeColumns("type", "other").run())
        .hasMessage("the input has no column type for an object type, only from_id, to_id, note");
    assertThatThrownBy(() -> job(pairs(1)).outcomes("nowhere://a/b").run())
        .hasMessageContaining("nowhere://a/b");
    assertThat(hubspot.requests().total()).isZero();
  }

  @Test
  void speculationIsRejected() {
    spark.sparkContext().conf().set("spark.speculation", "true");
    try {
      assertThatThrownBy(() -> job(pairs(1)).run())
          .hasMessageContaining("spark.speculation is true")
          .hasMessageContaining("both would spend the quota");
    } finally {
      spark.sparkContext().conf().remove("spark.speculation");
    }
  }

  @Test
  void aDirectoryWithSomethingElseInItIsRejected() throws IOException {
    Path precious = Files.createDirectories(directory.resolve("outcomes")).resolve("part-0");
    Files.writeString(precious, "precious");
    assertThatThrownBy(() -> job(pairs(1)).run()).hasMessageContaining("has something in it");
    assertThat(precious).hasContent("precious");
  }

  @Test
  void rowsThatEarlierOutcomesSettleAreLeftOut() {
    // With other types of columns than this job's own, as from a table that was made by hand.
    Dataset<Row> earlier =
        job(pairs(60))
            .run()
            .outcomes(spark)
            .selectExpr(
                "CAST(to_id AS BIGINT)",
                "CAST(from_id AS BIGINT)",
                "OUTCOME",
                "to_type",
                "from_type");
    Dataset<Row> broken = pairs(1).withColumn("from_id", lit(null).cast("string"));
    AssociationReport report =
        job(pairs(100).union(broken))
            .outcomes(directory.resolve("second").toString())
            .skipSettledIn(earlier.where("from_id <> '5'"))
            .run();
    assertThat(report.skipped()).isEqualTo(59);
    assertThat(report.associated()).isEqualTo(41);
    assertThat(report.rejected()).isEqualTo(1);
    assertThat(report.total()).isEqualTo(101);
    assertThat(hubspot.requests().inputs()).isEqualTo(60 + 41);
  }

  @Test
  void failuresAreTheInputOfAnotherJob() {
    hubspot.addMissing("3", "4");
    Dataset<Row> failures = job(pairs(10)).run().outcomes(spark).where("outcome <> 'ASSOCIATED'");
    assertThat(failures.count()).isEqualTo(2);
    AssociationReport again = job(failures).outcomes(directory.resolve("second").toString()).run();
    assertThat(again.rejected()).isEqualTo(2);
    assertThat(again.outcomes(spark).columns()).isEqualTo(failures.columns());
  }

  @Test
  void outcomesGoToAnyFormatThatSparkWrites() {
    Map<String, String> table = Map.of("path", directory.resolve("table").toString());
    AssociationReport report =
        job(pairs(100))
            .outcomes("orc", table)
            .workDirectory(directory.resolve("work").toString())
            .run();
    assertThat(report.outcomes(spark).where("outcome = 'ASSOCIATED'").count()).isEqualTo(100);
    assertThat(spark.read().format("orc").options(table).load().count()).isEqualTo(100);
    AssociationJob other =
        job(pairs(5)).outcomes("orc", table).workDirectory(directory.resolve("w2").toString());
    assertThatThrownBy(other::run).hasMessageContaining("has something in it already");
  }

  @Test
  void aBatchOfAStreamThatComesAgainIsExact() throws Exception {
    Path source = directory.resolve("source");
    pairs(50).write().parquet(source.toString());
    stream(source);
    long sent = hubspot.requests().total();
    // The commit is what a driver that dies at the end of a batch doesn't get to write.
    Files.delete(directory.resolve("checkpoint/commits/0"));
    Files.delete(directory.resolve("checkpoint/commits/.0.crc"));
    pairs(80).where("cast(from_id as int) > 50").write().mode("append").parquet(source.toString());
    stream(source);
    Dataset<Row> outcomes =
        spark
            .read()
            .option("recursiveFileLookup", true)
            .parquet(directory.resolve("links").toString());
    assertThat(outcomes.select("from_id").distinct().count()).isEqualTo(80);
    assertThat(hubspot.associations().count()).isEqualTo(80);
    assertThat(hubspot.requests().total()).isGreaterThan(sent);
    assertThat(hubspot.requests().inputs()).isEqualTo(80);
  }

  private void stream(Path source) throws Exception {
    StreamingQuery query =
        spark
            .readStream()
            .schema(pairs(1).schema())
            .parquet(source.toString())
            .writeStream()
            .foreachBatch(
                (batch, id) -> {
                  job(batch).outcomes(directory.resolve("links/batch=" + id).toString()).run();
                })
            .option("checkpointLocation", directory.resolve("checkpoint").toString())
            .trigger(Trigger.AvailableNow())
            .start();
    query.awaitTermination();
  }

  @Test
  void linksByEmailAndDomainWithAJoin() {
    people().createOrReplaceTempView("signups");
    csv("id,email", "1,Ann@acme.example", "2,bob@other.example", "3,ann@acme.example ")
        .createOrReplaceTempView("contacts");
    csv("id,domain", "71,acme.example", "72,www.OTHER.example")
        .createOrReplaceTempView("companies");
    Dataset<Row> pairs = spark.sql(ReadmeSql.JOIN);
    AssociationReport report = job(pairs).run();
    Map<String, String> outcomes =
        report.outcomes(spark).collectAsList().stream()
            .collect(
                Collectors.toMap(
                    row -> row.getAs("email"),
                    row ->
                        row.getAs("outcome")
                            + " "
                            + row.getAs("from_id")
                            + "-"
                            + row.getAs("to_id")));
    assertThat(outcomes)
        .containsEntry("ANN@acme.example", "ASSOCIATED 1-71")
        .containsEntry("bob@other.example", "ASSOCIATED 2-72")
        .containsEntry("eve@nowhere.example", "REJECTED null-null")
        .hasSize(3);
  }

  private static Dataset<Row> people() {
    return csv(
        "email,domain",
        "ANN@acme.example,acme.example",
        "bob@other.example,other.example",
        "eve@nowhere.example,nowhere.example");
  }

  private static Dataset<Row> csv(String... lines) {
    Dataset<String> text =
        spark.createDataset(List.of(lines), org.apache.spark.sql.Encoders.STRING());
    return spark.read().option("header", true).csv(text);
  }

  private void assertExact(AssociationReport report, long rows) {
    assertThat(report.total()).isEqualTo(rows);
    assertThat(report.isAssociated()).isTrue();
    Dataset<Row> outcomes = report.outcomes(spark);
    assertThat(outcomes.count()).isEqualTo(rows);
    assertThat(outcomes.select("from_id").distinct().count()).isEqualTo(rows);
    hubspot.associations().assertCount(rows);
  }

  private String flaky() {
    return "flaky://" + directory.resolve("work");
  }

  private AssociationJob job(Dataset<Row> pairs) {
    return job(AssociationJob.from(pairs));
  }

  private AssociationJob job(AssociationJob job) {
    return job.types("contacts", "companies")
        .outcomes(directory.resolve("outcomes").toString())
        .baseUrl(hubspot.url())
        .progress(progress::add);
  }

  private static Dataset<Row> pairs(int rows) {
    return spark
        .range(1, rows + 1)
        .select(
            col("id").cast("string").as("from_id"),
            col("id").plus(10_000).cast("string").as("to_id"),
            concat(lit("row "), col("id")).as("note"));
  }
}

package io.github.hubspotassociations.sparkimport;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.LongConsumer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Sends a plan wave by wave and keeps what came of it: each wave writes its outcomes, then its
 * note, and only what has a note counts.
 */
final class Waves {
  private static final Column IS_LEFT = col("outcome").isin("NOT_ATTEMPTED", "UNCONFIRMED");

  private final SparkSession spark;
  private final WorkDirectory work;
  private final AssociationPlan plan;
  private final StructType schema;

  Waves(SparkSession spark, WorkDirectory work, AssociationPlan plan) {
    this.spark = spark;
    this.work = work;
    this.plan = plan;
    this.schema = OutcomeRows.schema(plan.schema());
  }

  /**
   * What is noted of a wave.
   *
   * @param runs how many of its runs wrote outcomes
   * @param settled the rows that have their outcome
   * @param left the rows that a stop left to the next run
   * @param stopCause why the last run stopped, or null if the wave is done
   * @param typePairStopCause why rows of a pair of object types are NOT_ATTEMPTED, or null; known
   *     to the run alone that sent them
   */
  record State(
      int runs,
      WaveCounts settled,
      long left,
      @Nullable String stopCause,
      @Nullable String typePairStopCause) {
    boolean isDone() {
      return runs > 0 && stopCause == null;
    }
  }

  State state(Wave wave) {
    Properties note = work.read(wave.note());
    if (note == null) {
      return new State(0, WaveCounts.NONE, wave.rows(), null, null);
    }
    return new State(
        (int) WaveCounts.number(note, "runs"),
        WaveCounts.load(note, ""),
        WaveCounts.number(note, "left"),
        note.getProperty("stopCause"),
        null);
  }

  /**
   * Sends a wave that is not done, and notes what came of it.
   *
   * @param onRows takes the number of rows that HubSpot has responded to, now and then, on a thread
   *     of Spark's
   */
  State send(Wave wave, SendSettings settings, LongConsumer onRows) {
    State before = state(wave);
    Counters counters = new Counters(spark.sparkContext(), plan.hasOneTypePair());
    String directory = work.path(wave.outcomes(before.runs()));
    WaveProgress progress = new WaveProgress(counters.rowsId(), onRows);
    spark.sparkContext().addSparkListener(progress);
    try {
      input(wave, before, settings.tasks())
          .mapPartitions(
              new SendTask(settings, OutcomeRows.of(plan.schema()), counters), Encoders.row(schema))
          .write()
          .mode(SaveMode.Overwrite)
          .parquet(directory);
    } finally {
      spark.sparkContext().removeSparkListener(progress);
    }
    Map<String, Long> kinds = kinds(directory);
    long unconfirmed = kinds.getOrDefault("UNCONFIRMED", 0L);
    long notAttempted = kinds.getOrDefault("NOT_ATTEMPTED", 0L);
    boolean stopped = counters.stopCause() != null && unconfirmed + notAttempted > 0;
    WaveCounts counts =
        new WaveCounts(
            kinds.getOrDefault("ASSOCIATED", 0L),
            kinds.getOrDefault("REJECTED", 0L),
            stopped ? 0 : unconfirmed,
            stopped ? 0 : notAttempted,
            counters.requests(),
            counters.retries(),
            counters.rateLimited());
    State after =
        new State(
            before.runs() + 1,
            before.settled().plus(counts),
            stopped ? unconfirmed + notAttempted : 0,
            stopped ? counters.stopCause() : null,
            counters.typePairStopCause());
    note(wave, after, settings.baseUrl());
    return after;
  }

  /** The rows to send in exactly as many tasks as wanted, each with files of its own. */
  private Dataset<Row> input(Wave wave, State before, int tasks) {
    if (before.runs() > 0) {
      return left(wave, before).coalesce(tasks);
    }
    List<List<String>> shares = new ArrayList<>();
    List<String> files = wave.files();
    int shareCount = Math.min(tasks, files.size());
    for (int i = 0; i < shareCount; i++) {
      shares.add(files.subList(i * files.size() / shareCount, (i + 1) * files.size() / shareCount));
    }
    return shares.stream()
        .map(share -> plan.read(spark, work, share).coalesce(1))
        .reduce(Dataset::union)
        .orElseThrow();
  }

  /** What the last run of a stopped wave left, as rows of the plan. */
  private Dataset<Row> left(Wave wave, State before) {
    Column[] columns = new Column[plan.schema().size()];
    for (int i = 0; i < columns.length; i++) {
      String name = plan.schema().fieldNames()[i];
      columns[i] =
          name.equals(InputPairs.PROBLEM)
              ? lit(null).cast("string").as(name)
              : col("`" + name.replace("`", "``") + "`");
    }
    return read(wave, before.runs() - 1).where(IS_LEFT).select(columns);
  }

  private Dataset<Row> read(Wave wave, int run) {
    return spark.read().schema(schema).parquet(work.path(wave.outcomes(run)));
  }

  private Map<String, Long> kinds(String directory) {
    Map<String, Long> kinds = new HashMap<>();
    Dataset<Row> written = spark.read().schema(schema).parquet(directory);
    for (Row row : written.groupBy("outcome").count().collectAsList()) {
      kinds.put(row.getString(0), row.getLong(1));
    }
    return kinds;
  }

  private void note(Wave wave, State state, String baseUrl) {
    Properties note = new Properties();
    note.setProperty("runs", "" + state.runs());
    note.setProperty("left", "" + state.left());
    note.setProperty("baseUrl", baseUrl);
    if (state.stopCause() != null) {
      note.setProperty("stopCause", state.stopCause());
    }
    state.settled().store(note, "");
    work.write(wave.note(), note);
  }

  /**
   * Checks that what was sent before went to the same host.
   *
   * @throws JobUsageException if it did not
   */
  void checkTarget(String baseUrl) {
    for (Wave wave : plan.waves()) {
      Properties note = work.read(wave.note());
      if (note == null) {
        return;
      }
      String before = note.getProperty("baseUrl");
      if (!baseUrl.equals(before)) {
        throw new JobUsageException(
            "the waves of "
                + work
                + " before went to "
                + before
                + ", the rest would go to "
                + baseUrl
                + ": give the same base URL, or name a new directory");
      }
    }
  }

  /** Every outcome that is noted; rows that a stop left have none yet. */
  Dataset<Row> outcomes() {
    List<Dataset<Row>> parts = new ArrayList<>();
    List<String> whole = new ArrayList<>();
    for (Wave wave : plan.waves()) {
      State state = state(wave);
      for (int run = 0; run < state.runs(); run++) {
        boolean stopped = run < state.runs() - 1 || !state.isDone();
        if (stopped) {
          parts.add(read(wave, run).where(col("outcome").isin("ASSOCIATED", "REJECTED")));
        } else {
          whole.add(work.path(wave.outcomes(run)));
        }
      }
    }
    if (!whole.isEmpty()) {
      parts.add(spark.read().schema(schema).parquet(whole.toArray(String[]::new)));
    }
    return parts.stream()
        .reduce(Dataset::union)
        .orElseGet(() -> spark.createDataFrame(List.of(), schema));
  }
}

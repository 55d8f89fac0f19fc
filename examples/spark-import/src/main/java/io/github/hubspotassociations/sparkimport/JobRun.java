package io.github.hubspotassociations.sparkimport;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Sends the waves of a plan that are not done, and writes the outcomes after the last one. */
final class JobRun {
  private final SparkSession spark;
  private final WorkDirectory work;
  private final AssociationPlan plan;
  private final SendSettings settings;
  private final Target target;
  private final Consumer<String> progress;
  private final long begun;
  private final Waves waves;

  // The account, as the waves add to it.
  private WaveCounts counts = WaveCounts.NONE;
  private WaveCounts before = WaveCounts.NONE;
  private long remaining;
  private @Nullable String stopCause;
  private @Nullable String typePairStopCause;

  JobRun(
      SparkSession spark,
      WorkDirectory work,
      AssociationPlan plan,
      SendSettings settings,
      Target target,
      Consumer<String> progress,
      long begun) {
    this.spark = spark;
    this.work = work;
    this.plan = plan;
    this.settings = settings;
    this.target = target;
    this.progress = oneAtATime(progress);
    this.begun = begun;
    this.waves = new Waves(spark, work, plan);
  }

  /** The lines within a wave come from a thread of Spark's. */
  private static Consumer<String> oneAtATime(Consumer<String> progress) {
    Object lock = new Object();
    return line -> {
      synchronized (lock) {
        progress.accept(line);
      }
    };
  }

  AssociationReport run() {
    if (!target.isDone(work)) {
      waves.checkTarget(settings.baseUrl());
    }
    for (Wave wave : plan.waves()) {
      Waves.State state = waves.state(wave);
      before = before.plus(state.settled());
      if (state.isDone()) {
        continue;
      }
      if (stopCause != null) {
        remaining += state.left();
        continue;
      }
      send(wave, state);
    }
    if (remaining == 0 && !target.isDone(work)) {
      describe("writing the outcomes to " + target);
      target.write(waves.outcomes(), counts.plus(before), spark, work);
    }
    return report();
  }

  private void send(Wave wave, Waves.State state) {
    String name = (wave.index() + 1) + " of " + plan.waveCount();
    describe(String.format(Locale.ROOT, "wave %s, sending %,d rows", name, state.left()));
    long start = System.nanoTime();
    Waves.State after =
        waves.send(
            wave,
            settings,
            rows ->
                progress.accept(
                    String.format(
                        Locale.ROOT,
                        "wave %s: %,d of %,d rows so far, %.0f s",
                        name,
                        rows,
                        state.left(),
                        (System.nanoTime() - start) / 1e9)));
    WaveCounts sent = after.settled().minus(state.settled());
    counts = counts.plus(sent);
    remaining += after.left();
    stopCause = after.stopCause();
    if (typePairStopCause == null) {
      typePairStopCause = after.typePairStopCause();
    }
    progress.accept(
        String.format(
            Locale.ROOT,
            "wave %s: %s, %.1f s%s",
            name,
            sent,
            (System.nanoTime() - start) / 1e9,
            stopCause == null
                ? ""
                : String.format(Locale.ROOT, "; stopped, %,d rows left", after.left())));
  }

  private AssociationReport report() {
    StructType schema = OutcomeRows.schema(plan.schema());
    return new AssociationReport(
        counts,
        plan.skippedRows() + before.rows(),
        remaining,
        before.notAssociated(),
        Duration.ofNanos(System.nanoTime() - begun),
        stopCause != null ? stopCause : typePairStopCause,
        session -> outcomes(session, schema));
  }

  private Dataset<Row> outcomes(SparkSession session, StructType schema) {
    return remaining == 0
        ? target.read(session, schema)
        : new Waves(session, work, plan).outcomes();
  }

  private void describe(String step) {
    spark.sparkContext().setJobDescription("HubSpot associations: " + step);
  }
}

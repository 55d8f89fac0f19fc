package io.github.hubspotassociations.sparkimport;

import static org.apache.spark.sql.functions.col;

import io.github.hubspotassociations.AssociationOutcome.Kind;
import java.util.Map;
import java.util.Properties;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Where a job's outcomes go: a directory with one below it for each outcome, or what a format of
 * Spark writes. Written a second time, as after a driver's death, it replaces what is there.
 */
final class Target {
  private static final String DONE = "done.properties";

  private final String name;
  private final @Nullable String directory;
  private final Map<String, String> options;

  private Target(String name, @Nullable String directory, Map<String, String> options) {
    this.name = name;
    this.directory = directory;
    this.options = Map.copyOf(options);
  }

  static Target directory(String directory) {
    return new Target("parquet", directory, Map.of());
  }

  static Target format(String format, Map<String, String> options) {
    return new Target(format, null, options);
  }

  /** The work directory of a target that has a place for one, else null. */
  @Nullable String workDirectory() {
    return directory == null ? null : directory + "/_job";
  }

  boolean isDone(WorkDirectory work) {
    return work.exists(DONE);
  }

  /**
   * Checks that nothing of value is there before a job begins.
   *
   * @throws JobUsageException if there is
   */
  void checkIsNew(SparkSession spark) {
    boolean isNew =
        directory != null ? WorkDirectory.of(spark, directory).isEmpty() : isWithoutRows(spark);
    if (!isNew) {
      throw new JobUsageException(
          this
              + " has something in it already, and no plan that belongs to it: the outcomes of a"
              + " job replace what is there, so name a new place");
    }
  }

  private boolean isWithoutRows(SparkSession spark) {
    Dataset<Row> there;
    try {
      there = spark.read().format(name).options(options).load();
    } catch (Exception e) {
      // Nothing there to read: what is wrong with the format will show when it is written.
      return true;
    }
    return there.isEmpty();
  }

  /** Writes all outcomes of a job, once its waves are done. */
  void write(Dataset<Row> outcomes, WaveCounts counts, SparkSession spark, WorkDirectory work) {
    if (directory == null) {
      outcomes.write().format(name).options(options).mode(SaveMode.Overwrite).save();
    } else {
      writeKinds(outcomes, counts, WorkDirectory.of(spark, directory));
    }
    work.write(DONE, new Properties());
  }

  /**
   * Each kind by itself: a partitioned write would have to replace the partitions at once, which
   * not all of Hadoop's committers can.
   */
  private static void writeKinds(
      Dataset<Row> outcomes, WaveCounts counts, WorkDirectory directory) {
    for (Kind kind : Kind.values()) {
      String name = "outcome=" + kind;
      if (count(counts, kind) == 0) {
        directory.delete(name);
      } else {
        outcomes
            .where(col("outcome").equalTo(kind.name()))
            .drop("outcome")
            .write()
            .mode(SaveMode.Overwrite)
            .parquet(directory.path(name));
      }
    }
  }

  private static long count(WaveCounts counts, Kind kind) {
    return switch (kind) {
      case ASSOCIATED -> counts.associated();
      case REJECTED -> counts.rejected();
      case UNCONFIRMED -> counts.unconfirmed();
      case NOT_ATTEMPTED -> counts.notAttempted();
    };
  }

  /** Reads back what was written. */
  Dataset<Row> read(SparkSession spark, StructType schema) {
    if (directory == null) {
      return spark.read().format(name).options(options).load();
    }
    Column[] columns = new Column[schema.size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = col("`" + schema.fieldNames()[i].replace("`", "``") + "`");
    }
    return spark.read().schema(schema).parquet(directory).select(columns);
  }

  /** Without the options, which may hold a password. */
  @Override
  public String toString() {
    return directory != null ? directory : "the target of format " + name;
  }
}

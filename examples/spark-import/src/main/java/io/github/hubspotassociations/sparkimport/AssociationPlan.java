package io.github.hubspotassociations.sparkimport;

import static org.apache.spark.sql.functions.ceil;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The rows to send, sorted into files, and the waves in which they are sent. Immutable.
 *
 * <p>Sorted by object types and ids, so that requests are full and equal pairs are in one file.
 * Files, not a shuffle: shuffled rows are gone with the executor that made them, and with them the
 * senders that read them.
 */
public final class AssociationPlan {
  private static final String NOTE = "plan.properties";
  private static final String ROWS = "rows";
  private static final long ROWS_IN_FILE = 1_000_000;

  private final InputPairs.Fingerprint input;
  private final StructType schema;
  private final long rows;
  private final long invalid;
  private final long requests;
  private final long typePairs;
  private final List<Wave> waves;

  private AssociationPlan(
      InputPairs.Fingerprint input,
      StructType schema,
      long rows,
      long invalid,
      long requests,
      long typePairs,
      List<Wave> waves) {
    this.input = input;
    this.schema = schema;
    this.rows = rows;
    this.invalid = invalid;
    this.requests = requests;
    this.typePairs = typePairs;
    this.waves = List.copyOf(waves);
  }

  /** {@return the rows of the input} */
  public long inputRows() {
    return input.rows();
  }

  /** {@return the rows of the plan: those of the input without the ones that are settled before} */
  public long rows() {
    return rows;
  }

  /** {@return the rows among them that are broken and won't be sent} */
  public long invalidRows() {
    return invalid;
  }

  /** {@return the rows of the input that earlier outcomes settle, and the plan leaves out} */
  public long skippedRows() {
    return input.rows() - rows;
  }

  /** {@return the requests that full pages need, isolation and retries left out} */
  public long requests() {
    return requests;
  }

  /** {@return the number of waves} */
  public int waveCount() {
    return waves.size();
  }

  /** {@return the plan in a line} */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,d rows in %,d waves, %,d requests; %,d of the rows are broken and won't be sent, %,d"
            + " rows of the input are settled by earlier outcomes",
        rows,
        waves.size(),
        requests,
        invalid,
        skippedRows());
  }

  /** Whether all rows to send have the same pair of object types. */
  boolean hasOneTypePair() {
    return typePairs <= 1;
  }

  List<Wave> waves() {
    return waves;
  }

  /** The schema of the plan's rows. */
  StructType schema() {
    return schema;
  }

  /** The rows of some of its files. */
  Dataset<Row> read(SparkSession spark, WorkDirectory work, List<String> files) {
    String[] paths =
        files.stream().map(file -> work.path(ROWS + "/" + file)).toArray(String[]::new);
    return spark.read().schema(schema).parquet(paths);
  }

  /**
   * Checks that this is the plan of an input.
   *
   * @throws JobUsageException if it is not
   */
  void checkIsOf(InputPairs.Fingerprint other, WorkDirectory work) {
    if (!input.equals(other)) {
      throw new JobUsageException(
          String.format(
              Locale.ROOT,
              "%s has the plan of another input: %,d rows (%s), this one has %,d (%s). Its waves"
                  + " can't go on with these rows: name a new directory, or delete this one if its"
                  + " outcomes are of no use",
              work,
              input.rows(),
              input.hash(),
              other.rows(),
              other.hash()));
    }
  }

  /** Makes the plan; a plan that a killed driver left half-made is replaced. */
  static AssociationPlan make(
      Dataset<Row> pairs,
      InputPairs.Fingerprint input,
      WorkDirectory work,
      int tasks,
      long rowsPerWave,
      int pageSize) {
    SparkSession spark = pairs.sparkSession();
    long inFile = Math.max(1, Math.min(ROWS_IN_FILE, Math.min(input.rows(), rowsPerWave) / tasks));
    int files = (int) Math.max(1, Math.min(1_000_000, (input.rows() + inFile - 1) / inFile));
    pairs
        .repartitionByRange(files, InputPairs.keys())
        .sortWithinPartitions(InputPairs.keys())
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(work.path(ROWS));
    Dataset<Row> written = spark.read().schema(pairs.schema()).parquet(work.path(ROWS));
    List<Row> counts =
        written
            .groupBy(col("_metadata.file_name"))
            .agg(count(lit(1)), count(col(InputPairs.PROBLEM)))
            .orderBy("file_name")
            .collectAsList();
    Row requests =
        written
            .where(col(InputPairs.PROBLEM).isNull())
            .groupBy("from_type", "to_type")
            .count()
            .agg(
                coalesce(sum(ceil(col("count").divide(lit(pageSize)))), lit(0L)).cast("bigint"),
                count(lit(1)))
            .first();
    AssociationPlan plan =
        new AssociationPlan(
            input,
            pairs.schema(),
            counts.stream().mapToLong(row -> row.getLong(1)).sum(),
            counts.stream().mapToLong(row -> row.getLong(2)).sum(),
            requests.getLong(0),
            requests.getLong(1),
            waves(counts, rowsPerWave));
    work.write(NOTE, plan.note());
    return plan;
  }

  private static List<Wave> waves(List<Row> counts, long rowsPerWave) {
    List<Wave> waves = new ArrayList<>();
    List<String> files = new ArrayList<>();
    long rows = 0;
    for (Row file : counts) {
      if (!files.isEmpty() && rows + file.getLong(1) > rowsPerWave) {
        waves.add(new Wave(waves.size(), List.copyOf(files), rows));
        files.clear();
        rows = 0;
      }
      files.add(file.getString(0));
      rows += file.getLong(1);
    }
    if (!files.isEmpty()) {
      waves.add(new Wave(waves.size(), List.copyOf(files), rows));
    }
    return waves;
  }

  private Properties note() {
    Properties note = new Properties();
    note.setProperty("input.rows", "" + input.rows());
    note.setProperty("input.hash", input.hash());
    note.setProperty("schema", schema.json());
    note.setProperty("rows", "" + rows);
    note.setProperty("invalid", "" + invalid);
    note.setProperty("requests", "" + requests);
    note.setProperty("typePairs", "" + typePairs);
    note.setProperty("waves", "" + waves.size());
    for (Wave wave : waves) {
      note.setProperty("wave." + wave.index() + ".rows", "" + wave.rows());
      note.setProperty("wave." + wave.index() + ".files", String.join(",", wave.files()));
    }
    return note;
  }

  /** The plan in a directory, or null if there is none. */
  static @Nullable AssociationPlan load(WorkDirectory work) {
    Properties note = work.read(NOTE);
    if (note == null) {
      return null;
    }
    List<Wave> waves = new ArrayList<>();
    for (int i = 0; i < WaveCounts.number(note, "waves"); i++) {
      waves.add(
          new Wave(
              i,
              List.of(note.getProperty("wave." + i + ".files").split(",")),
              WaveCounts.number(note, "wave." + i + ".rows")));
    }
    return new AssociationPlan(
        new InputPairs.Fingerprint(
            WaveCounts.number(note, "input.rows"), note.getProperty("input.hash")),
        (StructType) DataType.fromJson(note.getProperty("schema")),
        WaveCounts.number(note, "rows"),
        WaveCounts.number(note, "invalid"),
        WaveCounts.number(note, "requests"),
        WaveCounts.number(note, "typePairs"),
        waves);
  }
}

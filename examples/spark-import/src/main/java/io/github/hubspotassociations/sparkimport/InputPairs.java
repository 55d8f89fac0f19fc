package io.github.hubspotassociations.sparkimport;

import static org.apache.spark.sql.functions.bit_xor;
import static org.apache.spark.sql.functions.btrim;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The input as rows of four keys, the reason why a row can't be sent, and the columns that are
 * carried along.
 */
final class InputPairs {
  static final List<String> KEYS = List.of("from_type", "from_id", "to_type", "to_id");

  /** The column that says why a row can't be sent; null for a good row. */
  static final String PROBLEM = "_problem";

  /** The category of rows that are broken and not sent. */
  static final String INVALID_ROW = "INVALID_ROW";

  /** A prime near 2^31: a sum of billions of remainders stays in a long. */
  private static final long MODULUS = 2_147_483_647L;

  private InputPairs() {}

  /**
   * Which columns of the input are which.
   *
   * @param types whether the input must have columns for the types
   */
  record Columns(String fromId, String toId, String fromType, String toType, boolean types) {
    static final Columns USUAL = new Columns("from_id", "to_id", "from_type", "to_type", false);
  }

  /** Returns the rows as a plan keeps them. */
  static Dataset<Row> of(
      Dataset<Row> input,
      Columns columns,
      @Nullable String fromType,
      @Nullable String toType,
      boolean anyId) {
    StructType schema = input.schema();
    String fromId = idColumn(schema, columns.fromId());
    String toId = idColumn(schema, columns.toId());
    String ownFromType = typeColumn(schema, columns.fromType(), columns.types());
    String ownToType = typeColumn(schema, columns.toType(), columns.types());
    Set<String> named =
        Arrays.asList(fromId, toId, ownFromType, ownToType).stream()
            .filter(name -> name != null)
            .collect(Collectors.toSet());
    List<Column> selected = new ArrayList<>();
    selected.add(type(ownFromType, fromType).as("from_type"));
    selected.add(trimmed(fromId).as("from_id"));
    selected.add(type(ownToType, toType).as("to_type"));
    selected.add(trimmed(toId).as("to_id"));
    for (String carried : carried(schema, named)) {
      selected.add(quoted(carried));
    }
    Dataset<Row> pairs = input.select(selected.toArray(Column[]::new));
    Column problem =
        udf(new RowCheck(anyId), DataTypes.StringType)
            .apply(col("from_type"), col("from_id"), col("to_type"), col("to_id"));
    return pairs.withColumn(PROBLEM, problem);
  }

  /**
   * Leaves out the rows whose four keys HubSpot has associated or rejected before. Broken rows stay
   * in: their keys may be null, which never match, and they have an outcome of their own.
   */
  static Dataset<Row> withoutSettled(Dataset<Row> pairs, Dataset<Row> earlier) {
    for (String needed : List.of("from_type", "from_id", "to_type", "to_id", "outcome")) {
      if (find(earlier.schema(), needed) == null) {
        throw new JobUsageException(
            "the earlier outcomes have no column "
                + needed
                + ", only "
                + String.join(", ", earlier.columns())
                + ": give what a job wrote");
      }
    }
    Column settled = col("outcome").isin("ASSOCIATED", "REJECTED");
    if (find(earlier.schema(), "category") != null) {
      settled = settled.and(coalesce(col("category"), lit("")).notEqual(INVALID_ROW));
    }
    Dataset<Row> keys =
        earlier
            .where(settled)
            .select(KEYS.stream().map(InputPairs::trimmed).toArray(Column[]::new))
            .toDF(KEYS.toArray(String[]::new))
            .distinct();
    return pairs.join(keys, KEYS.toArray(String[]::new), "left_anti");
  }

  /**
   * Returns what tells this input from another one: the number of its rows, and two sums over its
   * keys and over which of them are good, which don't depend on their order.
   */
  static Fingerprint fingerprint(Dataset<Row> pairs) {
    Column hash =
        xxhash64(
            col("from_type"), col("to_type"), col("from_id"), col("to_id"), col(PROBLEM).isNull());
    Row row =
        pairs
            .agg(
                count(lit(1)),
                coalesce(bit_xor(hash), lit(0L)),
                coalesce(sum(pmod(hash, lit(MODULUS))), lit(0L)))
            .first();
    return new Fingerprint(
        row.getLong(0), Long.toHexString(row.getLong(1)) + "-" + Long.toHexString(row.getLong(2)));
  }

  /** The rows of an input, and a hash of their keys. */
  record Fingerprint(long rows, String hash) {}

  static Column[] keys() {
    return new Column[] {col("from_type"), col("to_type"), col("from_id"), col("to_id")};
  }

  private static Column type(@Nullable String column, @Nullable String otherwise) {
    Column fallback = lit(otherwise).cast(DataTypes.StringType);
    return column == null ? fallback : coalesce(nullif(trimmed(column), lit("")), fallback);
  }

  private static Column trimmed(String column) {
    return btrim(quoted(column).cast(DataTypes.StringType), lit(Blanks.ALL));
  }

  private static Column quoted(String column) {
    return col("`" + column.replace("`", "``") + "`");
  }

  private static String idColumn(StructType schema, String name) {
    StructField field = find(schema, name);
    if (field == null) {
      throw new JobUsageException(
          "the input has no column "
              + name
              + ", only "
              + String.join(", ", schema.fieldNames())
              + ": rename one, or say which columns hold the ids");
    }
    DataType type = field.dataType();
    boolean whole =
        type instanceof StringType
            || type.equals(DataTypes.LongType)
            || type.equals(DataTypes.IntegerType)
            || type.equals(DataTypes.ShortType)
            || type.equals(DataTypes.ByteType)
            || (type instanceof DecimalType decimal && decimal.scale() == 0);
    if (!whole) {
      throw new JobUsageException(
          "column "
              + field.name()
              + " is of type "
              + type.simpleString()
              + ", which is no id: make it a string or a bigint where the data comes from, as"
              + " digits that are lost don't come back by a cast");
    }
    return field.name();
  }

  private static @Nullable String typeColumn(StructType schema, String name, boolean needed) {
    StructField field = find(schema, name);
    if (field == null) {
      if (needed) {
        throw new JobUsageException(
            "the input has no column "
                + name
                + " for an object type, only "
                + String.join(", ", schema.fieldNames()));
      }
      return null;
    }
    if (!(field.dataType() instanceof StringType)) {
      throw new JobUsageException(
          "column "
              + field.name()
              + " is of type "
              + field.dataType().simpleString()
              + ": an object type is a string");
    }
    return field.name();
  }

  /**
   * The other columns. An input that has all columns of the outcomes is an earlier job's outcomes:
   * these columns are replaced. One that has some of them has a meaning of its own for them.
   */
  private static List<String> carried(StructType schema, Set<String> named) {
    List<String> others = new ArrayList<>();
    for (String name : schema.fieldNames()) {
      if (!named.contains(name)) {
        others.add(name);
      }
    }
    Set<String> lower =
        others.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    boolean isOutcomes = lower.containsAll(OutcomeRows.COLUMNS);
    Set<String> seen = new HashSet<>();
    List<String> carried = new ArrayList<>();
    for (String name : others) {
      String key = name.toLowerCase(Locale.ROOT);
      if (isOutcomes && OutcomeRows.COLUMNS.contains(key)) {
        continue;
      }
      if (OutcomeRows.COLUMNS.contains(key) || KEYS.contains(key) || key.equals(PROBLEM)) {
        throw new JobUsageException(
            "column " + name + " has the name of a column of the outcomes: rename or drop it");
      }
      if (!seen.add(key)) {
        throw new JobUsageException("the input has two columns " + name + ": rename or drop one");
      }
      carried.add(name);
    }
    return carried;
  }

  private static @Nullable StructField find(StructType schema, String name) {
    StructField found = null;
    for (StructField field : schema.fields()) {
      if (field.name().equalsIgnoreCase(name)) {
        if (found != null) {
          throw new JobUsageException("the input has two columns " + name + ": rename or drop one");
        }
        found = field;
      }
    }
    return found;
  }
}

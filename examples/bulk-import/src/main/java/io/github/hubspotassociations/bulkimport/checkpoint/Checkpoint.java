package io.github.hubspotassociations.bulkimport.checkpoint;

import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * How far an import has come, and what it was importing.
 *
 * @param inputSize of the file as it lies on the disk, in bytes
 * @param offset up to where its text is consumed, in bytes; unzipped where it was gzipped
 * @param hash SHA-256 of the text up to the offset
 * @param nextLine the physical line at the offset
 * @param rows how many rows are done
 * @param notAssociated how many of them were not associated
 * @param fromType what --from-type said, blank without it
 * @param target where the rows were sent; for information, a resume may send them elsewhere
 * @param results the results file, blank without one
 * @param resultsLength its length when the checkpoint was made, in bytes
 */
public record Checkpoint(
    long inputSize,
    long offset,
    String hash,
    long nextLine,
    long rows,
    long notAssociated,
    char separator,
    String fromType,
    String toType,
    String target,
    String results,
    long resultsLength,
    String failures,
    long failuresLength) {

  private static final String FORMAT = "hubspot-associations-bulk-import 1";

  public static String nameOf(@Nullable Path file) {
    return file == null ? "" : file.toAbsolutePath().normalize().toString();
  }

  public Properties toProperties() {
    Properties properties = new Properties();
    properties.setProperty("format", FORMAT);
    properties.setProperty("input.size", Long.toString(inputSize));
    properties.setProperty("input.offset", Long.toString(offset));
    properties.setProperty("input.sha256", hash);
    properties.setProperty("input.line", Long.toString(nextLine));
    properties.setProperty("input.separator", Integer.toString(separator));
    properties.setProperty("rows", Long.toString(rows));
    properties.setProperty("rows.notAssociated", Long.toString(notAssociated));
    properties.setProperty("type.from", fromType);
    properties.setProperty("type.to", toType);
    properties.setProperty("target", target);
    properties.setProperty("results", results);
    properties.setProperty("results.length", Long.toString(resultsLength));
    properties.setProperty("failures", failures);
    properties.setProperty("failures.length", Long.toString(failuresLength));
    return properties;
  }

  /** Fails with IllegalArgumentException where the properties are not a checkpoint's. */
  public static Checkpoint of(Properties properties) {
    if (!FORMAT.equals(properties.getProperty("format"))) {
      throw new IllegalArgumentException("it does not say that it is one");
    }
    return new Checkpoint(
        number(properties, "input.size"),
        number(properties, "input.offset"),
        text(properties, "input.sha256"),
        number(properties, "input.line"),
        number(properties, "rows"),
        number(properties, "rows.notAssociated"),
        (char) number(properties, "input.separator"),
        text(properties, "type.from"),
        text(properties, "type.to"),
        text(properties, "target"),
        text(properties, "results"),
        number(properties, "results.length"),
        text(properties, "failures"),
        number(properties, "failures.length"));
  }

  private static String text(Properties properties, String key) {
    String value = properties.getProperty(key);
    if (value == null) {
      throw new IllegalArgumentException("it has no " + key);
    }
    return value;
  }

  private static long number(Properties properties, String key) {
    try {
      long value = Long.parseLong(text(properties, key));
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // The same answer as to a negative number.
    }
    throw new IllegalArgumentException("its " + key + " is no count");
  }
}

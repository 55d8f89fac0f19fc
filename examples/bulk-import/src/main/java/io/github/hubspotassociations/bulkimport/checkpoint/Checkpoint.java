package io.github.hubspotassociations.bulkimport.checkpoint;

import io.github.hubspotassociations.bulkimport.output.Outputs;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * How far an import has come, and what it was importing.
 *
 * @param setup what a resume must have in common with the run before, by option or name
 * @param account of whose account the token was that associated rows, blank before the first
 * @param inputSize of the file on the disk, in bytes; -1 where the file broke off, so that another
 *     copy of it may be complete
 * @param offset up to where its text is consumed, in bytes; unzipped where it was gzipped
 * @param hash SHA-256 of the text up to the offset
 * @param nextLine the physical line at the offset
 * @param rowsAhead how many rows behind the offset are done, of a record that makes several
 * @param rows how many rows are done
 * @param notAssociated how many of them were not associated
 * @param files how long the output files were
 * @param ended whether the run ended by itself, so that nothing was written behind the files' ends
 */
record Checkpoint(
    Map<String, String> setup,
    String account,
    long inputSize,
    long offset,
    String hash,
    long nextLine,
    long rowsAhead,
    long rows,
    long notAssociated,
    Outputs.State files,
    boolean ended) {

  private static final String FORMAT = "hubspot-associations-bulk-import 2";
  private static final String SETUP = "setup.";

  Properties toProperties() {
    Properties properties = new Properties();
    properties.setProperty("format", FORMAT);
    setup.forEach((name, value) -> properties.setProperty(SETUP + name, value));
    properties.setProperty("account", account);
    properties.setProperty("input.size", Long.toString(inputSize));
    properties.setProperty("input.offset", Long.toString(offset));
    properties.setProperty("input.sha256", hash);
    properties.setProperty("input.line", Long.toString(nextLine));
    properties.setProperty("input.rowsAhead", Long.toString(rowsAhead));
    properties.setProperty("rows", Long.toString(rows));
    properties.setProperty("rows.notAssociated", Long.toString(notAssociated));
    properties.setProperty("results.length", Long.toString(files.resultsLength()));
    properties.setProperty("results.crc32c", Long.toString(files.resultsChecksum()));
    properties.setProperty("failures.length", Long.toString(files.failuresLength()));
    properties.setProperty("failures.crc32c", Long.toString(files.failuresChecksum()));
    properties.setProperty("ended", Boolean.toString(ended));
    return properties;
  }

  /** Fails with IllegalArgumentException where the properties are not a checkpoint's. */
  static Checkpoint of(Properties properties) {
    if (!FORMAT.equals(properties.getProperty("format"))) {
      throw new IllegalArgumentException("it does not say that it is one");
    }
    Map<String, String> setup = new TreeMap<>();
    for (String name : properties.stringPropertyNames()) {
      if (name.startsWith(SETUP)) {
        setup.put(name.substring(SETUP.length()), properties.getProperty(name));
      }
    }
    return new Checkpoint(
        setup,
        text(properties, "account"),
        text(properties, "input.size").equals("-1") ? -1 : number(properties, "input.size"),
        number(properties, "input.offset"),
        text(properties, "input.sha256"),
        number(properties, "input.line"),
        number(properties, "input.rowsAhead"),
        number(properties, "rows"),
        number(properties, "rows.notAssociated"),
        new Outputs.State(
            number(properties, "results.length"),
            number(properties, "results.crc32c"),
            number(properties, "failures.length"),
            number(properties, "failures.crc32c")),
        text(properties, "ended").equals("true"));
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
      // The same message as for a negative number.
    }
    throw new IllegalArgumentException("its " + key + " is no count");
  }
}

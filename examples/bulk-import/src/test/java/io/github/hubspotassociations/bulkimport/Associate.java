package io.github.hubspotassociations.bulkimport;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.github.hubspotassociations.bulkimport.support.Stop;
import io.github.hubspotassociations.pacing.RetryPolicy;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command in this process, as a test gives it: arguments and environment in, streams out. */
final class Associate {
  static final String TOKEN = "pat-na1-0123-secret";

  private final Map<String, String> env = new HashMap<>(Map.of(Settings.TOKEN_VARIABLE, TOKEN));
  private final Stop stop = new Stop();
  private RetryPolicy retryPolicy = RetryPolicy.standard();
  private InputStream in = InputStream.nullInputStream();

  /** How a run ended. */
  record End(int status, String out, String err) {
    /** The numbers of the last line on standard output. */
    Map<String, Double> json() {
      List<String> lines = out.lines().toList();
      Matcher number =
          Pattern.compile("\"(\\w+)\":([-0-9.]+)").matcher(lines.get(lines.size() - 1));
      Map<String, Double> json = new HashMap<>();
      while (number.find()) {
        json.put(number.group(1), Double.valueOf(number.group(2)));
      }
      return json;
    }

    long count(String name) {
      return json().get(name).longValue();
    }
  }

  Associate with(String variable, String value) {
    env.put(variable, value);
    return this;
  }

  Associate without(String variable) {
    env.remove(variable);
    return this;
  }

  Associate standardInput(byte[] bytes) {
    return standardInput(new ByteArrayInputStream(bytes));
  }

  Associate standardInput(InputStream stream) {
    in = stream;
    return this;
  }

  Associate retries(RetryPolicy policy) {
    retryPolicy = policy;
    return this;
  }

  Stop stop() {
    return stop;
  }

  End run(Object... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> line = new ArrayList<>();
    for (Object arg : args) {
      line.add(arg.toString());
    }
    int status =
        AssociateCommand.run(
            line.toArray(String[]::new),
            env,
            in,
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            retryPolicy,
            stop);
    return new End(status, out.toString(UTF_8), err.toString(UTF_8));
  }

  /** The rows of a results or failures file by their columns' names. */
  static List<NamedCsvRecord> csv(Path file) {
    try (CsvReader<NamedCsvRecord> reader =
        CsvReader.builder().skipEmptyLines(false).ofNamedCsvRecord(file)) {
      return reader.stream().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file of so many good rows: contact 1000000 + i with company 5000000 + i. */
  static Path goodRows(Path file, int rows) {
    StringBuilder text = new StringBuilder("from_id,to_id,name\n");
    for (int i = 0; i < rows; i++) {
      text.append(1_000_000 + i).append(',').append(5_000_000 + i).append(",name ").append(i);
      text.append('\n');
    }
    return write(file, text.toString());
  }
}

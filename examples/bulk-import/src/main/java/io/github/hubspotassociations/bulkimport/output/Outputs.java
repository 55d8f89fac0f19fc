package io.github.hubspotassociations.bulkimport.output;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.github.hubspotassociations.bulkimport.input.Header;
import io.github.hubspotassociations.bulkimport.input.Row;
import io.github.hubspotassociations.bulkimport.input.Utf8;
import io.github.hubspotassociations.bulkimport.support.Cells;
import io.github.hubspotassociations.bulkimport.support.UsageException;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The results file and the failures file, whichever of them is wanted. */
public final class Outputs implements AutoCloseable {
  private static final List<String> RESULT_COLUMNS =
      List.of(
          "row",
          "from_type",
          "from_id",
          "to_type",
          "to_id",
          "outcome",
          "association_type_id",
          "category",
          "message",
          "correlation_id",
          "attempts");

  private final @Nullable RowFile results;
  private final @Nullable RowFile failures;
  private final byte[] lineBreak;
  private final StringWriter line = new StringWriter();
  private final CsvWriter csv =
      CsvWriter.builder().lineDelimiter(LineDelimiter.LF).bufferSize(0).build(line);

  private Outputs(@Nullable RowFile results, @Nullable RowFile failures, Header header) {
    this.results = results;
    this.failures = failures;
    this.lineBreak = header.lineBreak().getBytes(StandardCharsets.US_ASCII);
  }

  /** Opens both without changing what is in them. */
  public static Outputs open(@Nullable Path results, @Nullable Path failures, Header header)
      throws IOException {
    RowFile resultsFile = results == null ? null : RowFile.open(results, "--results");
    try {
      RowFile failuresFile = failures == null ? null : RowFile.open(failures, "--failures");
      return new Outputs(resultsFile, failuresFile, header);
    } catch (UsageException e) {
      if (resultsFile != null) {
        resultsFile.discard();
      }
      throw e;
    }
  }

  /** Replaces what is in the files by their header rows. */
  public void begin(Header header) throws IOException {
    if (results != null) {
      results.cutAt(0);
      results.append(csvLine(RESULT_COLUMNS));
    }
    if (failures != null) {
      failures.cutAt(0);
      failures.append(withLineBreak(header.text()));
    }
  }

  /** Cuts the files where a checkpoint says that its rows end. */
  public void resumeAt(long resultsLength, long failuresLength) throws IOException {
    if (results != null) {
      results.cutAt(resultsLength);
    }
    if (failures != null) {
      failures.cutAt(failuresLength);
    }
  }

  /** Adds the row to the files where it belongs. */
  public void write(Row row, Verdict verdict) throws IOException {
    if (failures != null && !verdict.isAssociated()) {
      failures.append(withLineBreak(Utf8.repaired(row.text())));
    }
    if (results != null) {
      List<String> cells = new ArrayList<>(RESULT_COLUMNS.size());
      cells.add(Long.toString(row.line()));
      cells.add(Cells.onOneLine(row.fromType()));
      cells.add(Cells.onOneLine(row.fromId()));
      cells.add(Cells.onOneLine(row.toType()));
      cells.add(Cells.onOneLine(row.toId()));
      cells.add(verdict.outcome().name());
      cells.add(verdict.typeId());
      cells.add(Cells.onOneLine(verdict.category()));
      cells.add(Cells.onOneLine(verdict.message()));
      cells.add(Cells.onOneLine(verdict.correlationId()));
      cells.add(Integer.toString(verdict.attempts()));
      results.append(csvLine(cells));
    }
  }

  /** Returns when all rows written are on the disk. */
  public void force() throws IOException {
    if (results != null) {
      results.force();
    }
    if (failures != null) {
      failures.force();
    }
  }

  public long resultsLength() {
    return results == null ? 0 : results.length();
  }

  public long failuresLength() {
    return failures == null ? 0 : failures.length();
  }

  /** Whether both can be cut, which a resume needs. */
  public boolean areRegular() {
    return (results == null || results.isRegular()) && (failures == null || failures.isRegular());
  }

  @Override
  public void close() throws IOException {
    try {
      if (results != null) {
        results.close();
      }
    } finally {
      if (failures != null) {
        failures.close();
      }
    }
  }

  /** Closes, and leaves nothing behind that was not there before {@link #open}. */
  public void discard() throws IOException {
    try {
      if (results != null) {
        results.discard();
      }
    } finally {
      if (failures != null) {
        failures.discard();
      }
    }
  }

  private byte[] csvLine(List<String> cells) {
    line.getBuffer().setLength(0);
    csv.writeRecord(cells);
    return line.toString().getBytes(StandardCharsets.UTF_8);
  }

  private byte[] withLineBreak(byte[] text) {
    byte[] bytes = Arrays.copyOf(text, text.length + lineBreak.length);
    System.arraycopy(lineBreak, 0, bytes, text.length, lineBreak.length);
    return bytes;
  }
}

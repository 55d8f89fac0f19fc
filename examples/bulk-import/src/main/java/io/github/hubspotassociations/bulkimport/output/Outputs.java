package io.github.hubspotassociations.bulkimport.output;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.github.hubspotassociations.bulkimport.input.ErrorColumn;
import io.github.hubspotassociations.bulkimport.input.Header;
import io.github.hubspotassociations.bulkimport.input.Row;
import io.github.hubspotassociations.bulkimport.support.Cells;
import io.github.hubspotassociations.bulkimport.support.UsageException;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The results file and the failures file, as far as they are wanted. */
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
  private final Header header;
  private final boolean hasMark;
  private final StringWriter line = new StringWriter();
  private final CsvWriter csv =
      CsvWriter.builder().lineDelimiter(LineDelimiter.LF).bufferSize(0).build(line);

  private Outputs(
      @Nullable RowFile results, @Nullable RowFile failures, Header header, boolean hasMark) {
    this.results = results;
    this.failures = failures;
    this.header = header;
    this.hasMark = hasMark;
  }

  /** Opens and locks both without changing what is in them. */
  public static Outputs open(
      @Nullable Path results, @Nullable Path failures, Header header, boolean hasMark)
      throws IOException {
    RowFile resultsFile = results == null ? null : RowFile.open(results, "--results");
    try {
      RowFile failuresFile = failures == null ? null : RowFile.open(failures, "--failures");
      return new Outputs(resultsFile, failuresFile, header, hasMark);
    } catch (UsageException e) {
      if (resultsFile != null) {
        resultsFile.discard();
      }
      throw e;
    }
  }

  private List<RowFile> files() {
    List<RowFile> files = new ArrayList<>();
    if (results != null) {
      files.add(results);
    }
    if (failures != null) {
      files.add(failures);
    }
    return files;
  }

  /** Fails if a file holds something else than what this program writes to it. */
  public void requireOwn() throws IOException {
    if (results != null
        && results.start().length > 0
        && !text(results.start()).startsWith(String.join(",", RESULT_COLUMNS) + "\n")) {
      throw foreign(results);
    }
    if (failures != null && failures.start().length > 0 && !isFailures(text(failures.start()))) {
      throw foreign(failures);
    }
  }

  private static UsageException foreign(RowFile file) {
    return new UsageException(
        file.option()
            + " "
            + file.path()
            + " is there already, and associate has not written it: name another file, or replace"
            + " it with --overwrite");
  }

  private static String text(byte[] start) {
    return new String(start, StandardCharsets.UTF_8);
  }

  private static boolean isFailures(String text) {
    return text.lines()
        .filter(each -> !each.isBlank() && !each.startsWith("sep="))
        .findFirst()
        .map(header -> header.split("[,;\t|]"))
        .filter(names -> names.length > 0)
        .map(names -> names[names.length - 1].replace("\"", "").strip())
        .filter(ErrorColumn::isName)
        .isPresent();
  }

  /** Replaces what is in the files by their header rows; an empty file first, if there is one. */
  public void begin() throws IOException {
    // A disk that is full shows at a file that was empty before one with old rows has lost them.
    List<RowFile> files = files();
    files.sort(Comparator.comparing(file -> file.length() > 0));
    for (RowFile file : files) {
      file.begin(file == results ? csvLine(RESULT_COLUMNS) : header.failureHeader(hasMark));
    }
  }

  /** Cuts the files where a checkpoint says that its rows end. */
  public void resumeAt(State state) throws IOException {
    if (results != null) {
      results.resumeAt(state.resultsLength());
    }
    if (failures != null) {
      failures.resumeAt(state.failuresLength());
    }
  }

  /** Adds the row to the files where it belongs. */
  public void write(Row row, RowOutcome verdict) throws IOException {
    if (failures != null && !verdict.isAssociated()) {
      String problem = row.problem();
      String message = problem == null ? verdict.message() : problem;
      failures.append(
          header.failureLine(
              row, ErrorColumn.cell(verdict.outcome(), verdict.category(), message)));
    }
    if (results != null) {
      results.append(
          csvLine(
              Arrays.asList(
                  Long.toString(row.line()),
                  Cells.onOneLine(row.fromType()),
                  Cells.onOneLine(row.fromId()),
                  Cells.onOneLine(row.toType()),
                  Cells.onOneLine(row.toId()),
                  verdict.outcome().name(),
                  verdict.typeId(),
                  Cells.onOneLine(verdict.category()),
                  Cells.onOneLine(verdict.message()),
                  Cells.onOneLine(verdict.correlationId()),
                  Integer.toString(verdict.attempts()))));
    }
  }

  /** Returns when all rows written are on the disk. */
  public void force() throws IOException {
    for (RowFile file : files()) {
      file.force();
    }
  }

  /**
   * How long the files are, with checksums that tell whether they are changed later.
   *
   * @param resultsLength in bytes, 0 without a results file
   * @param resultsChecksum of the bytes up to the length
   * @param failuresLength in bytes, 0 without a failures file
   * @param failuresChecksum of the bytes up to the length
   */
  public record State(
      long resultsLength, long resultsChecksum, long failuresLength, long failuresChecksum) {}

  public State state() {
    return new State(
        results == null ? 0 : results.length(),
        results == null ? 0 : results.checksum(),
        failures == null ? 0 : failures.length(),
        failures == null ? 0 : failures.checksum());
  }

  /**
   * Returns what has changed since the files were in that state, or null.
   *
   * @param exact whether nothing may follow; else rows may, which a crash has left
   */
  public @Nullable String changeSince(State state, boolean exact) throws IOException {
    String change = change(results, state.resultsLength(), state.resultsChecksum(), exact);
    return change != null
        ? change
        : change(failures, state.failuresLength(), state.failuresChecksum(), exact);
  }

  private static @Nullable String change(
      @Nullable RowFile file, long length, long checksum, boolean exact) throws IOException {
    if (file == null) {
      return null;
    }
    String name = file.option() + " " + file.path();
    if (file.length() < length) {
      return name + (file.length() == 0 ? " is no longer there" : " is shorter than it was");
    }
    return file.checksumUpTo(length) != checksum || (exact && file.length() > length)
        ? name + " was changed since, by a spreadsheet or an editor perhaps"
        : null;
  }

  /** Whether both can be cut, which a resume needs. */
  public boolean areRegular() {
    return files().stream().allMatch(RowFile::isRegular);
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
}

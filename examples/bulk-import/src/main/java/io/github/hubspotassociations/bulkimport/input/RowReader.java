package io.github.hubspotassociations.bulkimport.input;

import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.bulkimport.support.Cells;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes rows of records, and finds what is wrong with the broken ones. */
final class RowReader {
  private static final String NOT_UTF8 = "; save the file as CSV UTF-8";

  private final RecordReader records;
  private final Header header;
  private final InputOptions options;
  private final String fromName;
  private final String toName;

  /** The rows of the last record that are still to be returned. */
  private final Deque<Row> rows = new ArrayDeque<>();

  private String goodType = "";
  private @Nullable Row cut;

  RowReader(RecordReader records, Header header, InputOptions options) {
    this.records = records;
    this.header = header;
    this.options = options;
    this.fromName = header.names().get(header.columns().fromId());
    this.toName = header.names().get(header.columns().toId());
  }

  /** Returns the next row, good or broken, or null at the end. */
  @Nullable Row next() throws IOException {
    while (rows.isEmpty()) {
      RawRecord record = records.next();
      if (record == null) {
        return null;
      }
      addRows(record);
    }
    return rows.remove();
  }

  /** The line of the row that {@link #next} could not read. */
  long nextLine() {
    return records.nextNumber();
  }

  /**
   * The last row, where the input has no line break behind it and its last cell is an id: if the
   * input was cut there, it is half an id.
   */
  @Nullable Row cutRow() {
    return cut;
  }

  private void addRows(RawRecord record) {
    byte[] text =
        header.hasErrorColumn()
            ? ErrorColumn.strip(record, header.separator(), header.names().size())
            : record.text();
    if (record.problem() != null) {
      rows.add(row(record, text, "", "", "", "", record.problem()));
      return;
    }
    Fields cells = Fields.of(text, header.separator());
    Columns columns = header.columns();
    String fromId = cell(cells, columns.fromId());
    String toId = cell(cells, columns.toId());
    if (fromId != null && fromId.equals(fromName) && header.isRepeatedBy(cells)) {
      return;
    }
    String fromType = type(cells, columns.fromType(), options.fromType());
    String toType = type(cells, columns.toType(), options.toType());
    Row row = row(record, text, blank(fromType), blank(fromId), blank(toType), blank(toId), null);
    String problem = shape(cells);
    if (problem == null && (fromId == null || toId == null)) {
      problem = "bytes that are not UTF-8 in " + (fromId == null ? fromName : toName) + NOT_UTF8;
    }
    if (problem == null && (fromType == null || toType == null)) {
      problem = "bytes that are not UTF-8 in from_type or to_type" + NOT_UTF8;
    }
    if (problem != null) {
      rows.add(row.broken(problem));
    } else if (options.split() == null) {
      rows.add(checked(row));
    } else {
      split(row, cells);
    }
    int last = cells.count() - 1;
    if (!record.isWhole() && (last == columns.fromId() || last == columns.toId())) {
      cut = row;
    }
  }

  private @Nullable String shape(Fields cells) {
    int expected = header.names().size();
    int count = cells.count();
    if (count > expected && !cells.isBlankFrom(expected)) {
      return "too many columns: " + count + ", the header has " + expected;
    }
    if (count <= Math.max(header.columns().fromId(), header.columns().toId())) {
      return "too few columns: " + count + ", the header has " + expected;
    }
    return null;
  }

  /** A row for each id where a cell has several. */
  private void split(Row row, Fields cells) {
    List<String> from = ids(row.fromId());
    List<String> to = ids(row.toId());
    if (from.size() > 1 && to.size() > 1) {
      rows.add(
          row.broken(
              "several IDs in both "
                  + fromName
                  + " and "
                  + toName
                  + "; write a row for each pair"));
      return;
    }
    int count = Math.max(from.size(), to.size());
    for (int i = 0; i < count; i++) {
      String fromId = from.get(Math.min(i, from.size() - 1));
      String toId = to.get(Math.min(i, to.size() - 1));
      byte[] text = row.text();
      if (count > 1) {
        text =
            from.size() > 1
                ? cells.with(header.columns().fromId(), fromId)
                : cells.with(header.columns().toId(), toId);
      }
      rows.add(
          checked(
              new Row(
                  row.line(),
                  row.fromType(),
                  fromId,
                  row.toType(),
                  toId,
                  text,
                  row.end(),
                  row.nextLine(),
                  i == count - 1,
                  null)));
    }
  }

  private List<String> ids(String cell) {
    String separator = options.split();
    List<String> ids = new ArrayList<>();
    int start = 0;
    for (int at = cell.indexOf(separator); at >= 0; at = cell.indexOf(separator, start)) {
      addId(cell.substring(start, at), ids);
      start = at + separator.length();
    }
    addId(cell.substring(start), ids);
    return ids.isEmpty() ? List.of("") : ids;
  }

  private static void addId(String text, List<String> ids) {
    String id = Cells.trim(text);
    if (!id.isEmpty()) {
      ids.add(id);
    }
  }

  private Row checked(Row row) {
    String problem = Ids.problem(fromName, row.fromId(), options.anyId());
    if (problem == null) {
      problem = Ids.problem(toName, row.toId(), options.anyId());
    }
    if (problem == null) {
      problem = typeProblem("from_type", row.fromType());
    }
    if (problem == null) {
      problem = typeProblem("to_type", row.toType());
    }
    if (problem == null && options.anyId()) {
      problem = refProblem(row.fromType(), row.fromId());
      problem = problem == null ? refProblem(row.toType(), row.toId()) : problem;
    }
    return problem == null ? row : row.broken(problem);
  }

  private @Nullable String typeProblem(String column, String type) {
    if (type.equals(goodType)) {
      return null;
    }
    String problem = Ids.typeProblem(column, type);
    if (problem == null) {
      problem = refProblem(type, "1");
    }
    if (problem == null) {
      goodType = type;
    }
    return problem;
  }

  /** What the library itself would not take. */
  private static @Nullable String refProblem(String type, String id) {
    try {
      ObjectRef.of(type, id);
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  /** The cell's text, trimmed; null where it is not UTF-8. */
  private static @Nullable String cell(Fields cells, int column) {
    if (column < 0 || column >= cells.count()) {
      return "";
    }
    String text = cells.get(column);
    return text == null ? null : Cells.trim(text);
  }

  private static @Nullable String type(Fields cells, int column, String defaultType) {
    if (column < 0) {
      return defaultType;
    }
    String own = cell(cells, column);
    return own != null && own.isEmpty() ? defaultType : own;
  }

  private static String blank(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static Row row(
      RawRecord record,
      byte[] text,
      String fromType,
      String fromId,
      String toType,
      String toId,
      @Nullable String problem) {
    return new Row(
        record.line(),
        fromType,
        fromId,
        toType,
        toId,
        text,
        record.end(),
        record.nextLine(),
        !record.isContinued(),
        problem);
  }
}

package io.github.hubspotassociations.sparkimport;

import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationOutcome.Associated;
import io.github.hubspotassociations.AssociationOutcome.Kind;
import io.github.hubspotassociations.AssociationOutcome.NotAttempted;
import io.github.hubspotassociations.AssociationOutcome.Rejected;
import io.github.hubspotassociations.AssociationOutcome.Unconfirmed;
import io.github.hubspotassociations.client.model.AssociationSpec;
import io.github.hubspotassociations.error.AssociationError;
import io.github.hubspotassociations.error.HubSpotApiException;
import io.github.hubspotassociations.error.HubSpotException;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Turns rows of a plan into rows of outcomes: the keys, the importer's columns, the carried ones.
 */
final class OutcomeRows implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What an outcome adds to the keys, as in the importer's results file. */
  static final List<String> COLUMNS =
      List.of(
          "outcome", "association_type_id", "category", "message", "correlation_id", "attempts");

  private static final int FIRST_OF_OUTCOME = InputPairs.KEYS.size();
  private static final int FIRST_CARRIED = FIRST_OF_OUTCOME + COLUMNS.size();

  private final int problem;
  private final int[] carried;

  private OutcomeRows(int problem, int[] carried) {
    this.problem = problem;
    this.carried = carried;
  }

  /** For rows of a plan with this schema, whose first columns are the keys. */
  static OutcomeRows of(StructType plan) {
    int problem = plan.fieldIndex(InputPairs.PROBLEM);
    int[] carried = new int[plan.size() - InputPairs.KEYS.size() - 1];
    int next = 0;
    for (int i = InputPairs.KEYS.size(); i < plan.size(); i++) {
      if (i != problem) {
        carried[next++] = i;
      }
    }
    return new OutcomeRows(problem, carried);
  }

  /** The schema of the outcomes of a plan. */
  static StructType schema(StructType plan) {
    StructType schema = new StructType();
    for (String key : InputPairs.KEYS) {
      schema = schema.add(key, DataTypes.StringType);
    }
    for (String column : COLUMNS) {
      schema =
          schema.add(
              column, column.equals("attempts") ? DataTypes.IntegerType : DataTypes.StringType);
    }
    for (StructField field : plan.fields()) {
      if (!InputPairs.KEYS.contains(field.name()) && !field.name().equals(InputPairs.PROBLEM)) {
        schema = schema.add(field);
      }
    }
    return schema;
  }

  /** Why the row can't be sent, or null. */
  @Nullable String problem(Row row) {
    return row.getString(problem);
  }

  /** The outcome of a row that is not sent because it is broken. */
  Row invalid(Row row) {
    return row(row, Kind.REJECTED, null, InputPairs.INVALID_ROW, problem(row), null, 0);
  }

  Row of(AssociationOutcome<Row> outcome) {
    return outcome.fold(this::associated, this::rejected, this::unconfirmed, this::notAttempted);
  }

  private Row associated(Associated<Row> outcome) {
    AssociationSpec spec = outcome.spec();
    AssociationSpec known = spec != null ? spec : outcome.inverseSpec();
    String typeId =
        spec == null || spec.associationTypeId() == null ? null : "" + spec.associationTypeId();
    String category =
        known == null || known.associationCategory() == null
            ? null
            : known.associationCategory().value();
    return row(outcome, typeId, category, null, null);
  }

  private Row rejected(Rejected<Row> outcome) {
    AssociationError error = outcome.error();
    String category = error.category();
    return row(
        outcome,
        null,
        category != null ? category : error.kind().name(),
        error.message(),
        error.correlationId());
  }

  private Row unconfirmed(Unconfirmed<Row> outcome) {
    return row(outcome, null, category(outcome.cause()), outcome.reason(), null);
  }

  private Row notAttempted(NotAttempted<Row> outcome) {
    return row(outcome, null, category(outcome.cause()), outcome.reason(), null);
  }

  /** HubSpot's category; where it gave none, the library's kind of error. */
  private static @Nullable String category(@Nullable HubSpotException cause) {
    if (cause == null) {
      return null;
    }
    String category = cause instanceof HubSpotApiException api ? api.error().category() : null;
    return category != null ? category : cause.kind().name();
  }

  private Row row(
      AssociationOutcome<Row> outcome,
      @Nullable String typeId,
      @Nullable String category,
      @Nullable String message,
      @Nullable String otherCorrelationId) {
    String correlationId = outcome.correlationId();
    return row(
        outcome.context(),
        outcome.kind(),
        typeId,
        category,
        message,
        correlationId != null ? correlationId : otherCorrelationId,
        outcome.attempts());
  }

  private Row row(
      Row row,
      Kind kind,
      @Nullable String typeId,
      @Nullable String category,
      @Nullable String message,
      @Nullable String correlationId,
      int attempts) {
    @Nullable Object[] cells = new @Nullable Object[FIRST_CARRIED + carried.length];
    for (int i = 0; i < FIRST_OF_OUTCOME; i++) {
      cells[i] = row.get(i);
    }
    cells[FIRST_OF_OUTCOME] = kind.name();
    cells[FIRST_OF_OUTCOME + 1] = typeId;
    cells[FIRST_OF_OUTCOME + 2] = category;
    cells[FIRST_OF_OUTCOME + 3] = message;
    cells[FIRST_OF_OUTCOME + 4] = correlationId;
    cells[FIRST_OF_OUTCOME + 5] = attempts;
    for (int i = 0; i < carried.length; i++) {
      cells[FIRST_CARRIED + i] = row.get(carried[i]);
    }
    return RowFactory.create(cells);
  }
}

package io.github.hubspotassociations.emulator;

/**
 * How a batch with records that do not exist is answered. Which inputs are refused depends on the
 * records alone, never on the style; but the styles that refuse a batch as a whole associate none
 * of its inputs.
 */
public enum RefusalStyle {
  /** 207; an error for each record and side: {@code objectType}, {@code id} and the subCategory. */
  RECORD_AND_SIDE(false),

  /** 207; an error for each record that does not say on which side it stands. */
  RECORD(false),

  /** 207; an error for each record under {@code fromObjectId} or {@code toObjectId}. */
  SIDED_ID(false),

  /** 207; an error for each refused pair, under {@code fromObjectId} and {@code toObjectId}. */
  PAIR(false),

  /** 207; one error that lists all missing ids under {@code ids}. */
  IDS(false),

  /** 207; an error for each record under {@code INVALID_OBJECT_IDS}, as text. */
  INVALID_OBJECT_IDS(false),

  /** 207; one error that names no record at all. */
  UNTIED(false),

  /** 207; {@code numErrors} counts all records, but only the first is listed. */
  FIRST_LISTED(false),

  /** 207; {@code numErrors} counts all records, and none is listed. */
  NONE_LISTED(false),

  /** 207; the errors are plain strings, which breaks the schema. */
  PLAIN_STRINGS(false),

  /** 400 for the whole batch; names the first missing record and its side. */
  WHOLE_BATCH_RECORD(true),

  /** 400 for the whole batch; lists all missing ids under {@code ids}. */
  WHOLE_BATCH_IDS(true),

  /** 400 for the whole batch; all missing records under {@code INVALID_OBJECT_IDS}, as text. */
  WHOLE_BATCH_INVALID_OBJECT_IDS(true),

  /** 400 for the whole batch; names no record at all. */
  WHOLE_BATCH_UNNAMED(true);

  private final boolean wholeBatch;

  RefusalStyle(boolean wholeBatch) {
    this.wholeBatch = wholeBatch;
  }

  /**
   * Whether one missing record is enough for nothing of its batch to be associated.
   *
   * @return whether the batch is refused as a whole
   */
  public boolean isWholeBatch() {
    return wholeBatch;
  }
}

package io.github.hubspotassociations.emulator;

/**
 * Selects how a batch with missing records is rejected. Which inputs are rejected depends on the
 * records alone, never on the style; but the styles that reject a batch as a whole associate none
 * of its inputs.
 */
public enum RejectionStyle {
  /** 207; an error for each record and side: {@code objectType}, {@code id} and the subCategory. */
  RECORD_AND_SIDE(false),

  /** 207; an error for each record that does not say on which side it is. */
  RECORD(false),

  /** 207; an error for each record under {@code fromObjectId} or {@code toObjectId}. */
  SIDED_ID(false),

  /** 207; an error for each rejected pair, under {@code fromObjectId} and {@code toObjectId}. */
  PAIR(false),

  /** 207; one error that lists all missing IDs under {@code ids}. */
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

  /** 400 for the whole batch; lists all missing IDs under {@code ids}. */
  WHOLE_BATCH_IDS(true),

  /** 400 for the whole batch; all missing records under {@code INVALID_OBJECT_IDS}, as text. */
  WHOLE_BATCH_INVALID_OBJECT_IDS(true),

  /** 400 for the whole batch; names no record at all. */
  WHOLE_BATCH_UNNAMED(true);

  private final boolean wholeBatch;

  RejectionStyle(boolean wholeBatch) {
    this.wholeBatch = wholeBatch;
  }

  /**
   * Returns whether one missing record causes its whole batch to be rejected.
   *
   * @return whether the batch is rejected as a whole
   */
  public boolean isWholeBatch() {
    return wholeBatch;
  }
}

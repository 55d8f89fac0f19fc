package io.github.hubspotassociations.error;

import org.jspecify.annotations.Nullable;

/**
 * HubSpot does not find the record: status 404.
 *
 * <p><b>What causes it.</b> The record was deleted or merged, or belongs to another account. Where
 * no record is named, the path itself does not exist ({@link ErrorKind#NOT_FOUND}): check the base
 * URL.
 *
 * <p><b>What to do.</b> Drop the input or create the record; a retry changes nothing.
 */
public final class ObjectNotFoundException extends HubSpotApiException {
  ObjectNotFoundException(ErrorResponse response) {
    super(response);
  }

  /**
   * Returns the side of the pair that the record is on.
   *
   * @return null if HubSpot does not say
   */
  public @Nullable Side side() {
    return error().records().side();
  }

  /**
   * Returns the type of the missing record, in HubSpot's words, which are not always those of the
   * request: {@code contact}, {@code CONTACT}, {@code 0-1}.
   *
   * @return null if HubSpot does not say
   */
  public @Nullable String objectType() {
    return error().records().objectType();
  }

  /**
   * Returns the id of the missing record, the first if several are missing.
   *
   * @return null if HubSpot does not say
   */
  public @Nullable String objectId() {
    return error().records().id();
  }

  /** A side of a pair of records. */
  public enum Side {
    /** The record that the association starts from. */
    FROM,
    /** The record that the association leads to. */
    TO
  }
}

package io.github.hubspotassociations.error;

import org.jspecify.annotations.Nullable;

/**
 * HubSpot does not find the record: status 404.
 *
 * <p><b>What causes it.</b> The record was deleted or merged, or belongs to another account. Where
 * no record is named, the path itself does not exist ({@link ErrorKind#NOT_FOUND}): check the base
 * URL.
 *
 * <p><b>What to do.</b> Drop the input or create the record; repeating it changes nothing.
 */
public final class ObjectNotFoundException extends HubSpotApiException {
  private static final long serialVersionUID = 1;

  ObjectNotFoundException(Answer answer) {
    super(answer);
  }

  /**
   * On which side of the pair the record stands.
   *
   * @return null if HubSpot does not say
   */
  public @Nullable Side side() {
    return NamedRecord.of(error()).side;
  }

  /**
   * The type of the missing record, in HubSpot's words, which are not always those of the request:
   * {@code contact}, {@code CONTACT}, {@code 0-1}.
   *
   * @return null if HubSpot does not say
   */
  public @Nullable String objectType() {
    return NamedRecord.of(error()).objectType;
  }

  /**
   * The id of the missing record, the first if several are missing.
   *
   * @return null if HubSpot does not say
   */
  public @Nullable String objectId() {
    return NamedRecord.of(error()).objectId();
  }

  /** A side of a pair of records. */
  public enum Side {
    /** The record that the association starts from. */
    FROM,
    /** The record that the association leads to. */
    TO
  }
}

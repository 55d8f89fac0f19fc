package io.github.hubspotassociations.error;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why HubSpot refused one input, whether it said so in one entry of a batch's {@code errors} or by
 * refusing the whole request. Immutable and thread-safe.
 *
 * <p>It holds the same decoded {@link HubSpotError} as an exception and can become one, so that one
 * function handles the errors of single calls and of bulk:
 *
 * <pre>{@code
 * hubspot
 *     .associate(contact, company)
 *     .subscribe(pair -> show(pair), e -> handle(HubSpotErrors.from(e)));
 * if (outcome instanceof Rejected) {
 *   handle(((Rejected<?>) outcome).error().toException());
 * }
 * }</pre>
 */
public final class AssociationError {
  private final int status;
  private final HubSpotError error;
  private final ErrorKind kind;
  private final NamedRecord record;
  private final @Nullable HubSpotApiException exception;

  private AssociationError(
      int status, HubSpotError error, ErrorKind kind, @Nullable HubSpotApiException exception) {
    this.status = status;
    this.error = error;
    this.kind = kind;
    this.record = NamedRecord.of(error);
    this.exception = exception;
  }

  /**
   * The refusal of a whole request.
   *
   * @param exception what the request failed with
   * @return its error, which {@link #toException()} turns back into it
   */
  public static AssociationError of(HubSpotApiException exception) {
    Objects.requireNonNull(exception, "exception");
    return new AssociationError(exception.status(), exception.error(), exception.kind(), exception);
  }

  /**
   * One of several refusals in the answer of a batch.
   *
   * @param status the HTTP status of the answer, mostly 207
   * @param error the entry
   * @return its error
   */
  public static AssociationError of(int status, HubSpotError error) {
    ErrorKind kind = Kinds.of(status, Objects.requireNonNull(error, "error"));
    // The answer was usable; it is this entry that says nothing.
    return new AssociationError(
        status, error, kind == ErrorKind.UNEXPECTED_RESPONSE ? ErrorKind.OTHER : kind, null);
  }

  /**
   * The HTTP status of the answer that refused the input.
   *
   * @return 207 or 200 for an entry of a batch's {@code errors}
   */
  public int status() {
    return status;
  }

  /**
   * All that HubSpot says.
   *
   * @return the decoded error
   */
  public HubSpotError error() {
    return error;
  }

  /**
   * What went wrong, the same for a whole answer and for an entry.
   *
   * @return the kind, for a {@code switch} statement
   */
  public ErrorKind kind() {
    return kind;
  }

  /**
   * On which side of the pair the record stands that the error names.
   *
   * @return null if HubSpot does not say
   */
  public ObjectNotFoundException.@Nullable Side side() {
    return record.side;
  }

  /**
   * The type of the record that the error names, in HubSpot's words: {@code contact}, {@code
   * CONTACT}, {@code 0-1}.
   *
   * @return null if HubSpot names none
   */
  public @Nullable String objectType() {
    return record.objectType;
  }

  /**
   * The id of the record that the error names, the first of {@link #objectIds()}.
   *
   * @return null if HubSpot names none
   */
  public @Nullable String objectId() {
    return record.objectId();
  }

  /**
   * The ids of all records that the error names. Only for {@link ErrorKind#OBJECT_NOT_FOUND} it is
   * their absence that the error is about.
   *
   * @return an unmodifiable list, each id once, empty if HubSpot names none
   */
  public List<String> objectIds() {
    return record.ids;
  }

  /**
   * What happened, in HubSpot's words.
   *
   * @return {@link HubSpotError#message()}, or a sentence with the status if HubSpot says nothing
   */
  public String message() {
    String message = error.message();
    return message == null ? "HubSpot answered HTTP " + status + " without a message" : message;
  }

  /**
   * The category, such as {@code OBJECT_NOT_FOUND}.
   *
   * @return null if there is none
   */
  public @Nullable String category() {
    return error.category();
  }

  /**
   * The subcategory, such as {@code crm.associations.TO_OBJECT_NOT_FOUND}.
   *
   * @return null if there is none
   */
  public @Nullable String subCategory() {
    return error.subCategory();
  }

  /**
   * What to quote to HubSpot's support.
   *
   * @return null if there is none
   */
  public @Nullable String correlationId() {
    return error.correlationId();
  }

  /**
   * This error as an exception. For the refusal of a whole request the very exception it failed
   * with; for an entry of a batch's {@code errors} the class that a single call would have failed
   * with, by {@link #kind()}: an {@link ObjectNotFoundException} for a missing record, although its
   * {@link HubSpotApiException#status()} is 207.
   *
   * @return never null
   */
  public HubSpotApiException toException() {
    if (exception != null) {
      return exception;
    }
    Answer answer = Answer.of(status, error, kind);
    return Kinds.isSuccess(status) ? answer.toExceptionByKind() : answer.toException();
  }

  /** Status, kind and message, in one line. */
  @Override
  public String toString() {
    return Texts.line(
        "AssociationError{HTTP " + status + " " + kind + ": " + message() + "}", 1000);
  }
}

package io.github.hubspotassociations.error;

import io.github.hubspotassociations.internal.error.Texts;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why HubSpot rejected one input: by one entry of a batch's {@code errors}, or by rejecting the
 * whole request. Immutable and thread-safe.
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
  private final ErrorResponse response;
  private final @Nullable HubSpotApiException exception;

  private AssociationError(ErrorResponse response, @Nullable HubSpotApiException exception) {
    this.response = response;
    this.exception = exception;
  }

  /**
   * Returns the error of a request that was rejected as a whole.
   *
   * @param exception what the request failed with
   * @return its error, which {@link #toException()} turns back into it
   */
  public static AssociationError of(HubSpotApiException exception) {
    Objects.requireNonNull(exception, "exception");
    return new AssociationError(exception.response, exception);
  }

  /**
   * Returns the error of one entry in the response to a batch.
   *
   * @param status the HTTP status of the response, mostly 207
   * @param error the entry
   * @return its error
   */
  public static AssociationError of(int status, HubSpotError error) {
    ErrorKind kind = ErrorKind.of(status, Objects.requireNonNull(error, "error"));
    // The response is usable; only this entry says nothing.
    ErrorKind own = kind == ErrorKind.UNEXPECTED_RESPONSE ? ErrorKind.OTHER : kind;
    return new AssociationError(new ErrorResponse(status, error, own), null);
  }

  /**
   * Returns the HTTP status of the response that rejected the input.
   *
   * @return 207 or 200 for an entry of a batch's {@code errors}
   */
  public int status() {
    return response.status;
  }

  /**
   * Returns all that HubSpot says.
   *
   * @return the decoded error
   */
  public HubSpotError error() {
    return response.error;
  }

  /**
   * Returns what went wrong, the same for a whole response and for an entry.
   *
   * @return the kind, for a {@code switch} statement
   */
  public ErrorKind kind() {
    return response.kind;
  }

  /**
   * Returns the side of the pair that the record is on which the error names.
   *
   * @return null if HubSpot does not say
   */
  public ObjectNotFoundException.@Nullable Side side() {
    return error().records().side();
  }

  /**
   * Returns the type of the record that the error names, in HubSpot's words: {@code contact},
   * {@code CONTACT}, {@code 0-1}.
   *
   * @return null if HubSpot names none
   */
  public @Nullable String objectType() {
    return error().records().objectType();
  }

  /**
   * Returns the id of the record that the error names, the first of {@link #objectIds()}.
   *
   * @return null if HubSpot names none
   */
  public @Nullable String objectId() {
    return error().records().id();
  }

  /**
   * Returns the ids of all records that the error names. Only of kind {@link
   * ErrorKind#OBJECT_NOT_FOUND} does it say that they are missing.
   *
   * @return an unmodifiable list, each id once, empty if HubSpot names none
   */
  public List<String> objectIds() {
    return error().records().ids();
  }

  /**
   * Returns what happened, in HubSpot's words.
   *
   * @return {@link HubSpotError#message()}, or a sentence with the status if HubSpot says nothing
   */
  public String message() {
    String message = error().message();
    return message == null
        ? "HubSpot responded with HTTP " + status() + " and no message"
        : message;
  }

  /**
   * Returns the category, such as {@code OBJECT_NOT_FOUND}.
   *
   * @return null if there is none
   */
  public @Nullable String category() {
    return error().category();
  }

  /**
   * Returns the subcategory, such as {@code crm.associations.TO_OBJECT_NOT_FOUND}.
   *
   * @return null if there is none
   */
  public @Nullable String subCategory() {
    return error().subCategory();
  }

  /**
   * Returns what to quote to HubSpot's support.
   *
   * @return null if there is none
   */
  public @Nullable String correlationId() {
    return error().correlationId();
  }

  /**
   * Returns this error as an exception: the one that a request failed with which was rejected as a
   * whole; for an entry of a batch's {@code errors} the class that a single call would have failed
   * with, by {@link #kind()}: an {@link ObjectNotFoundException} for a missing record, although its
   * {@link HubSpotApiException#status()} is 207.
   *
   * @return never null
   */
  public HubSpotApiException toException() {
    return exception == null ? response.toException() : exception;
  }

  /** Status, kind and message, in one line. */
  @Override
  public String toString() {
    return Texts.line(
        "AssociationError{HTTP " + status() + " " + kind() + ": " + message() + "}", 1000);
  }
}

package io.github.hubspotassociations.error;

import io.github.hubspotassociations.internal.error.Meaning;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * HubSpot, or something before it, answered with anything but success.
 *
 * <p><b>What causes it.</b> Itself it stands for a status that has no class of its own: 1xx, 3xx,
 * 408, 410, 418, 422 and the like. The usual ones are subclasses:
 *
 * <table>
 *   <caption>Status and class</caption>
 *   <tr><th>status</th><th>class</th></tr>
 *   <tr><td>2xx, body not usable</td><td>{@link UnexpectedResponseException}</td></tr>
 *   <tr><td>400</td><td>{@link InvalidRequestException}</td></tr>
 *   <tr><td>401</td><td>{@link AuthenticationException}</td></tr>
 *   <tr><td>403</td><td>{@link ForbiddenException}, {@link MissingScopesException}</td></tr>
 *   <tr><td>404</td><td>{@link ObjectNotFoundException}</td></tr>
 *   <tr><td>409</td><td>{@link ConflictException}</td></tr>
 *   <tr><td>423</td><td>{@link LockedException}</td></tr>
 *   <tr><td>429</td><td>{@link RateLimitException}</td></tr>
 *   <tr><td>477</td><td>{@link MigrationInProgressException}</td></tr>
 *   <tr><td>5xx</td><td>{@link HubSpotServerException}</td></tr>
 * </table>
 *
 * <p><b>What to do.</b> The class follows the status; {@link #kind()} follows what HubSpot says and
 * is the better guide, since HubSpot reports a missing record as a 400, a 404 or in a 207. Log
 * {@link #getMessage()}: it says in one line what was asked, the status, the category, HubSpot's
 * words, the correlation id, and a hint where there is one.
 */
public class HubSpotApiException extends HubSpotException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final HubSpotError error;
  private final ErrorKind kind;
  private final @Nullable Duration retryAfter;
  private final @Nullable String requestDescription;
  private final String bodySnippet;

  HubSpotApiException(Answer answer) {
    super(answer);
    this.status = answer.status;
    this.error = answer.error;
    this.kind = answer.kind;
    this.retryAfter = answer.retryAfter;
    this.requestDescription = answer.requestDescription;
    this.bodySnippet = answer.bodySnippet;
  }

  /**
   * The HTTP status.
   *
   * @return whatever was answered, also a number that HTTP does not know
   */
  public int status() {
    return status;
  }

  /**
   * What the body says.
   *
   * @return never null; without anything in it if the body says nothing
   */
  public HubSpotError error() {
    return error;
  }

  /**
   * What went wrong, read from the error's category and subcategory before the status.
   *
   * @return the kind, for a {@code switch} statement
   */
  @Override
  public ErrorKind kind() {
    return kind;
  }

  /**
   * What to quote to HubSpot's support.
   *
   * @return {@link HubSpotError#correlationId()}: null if neither body nor header had one
   */
  public @Nullable String correlationId() {
    return error.correlationId();
  }

  /**
   * How long HubSpot asks to wait, counted from the answer: the header {@code Retry-After}, given
   * in seconds or as a date. A date is compared with the answer's own {@code Date} where it has
   * one.
   *
   * @return zero for a time that has passed, null without the header or if it makes no sense
   */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /**
   * Whether the same request may well succeed a little later: true for 408, 409, 423, 429 unless
   * the daily limit is spent, 477, 488, 500, 502, 503, 504, 521, 523 and 524, for an unusable
   * success, and for a 401 or 403 that is not HubSpot's own ({@link ErrorKind#INTERMEDIARY}).
   *
   * <p>False for all others; among them 522, 525 and 526, which last. After a 408, a 5xx or an
   * unusable success the request may have been applied.
   *
   * @return true if a retry is worth it
   */
  public boolean isRetryable() {
    return Meaning.of(status, kind).isRetryable();
  }

  /**
   * What was asked: method and path, never a token.
   *
   * @return at most 400 characters, null if it is not known
   */
  public @Nullable String requestDescription() {
    return requestDescription;
  }

  /**
   * How the body begins, as text. Only what looks like a token is masked, so it may have more than
   * one line.
   *
   * @return at most 1,000 characters, empty if there was no body
   */
  public String bodySnippet() {
    return bodySnippet;
  }
}

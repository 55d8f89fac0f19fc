package io.github.hubspotassociations.error;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * HubSpot, or something before it, responded with anything but success.
 *
 * <p><b>What causes it.</b> This class itself is for a status that has none of its own: 1xx, 3xx,
 * 408, 410, 418, 422, 488 and the like. The usual ones are subclasses:
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
 * <p>A 2xx whose body is an error at its top level, without results, has the class of that error.
 *
 * <p><b>What to do.</b> The class follows the status; {@link #kind()} follows what HubSpot says and
 * is the better guide, since HubSpot reports a missing record as a 400, a 404 or in a 207. Log
 * {@link #getMessage()}: it has in one line HubSpot's words, the status, the category, the request,
 * a hint where there is one, and the correlation id.
 */
public class HubSpotApiException extends HubSpotException {
  final ErrorResponse response;

  HubSpotApiException(ErrorResponse response) {
    super(response);
    this.response = response;
  }

  /**
   * Returns the HTTP status, also a number that HTTP does not know.
   *
   * @return the status
   */
  public int status() {
    return response.status;
  }

  /**
   * Returns what the body says.
   *
   * @return never null; without anything in it if the body says nothing
   */
  public HubSpotError error() {
    return response.error;
  }

  /**
   * Returns what went wrong, read from the error's category and subcategory before the status.
   *
   * @return the kind, for a {@code switch} statement
   */
  @Override
  public ErrorKind kind() {
    return response.kind;
  }

  /**
   * Returns what to quote to HubSpot's support.
   *
   * @return {@link HubSpotError#correlationId()}: null if neither body nor header had one
   */
  public @Nullable String correlationId() {
    return response.error.correlationId();
  }

  /**
   * Returns how long HubSpot asks to wait, counted from the response: the header {@code
   * Retry-After}, in seconds or as a date. A date is compared with the {@code Date} of the response
   * where it has one. The longest of several counts.
   *
   * @return zero for a time that has passed, null without the header or if it makes no sense, as
   *     more than a day does not
   */
  public @Nullable Duration retryAfter() {
    return response.retryAfter;
  }

  /**
   * Returns whether the same request may well succeed a little later: true for 408, 409, 423, 429
   * unless the daily limit is spent, 477, 488, 500, 502, 503, 504, 521, 523 and 524, for an
   * unusable success, and for a 401 or 403 that is not HubSpot's own ({@link
   * ErrorKind#INTERMEDIARY}).
   *
   * <p>False for all others; among them 522, 525 and 526, which last. After a 408, a 5xx or an
   * unusable success the request may have been applied.
   *
   * @return true if a retry is worth it
   */
  public boolean isRetryable() {
    return response.isRetryable();
  }

  /**
   * Returns what was requested: method and path, never a token.
   *
   * @return at most 400 characters, null if it is not known
   */
  public @Nullable String requestDescription() {
    return response.requestDescription;
  }

  /**
   * Returns how the body begins, as text. Only tokens are masked, so it may have more than one
   * line.
   *
   * @return at most 1,000 characters, empty if there was no body
   */
  public String bodySnippet() {
    return response.bodySnippet;
  }
}

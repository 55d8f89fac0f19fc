package io.github.hubspotassociations.internal.send;

import io.github.hubspotassociations.error.HubSpotException;
import org.jspecify.annotations.Nullable;

/**
 * How a request ended after all its attempts: with a usable response, with a failure, or stopped
 * while it waited, which leaves it without either.
 *
 * @param <A> what a usable response says
 */
public final class Sent<A> {
  /** What HubSpot said; null unless the last attempt brought a usable response. */
  public final @Nullable A response;

  /** The last attempt's failure; null if it had a usable response, or was stopped. */
  public final @Nullable HubSpotException failure;

  /** Whether an attempt before the last left open what became of the pairs. */
  public final boolean earlierFateUnknown;

  /** Whether the failure ends all requests to come as well, whatever it means. */
  public final boolean stopsRun;

  /** Whether the failure is not the last attempt's, but kept the next from being sent. */
  public final boolean isUnsent;

  /** The correlation id of the last response that had one. */
  public final @Nullable String correlationId;

  /** What a request with a usable response has used up of the retry policy. */
  public final Tries tries;

  private Sent(
      @Nullable A response,
      @Nullable HubSpotException failure,
      boolean earlierFateUnknown,
      boolean stopsRun,
      boolean isUnsent,
      @Nullable String correlationId,
      Tries tries) {
    this.response = response;
    this.failure = failure;
    this.earlierFateUnknown = earlierFateUnknown;
    this.stopsRun = stopsRun;
    this.isUnsent = isUnsent;
    this.correlationId = correlationId;
    this.tries = tries;
  }

  /** Returns the end with a usable response. */
  public static <A> Sent<A> responded(
      A response, boolean earlierFateUnknown, @Nullable String correlationId, Tries tries) {
    return new Sent<>(response, null, earlierFateUnknown, false, false, correlationId, tries);
  }

  /**
   * Returns the end with a failure.
   *
   * @param stopsRun whether waiting is over for all requests to come, whatever the failure means
   */
  public static <A> Sent<A> failed(
      HubSpotException failure,
      boolean earlierFateUnknown,
      boolean stopsRun,
      @Nullable String correlationId) {
    return new Sent<>(null, failure, earlierFateUnknown, stopsRun, false, correlationId, Tries.NEW);
  }

  /** Returns the end with a failure to get a place or a token, which ends all requests to come. */
  public static <A> Sent<A> unsent(
      HubSpotException failure, boolean earlierFateUnknown, @Nullable String correlationId) {
    return new Sent<>(null, failure, earlierFateUnknown, true, true, correlationId, Tries.NEW);
  }

  /** Returns the end by a stop of the run, while the request waited for its next attempt. */
  public static <A> Sent<A> stopped(boolean fateUnknown, @Nullable String correlationId) {
    return new Sent<>(null, null, fateUnknown, false, false, correlationId, Tries.NEW);
  }

  /** Returns whether the run was stopped while this waited for its next attempt. */
  public boolean isStopped() {
    return response == null && failure == null;
  }
}

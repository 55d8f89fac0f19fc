package io.github.hubspotassociations.internal.send;

import io.github.hubspotassociations.error.HubSpotException;
import org.jspecify.annotations.Nullable;

/**
 * How a request ended after all its attempts: with a usable response, with a failure, or stopped
 * while it waited.
 *
 * @param <A> what a usable response says
 */
public final class Sent<A> {
  private final @Nullable A response;
  private final @Nullable HubSpotException failure;
  private final boolean earlierFateUnknown;
  private final boolean stopped;
  private final boolean stopsRun;
  private final boolean unsent;
  private final @Nullable String correlationId;
  private final Tries tries;

  private Sent(
      @Nullable A response,
      @Nullable HubSpotException failure,
      boolean earlierFateUnknown,
      boolean stopped,
      boolean stopsRun,
      boolean unsent,
      @Nullable String correlationId,
      Tries tries) {
    this.response = response;
    this.failure = failure;
    this.earlierFateUnknown = earlierFateUnknown;
    this.stopped = stopped;
    this.stopsRun = stopsRun;
    this.unsent = unsent;
    this.correlationId = correlationId;
    this.tries = tries;
  }

  /** Returns the end with a usable response. */
  public static <A> Sent<A> answered(
      A response, boolean earlierFateUnknown, @Nullable String correlationId, Tries tries) {
    return new Sent<>(
        response, null, earlierFateUnknown, false, false, false, correlationId, tries);
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
      @Nullable String correlationId,
      Tries tries) {
    return new Sent<>(
        null, failure, earlierFateUnknown, false, stopsRun, false, correlationId, tries);
  }

  /** Returns the end with a failure to get a place or a token, which ends all requests to come. */
  public static <A> Sent<A> unsent(
      HubSpotException failure,
      boolean earlierFateUnknown,
      @Nullable String correlationId,
      Tries tries) {
    return new Sent<>(null, failure, earlierFateUnknown, false, true, true, correlationId, tries);
  }

  /** Returns the end by a stop of the run. */
  public static <A> Sent<A> stopped(
      boolean fateUnknown, @Nullable String correlationId, Tries tries) {
    return new Sent<>(null, null, fateUnknown, true, false, false, correlationId, tries);
  }

  /** Returns what HubSpot said; null unless the last attempt brought a usable response. */
  public @Nullable A response() {
    return response;
  }

  /** Returns the last attempt's failure; null if it had a usable response, or was stopped. */
  public @Nullable HubSpotException failure() {
    return failure;
  }

  /** Returns whether an attempt before the last left open what became of the pairs. */
  public boolean earlierFateUnknown() {
    return earlierFateUnknown;
  }

  /** Returns whether the run was stopped while this waited for its next attempt. */
  public boolean isStopped() {
    return stopped;
  }

  /** Returns whether the failure ends all requests to come as well, whatever it means. */
  public boolean stopsRun() {
    return stopsRun;
  }

  /** Returns whether the failure is not the last attempt's, but kept the next from being sent. */
  public boolean isUnsent() {
    return unsent;
  }

  /** Returns the correlation id of the last response that had one. */
  public @Nullable String correlationId() {
    return correlationId;
  }

  /** Returns what this has used up of the retry policy. */
  public Tries tries() {
    return tries;
  }
}

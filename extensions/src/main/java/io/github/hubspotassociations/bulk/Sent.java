package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.internal.json.BatchResponse;
import org.jspecify.annotations.Nullable;

/**
 * How the sending of a part ended, after all its attempts: with a response, with a failure, or
 * stopped while it waited.
 */
final class Sent {
  /** What HubSpot said of the pairs; null unless the last attempt brought a usable response. */
  final @Nullable BatchResponse response;

  /** The last attempt's failure; null if it had a response, or there was no attempt. */
  final @Nullable HubSpotException failure;

  /** Whether an attempt before the last left open what became of the pairs. */
  final boolean earlierFateUnknown;

  /** Whether the failure concerns all requests to come as well. */
  final boolean endsRun;

  /** Whether the run was stopped while this waited for its next attempt. */
  final boolean stopped;

  final @Nullable String correlationId;

  Sent(
      @Nullable BatchResponse response,
      @Nullable HubSpotException failure,
      boolean earlierFateUnknown,
      boolean endsRun,
      boolean stopped,
      @Nullable String correlationId) {
    this.response = response;
    this.failure = failure;
    this.earlierFateUnknown = earlierFateUnknown;
    this.endsRun = endsRun;
    this.stopped = stopped;
    this.correlationId = correlationId;
  }
}

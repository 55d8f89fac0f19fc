package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.error.HubSpotException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sees what a bulk run does: progress bars, metrics and resume files are built on it.
 *
 * <p>One listener serves one run. Its methods do nothing unless overridden. Calls are serialized,
 * come on whatever thread the event happened on, are made without a lock held, and must not block.
 * A listener that throws stops the run as {@link BulkAssociator.Builder#stopWhen} does; the run
 * then ends with what it threw.
 */
public interface BulkListener {
  /** Makes the listener of a run. */
  interface Factory {
    /** {@return a listener for a run that begins; called once for each subscription} Never null. */
    BulkListener create();
  }

  /**
   * A request is about to go out.
   *
   * @param page the page that it carries, or a part of it
   * @param pairs the number of pairs in the request
   * @param attempt 1 for the first try of this request, 2 for its first retry, and so on
   */
  default void pageSent(InputPage<?> page, int pairs, int attempt) {}

  /**
   * Every input of a page has its outcome. After a disposal it is called for each page in flight,
   * whose inputs are Unconfirmed where they had been sent.
   *
   * @param result the page, and the outcome of each of its inputs
   */
  default void pageAnswered(PageResult<?> result) {}

  /**
   * A request failed and will be tried again.
   *
   * @param page the page that it carries, or a part of it
   * @param failure what went wrong
   * @param attempt the attempt that failed, from 1
   * @param delay how long it waits before the next one, not counting its wait for the budget
   */
  default void retryScheduled(
      InputPage<?> page, HubSpotException failure, int attempt, Duration delay) {}

  /**
   * A request waits to be sent.
   *
   * @param wait how long, as far as is known
   * @param cause the 429 that asked for it, which may have been the response to another client of
   *     the request budget; null where the budget is spent for now
   */
  default void paused(Duration wait, @Nullable HubSpotException cause) {}

  /**
   * A page was rejected, or its response left inputs open, and parts of it are sent again.
   *
   * @param page the page, whole
   * @param parts the number of requests that this adds
   */
  default void pageSplit(InputPage<?> page, int parts) {}

  /**
   * Every input before an index is Associated, Rejected or Unconfirmed, and the downstream's {@code
   * onNext} has returned for it. Where operators with a queue stand between the run and the store
   * ({@code observeOn}, {@code flatMap}), use {@link ResumePoint} instead: there {@code onNext}
   * returns before anything is stored.
   *
   * @param index the index to resume from; it only grows
   */
  default void checkpoint(long index) {}

  /**
   * The run is over, also when it failed, was disposed, or this listener threw before. Comes once,
   * before the subscriber is notified; no other call follows.
   *
   * @param summary the account of the run
   */
  default void finished(BulkSummary summary) {}
}

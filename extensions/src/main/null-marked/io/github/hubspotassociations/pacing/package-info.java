/**
 * Decides how fast requests are sent and when they are retried.
 *
 * <p>Every request takes a place in a {@link io.github.hubspotassociations.pacing.RequestBudget}
 * before it is sent, retries included: single calls, pages of a bulk run and those of a batcher.
 * The budget is a strict sliding window, as HubSpot's own limit is; it learns from the rate limit
 * headers of each response, and pauses all its clients once after a 429. HubSpot counts by account,
 * so clients of one account should share one budget.
 *
 * <p>A {@link io.github.hubspotassociations.pacing.RetryPolicy} decides what is retried, how often,
 * and after what wait. It is the only layer that retries: OkHttp goes on to a host's next address,
 * but sends no request a second time. To not retry what may have been applied, use {@link
 * io.github.hubspotassociations.pacing.RetryPolicy#neverAfterSend()}.
 *
 * <p>Both are set on {@link io.github.hubspotassociations.HubSpotAssociations.Builder}. Waiting
 * happens on the client's {@link io.reactivex.rxjava3.core.Scheduler}, never on a blocked thread;
 * in a test a {@link io.reactivex.rxjava3.schedulers.TestScheduler} controls time.
 */
@NullMarked
package io.github.hubspotassociations.pacing;

import org.jspecify.annotations.NullMarked;

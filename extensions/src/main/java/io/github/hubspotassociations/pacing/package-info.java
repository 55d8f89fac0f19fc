/**
 * How fast requests are sent and when they are repeated.
 *
 * <p>Every request pays a {@link io.github.hubspotassociations.pacing.RequestBudget} before it is
 * sent, the first as the repeated: single calls, pages of a bulk run and those of a batcher. It
 * holds a strict sliding window, since that is how HubSpot counts, learns from the rate limit
 * headers of each answer, and pauses everybody once after a 429. HubSpot counts by account, so
 * clients of one account should share one budget.
 *
 * <p>A {@link io.github.hubspotassociations.pacing.RetryPolicy} decides what is sent again, how
 * often, and after what wait. It is the only layer that repeats anything: OkHttp's own is off.
 * Where repeating what may have been applied is not wanted, there is {@link
 * io.github.hubspotassociations.pacing.RetryPolicy#neverAfterSend()}.
 *
 * <p>Both are given to {@link io.github.hubspotassociations.HubSpotAssociations.Builder}. Waiting
 * happens on the client's {@link io.reactivex.rxjava3.core.Scheduler}, never on a blocked thread;
 * with a {@link io.reactivex.rxjava3.schedulers.TestScheduler} time is in the hands of a test.
 */
package io.github.hubspotassociations.pacing;

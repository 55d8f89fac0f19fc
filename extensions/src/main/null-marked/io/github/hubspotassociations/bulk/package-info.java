/**
 * Associating many pairs: the engine that pages, sends, retries, splits and accounts for every
 * input.
 *
 * <p>{@link io.github.hubspotassociations.HubSpotAssociations#bulk()} gives the builder of a {@link
 * io.github.hubspotassociations.bulk.BulkAssociator}. Inputs are a {@link
 * org.reactivestreams.Publisher} or an {@link java.lang.Iterable}, outcomes a {@link
 * io.reactivex.rxjava3.core.Flowable}.
 *
 * <p>What happens to an input:
 *
 * <ol>
 *   <li>It is pulled when the subscriber's demand and {@code maxInFlight} call for it, and not
 *       before: the input may be endless, the memory stays the same.
 *   <li>It joins the {@linkplain io.github.hubspotassociations.bulk.InputPage page} of its two
 *       object types. Equal pairs of a page are sent once.
 *   <li>The page goes out when it is full, and pays the {@link
 *       io.github.hubspotassociations.pacing.RequestBudget}. What fails for a while is retried by
 *       the {@link io.github.hubspotassociations.pacing.RetryPolicy}.
 *   <li>The response is matched by ids. If HubSpot rejects the page as a whole, {@link
 *       io.github.hubspotassociations.bulk.Isolation} decides whether the bad inputs are looked for
 *       so that the good ones get through.
 *   <li>Its {@link io.github.hubspotassociations.AssociationOutcome} is emitted, in the {@link
 *       io.github.hubspotassociations.bulk.Ordering} of choice, once.
 * </ol>
 *
 * <p>A {@link io.github.hubspotassociations.bulk.BulkListener} sees what happens on the way, for
 * progress and metrics. A {@link io.github.hubspotassociations.bulk.ResumePoint} says from which
 * input a run that was cut off has to go on. {@link
 * io.github.hubspotassociations.bulk.BulkAssociator#summarize(org.reactivestreams.Publisher)
 * summarize} emits nothing but the {@linkplain io.github.hubspotassociations.bulk.BulkSummary
 * counts}.
 *
 * <p>Callers that have one pair each share an {@link
 * io.github.hubspotassociations.bulk.AssociationBatcher} instead.
 *
 * @see <a href="https://github.com/ReactiveX/RxJava/wiki/Backpressure">Backpressure in RxJava</a>
 */
@NullMarked
package io.github.hubspotassociations.bulk;

import org.jspecify.annotations.NullMarked;

/**
 * Associating many pairs: the engine that pages, sends, retries, splits and accounts for every
 * input.
 *
 * <p>Start at {@link io.github.hubspotassociations.HubSpotAssociations#bulk()}, which gives a
 * {@link io.github.hubspotassociations.bulk.BulkAssociator}. Inputs are a {@link
 * org.reactivestreams.Publisher} or an {@link java.lang.Iterable}, outcomes a {@link
 * io.reactivex.rxjava3.core.Flowable} that honours demand.
 */
package io.github.hubspotassociations.bulk;

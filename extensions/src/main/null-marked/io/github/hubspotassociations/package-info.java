/**
 * The entry point of the library and the values that go in and come out of it.
 *
 * <p>It begins with {@link io.github.hubspotassociations.HubSpotAssociations}: one for each access
 * token, shared by all threads, closed at the end. From there lead three ways to associate records,
 * which differ in who gathers the pairs into requests:
 *
 * <ul>
 *   <li>{@link io.github.hubspotassociations.HubSpotAssociations#associate associate} sends one
 *       pair. It gives an {@link io.github.hubspotassociations.AssociatedPair}, or fails with a
 *       {@link io.github.hubspotassociations.error.HubSpotException}.
 *   <li>{@link io.github.hubspotassociations.HubSpotAssociations#bulk bulk()} takes any number of
 *       {@link io.github.hubspotassociations.AssociationRequest}s and gives for each an {@link
 *       io.github.hubspotassociations.AssociationOutcome}, which is never missing and never an
 *       exception.
 *   <li>{@link io.github.hubspotassociations.HubSpotAssociations#batcher batcher()} is for many
 *       callers with one pair each; it gathers them into full requests.
 * </ul>
 *
 * <p>A record is an {@link io.github.hubspotassociations.ObjectRef}: an object type and an id, both
 * as HubSpot takes them. Tokens come as text, or from an {@link
 * io.github.hubspotassociations.AccessTokenProvider} such as {@link
 * io.github.hubspotassociations.OAuthRefreshTokenProvider}.
 *
 * <p>Results are RxJava 3 types, a {@link io.reactivex.rxjava3.core.Single} or a {@link
 * io.reactivex.rxjava3.core.Flowable}: nothing is sent before they are subscribed to, each
 * subscription sends anew, and disposing of one takes back what has not been sent. To wait, call
 * {@code associateBlocking}; for other libraries there is {@code toCompletionStage()}.
 *
 * <p>Responses with their headers, as HubSpot sends them, come from {@link
 * io.github.hubspotassociations.HubSpotAssociations#api api}: the generated <a
 * href="https://square.github.io/retrofit/">Retrofit</a> interfaces, with the token and nothing
 * else.
 *
 * @see <a href="https://github.com/ReactiveX/RxJava/wiki">RxJava's wiki</a>
 */
@NullMarked
package io.github.hubspotassociations;

import org.jspecify.annotations.NullMarked;

/**
 * Typed errors: there is one exception for each kind of response, with a method for each question
 * that a caller has next.
 *
 * <p>{@link io.github.hubspotassociations.error.HubSpotException} is the root. A response that is
 * not success is a {@link io.github.hubspotassociations.error.HubSpotApiException}, whose subclass
 * follows the HTTP status; without a response it is a {@link
 * io.github.hubspotassociations.error.TransportException}. What the body said is a {@link
 * io.github.hubspotassociations.error.HubSpotError}. An input that HubSpot rejected carries an
 * {@link io.github.hubspotassociations.error.AssociationError}, which becomes the same exceptions.
 *
 * <p>Act on the class, where one kind of failure matters:
 *
 * <pre>{@code
 * hubspot
 *     .associate(contact, company)
 *     .subscribe(
 *         pair -> show(pair),
 *         e -> {
 *           HubSpotException failure = HubSpotErrors.from(e);
 *           if (failure instanceof MissingScopesException) {
 *             askForScopes(((MissingScopesException) failure).missingScopes());
 *           } else {
 *             show(failure.getMessage());
 *           }
 *         });
 * }</pre>
 *
 * <p>or on the kind, where all of them do; Java 8 has no sealed types to switch over:
 *
 * <pre>{@code
 * switch (failure.kind()) {
 *   case OBJECT_NOT_FOUND:
 *     return drop(input);
 *   case AUTHENTICATION:
 *   case MISSING_SCOPES:
 *     return stop(failure);
 *   case RATE_LIMIT:
 *   case SERVER_ERROR:
 *   case TRANSPORT:
 *     return later(input);
 *   default:
 *     return report(failure);
 * }
 * }</pre>
 *
 * <p>The kind comes from HubSpot's category and subcategory before the status, since HubSpot
 * reports one and the same thing in several ways: a missing record is a 404, a 400 or an entry of a
 * 207.
 *
 * <p>The generated client can be used bare: {@link
 * io.github.hubspotassociations.error.HubSpotErrors#from(Throwable)} decodes what Retrofit throws,
 * a {@link retrofit2.HttpException} or an {@link java.io.IOException}.
 *
 * <p>No message, snippet or field here contains anything that looks like a HubSpot token: such text
 * is replaced by {@code ***}.
 */
@NullMarked
package io.github.hubspotassociations.error;

import org.jspecify.annotations.NullMarked;

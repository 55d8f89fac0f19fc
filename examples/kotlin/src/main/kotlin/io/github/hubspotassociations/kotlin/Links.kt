package io.github.hubspotassociations.kotlin

import io.github.hubspotassociations.AssociatedPair
import io.github.hubspotassociations.AssociationOutcome
import io.github.hubspotassociations.AssociationRequest
import io.github.hubspotassociations.HubSpotAssociations
import io.github.hubspotassociations.ObjectRef
import io.github.hubspotassociations.bulk.BulkAssociator
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.reactive.asFlow
import kotlinx.coroutines.rx3.asFlowable
import kotlinx.coroutines.rx3.await

/** A row of the application: which contact works for which company. */
data class Employment(val contactId: Long, val companyId: Long) {
    val contact: ObjectRef get() = ObjectRef.of("contacts", contactId)
    val company: ObjectRef get() = ObjectRef.of("companies", companyId)
}

/** Links one pair; suspends until HubSpot responds, and fails with a `HubSpotException`. Cancelling cancels the call. */
suspend fun HubSpotAssociations.link(employment: Employment): AssociatedPair =
    associate(employment.contact, employment.company).await()

/**
 * Links any number of pairs: each row comes back with its outcome. A slow collector slows the sending, cancelling the
 * collection cancels what is in flight, and memory use does not depend on the length of the flow.
 */
fun HubSpotAssociations.linkAll(
    employments: Flow<Employment>,
    configure: BulkAssociator.Builder.() -> Unit = {},
): Flow<AssociationOutcome<Employment>> =
    bulk()
        .apply(configure)
        .build()
        .associate(employments.map { AssociationRequest.of(it.contact, it.company, it) }.asFlowable())
        .asFlow()

/** Returns a sentence for the user. An outcome is one of four kinds, and `fold` handles all of them. */
fun AssociationOutcome<Employment>.sentence(): String =
    fold(
        { "${it.context()?.contactId} is linked" },
        { "${it.context()?.contactId} is rejected: ${it.error().message()}" },
        { "${it.context()?.contactId} may be linked, send it again: ${it.reason()}" },
        { "${it.context()?.contactId} was not sent: ${it.reason()}" },
    )

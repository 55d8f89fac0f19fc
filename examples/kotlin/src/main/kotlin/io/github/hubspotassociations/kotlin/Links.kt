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

/** Links one pair; suspends until HubSpot has answered, fails with a `HubSpotException`. Cancelling cancels the call. */
suspend fun HubSpotAssociations.link(employment: Employment): AssociatedPair =
    associate(employment.contact, employment.company).await()

/**
 * Links any number of pairs: each row comes back with what became of it. A slow collector slows the sending, cancelling the
 * collection cancels what is in flight, and memory stays flat however long the flow is.
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

/** What to tell a person. An outcome is one of four, and `fold` asks for all of them. */
fun AssociationOutcome<Employment>.sentence(): String =
    fold(
        { "${it.context()?.contactId} is linked" },
        { "${it.context()?.contactId} is refused: ${it.error().message()}" },
        { "${it.context()?.contactId} may be linked, send it again: ${it.reason()}" },
        { "${it.context()?.contactId} was not sent: ${it.reason()}" },
    )

package io.github.hubspotassociations.kotlin

import io.github.hubspotassociations.AssociationOutcome
import io.github.hubspotassociations.HubSpotAssociations
import io.github.hubspotassociations.emulator.HubSpotEmulator
import io.github.hubspotassociations.error.ObjectNotFoundException
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.filter
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.runBlocking

/** Links one pair, then five thousand of which some have no such contact, against an emulator of its own. */
fun main() {
    HubSpotEmulator.start().use { emulator ->
        HubSpotAssociations.builder().baseUrl(emulator.url()).accessToken("any").build().use { hubspot ->
            runBlocking { run(hubspot, ::println) }
        }
    }
}

suspend fun run(hubspot: HubSpotAssociations, show: (String) -> Unit) {
    val pair = hubspot.link(Employment(contactId = 101, companyId = 202))
    show("${pair.from()} is linked to ${pair.to()}")

    try {
        hubspot.link(Employment(contactId = 4040401, companyId = 202))
    } catch (e: ObjectNotFoundException) {
        show("There is no ${e.objectType() ?: "record"} ${e.objectId()}")
    }

    val rows = (1L..5_000L).asFlow().map { n -> Employment(if (n % 1_000 == 0L) 40_404_000_000 + n else n, n) }
    hubspot
        .linkAll(rows)
        .filter { it.kind() != AssociationOutcome.Kind.ASSOCIATED }
        .collect { show(it.sentence()) }
}

package io.github.hubspotassociations.kotlin

import io.github.hubspotassociations.AssociationOutcome.Kind
import io.github.hubspotassociations.HubSpotAssociations
import io.github.hubspotassociations.emulator.HubSpotEmulator
import io.github.hubspotassociations.error.ObjectNotFoundException
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test

class LinksTest {
    private val emulator = HubSpotEmulator.start()
    private val hubspot = HubSpotAssociations.builder().baseUrl(emulator.url()).accessToken("any").build()

    @AfterEach
    fun stop() {
        hubspot.close()
        emulator.close()
    }

    @Test
    fun onePairIsASuspendingCall() {
        val pair = runBlocking { hubspot.link(Employment(101, 202)) }

        assertThat(pair.to().id()).isEqualTo("202")
        emulator.associations().assertContains("contacts", "101", "companies", "202")
    }

    @Test
    fun aMissingRecordIsATypedException() {
        assertThatThrownBy { runBlocking { hubspot.link(Employment(4040401, 202)) } }
            .isInstanceOf(ObjectNotFoundException::class.java)
    }

    @Test
    fun everyRowOfAFlowComesBackWithItsOutcome() {
        val rows = (1L..3_000L).map { Employment(it, it) } + Employment(4040401, 7)

        val outcomes = runBlocking { hubspot.linkAll(rows.asFlow()).toList() }

        assertThat(outcomes.map { it.context() }).containsExactlyInAnyOrderElementsOf(rows)
        assertThat(outcomes.filter { it.kind() == Kind.REJECTED }.map { it.sentence() })
            .singleElement()
            .asString()
            .startsWith("4040401 is rejected: ")
    }

    @Test
    fun aCollectorThatHasEnoughEndsTheRun() {
        val pulled = AtomicInteger()
        val endless = flow {
            while (true) {
                val n = pulled.incrementAndGet().toLong()
                emit(Employment(n, n))
            }
        }

        val outcomes = runBlocking {
            hubspot.linkAll(endless) { pageSize(10).maxInFlight(2) }.take(25).toList()
        }

        assertThat(outcomes).hasSize(25)
        assertThat(pulled.get()).isLessThan(5_000)
    }

    @Test
    fun theExampleTellsOfEveryMissingContact() {
        val lines = mutableListOf<String>()

        runBlocking { run(hubspot, lines::add) }

        assertThat(lines.first()).isEqualTo("contacts/101 is linked to companies/202")
        assertThat(lines).hasSize(7)
        assertThat(emulator.associations().count()).isGreaterThanOrEqualTo(4_996)
    }
}

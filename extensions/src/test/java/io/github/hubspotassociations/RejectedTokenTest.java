package io.github.hubspotassociations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.bulk.BulkSummary;
import io.github.hubspotassociations.emulator.HubSpotEmulator;
import io.github.hubspotassociations.error.AuthenticationException;
import io.github.hubspotassociations.pacing.RequestBudget;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A fixed token has no successor, so what HubSpot said of it is what the caller has to know. */
final class RejectedTokenTest {
  private HubSpotEmulator emulator;

  @AfterEach
  void stop() {
    emulator.close();
    assertThat(emulator.violations()).isEmpty();
  }

  private AuthenticationException stopCause(String token) {
    try (HubSpotAssociations hubspot =
        HubSpotAssociations.builder()
            .apiRelease(TestRelease.get())
            .accessToken(token)
            .baseUrl(emulator.url())
            .requestBudget(RequestBudget.unlimited())
            .build()) {
      BulkSummary summary =
          hubspot
              .bulk()
              .build()
              .summarize(
                  List.of(
                      AssociationRequest.of(
                          ObjectRef.of("contacts", 101), ObjectRef.of("companies", 201))))
              .blockingGet();
      assertThat(summary.notAttempted()).isEqualTo(1);
      assertThat(summary.requests()).isEqualTo(1);
      return (AuthenticationException) summary.stopCause();
    }
  }

  @Test
  void aWrongFixedTokenEndsInHubSpotsOwnWordsAfterOneRequest() {
    emulator = HubSpotEmulator.builder().token("right").start();
    AuthenticationException cause = stopCause("wrong");
    assertThat(cause.error().category()).isEqualTo("INVALID_AUTHENTICATION");
    assertThat(cause.isExpired()).isFalse();
  }

  @Test
  void anExpiredFixedTokenIsKnownAsExpired() {
    emulator = HubSpotEmulator.builder().expiredToken("old", Instant.EPOCH).start();
    assertThat(stopCause("old").isExpired()).isTrue();
  }
}

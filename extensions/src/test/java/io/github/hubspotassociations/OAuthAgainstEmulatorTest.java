package io.github.hubspotassociations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hubspotassociations.emulator.HubSpotEmulator;
import io.github.hubspotassociations.emulator.HubSpotEmulatorExtension;
import io.github.hubspotassociations.error.HubSpotApiException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An app that refreshes its access token, against the emulator's token endpoint. */
@Tag(TestRelease.TAG)
final class OAuthAgainstEmulatorTest {
  @RegisterExtension
  final HubSpotEmulatorExtension hubspot =
      new HubSpotEmulatorExtension(
          options ->
              options
                  .strict(true)
                  .clientId("app")
                  .clientSecret("app-secret")
                  .refreshToken("r1")
                  .refreshTokensRotate(true));

  private final List<String> refreshTokens = new CopyOnWriteArrayList<>();

  private OAuthRefreshTokenProvider.Builder provider() {
    return OAuthRefreshTokenProvider.builder()
        .clientId("app")
        .clientSecret("app-secret")
        .refreshToken("r1")
        .onRefreshToken(refreshTokens::add)
        .baseUrl(hubspot.url());
  }

  private HubSpotAssociations client(AccessTokenProvider provider) {
    return HubSpotAssociations.builder()
        .apiRelease(TestRelease.get())
        .accessTokenProvider(provider)
        .baseUrl(hubspot.url())
        .build();
  }

  private static AssociatedPair associate(HubSpotAssociations client, int id) {
    return client.associateBlocking(ObjectRef.of("contacts", id), ObjectRef.of("companies", id));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "v1"})
  void anExpiredTokenIsRenewedWithTheRotatedRefreshToken(String release) {
    OAuthRefreshTokenProvider.Builder builder = provider();
    OAuthRefreshTokenProvider provider =
        release.isEmpty() ? builder.build() : builder.tokenRelease(release).build();
    HubSpotEmulator emulator = hubspot.emulator();
    try (HubSpotAssociations client = client(provider)) {
      associate(client, 1);
      emulator.expireToken(provider.accessToken(null).blockingGet());
      associate(client, 2);
    }

    emulator.associations().assertContains("contacts", "2", "companies", "2");
    assertThat(emulator.requests().token()).isEqualTo(2);
    assertThat(emulator.requests().status(401)).isEqualTo(1);
    assertThat(refreshTokens).hasSize(2).doesNotHaveDuplicates().doesNotContain("r1");
    assertThat(emulator.violations()).isEmpty();
  }

  @Test
  void aRefreshTokenThatIsNotKnownIsSaidInHubSpotsWords() {
    try (HubSpotAssociations client = client(provider().refreshToken("gone").build())) {
      assertThatThrownBy(() -> associate(client, 1))
          .isInstanceOf(HubSpotApiException.class)
          .hasMessageContaining("missing or unknown refresh token")
          .hasMessageContaining("/oauth/2026-03/token");
    }
    assertThat(hubspot.associations().isEmpty()).isTrue();
  }
}

package io.github.hubspotassociations.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hubspotassociations.client.api.OAuthApi;
import io.github.hubspotassociations.emulator.TestClient.TestResponse;
import io.github.hubspotassociations.testsupport.AfterTest;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.UnaryOperator;
import okhttp3.FormBody;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the token endpoint. */
class TokenEndpointTest {
  private static final String PATH = OAuthApi.CREATE_TOKEN_PATH.replace("{release}", "2026-03");

  private final SettableClock clock = new SettableClock();
  private HubSpotEmulator emulator = HubSpotEmulator.builder().strict(true).start();

  private static final class SettableClock extends Clock {
    private Instant now = Instant.parse("2026-11-25T12:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private TestClient start(UnaryOperator<HubSpotEmulator.Builder> options) {
    emulator.close();
    emulator = options.apply(HubSpotEmulator.builder().strict(true).clock(clock)).start();
    return client();
  }

  private TestClient client() {
    return new TestClient(AfterTest.close(new OkHttpClient()), emulator.url());
  }

  @AfterEach
  void close() {
    emulator.close();
  }

  static TestResponse refresh(TestClient client, String refreshToken) throws IOException {
    return refresh(client, PATH, "refresh_token", "app", "secret", refreshToken);
  }

  private static TestResponse refresh(
      TestClient client, String path, String grant, String id, String secret, String token)
      throws IOException {
    return client.send(
        client
            .withToken(null)
            .request(path)
            .post(
                new FormBody.Builder()
                    .add("grant_type", grant)
                    .add("client_id", id)
                    .add("client_secret", secret)
                    .add("refresh_token", token)
                    .build()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "2026-03", "2026-09-beta"})
  void aTokenIsIssuedOnEveryPathAsTheDocumentSays(String release) throws IOException {
    TestClient client = start(options -> options.clientId("app").refreshToken("r1"));
    String path = OAuthApi.CREATE_TOKEN_PATH.replace("{release}", release);
    TestResponse response = refresh(client, path, "refresh_token", "app", "any secret", "r1");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.at("expires_in")).isEqualTo(1800.0);
    assertThat(response.at("refresh_token")).isEqualTo("r1");
    assertThat(client.withToken((String) response.at("access_token")).batch("1>2").status())
        .isEqualTo(200);
    assertThat(emulator.requests().token()).isEqualTo(1);
    assertThat(emulator.violations()).isEmpty();
  }

  @Test
  void onlyTokensThatWereIssuedOrNamedAreAccepted() throws IOException {
    TestClient client = start(options -> options.clientId("app").token("named"));
    assertThat(client.withToken("other").batch("1>2").at("category"))
        .isEqualTo("INVALID_AUTHENTICATION");
    assertThat(client.withToken("named").batch("1>2").status()).isEqualTo(200);
    TestClient open = start(options -> options);
    assertThat(open.withToken("other").batch("1>2").status()).isEqualTo(200);
  }

  @Test
  void anIssuedTokenExpires() throws IOException {
    TestClient client =
        start(options -> options.clientId("app").accessTokenLifetime(Duration.ofSeconds(60)));
    TestClient issued = client.withToken((String) refresh(client, "any").at("access_token"));
    clock.now = clock.now.plusSeconds(59);
    assertThat(issued.batch("1>2").status()).isEqualTo(200);
    clock.now = clock.now.plusSeconds(1);
    assertThat(issued.batch("1>2").at("category")).isEqualTo("EXPIRED_AUTHENTICATION");
  }

  @Test
  void aRotatedRefreshTokenIsGoodOnce() throws IOException {
    TestClient client = start(options -> options.refreshToken("r1").refreshTokensRotate(true));
    String second = (String) refresh(client, "r1").at("refresh_token");
    assertThat(second).isNotEqualTo("r1");
    assertThat(refresh(client, "r1").at("status")).isEqualTo("BAD_REFRESH_TOKEN");
    assertThat(refresh(client, second).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "refresh_token,      app,   secret, r2, BAD_REFRESH_TOKEN, invalid_grant",
    "refresh_token,      other, secret, r1, BAD_CLIENT_ID,     invalid_client",
    "refresh_token,      app,   wrong,  r1, BAD_CLIENT_SECRET, invalid_client",
    "authorization_code, app,   secret, r1, BAD_GRANT_TYPE,    unsupported_grant_type"
  })
  void whatIsWrongIsNamedAndNoTokenIssued(
      String grant, String id, String secret, String token, String status, String error)
      throws IOException {
    TestClient client =
        start(options -> options.clientId("app").clientSecret("secret").refreshToken("r1"));
    TestResponse response = refresh(client, PATH, grant, id, secret, token);
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.at("status")).isEqualTo(status);
    assertThat(response.at("error")).isEqualTo(error);
    assertThat(response.at("correlationId"))
        .isEqualTo(response.headers().get("x-hubspot-correlation-id"));
    assertThat(emulator.violations()).isEmpty();
  }

  @Test
  void aBodyThatIsNoFormIsNotTaken() throws IOException {
    TestResponse response = client().post(PATH, "{\"grant_type\":\"refresh_token\"}");
    assertThat(response.status()).isEqualTo(415);
    assertThat(client().send(client().request(PATH).get()).headers().get("Allow"))
        .isEqualTo("POST");
  }

  @Test
  void aLifetimeBelowASecondIsAClearError() {
    assertThatThrownBy(() -> HubSpotEmulator.builder().accessTokenLifetime(Duration.ofMillis(999)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("accessTokenLifetime is PT0.999S: use one second or more");
  }
}

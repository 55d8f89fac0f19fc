package io.github.hubspotassociations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hubspotassociations.emulator.HubSpotEmulator;
import io.github.hubspotassociations.error.ErrorKind;
import io.github.hubspotassociations.error.HubSpotApiException;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.RateLimitException;
import io.github.hubspotassociations.error.TransportException;
import io.github.hubspotassociations.error.UnexpectedResponseException;
import io.github.hubspotassociations.pacing.RetryPolicy;
import io.github.hubspotassociations.testsupport.AfterTest;
import io.reactivex.rxjava3.internal.util.ExceptionHelper;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import okhttp3.mockwebserver.RecordedRequest;
import okhttp3.mockwebserver.SocketPolicy;
import okio.Buffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class OAuthRefreshTokenProviderTest {
  private static final String SECRET = "5f0f4b5c-client-secret";
  private static final String REFRESH = "eu1-9a7b-4c1d-refresh";

  private final MockWebServer server = new MockWebServer();
  private final TestScheduler scheduler = new TestScheduler();
  private final List<String> stored = Collections.synchronizedList(new ArrayList<>());
  private final List<Throwable> undeliverable = Collections.synchronizedList(new ArrayList<>());
  private OAuthRefreshTokenProvider provider;

  @BeforeEach
  void start() throws Exception {
    RxJavaPlugins.setErrorHandler(undeliverable::add);
    server.start();
    provider = builder().build();
  }

  @AfterEach
  void stop() throws Exception {
    server.shutdown();
    RxJavaPlugins.reset();
    assertThat(undeliverable).isEmpty();
  }

  private OAuthRefreshTokenProvider.Builder builder() {
    return OAuthRefreshTokenProvider.builder()
        .clientId("my-app")
        .clientSecret(SECRET)
        .refreshToken(REFRESH)
        .baseUrl(server.url("/").toString())
        .scheduler(scheduler)
        .retryPolicy(RetryPolicy.builder().maxAttempts(4).baseDelay(Duration.ZERO).build())
        .onRefreshToken(stored::add);
  }

  @Test
  void asksWithTheFormOfTheRefreshTokenGrant() throws Exception {
    server.enqueue(grant("a1", 1800));
    assertThat(token(null)).isEqualTo("a1");
    RecordedRequest request = server.takeRequest();
    assertThat(request.getRequestLine()).isEqualTo("POST /oauth/2026-03/token HTTP/1.1");
    assertThat(request.getHeader("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
    assertThat(request.getHeader("Authorization")).isNull();
    assertThat(request.getBody().readUtf8())
        .isEqualTo(
            "grant_type=refresh_token&client_id=my-app&client_secret="
                + SECRET
                + "&refresh_token="
                + REFRESH);
  }

  @Test
  void aTokenIsUsedUntilAWhileBeforeItExpires() throws Exception {
    server.enqueue(grant("a1", 1800));
    server.enqueue(grant("a2", 1800));
    assertThat(token(null)).isEqualTo("a1");
    scheduler.advanceTimeBy(25 * 60 - 1, TimeUnit.SECONDS);
    assertThat(provider.isCurrent("a1")).isTrue();
    assertThat(token(null)).isEqualTo("a1");
    scheduler.advanceTimeBy(1, TimeUnit.SECONDS);
    assertThat(provider.isCurrent("a1")).isFalse();
    assertThat(token(null)).isEqualTo("a2");
    assertThat(provider.isCurrent("a1")).isFalse();
    assertThat(provider.isCurrent("a2")).isTrue();
    assertThat(server.getRequestCount()).isEqualTo(2);
  }

  @Test
  void aShortLivedTokenIsUsedForHalfOfItsLife() throws Exception {
    server.enqueue(grant("a1", 60));
    assertThat(token(null)).isEqualTo("a1");
    scheduler.advanceTimeBy(29, TimeUnit.SECONDS);
    assertThat(provider.isCurrent("a1")).isTrue();
    scheduler.advanceTimeBy(1, TimeUnit.SECONDS);
    assertThat(provider.isCurrent("a1")).isFalse();
  }

  @Test
  void aRejectedTokenIsRenewedAtOnce() throws Exception {
    server.enqueue(grant("a1", 1800));
    server.enqueue(grant("a2", 1800));
    assertThat(token(null)).isEqualTo("a1");
    assertThat(token("a1")).isEqualTo("a2");
    assertThat(token("a1")).isEqualTo("a2");
    assertThat(server.getRequestCount()).isEqualTo(2);
  }

  @Test
  void callersShareOneRequestAndOneThatIsDisposedDisturbsNobody() throws Exception {
    server.enqueue(grant("a1", 1800).setHeadersDelay(50, TimeUnit.MILLISECONDS));
    TestObserver<String> first = provider.accessToken(null).test();
    TestObserver<String> second = provider.accessToken(null).test();
    first.dispose();
    assertThat(second.await(10, TimeUnit.SECONDS)).isTrue();
    second.assertResult("a1");
    first.assertEmpty();
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void aRotatedRefreshTokenIsKeptAndTold() throws Exception {
    server.enqueue(
        json(200, "{\"access_token\":\"a1\",\"refresh_token\":\"r2\",\"expires_in\":1800}"));
    server.enqueue(grant("a2", 1800));
    assertThat(token(null)).isEqualTo("a1");
    assertThat(stored).containsExactly("r2");
    assertThat(token("a1")).isEqualTo("a2");
    server.takeRequest();
    assertThat(server.takeRequest().getBody().readUtf8()).endsWith("&refresh_token=r2");
    assertThat(stored).containsExactly("r2");
  }

  @Test
  void theSameRefreshTokenAgainIsNoNews() throws Exception {
    server.enqueue(json(200, "{\"access_token\":\"a1\",\"refresh_token\":\"" + REFRESH + "\"}"));
    assertThat(token(null)).isEqualTo("a1");
    assertThat(stored).isEmpty();
  }

  @Test
  void aRefreshTokenThatHubSpotDoesNotKnowIsATypedError() {
    server.enqueue(
        json(
            400,
            "{\"status\":\"BAD_REFRESH_TOKEN\",\"error\":\"invalid_grant\","
                + "\"error_description\":\"missing or unknown refresh token\","
                + "\"message\":\"missing or unknown refresh token "
                + REFRESH
                + " for "
                + SECRET
                + "\",\"correlationId\":\"c-1\"}"));
    HubSpotException failure = failure(null);
    assertThat(failure).isInstanceOf(HubSpotApiException.class);
    assertThat(failure.kind()).isEqualTo(ErrorKind.AUTHENTICATION);
    assertThat(((HubSpotApiException) failure).status()).isEqualTo(400);
    assertThat(((HubSpotApiException) failure).correlationId()).isEqualTo("c-1");
    assertThat(failure)
        .hasMessageStartingWith("missing or unknown refresh token")
        .hasMessageContaining("(HTTP 400 invalid_grant): POST /oauth/2026-03/token;");
    assertThat(server.getRequestCount()).isEqualTo(1);
    assertNoSecret(failure);
  }

  /** Of any shape and length, as they are, as in a form, in a URL, or in JSON. */
  @Test
  void echoedSecretsAreMaskedHoweverTheyAreWritten() {
    String secret = "a b/c+\"d";
    String refresh = "1é?&=~";
    provider = builder().clientSecret(secret).refreshToken(refresh).build();
    for (String echo :
        List.of(
            secret + " " + refresh,
            "{\"message\":\"client_secret=a b\\/c+\\\"d refresh_token=1é?&=~\"}",
            "client_secret=a+b%2Fc%2B%22d&refresh_token=1%C3%A9%3F%26%3D%7E",
            "{\"message\":\"x%22a%20b%2fc%2b%22d%22 71%c3%a9%3f%26%3d~7\"}")) {
      server.enqueue(json(400, echo));
      HubSpotApiException failure = (HubSpotApiException) failure(null);
      assertThat(print(failure) + failure.bodySnippet() + failure.error())
          .contains("***")
          .doesNotContain("a b", "a+b", "a%20b", "/c", "2Fc", "2fc", "1é", "1%C", "1%c");
    }
  }

  @Test
  void failuresThatPassAreRepeatedAFewTimes() throws Exception {
    server.enqueue(new MockResponse().setResponseCode(503));
    server.enqueue(new MockResponse().setSocketPolicy(SocketPolicy.DISCONNECT_AFTER_REQUEST));
    server.enqueue(json(200, "{\"access_tok"));
    server.enqueue(grant("a1", 1800));
    assertThat(token(null)).isEqualTo("a1");
    assertThat(server.getRequestCount()).isEqualTo(4);
  }

  @Test
  void aServerThatStaysDownEndsAfterTheAttempts() throws Exception {
    for (int i = 0; i < 5; i++) {
      server.enqueue(new MockResponse().setResponseCode(502).setBody("<html>bad gateway</html>"));
    }
    assertThat(((HubSpotApiException) failure(null)).status()).isEqualTo(502);
    assertThat(server.getRequestCount()).isEqualTo(4);
  }

  @Test
  void aTooManyRequestsIsWaitedFor() throws Exception {
    server.enqueue(json(429, "{\"policyName\":\"SECONDLY\"}"));
    server.enqueue(grant("a1", 1800));
    TestObserver<String> asked = provider.accessToken(null).test();
    for (int i = 0; i < 500 && !asked.await(10, TimeUnit.MILLISECONDS); i++) {
      int asks = server.getRequestCount();
      scheduler.advanceTimeBy(100, TimeUnit.MILLISECONDS);
      assertThat(asks == 2 || i >= 9 || server.getRequestCount() <= 1).isTrue();
    }
    asked.assertResult("a1");
    assertThat(server.getRequestCount()).isEqualTo(2);
  }

  @Test
  void theOldTokenServesForAsLongAsItLivesWhenRenewingAheadFails() throws Exception {
    server.enqueue(grant("a1", 1800));
    assertThat(token(null)).isEqualTo("a1");
    scheduler.advanceTimeBy(25, TimeUnit.MINUTES);
    server.enqueue(json(400, "{\"status\":\"BAD_REFRESH_TOKEN\"}"));
    assertThat(token(null)).isEqualTo("a1");
    assertThat(provider.isCurrent("a1")).isTrue(); // For the next 30 seconds.
    assertThat(token(null)).isEqualTo("a1");
    assertThat(server.getRequestCount()).isEqualTo(2);

    scheduler.advanceTimeBy(30, TimeUnit.SECONDS);
    server.enqueue(json(400, "{\"status\":\"BAD_REFRESH_TOKEN\"}"));
    assertThat(token(null)).isEqualTo("a1");
    scheduler.advanceTimeBy(270, TimeUnit.SECONDS);
    server.enqueue(json(400, "{\"status\":\"BAD_REFRESH_TOKEN\"}"));
    assertThat(failure(null).kind()).isEqualTo(ErrorKind.AUTHENTICATION);
    assertThat(server.getRequestCount()).isEqualTo(4);
  }

  @Test
  void aRejectedTokenIsNotServedAgainWhenRenewingFails() throws Exception {
    server.enqueue(grant("a1", 1800));
    assertThat(token(null)).isEqualTo("a1");
    server.enqueue(json(400, "{\"status\":\"BAD_REFRESH_TOKEN\"}"));
    assertThat(failure("a1").kind()).isEqualTo(ErrorKind.AUTHENTICATION);
  }

  @Test
  void aResponseWithoutATokenIsUnusableAndItsBodyIsNotShown() {
    for (String body :
        List.of(
            "", "<html>", "[]", "{\"access_token\":null}", "{\"access_token\":\"half-of-a-tok")) {
      for (int i = 0; i < 4; i++) {
        server.enqueue(json(200, body));
      }
      HubSpotException failure = failure(null);
      assertThat(failure).isInstanceOf(UnexpectedResponseException.class);
      assertThat(print(failure)).doesNotContain("half-of-a-tok");
    }
  }

  @Test
  void noMoreOfABodyIsReadThanATokenCanNeed() {
    Buffer endless = new Buffer().writeUtf8("{\"access_token\":\"");
    byte[] chunk = new byte[1 << 16];
    java.util.Arrays.fill(chunk, (byte) 'x');
    for (int i = 0; i < 64; i++) {
      endless.write(chunk);
    }
    server.enqueue(new MockResponse().setResponseCode(400).setBody(endless));
    assertThat(((HubSpotApiException) failure(null)).status()).isEqualTo(400);
  }

  @Test
  void redirectsAreNotFollowed() throws Exception {
    try (MockWebServer elsewhere = new MockWebServer()) {
      elsewhere.start();
      for (int status : new int[] {302, 307, 308}) {
        server.enqueue(
            new MockResponse()
                .setResponseCode(status)
                .setHeader("Location", elsewhere.url("/").toString()));
        HubSpotException failure = failure(null);
        assertThat(((HubSpotApiException) failure).status()).isEqualTo(status);
        assertNoSecret(failure);
      }
      assertThat(elsewhere.getRequestCount()).isZero();
    }
  }

  @Test
  void aProxyIsUsedAndApplicationInterceptorsSeeNoSecret() throws Exception {
    List<Request> seen = Collections.synchronizedList(new ArrayList<>());
    OkHttpClient client =
        new OkHttpClient.Builder()
            .proxy(server.toProxyAddress())
            .addInterceptor(
                chain -> {
                  seen.add(chain.request());
                  return chain.proceed(chain.request());
                })
            .build();
    server.enqueue(grant("a1", 1800));
    provider =
        builder().baseUrl("http://127.0.0.1:1").okHttpClient(AfterTest.close(client)).build();
    assertThat(token(null)).isEqualTo("a1");
    assertThat(server.takeRequest().getRequestLine())
        .isEqualTo("POST http://127.0.0.1:1/oauth/2026-03/token HTTP/1.1");
    assertThat(seen).isEmpty();
  }

  @Test
  void theFirstReleaseOfTheEndpointIsUsedOnRequest() throws Exception {
    server.enqueue(grant("a1", 1800));
    provider = builder().tokenRelease("v1").build();
    assertThat(token(null)).isEqualTo("a1");
    RecordedRequest request = server.takeRequest();
    assertThat(request.getPath()).isEqualTo("/oauth/v1/token");
    assertThat(request.getHeader("User-Agent")).startsWith("hubspot-associations/");
  }

  @Test
  void thePolicysLimitsHoldAfterATooManyRequestsToo() {
    server.enqueue(json(429, "{}").setHeader("Retry-After", "8"));
    provider =
        builder()
            .retryPolicy(RetryPolicy.builder().maxElapsed(Duration.ofSeconds(2)).build())
            .build();
    assertThat(failure(null)).isInstanceOf(RateLimitException.class);
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void aTooManyRequestsThatAsksToComeAtOnceIsNotAskedForever() throws Exception {
    for (int i = 0; i < 10; i++) {
      server.enqueue(json(429, "{}").setHeader("Retry-After", "0"));
    }
    TestObserver<String> asked = provider.accessToken(null).test();
    for (int i = 0; i < 500 && !asked.await(10, TimeUnit.MILLISECONDS); i++) {
      scheduler.advanceTimeBy(1, TimeUnit.SECONDS);
    }
    asked.assertError(RateLimitException.class);
    assertThat(server.getRequestCount()).isEqualTo(4);
  }

  @Test
  void aResponseThatWasCutOffIsATransportFailureAndIsRetried() throws Exception {
    server.enqueue(grant("a1", 1800).setSocketPolicy(SocketPolicy.DISCONNECT_DURING_RESPONSE_BODY));
    server.enqueue(grant("a2", 1800));
    assertThat(token(null)).isEqualTo("a2");
  }

  @Test
  void aServiceUnavailableThatAsksToComeAtOnceIsSentAgainByThePolicyAlone() {
    server.enqueue(json(503, "").setHeader("Retry-After", "0"));
    server.enqueue(grant("a1", 1800));
    provider = builder().retryPolicy(RetryPolicy.none()).build();
    assertThat(((HubSpotApiException) failure(null)).status()).isEqualTo(503);
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void anErrorThatIsThrownReachesTheCallerAndTheNextCallGoesOn() throws Exception {
    boolean[] thrown = new boolean[1];
    OkHttpClient client =
        new OkHttpClient.Builder()
            .addNetworkInterceptor(
                chain -> {
                  if (!thrown[0]) {
                    thrown[0] = true;
                    throw new NoClassDefFoundError("x");
                  }
                  return chain.proceed(chain.request());
                })
            .build();
    provider =
        builder().okHttpClient(AfterTest.close(client)).retryPolicy(RetryPolicy.none()).build();
    server.enqueue(grant("a1", 1800));
    assertThat(failure(null)).hasRootCauseInstanceOf(NoClassDefFoundError.class);
    assertThat(token(null)).isEqualTo("a1");
  }

  @Test
  void aTokenOfTheEmulatorIsRenewedWhenItIsRejectedAndItsRefreshTokenRotates() {
    try (HubSpotEmulator emulator =
        HubSpotEmulator.builder()
            .clientId("my-app")
            .clientSecret(SECRET)
            .refreshToken(REFRESH)
            .refreshTokensRotate(true)
            .start()) {
      OAuthRefreshTokenProvider ofEmulator = builder().baseUrl(emulator.url()).build();
      String first = ofEmulator.accessToken(null).blockingGet();
      assertThat(ofEmulator.accessToken(first).blockingGet()).isNotEqualTo(first);
      assertThat(stored).hasSize(2).doesNotHaveDuplicates().doesNotContain(REFRESH);
      try (HubSpotAssociations hubspot =
          HubSpotAssociations.builder()
              .accessTokenProvider(ofEmulator)
              .baseUrl(emulator.url())
              .build()) {
        assertThat(
                hubspot.associateBlocking(
                    ObjectRef.of("contacts", 1), ObjectRef.of("companies", 2)))
            .isNotNull();
      }
      assertThat(emulator.violations()).isEmpty();
    }
  }

  @Test
  void aFailedConnectionNamesNoSecret() throws Exception {
    server.shutdown();
    HubSpotException failure = failure(null);
    assertThat(failure).isInstanceOf(TransportException.class);
    assertNoSecret(failure);
  }

  @Test
  void aCallbackThatThrowsIsCalledAgainBeforeTheTokenIsUsedAndNoTokenIsLost() throws Exception {
    List<Throwable> failures =
        new ArrayList<>(List.of(new IllegalStateException("disk full"), new LinkageError("x")));
    provider =
        builder()
            .onRefreshToken(
                token -> {
                  stored.add(token);
                  if (!failures.isEmpty()) {
                    throw ExceptionHelper.wrapOrThrow(failures.remove(0));
                  }
                })
            .build();
    server.enqueue(json(200, "{\"access_token\":\"a1\",\"refresh_token\":\"r2\"}"));
    assertThatThrownBy(() -> provider.accessToken(null).blockingGet())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("disk full");
    assertThatThrownBy(() -> provider.accessToken(null).blockingGet())
        .isInstanceOf(LinkageError.class);
    assertThat(token(null)).isEqualTo("a1");
    assertThat(token(null)).isEqualTo("a1");
    assertThat(stored).containsExactly("r2", "r2", "r2");
    assertThat(server.getRequestCount()).isEqualTo(1);
    server.enqueue(grant("a2", 1800));
    assertThat(token("a1")).isEqualTo("a2");
    server.takeRequest();
    assertThat(server.takeRequest().getBody().readUtf8()).endsWith("&refresh_token=r2");
  }

  @Test
  void whatIsMissingOrUnsafeIsNamedWithoutTellingSecrets() {
    assertThatThrownBy(() -> OAuthRefreshTokenProvider.builder().clientId("x").build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("clientSecret is missing: give it to the builder");
    assertThatThrownBy(() -> builder().baseUrl("http://api.hubapi.com").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("http://api.hubapi.com")
        .hasMessageContaining("https");
    assertThatThrownBy(() -> builder().renewAhead(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("renewAhead is PT-1S: give zero or more, at most a day");
    assertThat(provider.toString())
        .isEqualTo("OAuthRefreshTokenProvider{" + server.url("/oauth/2026-03/token") + "}");
  }

  private String token(@Nullable String rejected) throws InterruptedException {
    TestObserver<String> asked = provider.accessToken(rejected).test();
    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
    asked.assertNoErrors();
    return asked.values().get(0);
  }

  private HubSpotException failure(@Nullable String rejected) {
    try {
      throw new AssertionError(provider.accessToken(rejected).blockingGet());
    } catch (HubSpotException e) {
      return e;
    }
  }

  private static MockResponse grant(String token, long expiresIn) {
    return json(
        200,
        "{\"token_type\":\"bearer\",\"access_token\":\""
            + token
            + "\",\"expires_in\":"
            + expiresIn
            + ",\"hub_id\":1}");
  }

  private static MockResponse json(int status, String body) {
    return new MockResponse()
        .setResponseCode(status)
        .setHeader("Content-Type", "application/json")
        .setBody(body);
  }

  private static void assertNoSecret(Throwable e) {
    assertThat(print(e)).doesNotContain(SECRET, REFRESH);
    if (e instanceof HubSpotApiException failure) {
      assertThat(failure.bodySnippet()).doesNotContain(SECRET, REFRESH);
      assertThat(failure.error().toString()).doesNotContain(SECRET, REFRESH);
    }
  }

  private static String print(Throwable e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}

package io.github.hubspotassociations;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hubspotassociations.client.api.AssociationsApi;
import io.github.hubspotassociations.client.model.BatchInputPublicDefaultAssociationMultiPost;
import io.github.hubspotassociations.error.HubSpotErrors;
import io.github.hubspotassociations.error.HubSpotServerException;
import io.github.hubspotassociations.error.TransportException;
import io.github.hubspotassociations.pacing.RequestBudget;
import io.github.hubspotassociations.pacing.RetryPolicy;
import io.github.hubspotassociations.testsupport.AfterTest;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import okhttp3.mockwebserver.SocketPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OkHttp goes on to a host's next address, and yet sends no request a second time by itself. */
@SuppressWarnings("AddressSelection") // Of literal addresses, which have no others.
final class OneRequestTest {
  private static final ObjectRef CONTACT = ObjectRef.of("contacts", 1);
  private static final ObjectRef COMPANY = ObjectRef.of("companies", 2);
  private static final String PAIR =
      "{\"results\":[{\"from\":{\"id\":\"1\"},\"to\":{\"id\":\"2\"}}]}";

  private final MockWebServer server = new MockWebServer();

  @BeforeEach
  void start() throws IOException {
    server.start(InetAddress.getByName("127.0.0.1"), 0);
  }

  @AfterEach
  void stop() throws IOException {
    server.shutdown();
  }

  @Test
  void aHostWhoseFirstAddressIsDeadIsReached() throws Exception {
    OkHttpClient client =
        AfterTest.close(
            new OkHttpClient.Builder()
                .dns(
                    host ->
                        List.of(
                            InetAddress.getByName("127.0.0.9"), InetAddress.getByName("127.0.0.1")))
                .build());
    String url = "http://localhost:" + server.getPort();
    server.enqueue(new MockResponse().setBody("{\"access_token\":\"a1\",\"expires_in\":1800}"));
    OAuthRefreshTokenProvider tokens =
        OAuthRefreshTokenProvider.builder()
            .clientId("id")
            .clientSecret("secret")
            .refreshToken("refresh")
            .baseUrl(url)
            .okHttpClient(client)
            .retryPolicy(RetryPolicy.none())
            .build();
    try (HubSpotAssociations hubspot =
        HubSpotAssociations.builder()
            .accessTokenProvider(tokens)
            .baseUrl(url)
            .okHttpClient(client)
            .retryPolicy(RetryPolicy.none())
            .build()) {
      server.enqueue(new MockResponse().setBody(PAIR));
      assertThat(hubspot.associateBlocking(CONTACT, COMPANY)).isNotNull();
      client.connectionPool().evictAll();
      server.enqueue(new MockResponse().setBody(PAIR));
      assertThat(
              hubspot
                  .bulk()
                  .build()
                  .summarize(List.of(AssociationRequest.of(CONTACT, COMPANY)))
                  .blockingGet()
                  .associated())
          .isEqualTo(1);
      client.connectionPool().evictAll();
      server.enqueue(new MockResponse().setBody(PAIR));
      assertThat(
              hubspot
                  .api(AssociationsApi.class)
                  .createDefault("2026-03", "contacts", "1", "companies", "2")
                  .blockingGet()
                  .results())
          .hasSize(1);
    }
    assertThat(server.getRequestCount()).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 503})
  void whatOkHttpWouldSendAgainIsSentOnce(int status) {
    try (HubSpotAssociations hubspot = client(RetryPolicy.none())) {
      AssociationsApi api = hubspot.api(AssociationsApi.class);
      BatchInputPublicDefaultAssociationMultiPost body =
          BatchInputPublicDefaultAssociationMultiPost.builder().inputs(new ArrayList<>()).build();
      List<Single<?>> calls =
          List.of(
              hubspot.associate(CONTACT, COMPANY),
              api.createDefault("2026-03", "contacts", "1", "companies", "2"),
              api.createDefaultBatch("2026-03", "contacts", "companies", body));
      for (Single<?> call : calls) {
        int before = server.getRequestCount();
        server.enqueue(new MockResponse().setResponseCode(status).setHeader("Retry-After", "0"));
        assertThatThrownBy(call::blockingGet)
            .satisfies(e -> assertThat(HubSpotErrors.from(e)).hasMessageContaining("" + status));
        assertThat(server.getRequestCount() - before).isEqualTo(1);
      }
    }
  }

  @Test
  void aPooledConnectionThatIsDroppedAfterTheRequestIsNotUsedForASecondOne() {
    try (HubSpotAssociations hubspot = client(RetryPolicy.none())) {
      AssociationsApi api = hubspot.api(AssociationsApi.class);
      server.enqueue(new MockResponse().setBody(PAIR));
      server.enqueue(new MockResponse().setSocketPolicy(SocketPolicy.DISCONNECT_AFTER_REQUEST));
      Single<?> call = api.createDefault("2026-03", "contacts", "1", "companies", "2");
      assertThat(call.blockingGet()).isNotNull();
      assertThatThrownBy(call::blockingGet).hasCauseInstanceOf(IOException.class);
      assertThat(server.getRequestCount()).isEqualTo(2);
    }
  }

  @Test
  void aSingleCallToAHostThatRefusesEveryConnectionEndsWithin5Seconds() throws IOException {
    String url = server.url("/").toString();
    server.shutdown();
    try (HubSpotAssociations hubspot =
        HubSpotAssociations.builder().accessToken("pat-test").baseUrl(url).build()) {
      hubspot
          .associate(CONTACT, COMPANY)
          .test()
          .awaitDone(30, SECONDS)
          .assertError(
              e ->
                  e instanceof TransportException
                      && e.getSuppressed().length == 3); // Four attempts; their waits are tested.
    }
  }

  @Test
  void aSingleCallToAServerThatNeverRespondsEndsByThePolicysTime() {
    RetryPolicy policy =
        RetryPolicy.builder()
            .attemptTimeout(Duration.ofMillis(100))
            .maxElapsed(Duration.ofMillis(350))
            .baseDelay(Duration.ZERO)
            .build();
    try (HubSpotAssociations hubspot = client(policy)) {
      for (int i = 0; i < 8; i++) {
        server.enqueue(new MockResponse().setSocketPolicy(SocketPolicy.NO_RESPONSE));
      }
      hubspot
          .associate(CONTACT, COMPANY)
          .test()
          .awaitDone(30, SECONDS)
          .assertError(e -> e instanceof TransportException failure && failure.isTimeout());
    }
    assertThat(server.getRequestCount()).isLessThanOrEqualTo(3);
  }

  @Test
  void aRetryThatWaitsForItsPlaceInTheBudgetEndsByThePolicysTimeToo() throws Exception {
    TestScheduler scheduler = new TestScheduler();
    RequestBudget budget = RequestBudget.of(1, Duration.ofHours(1));
    RetryPolicy policy =
        RetryPolicy.builder()
            .attemptTimeout(Duration.ofSeconds(20))
            .maxElapsed(Duration.ofSeconds(40))
            .baseDelay(Duration.ZERO)
            .build();
    try (HubSpotAssociations hubspot =
        HubSpotAssociations.builder()
            .accessToken("pat-test")
            .baseUrl(server.url("/").toString())
            .requestBudget(budget)
            .retryPolicy(policy)
            .scheduler(scheduler)
            .build()) {
      server.enqueue(new MockResponse().setResponseCode(503));
      TestObserver<AssociatedPair> call = hubspot.associate(CONTACT, COMPANY).test();
      for (int i = 0; i < 3000 && !budget.toString().contains("waiting 1"); i++) {
        assertThat(call.await(10, MILLISECONDS)).isFalse();
      }
      scheduler.advanceTimeBy(39, SECONDS);
      call.assertEmpty();
      scheduler.advanceTimeBy(2, SECONDS);
      call.awaitDone(30, SECONDS).assertError(HubSpotServerException.class);
    }
    assertThat(server.getRequestCount()).isEqualTo(1);
    assertThat(budget.toString()).contains("waiting 0");
  }

  @Test
  void aTokenProviderThatBlocksDoesNotStallTheOtherClientsOfItsBudget() {
    CountDownLatch blocked = new CountDownLatch(1);
    RequestBudget budget = RequestBudget.of(2, Duration.ofMillis(1));
    try (HubSpotAssociations waiting =
            HubSpotAssociations.builder()
                .accessTokenProvider(
                    rejected ->
                        Single.fromCallable(
                            () -> {
                              blocked.await();
                              return "t1";
                            }))
                .baseUrl(server.url("/").toString())
                .requestBudget(budget)
                .build();
        HubSpotAssociations other =
            HubSpotAssociations.builder()
                .accessToken("pat-test")
                .baseUrl(server.url("/").toString())
                .requestBudget(budget)
                .build()) {
      var first = waiting.associate(CONTACT, COMPANY).test();
      server.enqueue(new MockResponse().setBody(PAIR));
      server.enqueue(new MockResponse().setBody(PAIR));
      assertThat(other.associateBlocking(CONTACT, COMPANY)).isNotNull();
      first.assertEmpty();
      blocked.countDown();
      first.awaitDone(30, SECONDS).assertValueCount(1);
    }
  }

  @Test
  void aListenerOfOkHttpThatThrowsLosesNoPlaceOfTheBudget() {
    EventListener listener =
        new EventListener() {
          @Override
          public void callStart(Call call) {
            throw new IllegalStateException("listener");
          }
        };
    RequestBudget budget = RequestBudget.of(1, Duration.ofMillis(1));
    try (HubSpotAssociations hubspot =
        HubSpotAssociations.builder()
            .accessToken("pat-test")
            .baseUrl(server.url("/").toString())
            .okHttpClient(
                AfterTest.close(new OkHttpClient.Builder().eventListener(listener).build()))
            .requestBudget(budget)
            .retryPolicy(RetryPolicy.none())
            .build()) {
      for (int i = 0; i < 3; i++) {
        hubspot.associate(CONTACT, COMPANY).test().awaitDone(20, SECONDS).assertError(e -> true);
      }
    }
    assertThat(budget.toString()).contains("in flight 0");
  }

  @Test
  void anErrorOfAPolicysRandomReachesTheCaller() {
    RetryPolicy policy =
        RetryPolicy.builder()
            .random(
                () -> {
                  throw new LinkageError("random");
                })
            .build();
    try (HubSpotAssociations hubspot = client(policy)) {
      server.enqueue(new MockResponse().setResponseCode(500));
      hubspot
          .associate(CONTACT, COMPANY)
          .test()
          .awaitDone(20, SECONDS)
          .assertError(e -> e instanceof LinkageError || e.getCause() instanceof LinkageError);
    }
  }

  @Test
  void afterAnUnauthorizedBareCallTheNextOneAsksForAnotherToken() throws Exception {
    Set<String> rejections = ConcurrentHashMap.newKeySet();
    try (HubSpotAssociations hubspot =
        HubSpotAssociations.builder()
            .accessTokenProvider(
                rejected -> {
                  if (rejected != null) {
                    rejections.add(rejected);
                  }
                  return Single.just(rejected == null ? "t1" : "t2");
                })
            .baseUrl(server.url("/").toString())
            .build()) {
      Single<?> call =
          hubspot
              .api(AssociationsApi.class)
              .createDefault("2026-03", "contacts", "1", "companies", "2");
      server.enqueue(new MockResponse().setResponseCode(401));
      server.enqueue(new MockResponse().setBody(PAIR));
      assertThatThrownBy(call::blockingGet).isNotNull();
      assertThat(call.blockingGet()).isNotNull();
      server.takeRequest();
      assertThat(server.takeRequest().getHeader("Authorization")).isEqualTo("Bearer t2");
      assertThat(rejections).containsExactly("t1");
    }
  }

  private HubSpotAssociations client(RetryPolicy policy) {
    return HubSpotAssociations.builder()
        .accessToken("pat-test")
        .baseUrl(server.url("/").toString())
        .requestBudget(RequestBudget.unlimited())
        .retryPolicy(policy)
        .build();
  }
}

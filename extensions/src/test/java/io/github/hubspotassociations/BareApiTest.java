package io.github.hubspotassociations;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.client.api.AssociationsApi;
import io.github.hubspotassociations.client.model.BatchResponsePublicDefaultAssociation;
import io.github.hubspotassociations.error.AuthenticationException;
import io.github.hubspotassociations.error.HubSpotErrors;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.RateLimitException;
import io.github.hubspotassociations.error.TransportException;
import io.github.hubspotassociations.pacing.RequestBudget;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import okhttp3.mockwebserver.SocketPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The generated interface bare: a token and timeouts, and nothing else. */
final class BareApiTest {
  private final MockWebServer server = new MockWebServer();

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() throws IOException {
    server.shutdown();
  }

  @Test
  void aCallCarriesTheTokenAndPaysNoBudget() throws Exception {
    RequestBudget spent = RequestBudget.of(1, Duration.ofHours(1));
    spent.acquire(new TestScheduler(), (wait, cause) -> {}).test().assertValueCount(1);
    server.enqueue(new MockResponse().setBody("{\"status\":\"COMPLETE\",\"results\":[]}"));

    BatchResponsePublicDefaultAssociation response =
        call(builder(rejected -> Single.just("t1")).requestBudget(spent))
            .awaitDone(20, SECONDS)
            .values()
            .get(0);
    assertThat(response.results()).isEmpty();
    assertThat(server.takeRequest().getHeader("Authorization")).isEqualTo("Bearer t1");
  }

  @Test
  void aRejectionIsNotRepeatedAndItsBodyIsCapped() {
    server.enqueue(
        new MockResponse()
            .setResponseCode(429)
            .setHeader("Retry-After", "0")
            .setBody("{\"policyName\":\"SECONDLY\",\"x\":\"" + "x".repeat(2_000_000) + "\"}"));
    HubSpotException failure = failure(call(builder(rejected -> Single.just("t1"))));
    assertThat(failure).isExactlyInstanceOf(RateLimitException.class);
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  static Stream<Throwable> failures() {
    return Stream.of(
        new IllegalStateException("vault"), new IOException("vault"), new AssertionError("vault"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aProviderThatFailsFailsTheCallAsOneThatIsNotAuthenticated(Throwable cause) {
    HubSpotException failure = failure(call(builder(rejected -> Single.error(cause))));
    assertThat(failure).isExactlyInstanceOf(AuthenticationException.class).hasCause(cause);
    assertThat(server.getRequestCount()).isZero();
  }

  @Test
  void aProviderThatNeverRespondsIsEndedByTheCallTimeout() {
    List<String> ended = new ArrayList<>();
    Single<String> never = Single.<String>never().doOnDispose(() -> ended.add("disposed"));
    HubSpotException failure =
        failure(call(builder(rejected -> never).callTimeout(Duration.ofMillis(100))));
    assertThat(failure).isExactlyInstanceOf(TransportException.class);
    assertThat(((TransportException) failure).isTimeout()).isTrue();
    assertThat(server.getRequestCount()).isZero();
    // It is asked on behalf of all who will call.
    assertThat(ended).isEmpty();
  }

  @Test
  void aServerThatNeverRespondsIsEndedByTheCallTimeout() {
    server.enqueue(new MockResponse().setSocketPolicy(SocketPolicy.NO_RESPONSE));
    HubSpotException failure =
        failure(call(builder(rejected -> Single.just("t1")).callTimeout(Duration.ofMillis(100))));
    assertThat(failure).isExactlyInstanceOf(TransportException.class);
    assertThat(((TransportException) failure).isTimeout()).isTrue();
  }

  @Test
  void aClosedClientTakesNoNewCallThroughWhatItGaveBefore() {
    HubSpotAssociations hubspot = builder(rejected -> Single.just("t1")).build();
    AssociationsApi api = hubspot.api(AssociationsApi.class);
    hubspot.close();
    HubSpotException failure =
        failure(api.createDefault("2026-03", "contacts", "1", "companies", "2").test());
    assertThat(failure).hasMessageContaining("closed");
    assertThat(server.getRequestCount()).isZero();
  }

  private HubSpotAssociations.Builder builder(AccessTokenProvider provider) {
    return HubSpotAssociations.builder()
        .accessTokenProvider(provider)
        .baseUrl(server.url("/").toString());
  }

  private static TestObserver<BatchResponsePublicDefaultAssociation> call(
      HubSpotAssociations.Builder builder) {
    HubSpotAssociations hubspot = builder.build();
    return hubspot
        .api(AssociationsApi.class)
        .createDefault("2026-03", "contacts", "1", "companies", "2")
        .doFinally(hubspot::close)
        .test();
  }

  private static HubSpotException failure(TestObserver<?> call) {
    HubSpotException[] failure = new HubSpotException[1];
    call.awaitDone(20, SECONDS)
        .assertError(
            e -> {
              failure[0] = HubSpotErrors.from(e);
              return true;
            });
    return failure[0];
  }
}

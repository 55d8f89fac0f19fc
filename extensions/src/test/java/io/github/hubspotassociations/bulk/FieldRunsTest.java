package io.github.hubspotassociations.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationOutcome.Kind;
import io.github.hubspotassociations.AssociationOutcome.NotAttempted;
import io.github.hubspotassociations.AssociationOutcome.Rejected;
import io.github.hubspotassociations.AssociationOutcome.Unconfirmed;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.error.AuthenticationException;
import io.github.hubspotassociations.error.ErrorKind;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.MissingScopesException;
import io.github.hubspotassociations.pacing.RequestBudget;
import io.github.hubspotassociations.pacing.RetryPolicy;
import io.github.hubspotassociations.testsupport.AfterTest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.mockwebserver.Dispatcher;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import okhttp3.mockwebserver.RecordedRequest;
import okhttp3.mockwebserver.SocketPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses that users met, and what whole runs make of them. */
final class FieldRunsTest {
  private static final String WRONG_DATA_CENTER =
      "{\"status\":\"error\",\"message\":\"Hub 5000001 is unknown to this Hublet, but it appears to"
          + " exist in Hublet eu1\",\"correctHublet\":\"eu1\"}";

  private StubHubSpot stub;
  private BulkSummary summary;

  private List<AssociationOutcome<Integer>> run(
      StubHubSpot.Behaviour behaviour, int pageSize, List<AssociationRequest<Integer>> inputs) {
    stub = new StubHubSpot(behaviour);
    try (HubSpotAssociations client = EngineRig.client(stub)) {
      return client
          .bulk()
          .pageSize(pageSize)
          .maxInFlight(1)
          .ordering(Ordering.INPUT)
          .listener(
              () ->
                  new BulkListener() {
                    @Override
                    public void finished(BulkSummary end) {
                      summary = end;
                    }
                  })
          .build()
          .associate(inputs)
          .toList()
          .blockingGet();
    }
  }

  private static void assertAll(Kind kind, List<AssociationOutcome<Integer>> outcomes) {
    assertThat(outcomes).isNotEmpty().allMatch(outcome -> outcome.kind() == kind);
  }

  @Test
  void theWrongDataCenterStopsTheRunAfterAFewAttempts() {
    List<AssociationOutcome<Integer>> outcomes =
        run(exchange -> exchange.response(488, WRONG_DATA_CENTER), 10, EngineRig.inputs(60));
    assertAll(Kind.NOT_ATTEMPTED, outcomes);
    assertThat(stub.requests()).isEqualTo(3);
    assertThat(summary.stopCause().kind()).isEqualTo(ErrorKind.WRONG_DATA_CENTER);
    assertThat(((NotAttempted<Integer>) outcomes.get(59)).cause())
        .hasMessageContaining("the account is in eu1: use https://api-eu1.hubapi.com");
  }

  @Test
  void theWrongDataCenterAndAPageOfAnEdgeMayPass() {
    for (StubHubSpot.Behaviour once :
        List.<StubHubSpot.Behaviour>of(
            exchange -> exchange.response(488, WRONG_DATA_CENTER),
            exchange -> exchange.response(403, "<html>Just a moment...</html>"),
            exchange -> exchange.response(401, "<html>Just a moment...</html>"))) {
      List<AssociationOutcome<Integer>> outcomes =
          run(
              exchange ->
                  stub.requests() == 2 ? once.respond(exchange) : exchange.apply().associated(),
              10,
              EngineRig.inputs(30));
      assertAll(Kind.ASSOCIATED, outcomes);
      assertThat(stub.requests()).isEqualTo(4);
    }
  }

  private static StubHubSpot.Behaviour entry(String category, int times) {
    return exchange -> {
      StubHubSpot.Pair bad = new StubHubSpot.Pair("1001", "500001");
      if (!exchange.pairs.contains(bad) || exchange.occurrence >= times) {
        return exchange.apply().associated();
      }
      List<StubHubSpot.Pair> good = new ArrayList<>(exchange.pairs);
      good.remove(bad);
      exchange.apply(good);
      return exchange.results(
          207,
          "COMPLETE",
          exchange.rows(good),
          List.of(
              StubHubSpot.error(
                  category,
                  null,
                  "not now",
                  Map.of("fromObjectId", List.of("1001"), "toObjectId", List.of("500001")))),
          1);
    };
  }

  @ParameterizedTest
  @CsvSource({
    "INTERNAL_ERROR, UNCONFIRMED",
    "OBJECT_LOCKED, NOT_ATTEMPTED",
    "MIGRATION_IN_PROGRESS, NOT_ATTEMPTED",
    "CONFLICT, REJECTED",
    "RATE_LIMITS, NOT_ATTEMPTED"
  })
  void anEntryThatPassesIsRetriedAndWhatRemainsIsTold(String category, Kind remains) {
    // A page of three whose second fails, and that pair alone.
    for (List<AssociationRequest<Integer>> inputs :
        List.of(EngineRig.inputs(3), List.of(EngineRig.input(1)))) {
      try (HastyClient client = new HastyClient(entry(category, 1))) {
        assertAll(Kind.ASSOCIATED, client.run(inputs));
      }
      try (HastyClient client = new HastyClient(entry(category, 1000))) {
        List<AssociationOutcome<Integer>> outcomes = client.run(inputs);
        for (AssociationOutcome<Integer> outcome : outcomes) {
          assertThat(outcome.kind()).isEqualTo(outcome.context() == 1 ? remains : Kind.ASSOCIATED);
        }
      }
    }
  }

  /** Waits in virtual time. */
  private static final class HastyClient implements AutoCloseable {
    private final HastyScheduler scheduler = new HastyScheduler();
    private final HubSpotAssociations client;

    HastyClient(StubHubSpot.Behaviour behaviour) {
      RetryPolicy policy =
          RetryPolicy.builder().maxAttempts(3).maxElapsed(Duration.ofMinutes(1)).build();
      client = EngineRig.client(new StubHubSpot(behaviour).client(), policy, scheduler);
    }

    List<AssociationOutcome<Integer>> run(List<AssociationRequest<Integer>> inputs) {
      return client.bulk().build().associate(inputs).toList().blockingGet();
    }

    @Override
    public void close() {
      client.close();
      scheduler.shutdown();
    }
  }

  @Test
  void aSuccessThatIsAnErrorOfScopesOrTokenCostsOneRequest() {
    List<AssociationOutcome<Integer>> outcomes =
        run(
            exchange ->
                exchange.response(
                    200,
                    "{\"status\":\"error\",\"category\":\"MISSING_SCOPES\",\"message\":\"no\","
                        + "\"errors\":[{\"message\":\"no\",\"context\":{\"requiredGranularScopes\":"
                        + "[\"crm.objects.contacts.write\"]}}]}"),
            1000,
            EngineRig.inputs(2000));
    assertAll(Kind.NOT_ATTEMPTED, outcomes);
    assertThat(stub.requests()).isEqualTo(1);
    HubSpotException cause = ((NotAttempted<Integer>) outcomes.get(1999)).cause();
    assertThat(((MissingScopesException) cause).missingScopes())
        .containsExactly("crm.objects.contacts.write");

    outcomes =
        run(
            exchange ->
                exchange.response(
                    200,
                    "{\"status\":\"error\",\"message\":\"expired\",\"errors\":[],"
                        + "\"category\":\"EXPIRED_AUTHENTICATION\"}"),
            1000,
            EngineRig.inputs(2000));
    assertAll(Kind.NOT_ATTEMPTED, outcomes);
    assertThat(stub.requests()).isEqualTo(1);
    assertThat(summary.stopCause()).isExactlyInstanceOf(AuthenticationException.class);
  }

  @Test
  void anIdThatEveryPageFailsOnLeavesItsOwnPairAloneUnconfirmed() throws InterruptedException {
    CountDownLatch others = new CountDownLatch(3);
    stub =
        new StubHubSpot(
            exchange -> {
              if (exchange.pairs.stream().noneMatch(pair -> pair.from().equals("1023"))) {
                others.countDown();
                return exchange.apply().associated();
              }
              try {
                others.await(); // So that it is not the host that fails.
              } catch (InterruptedException e) {
                throw new InterruptedIOException();
              }
              return exchange.response(500, "boom");
            });
    List<AssociationOutcome<Integer>> outcomes;
    try (HubSpotAssociations client = EngineRig.client(stub)) {
      outcomes =
          client
              .bulk()
              .pageSize(10)
              .ordering(Ordering.INPUT)
              .build()
              .associate(EngineRig.inputs(40))
              .toList()
              .blockingGet();
    }
    for (AssociationOutcome<Integer> outcome : outcomes) {
      assertThat(outcome.kind())
          .isEqualTo(outcome.context() == 23 ? Kind.UNCONFIRMED : Kind.ASSOCIATED);
    }
    assertThat(((Unconfirmed<Integer>) outcomes.get(23)).cause().kind())
        .isEqualTo(ErrorKind.SERVER_ERROR);
  }

  @Test
  void idsThatStandInProseAloneCostNoRequestOfTheirOwn() {
    List<String> errors = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      errors.add(
          "{\"status\":\"error\",\"category\":\"OBJECT_NOT_FOUND\",\"message\":\"No contact with ID"
              + " "
              + (1000 + 4 * i)
              + " exists\"}");
    }
    List<AssociationOutcome<Integer>> outcomes =
        run(
            exchange -> {
              List<StubHubSpot.Pair> good = new ArrayList<>(exchange.pairs);
              good.removeIf(pair -> Integer.parseInt(pair.from()) % 4 == 0);
              exchange.apply(good);
              return exchange.results(207, "COMPLETE", exchange.rows(good), errors, 500);
            },
            2000,
            EngineRig.inputs(2000));
    assertRejectedExactlyEveryFourth(outcomes);
    assertThat(((Rejected<Integer>) outcomes.get(4)).error().kind())
        .isEqualTo(ErrorKind.OBJECT_NOT_FOUND);
    assertThat(stub.requests()).isEqualTo(1);

    outcomes =
        run(
            exchange -> {
              StringBuilder ids = new StringBuilder();
              for (StubHubSpot.Pair pair : exchange.pairs) {
                if (Integer.parseInt(pair.from()) % 4 == 0) {
                  ids.append(ids.length() == 0 ? "\"" : ",\"");
                  ids.append("CONTACT=").append(pair.from()).append(" is not valid\"");
                }
              }
              return ids.length() == 0
                  ? exchange.apply().associated()
                  : exchange.response(
                      400,
                      "{\"status\":\"error\",\"message\":\"invalid\",\"errors\":[" + ids + "]}");
            },
            2000,
            EngineRig.inputs(2000));
    assertRejectedExactlyEveryFourth(outcomes);
    assertThat(stub.requests()).isEqualTo(2);
  }

  private static void assertRejectedExactlyEveryFourth(List<AssociationOutcome<Integer>> outcomes) {
    assertThat(outcomes).hasSize(2000);
    for (AssociationOutcome<Integer> outcome : outcomes) {
      assertThat(outcome.kind())
          .isEqualTo(outcome.context() % 4 == 0 ? Kind.REJECTED : Kind.ASSOCIATED);
    }
  }

  @Test
  void aNotFoundWithoutACategoryIsIsolated() {
    List<AssociationOutcome<Integer>> outcomes =
        run(
            exchange ->
                exchange.pairs.stream().anyMatch(pair -> pair.from().equals("1007"))
                    ? exchange.response(
                        404, "{\"status\":\"error\",\"message\":\"resource not found\"}")
                    : exchange.apply().associated(),
            20,
            EngineRig.inputs(20));
    for (AssociationOutcome<Integer> outcome : outcomes) {
      assertThat(outcome.kind())
          .isEqualTo(outcome.context() == 7 ? Kind.REJECTED : Kind.ASSOCIATED);
    }
  }

  // What follows is of the connection: over HTTP/2, and to a server.

  private static HubSpotAssociations client(MockWebServer server) {
    return HubSpotAssociations.builder()
        .accessToken("pat-test")
        .baseUrl(server.url("/").toString())
        .okHttpClient(
            AfterTest.close(
                new OkHttpClient.Builder().protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE)).build()))
        .requestBudget(RequestBudget.unlimited())
        .retryPolicy(
            RetryPolicy.builder()
                .retryAfterSend(false)
                .maxAttempts(3)
                .baseDelay(Duration.ZERO)
                .build())
        .build();
  }

  private static MockWebServer http2(MockResponse first, MockResponse then) throws IOException {
    MockWebServer server = new MockWebServer();
    server.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
    server.setDispatcher(
        new Dispatcher() {
          private boolean hasBegun;

          @Override
          public MockResponse peek() {
            return hasBegun ? then : first;
          }

          @Override
          public synchronized MockResponse dispatch(RecordedRequest request) {
            MockResponse next = peek();
            hasBegun = true;
            return next;
          }
        });
    server.start();
    return server;
  }

  private static MockResponse pair(SocketPolicy policy) {
    return new MockResponse()
        .setBody(
            "{\"results\":[{\"from\":{\"id\":\"1000\"},\"to\":{\"id\":\"500000\"}},"
                + "{\"from\":{\"id\":\"1001\"},\"to\":{\"id\":\"500001\"}}]}")
        .setSocketPolicy(policy);
  }

  private static MockResponse unprocessed() {
    return new MockResponse()
        .setSocketPolicy(SocketPolicy.RESET_STREAM_AT_START)
        .setHttp2ErrorCode(7); // REFUSED_STREAM, as for what comes after a GOAWAY.
  }

  @Test
  void aStreamThatWasNotProcessedIsRetriedUnderAnyPolicy() throws IOException {
    try (MockWebServer server = http2(unprocessed(), pair(SocketPolicy.KEEP_OPEN));
        HubSpotAssociations client = client(server)) {
      List<AssociationOutcome<Integer>> outcomes =
          client.bulk().build().associate(EngineRig.inputs(2)).toList().blockingGet();
      assertAll(Kind.ASSOCIATED, outcomes);
      assertThat(outcomes.get(0).attempts()).isEqualTo(2);
      assertThat(server.getRequestCount()).isLessThanOrEqualTo(2);
    }
    try (MockWebServer server = http2(unprocessed(), unprocessed());
        HubSpotAssociations client = client(server)) {
      List<AssociationOutcome<Integer>> outcomes =
          client.bulk().build().associate(EngineRig.inputs(2)).toList().blockingGet();
      assertAll(Kind.NOT_ATTEMPTED, outcomes);
      assertThat(outcomes.get(0).attempts()).isEqualTo(3);
    }
  }

  @Test
  void aConnectionThatIsShutDownGracefullyCostsNothing() throws IOException {
    MockResponse last = pair(SocketPolicy.DISCONNECT_AT_END); // With a GOAWAY.
    try (MockWebServer server = http2(last, last);
        HubSpotAssociations client = client(server)) {
      for (int i = 0; i < 5; i++) {
        assertAll(
            Kind.ASSOCIATED,
            client.bulk().build().associate(EngineRig.inputs(2)).toList().blockingGet());
      }
    }
  }

  @Test
  void whatIsRefusedAConnectionOnEveryAttemptIsNotAttempted() throws IOException {
    MockWebServer gone = http2(unprocessed(), unprocessed());
    try (HubSpotAssociations client = client(gone)) {
      gone.shutdown();
      List<AssociationOutcome<Integer>> outcomes =
          client.bulk().build().associate(EngineRig.inputs(2)).toList().blockingGet();
      assertAll(Kind.NOT_ATTEMPTED, outcomes);
      assertThat(outcomes.get(0).attempts()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1?x=2", "101;x=1", "a/b", "../x", "1#2", "%31", "é", "a b"})
  void anIdIsOneSegmentOfThePathAndOfTheMessage(String id) throws Exception {
    try (MockWebServer server = new MockWebServer()) {
      server.enqueue(new MockResponse().setResponseCode(400));
      try (HubSpotAssociations client =
          HubSpotAssociations.builder()
              .accessToken("pat-test")
              .baseUrl(server.url("/") + "/")
              .build()) {
        HubSpotException[] failure = new HubSpotException[1];
        client
            .associate(ObjectRef.of("contacts", id), ObjectRef.of("companies", 2))
            .ignoreElement()
            .onErrorComplete(
                e -> {
                  failure[0] = (HubSpotException) e;
                  return true;
                })
            .blockingAwait();
        RecordedRequest request = server.takeRequest();
        assertThat(request.getPath())
            .doesNotStartWith("//")
            .doesNotContain(";")
            .hasSameSizeAs(request.getRequestUrl().encodedPath());
        assertThat(request.getRequestUrl().pathSegments()).hasSize(9).element(4).isEqualTo(id);
        assertThat(failure[0]).hasMessageContaining("PUT " + request.getPath());
      }
    }
  }
}

package io.github.hubspotassociations;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hubspotassociations.bulk.BulkSummary;
import io.github.hubspotassociations.client.api.AssociationsV4Api;
import io.github.hubspotassociations.emulator.HubSpotEmulator;
import io.github.hubspotassociations.error.ErrorKind;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.ObjectNotFoundException;
import io.github.hubspotassociations.pacing.RequestBudget;
import io.github.hubspotassociations.pacing.RetryPolicy;
import io.github.hubspotassociations.testsupport.AfterTest;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import okhttp3.mockwebserver.RecordedRequest;
import okhttp3.mockwebserver.SocketPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HubSpotAssociationsTest {
  private HubSpotEmulator emulator;
  private HubSpotAssociations hubspot;

  @BeforeEach
  void start() throws Exception {
    emulator = HubSpotEmulator.start();
    hubspot =
        HubSpotAssociations.builder()
            .accessToken("pat-test")
            .baseUrl(emulator.url())
            .requestBudget(RequestBudget.unlimited())
            .build();
  }

  @AfterEach
  void stop() {
    hubspot.close();
    emulator.close();
    assertThat(emulator.violations()).isEmpty();
  }

  @Test
  void onePairIsAssociatedWithTheSpecsOfBothDirections() {
    AssociatedPair pair =
        hubspot
            .associate(ObjectRef.of("contacts", "101"), ObjectRef.of("companies", "202"))
            .blockingGet();

    assertThat(pair.from()).isEqualTo(ObjectRef.of("contacts", 101));
    assertThat(pair.spec()).isNotNull();
    assertThat(pair.inverseSpec()).isNotNull().isNotEqualTo(pair.spec());
  }

  @Test
  void theEndOfARequestDoesNotWaitUntilWhatWentBeforeItIsAcknowledged() {
    List<Boolean> withoutDelay = new CopyOnWriteArrayList<>();
    EventListener listener =
        new EventListener() {
          @Override
          public void connectionReleased(Call call, Connection connection) {
            try {
              withoutDelay.add(connection.socket().getTcpNoDelay());
            } catch (SocketException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    try (HubSpotAssociations listenedTo =
        HubSpotAssociations.builder()
            .accessToken("pat-test")
            .baseUrl(emulator.url())
            .okHttpClient(
                AfterTest.close(new OkHttpClient.Builder().eventListener(listener).build()))
            .build()) {
      listenedTo
          .associate(ObjectRef.of("contacts", "101"), ObjectRef.of("companies", "202"))
          .blockingSubscribe();
    }
    assertThat(withoutDelay).containsExactly(true);
  }

  @Test
  void aMissingRecordIsATypedError() {
    hubspot
        .associate(ObjectRef.of("contacts", "101"), ObjectRef.of("companies", "4040401"))
        .test()
        .awaitDone(10, SECONDS)
        .assertError(
            e ->
                e instanceof ObjectNotFoundException missing
                    && missing.objectId().equals("4040401"));
  }

  @Test
  void everyInputOfABulkRunHasItsOutcome() {
    Flowable<AssociationRequest<Integer>> inputs =
        Flowable.range(0, 10_000)
            .map(
                i ->
                    AssociationRequest.of(
                        ObjectRef.of("contacts", i % 100 == 7 ? 404040000 + i : 1000 + i),
                        ObjectRef.of("companies", 5000 + i % 300),
                        i));

    List<AssociationOutcome<Integer>> outcomes =
        hubspot.bulk().build().associate(inputs).toList().blockingGet();

    assertThat(outcomes).hasSize(10_000);
    assertThat(outcomes)
        .allSatisfy(
            outcome ->
                assertThat(outcome.kind())
                    .isEqualTo(
                        outcome.context() % 100 == 7
                            ? AssociationOutcome.Kind.REJECTED
                            : AssociationOutcome.Kind.ASSOCIATED));
  }

  @Test
  void aSummaryCountsOutcomesAndRequests() {
    BulkSummary summary =
        hubspot
            .bulk()
            .pageSize(100)
            .build()
            .summarize(
                Flowable.range(0, 1000)
                    .map(
                        i ->
                            AssociationRequest.of(
                                ObjectRef.of("contacts", 1000 + i),
                                ObjectRef.of("companies", 5000 + i))))
            .blockingGet();

    assertThat(summary.associated()).isEqualTo(1000);
    assertThat(summary.requests()).isEqualTo(10);
  }

  @Test
  void theBatcherSendsManyCallsInOneRequest() {
    try (var batcher = hubspot.batcher().linger(Duration.ofMinutes(1)).build()) {
      List<AssociatedPair> pairs =
          Flowable.range(0, 2000)
              .flatMapSingle(
                  i ->
                      batcher.associate(
                          ObjectRef.of("contacts", 1000 + i), ObjectRef.of("companies", 5000 + i)),
                  false,
                  2000)
              .toList()
              .blockingGet();

      assertThat(pairs).hasSize(2000);
    }
    assertThat(emulator.requests().total()).isEqualTo(1);
  }

  @Test
  void kindsAreTheSameInBulkAndAlone() {
    AssociationOutcome<Void> outcome =
        hubspot
            .bulk()
            .build()
            .associate(
                List.of(
                    AssociationRequest.of(
                        ObjectRef.of("contacts", 101), ObjectRef.of("companies", 4040401))))
            .blockingFirst();

    assertThat(((AssociationOutcome.Rejected<Void>) outcome).error().kind())
        .isEqualTo(ErrorKind.OBJECT_NOT_FOUND);
  }

  @Test
  void aGivenClientsTimeoutsHoldAndEveryCallHasOne() {
    List<Long> millis = new CopyOnWriteArrayList<>();
    OkHttpClient given =
        new OkHttpClient.Builder()
            .readTimeout(Duration.ofSeconds(7))
            .writeTimeout(Duration.ofSeconds(7))
            .addInterceptor(
                chain -> {
                  millis.add((long) chain.connectTimeoutMillis());
                  millis.add((long) chain.readTimeoutMillis());
                  millis.add((long) chain.writeTimeoutMillis());
                  millis.add(NANOSECONDS.toMillis(chain.call().timeout().timeoutNanos()));
                  return chain.proceed(chain.request());
                })
            .build();
    try (HubSpotAssociations derived =
        HubSpotAssociations.builder()
            .accessToken("pat-test")
            .baseUrl(emulator.url())
            .okHttpClient(given)
            .build()) {
      derived
          .associate(ObjectRef.of("contacts", 101), ObjectRef.of("companies", 202))
          .blockingSubscribe();
    }
    given.connectionPool().evictAll();

    assertThat(millis).containsExactly(10_000L, 7_000L, 7_000L, 15_000L);
  }

  @Test
  void associateBlockingThrowsWithTheFramesOfItsCaller() {
    assertThat(hubspot.associateBlocking(ObjectRef.of("contacts", 1), ObjectRef.of("companies", 2)))
        .isNotNull();
    assertThatThrownBy(
            () ->
                hubspot.associateBlocking(
                    ObjectRef.of("contacts", "101"), ObjectRef.of("companies", "4040401")))
        .isExactlyInstanceOf(ObjectNotFoundException.class)
        .satisfies(
            e ->
                assertThat(e.getStackTrace())
                    .anyMatch(frame -> frame.getClassName().equals(getClass().getName())));
  }

  @Test
  void associateBlockingThatIsInterruptedCancelsItsCallAndSetsTheFlagAgain() throws Exception {
    CountDownLatch canceled = new CountDownLatch(1);
    Thread caller = Thread.currentThread();
    EventListener listener =
        new EventListener() {
          @Override
          public void requestHeadersEnd(Call call, Request request) {
            caller.interrupt();
          }

          @Override
          public void canceled(Call call) {
            canceled.countDown();
          }
        };
    try (MockWebServer silent = new MockWebServer();
        HubSpotAssociations listenedTo =
            HubSpotAssociations.builder()
                .accessToken("pat-test")
                .baseUrl(silent.url("/").toString())
                .okHttpClient(
                    AfterTest.close(new OkHttpClient.Builder().eventListener(listener).build()))
                .build()) {
      silent.enqueue(new MockResponse().setSocketPolicy(SocketPolicy.NO_RESPONSE));
      assertThatThrownBy(
              () ->
                  listenedTo.associateBlocking(
                      ObjectRef.of("contacts", 1), ObjectRef.of("companies", 2)))
          .isExactlyInstanceOf(HubSpotException.class)
          .hasMessageStartingWith("Interrupted while associating contacts/1 → companies/2");
      assertThat(Thread.interrupted()).isTrue();
      assertThat(canceled.await(10, SECONDS)).isTrue();
      assertThat(listenedTo.close(Duration.ofSeconds(10))).isTrue();
    }
  }

  @Test
  void theApplicationIsNamedBeforeTheLibrary() throws Exception {
    try (MockWebServer server = new MockWebServer();
        HubSpotAssociations named =
            HubSpotAssociations.builder()
                .accessToken("pat-test")
                .baseUrl(server.url("/prefix//").toString())
                .userAgent("my-app/1")
                .build()) {
      server.enqueue(new MockResponse().setBody("{\"results\":[]}"));
      server.enqueue(new MockResponse().setBody("{\"results\":[]}"));
      var one =
          named
              .api(AssociationsV4Api.class)
              .createDefaultV4("contacts", "1", "companies", "2")
              .blockingGet();
      assertThat(one.results()).isEmpty();
      var two =
          named
              .bulk()
              .build()
              .summarize(
                  List.of(
                      AssociationRequest.of(
                          ObjectRef.of("contacts", 1), ObjectRef.of("companies", 2))))
              .test();
      RecordedRequest bare = server.takeRequest();
      assertThat(bare.getHeader("User-Agent")).matches("my-app/1 hubspot-associations/\\d+\\.\\S+");
      assertThat(bare.getPath())
          .isEqualTo("/prefix/crm/v4/objects/contacts/1/associations/default/companies/2");
      RecordedRequest bulk = server.takeRequest();
      assertThat(bulk.getHeader("User-Agent")).startsWith("my-app/1 hubspot-associations/");
      assertThat(bulk.getPath()).startsWith("/prefix/crm/");
      two.dispose();
      assertThat(named.toString()).isEqualTo("HubSpotAssociations{" + server.url("/prefix/") + "}");
    }
  }

  @Test
  void plainHttpGoesToTheHostsThatWereNamed() {
    HubSpotAssociations.Builder builder =
        HubSpotAssociations.builder()
            .accessToken("pat-test")
            .baseUrl("http://HubSpot-emulator:8080");
    assertThatThrownBy(builder::build).isInstanceOf(IllegalArgumentException.class);
    try (HubSpotAssociations allowed =
        builder.allowPlainHttp("10.0.2.2", "hubspot-emulator").build()) {
      assertThat(allowed.toString()).contains("http://hubspot-emulator:8080/");
    }
  }

  @Test
  void closeWaitsForTheCallsInFlight() throws Exception {
    try (MockWebServer slow = new MockWebServer()) {
      slow.enqueue(
          new MockResponse().setBody("{\"results\":[]}").setHeadersDelay(100, MILLISECONDS));
      HubSpotAssociations closing =
          HubSpotAssociations.builder()
              .accessToken("pat-test")
              .baseUrl(slow.url("/").toString())
              .retryPolicy(RetryPolicy.none())
              .build();
      var call =
          closing.associate(ObjectRef.of("contacts", 1), ObjectRef.of("companies", 2)).test();
      slow.takeRequest();
      assertThat(closing.close(Duration.ofSeconds(20))).isTrue();
      call.assertError(HubSpotException.class); // It ended, without the pair.
    }
  }

  @Test
  void theConnectionOfACallThatWasInFlightIsClosedAfterAPlainCloseToo() throws Exception {
    for (boolean bare : new boolean[] {false, true}) {
      try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        HubSpotAssociations closing =
            HubSpotAssociations.builder()
                .accessToken("pat-test")
                .baseUrl("http://127.0.0.1:" + server.getLocalPort())
                .build();
        Single<?> call =
            bare
                ? closing.api(AssociationsV4Api.class).createDefaultV4("contacts", "1", "x", "2")
                : closing.associate(ObjectRef.of("contacts", 1), ObjectRef.of("x", 2));
        TestObserver<?> caller = call.subscribeOn(Schedulers.io()).test();
        try (Socket connection = server.accept()) {
          connection.setSoTimeout(20_000);
          closing.close();
          String body = "{\"results\":[{\"from\":{\"id\":\"1\"},\"to\":{\"id\":\"2\"}}]}";
          connection
              .getOutputStream()
              .write(
                  ("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                      .getBytes(StandardCharsets.US_ASCII));
          while (connection.getInputStream().read() != -1) {
            // The request; then the end, or a timeout.
          }
        }
        caller.awaitDone(20, SECONDS).assertValueCount(1);
      }
    }
  }

  @Test
  void aClosedClientTakesNothingNew() {
    hubspot.close();

    assertThatThrownBy(() -> hubspot.bulk())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    hubspot
        .associate(ObjectRef.of("contacts", 101), ObjectRef.of("companies", 202))
        .test()
        .assertError(IllegalStateException.class);
  }
}

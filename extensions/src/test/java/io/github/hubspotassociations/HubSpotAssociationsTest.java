package io.github.hubspotassociations;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hubspotassociations.bulk.BulkSummary;
import io.github.hubspotassociations.emulator.HubSpotEmulator;
import io.github.hubspotassociations.error.ErrorKind;
import io.github.hubspotassociations.error.ObjectNotFoundException;
import io.github.hubspotassociations.pacing.RequestBudget;
import io.github.hubspotassociations.testsupport.AfterTest;
import io.reactivex.rxjava3.core.Flowable;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
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
                            AssociationRequest.<Void>of(
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
                    AssociationRequest.<Void>of(
                        ObjectRef.of("contacts", 101), ObjectRef.of("companies", 4040401))))
            .blockingFirst();

    assertThat(((AssociationOutcome.Rejected<Void>) outcome).error().kind())
        .isEqualTo(ErrorKind.OBJECT_NOT_FOUND);
  }

  @Test
  void theRequestLoggerSeesEveryRequestAndNeverTheToken() {
    List<String> lines = new CopyOnWriteArrayList<>();
    try (HubSpotAssociations logged =
        HubSpotAssociations.builder()
            .accessToken("pat-secret")
            .baseUrl(emulator.url())
            .requestLogger(lines::add)
            .build()) {
      logged
          .associate(ObjectRef.of("contacts", 101), ObjectRef.of("companies", 202))
          .blockingSubscribe();
    }

    assertThat(lines)
        .singleElement()
        .asString()
        .contains("PUT /crm/objects/2026-03/contacts/101/associations/default/companies/202 → 200")
        .doesNotContain("pat-secret");
  }

  @Test
  void aGivenClientsTimeoutsHoldUnlessTheyAreSetAndEveryCallHasOne() {
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
            .writeTimeout(Duration.ofSeconds(3))
            .build()) {
      derived
          .associate(ObjectRef.of("contacts", 101), ObjectRef.of("companies", 202))
          .blockingSubscribe();
    }
    given.connectionPool().evictAll();

    assertThat(millis).containsExactly(10_000L, 7_000L, 3_000L, 15_000L);
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

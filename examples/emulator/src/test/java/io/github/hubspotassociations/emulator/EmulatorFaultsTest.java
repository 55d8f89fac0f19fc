package io.github.hubspotassociations.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hubspotassociations.emulator.TestClient.TestResponse;
import io.github.hubspotassociations.testsupport.AfterTest;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmulatorFaultsTest {
  @RegisterExtension final HubSpotEmulatorExtension hubspot = new HubSpotEmulatorExtension();

  private TestClient client;

  @BeforeEach
  void connect() {
    OkHttpClient http =
        new OkHttpClient.Builder()
            .retryOnConnectionFailure(false)
            .readTimeout(Duration.ofSeconds(20))
            .build();
    client = new TestClient(AfterTest.close(http), hubspot.url());
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 409, 423, 477, 500, 502, 503, 504, 521, 522, 523, 524, 525, 526})
  void aStatusIsSentInsteadOfTheWork(int status) throws IOException {
    hubspot.faults().next(Fault.status(status));
    TestResponse response = client.batch("1>2");
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.at("status")).isEqualTo("error");
    assertThat(response.at("correlationId"))
        .isEqualTo(response.headers().get("x-hubspot-correlation-id"));
    assertThat(hubspot.associations().isEmpty()).isTrue();
    assertThat(client.batch("1>2").status()).isEqualTo(200);
    assertThat(hubspot.requests().statuses()).isEqualTo(Map.of(status, 1L, 200, 1L));
  }

  @Test
  void aStatusCanComeAfterTheWork() throws IOException {
    hubspot.faults().next(Fault.status(504).afterWork());
    assertThat(client.batch("1>2").status()).isEqualTo(504);
    hubspot.associations().assertCount(1);
  }

  @Test
  void retryAfterIsSecondsOrAnyText() throws IOException {
    hubspot
        .faults()
        .next(Fault.rateLimited())
        .next(Fault.rateLimited().withRetryAfter(Duration.ofMillis(1_001)))
        .next(Fault.status(503).withRetryAfter("Tue, 10 Mar 2026 09:30:00 GMT"))
        .next(Fault.migrationInProgress(Duration.ofHours(24)));
    assertThat(client.batch("1>2").headers().get("Retry-After")).isNull();
    assertThat(client.batch("1>2").headers().get("Retry-After")).isEqualTo("2");
    assertThat(client.batch("1>2").headers().get("Retry-After"))
        .isEqualTo("Tue, 10 Mar 2026 09:30:00 GMT");
    TestResponse migration = client.batch("1>2");
    assertThat(migration.status()).isEqualTo(477);
    assertThat(migration.headers().get("Retry-After")).isEqualTo("86400");
  }

  @Test
  void aRateLimitNamesItsPolicyOrNone() throws IOException {
    hubspot
        .faults()
        .next(Fault.rateLimited(), Fault.rateLimited("DAILY"), Fault.rateLimitedWithoutPolicy());
    assertThat(client.batch("1>2").at("policyName")).isEqualTo("TEN_SECONDLY_ROLLING");
    assertThat(client.batch("1>2").at("message")).isEqualTo("You have reached your daily limit.");
    TestResponse bare = client.batch("1>2");
    assertThat(bare.status()).isEqualTo(429);
    assertThat(bare.at("policyName")).isNull();
    assertThat(bare.at("correlationId")).isNull();
  }

  @Test
  void tokensCanFailOnce() throws IOException {
    hubspot.faults().next(Fault.expiredToken(), Fault.missingScopes("tickets"));
    assertThat(client.batch("1>2").at("category")).isEqualTo("EXPIRED_AUTHENTICATION");
    assertThat(client.batch("1>2").at("errors.0.context.requiredScopes"))
        .isEqualTo(List.of("tickets"));
  }

  @Test
  void bodiesCanBeHtmlEmptyOrAnything() throws IOException {
    hubspot
        .faults()
        .next(Fault.html(502))
        .next(Fault.emptyBody(200).afterWork())
        .next(Fault.response(207, "text/plain", "né"));
    TestResponse html = client.batch("1>2");
    assertThat(html.status()).isEqualTo(502);
    assertThat(html.headers().get("Content-Type")).isEqualTo("text/html;charset=utf-8");
    assertThat(html.body()).startsWith("<html>").contains("502 Bad Gateway");
    TestResponse empty = client.batch("3>4");
    assertThat(empty.status()).isEqualTo(200);
    assertThat(empty.body()).isEmpty();
    assertThat(empty.headers().get("Content-Type")).isNull();
    hubspot.associations().assertCount(1);
    TestResponse own = client.batch("5>6");
    assertThat(own.body()).isEqualTo("né");
    assertThat(own.headers().get("Content-Type")).isEqualTo("text/plain");
  }

  @Test
  void theConnectionCanEndBeforeTheWork() {
    hubspot.faults().next(Fault.closeBeforeWork());
    assertThatThrownBy(() -> client.batch("1>2")).hasRootCauseInstanceOf(EOFException.class);
    assertThat(hubspot.associations().isEmpty()).isTrue();
    assertThat(hubspot.requests().withoutResponse()).isEqualTo(1);
  }

  @Test
  void theConnectionCanEndAfterTheWork() {
    hubspot.faults().next(Fault.closeAfterWork());
    assertThatThrownBy(() -> client.batch("1>2")).hasRootCauseInstanceOf(EOFException.class);
    hubspot.associations().assertCount(1);
  }

  @Test
  void theConnectionCanBeReset() {
    hubspot.faults().next(Fault.closeAfterWork().withReset());
    assertThatThrownBy(() -> client.batch("1>2"))
        .isInstanceOf(SocketException.class)
        .hasMessage("Connection reset");
    hubspot.associations().assertCount(1);
  }

  @Test
  void theBodyCanBeTruncated() {
    hubspot.faults().next(Fault.truncatedBody(), Fault.truncatedBody(0));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> client.batch("1>2"))
          .isInstanceOf(ProtocolException.class)
          .hasMessage("unexpected end of stream");
    }
    hubspot.associations().assertCount(1);
  }

  @Test
  void theBodyCanBeSlow() throws IOException {
    hubspot.faults().next(Fault.slowBody(100, Duration.ofMillis(5)));
    long start = System.nanoTime();
    TestResponse response = client.batch("1>2");
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThan(Duration.ofMillis(response.body().length() / 100 * 5L));
    assertThat(response.rows()).hasSize(2);
  }

  @Test
  void theResponseCanBeLate() throws IOException {
    hubspot.faults().next(Fault.latency(Duration.ofMillis(30)));
    long start = System.nanoTime();
    client.batch("1>2");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(30));
  }

  @Test
  void faultsAreAddedUp() {
    hubspot
        .faults()
        .next(Fault.latency(Duration.ofMillis(30)).and(Fault.closeAfterWork()).withReset());
    long start = System.nanoTime();
    assertThatThrownBy(() -> client.batch("1>2")).isInstanceOf(SocketException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(30));
  }

  @Test
  void resultsCanBeShuffled() throws IOException {
    String[] pairs =
        IntStream.range(0, 50).mapToObj(i -> "1" + i + ">2" + i).toArray(String[]::new);
    List<String> inOrder = client.batch(pairs).rows();
    hubspot.faults().next(Fault.shuffledResults());
    List<String> shuffled = client.batch(pairs).rows();
    assertThat(shuffled).isNotEqualTo(inOrder).containsExactlyInAnyOrderElementsOf(inOrder);
  }

  @Test
  void resultsCanHaveOneDirectionOnly() throws IOException {
    hubspot.faults().next(Fault.forwardResultsOnly(), Fault.inverseResultsOnly());
    assertThat(client.batch("1>2", "3>4").rows()).containsExactly("1>2:279", "3>4:279");
    assertThat(client.batch("1>2", "3>4").rows()).containsExactly("2>1:280", "4>3:280");
  }

  @Test
  void inputsCanGoUnmentionedThoughAssociated() throws IOException {
    hubspot.faults().next(Fault.unmentionedInputs(1));
    TestResponse response = client.batch("1>2", "3>4");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.rows()).isEmpty();
    hubspot.associations().assertCount(2);
  }

  @Test
  void theStatusInTheBodyCanBeAnother() throws IOException {
    hubspot.faults().next(Fault.batchStatus("PENDING"));
    assertThat(client.batch("1>2").at("status")).isEqualTo("PENDING");
  }

  @Test
  void moreRecordsCanBeMissingForARequest() throws IOException {
    hubspot.faults().next(Fault.missing("1", "9"));
    assertThat(client.batch("1>2", "3>4").status()).isEqualTo(207);
    hubspot.associations().assertCount(1);
    assertThat(client.batch("1>2").status()).isEqualTo(200);
  }

  @Test
  void eachStyleOfA207NamesTheCulpritInItsOwnWay() throws IOException {
    String[] batch = {"1>2", "404041>3", "404041>404042"};
    assertThat(rejected(RejectionStyle.RECORD_AND_SIDE, batch).at("errors.0.subCategory"))
        .isEqualTo("crm.associations.FROM_OBJECT_NOT_FOUND");
    TestResponse record = rejected(RejectionStyle.RECORD, batch);
    assertThat(record.at("errors.0.subCategory")).isNull();
    assertThat(record.at("errors.0.context"))
        .isEqualTo(Map.of("objectType", List.of("contact"), "id", List.of("404041")));
    TestResponse sided = rejected(RejectionStyle.SIDED_ID, batch);
    assertThat(sided.at("errors.0.context.fromObjectId")).isEqualTo(List.of("404041"));
    assertThat(sided.at("errors.1.context.toObjectId")).isEqualTo(List.of("404042"));
    assertThat(sided.at("errors.1.context.toObjectType")).isEqualTo(List.of("company"));
    TestResponse pair = rejected(RejectionStyle.PAIR, batch);
    assertThat(pair.at("errors.0.context.fromObjectId")).isEqualTo(List.of("404041"));
    assertThat(pair.at("errors.0.context.toObjectId")).isEqualTo(List.of("3"));
    assertThat(pair.at("numErrors")).isEqualTo(2.0);
    TestResponse ids = rejected(RejectionStyle.IDS, batch);
    assertThat(ids.at("errors.0.context")).isEqualTo(Map.of("ids", List.of("404041", "404042")));
    assertThat(ids.at("numErrors")).isEqualTo(1.0);
    TestResponse invalid = rejected(RejectionStyle.INVALID_OBJECT_IDS, batch);
    assertThat(invalid.at("errors.1.context.INVALID_OBJECT_IDS"))
        .isEqualTo(List.of("COMPANY=404042 is not valid"));
    TestResponse untied = rejected(RejectionStyle.UNTIED, batch);
    assertThat(untied.at("errors.0.context")).isEqualTo(Map.of());
    TestResponse first = rejected(RejectionStyle.FIRST_LISTED, batch);
    assertThat((List<?>) first.at("errors")).hasSize(1);
    assertThat(first.at("numErrors")).isEqualTo(2.0);
    TestResponse none = rejected(RejectionStyle.NONE_LISTED, batch);
    assertThat((List<?>) none.at("errors")).isEmpty();
    assertThat(none.at("numErrors")).isEqualTo(2.0);
    TestResponse plain = rejected(RejectionStyle.PLAIN_STRINGS, batch);
    assertThat(plain.at("errors"))
        .isEqualTo(List.of("No contact with ID 404041 exists", "No company with ID 404042 exists"));
    assertThat(hubspot.emulator().violations()).isEmpty();
  }

  private TestResponse rejected(RejectionStyle style, String... batch) throws IOException {
    hubspot.faults().next(Fault.rejectionStyle(style));
    TestResponse response = client.batch(batch);
    assertThat(response.status()).isEqualTo(style.isWholeBatch() ? 400 : 207);
    return response;
  }

  @Test
  void eachStyleOfA400NamesTheCulpritInItsOwnWay() throws IOException {
    String[] batch = {"1>2", "404041>3", "404041>404042"};
    TestResponse record = rejected(RejectionStyle.WHOLE_BATCH_RECORD, batch);
    assertThat(record.at("subCategory")).isEqualTo("crm.associations.FROM_OBJECT_NOT_FOUND");
    assertThat(record.at("context.id")).isEqualTo(List.of("404041"));
    TestResponse ids = rejected(RejectionStyle.WHOLE_BATCH_IDS, batch);
    assertThat(ids.at("context.ids")).isEqualTo(List.of("404041", "404042"));
    TestResponse invalid = rejected(RejectionStyle.WHOLE_BATCH_INVALID_OBJECT_IDS, batch);
    assertThat(invalid.at("message")).isEqualTo("One or more associations are invalid");
    assertThat(invalid.at("context"))
        .isEqualTo(
            Map.of(
                "INVALID_OBJECT_IDS",
                List.of("CONTACT=404041 is not valid", "COMPANY=404042 is not valid"),
                "objectId",
                List.of("404041", "404042"),
                "objectType",
                List.of("CONTACT", "COMPANY")));
    TestResponse unnamed = rejected(RejectionStyle.WHOLE_BATCH_UNNAMED, batch);
    assertThat(unnamed.at("context")).isNull();
    assertThat(hubspot.emulator().violations()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whichInputsAreRejectedDependsOnTheRecordsAlone(RejectionStyle style) throws IOException {
    hubspot.faults().always(Fault.rejectionStyle(style));
    client.batch("1>2", "404041>3", "4>404042", "5>6");
    client.batch("7>8");
    assertThat(client.put("contacts", "404041", "companies", "9").status())
        .isEqualTo(style.isWholeBatch() ? 400 : 404);
    hubspot.associations().assertContains("contacts", "7", "companies", "8");
    hubspot.associations().assertCount(style.isWholeBatch() ? 1 : 3);
  }

  @Test
  void errorsCanLackWhatRealOnesLack() throws IOException {
    hubspot.faults().next(Fault.sparseErrors());
    TestResponse response = client.batch("404041>1");
    assertThat(response.at("errors.0.links")).isNull();
    assertThat(response.at("errors.0.errors")).isNull();
  }

  @Test
  void scriptedFaultsComeInOrderAndThenTheStandingOne() throws IOException {
    hubspot
        .faults()
        .always(Fault.status(500))
        .next(2, Fault.status(503))
        .next(Fault.status(502), Fault.shuffledResults());
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      statuses.add(client.batch("1>2").status());
    }
    assertThat(statuses).containsExactly(503, 503, 502, 200, 500, 500);
    assertThat(hubspot.faults().queued()).isZero();
    hubspot.faults().clear();
    assertThat(client.batch("1>2").status()).isEqualTo(200);
  }

  @Test
  void requestsToOtherPathsMeetNoFault() throws IOException {
    hubspot.faults().next(Fault.status(500));
    assertThat(client.send(client.request("/emulator/status").get()).status()).isEqualTo(200);
    assertThat(client.send(client.request("/elsewhere").get()).status()).isEqualTo(404);
    assertThat(client.batch("1>2").status()).isEqualTo(500);
  }

  @Test
  void aSeedGivesTheSameFaultsInWhicheverOrderRequestsCome() throws Exception {
    FaultMix mix =
        FaultMix.none()
            .with(0.3, Fault.status(500))
            .with(0.2, Fault.status(503))
            .with(0.2, Fault.closeAfterWork());
    Map<String, String> oneByOne = fates(mix, 7, 1);
    assertThat(Set.copyOf(oneByOne.values())).hasSize(4);
    assertThat(fates(mix, 7, 8)).isEqualTo(oneByOne);
    assertThat(fates(mix, 8, 1)).isNotEqualTo(oneByOne);
  }

  /** Returns what became of three attempts at each of 60 requests. */
  private Map<String, String> fates(FaultMix mix, long seed, int threads) throws Exception {
    hubspot.faults().random(seed, mix);
    Map<String, String> fates = new ConcurrentHashMap<>();
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    for (int i = 0; i < 60; i++) {
      String pair = i + ">1";
      executor.execute(
          () -> {
            for (int attempt = 0; attempt < 3; attempt++) {
              fates.put(pair + "#" + attempt, fate(pair));
            }
          });
    }
    executor.shutdown();
    assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(fates).hasSize(180);
    return fates;
  }

  private String fate(String pair) {
    try {
      return Integer.toString(client.batch(pair).status());
    } catch (IOException e) {
      return "cut";
    }
  }

  @Test
  void chaosHasEveryFaultOfTransportAndServerButNeverRejectsAnInput() throws IOException {
    Set<String> seen = new TreeSet<>();
    hubspot.faults().random(1);
    for (int i = 0; i < 1_000; i++) {
      try {
        TestResponse response = client.put("contacts", Integer.toString(i), "companies", "1");
        String body = response.body();
        seen.add(
            response.status()
                + (response.headers().get("Retry-After") == null ? "" : " later")
                + (body.isEmpty() ? " empty" : body.startsWith("<") ? " html" : ""));
        if (response.status() == 200 && body.startsWith("{")) {
          hubspot.associations().assertContains("contacts", Integer.toString(i), "companies", "1");
        }
      } catch (SocketException e) {
        seen.add("reset");
      } catch (ProtocolException e) {
        seen.add("truncated");
      } catch (IOException e) {
        seen.add("closed");
      }
    }
    assertThat(seen)
        .containsExactlyInAnyOrder(
            "200",
            "200 empty",
            "200 html",
            "423",
            "429",
            "429 later",
            "477 later",
            "500",
            "502 empty",
            "502 html",
            "503",
            "503 later",
            "504 html",
            "521 html",
            "524 html",
            "closed",
            "reset",
            "truncated");
  }

  @Test
  void theFullMixAssociatesExactlyWhatExists() throws IOException {
    hubspot.faults().random(2, FaultMix.everything());
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      try {
        statuses.add(client.batch(i + ">1", "40404" + i + ">1").status());
      } catch (IOException e) {
        statuses.add(0);
      }
    }
    assertThat(statuses).contains(0, 207, 400, 429, 500);
    Set<String> from =
        hubspot.associations().stream()
            .map(RecordedAssociations.Association::fromId)
            .collect(Collectors.toSet());
    assertThat(from).isNotEmpty().noneMatch(id -> id.startsWith("40404"));
  }

  @Test
  void valuesOutOfRangeAreRejected() {
    assertThatThrownBy(() -> Fault.status(200)).hasMessage("status is 200: use 400 to 599");
    assertThatThrownBy(() -> Fault.html(99)).hasMessage("status is 99: use 200 to 599");
    assertThatThrownBy(() -> Fault.truncatedBody(-1)).hasMessage("bytes is -1: use 0 or more");
    assertThatThrownBy(() -> Fault.slowBody(0, Duration.ZERO))
        .hasMessage("bytes is 0: use 1 or more");
    assertThatThrownBy(() -> Fault.unmentionedInputs(0)).hasMessage("oneIn is 0: use 1 or more");
    assertThatThrownBy(() -> FaultMix.none().with(1.1, Fault.locked()))
        .hasMessage("probability is 1.1: use 0 to 1");
    assertThatThrownBy(() -> hubspot.faults().next(-1, Fault.locked()))
        .hasMessage("times is -1: use 0 or more");
  }

  @Test
  void theAccountMayLiveInAnotherDataCentre() throws IOException {
    hubspot.faults().next(Fault.wrongDataCentre("eu1"));
    TestResponse response = client.batch("1>2");
    assertThat(response.status()).isEqualTo(488);
    assertThat(response.at("correctHublet")).isEqualTo("eu1");
    assertThat((String) response.at("message")).contains("exist in Hublet eu1");
    assertThat(hubspot.associations().isEmpty()).isTrue();
  }

  @Test
  void aRedirectSaysWhereTo() throws IOException {
    hubspot.faults().next(Fault.redirect("http://127.0.0.1:1/login"));
    OkHttpClient http = AfterTest.close(new OkHttpClient.Builder().followRedirects(false).build());
    TestResponse response = new TestClient(http, hubspot.url()).batch("1>2");
    assertThat(response.status()).isEqualTo(302);
    assertThat(response.headers().get("Location")).isEqualTo("http://127.0.0.1:1/login");
    assertThat(hubspot.associations().isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RATE_LIMITS",
        "INTERNAL_ERROR",
        "OBJECT_LOCKED",
        "MIGRATION_IN_PROGRESS",
        "CONFLICT"
      })
  void someInputsFailWithAnErrorThatNamesThem(String category) throws IOException {
    hubspot.faults().next(Fault.entries(category, 2));
    String[] pairs =
        IntStream.range(0, 100).mapToObj(i -> i + ">" + (1000 + i)).toArray(String[]::new);
    TestResponse response = client.batch(pairs);
    assertThat(response.status()).isEqualTo(207);
    List<?> errors = (List<?>) response.at("errors");
    assertThat(errors.size()).isBetween(20, 80);
    assertThat(response.at("numErrors")).isEqualTo((double) errors.size());
    assertThat(response.rows()).hasSize(2 * (100 - errors.size()));
    assertThat(hubspot.associations().count()).isEqualTo(100 - errors.size());
    assertThat(response.at("errors.0.category")).isEqualTo(category);
    String from = (String) response.at("errors.0.context.fromObjectId.0");
    assertThat(response.at("errors.0.context.toObjectId.0"))
        .isEqualTo(Integer.toString(1000 + Integer.parseInt(from)));
    hubspot.associations().assertNotContains("contacts", from, "companies", "1" + from);

    hubspot.faults().next(Fault.entries(category, 1));
    assertThat(client.put("contacts", "5", "companies", "6").at("errors.0.category"))
        .isEqualTo(category);
  }

  @Test
  void aFaultMayDependOnWhatABatchHolds() throws IOException {
    hubspot.faults().always(Fault.status(504).aboveInputs(2));
    assertThat(client.batch("1>2", "3>4", "5>6").status()).isEqualTo(504);
    assertThat(client.batch("1>2", "3>4").status()).isEqualTo(200);
    hubspot.faults().always(Fault.status(500).whereNamed("3"));
    assertThat(client.batch("1>2", "4>3").status()).isEqualTo(500);
    assertThat(client.batch("1>2").status()).isEqualTo(200);
  }

  @Test
  void aHeaderMayLie() throws IOException {
    hubspot.faults().next(Fault.latency(Duration.ZERO).withHeader("Content-Language", "xx"));
    TestResponse response = client.batch("1>2");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers().get("Content-Language")).isEqualTo("xx");
  }
}

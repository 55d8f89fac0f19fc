package io.github.hubspotassociations.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.AssociatedPair;
import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationOutcome.Kind;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.TestRelease;
import io.github.hubspotassociations.error.AuthenticationException;
import io.github.hubspotassociations.error.ConflictException;
import io.github.hubspotassociations.error.ForbiddenException;
import io.github.hubspotassociations.error.HubSpotApiException;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.HubSpotServerException;
import io.github.hubspotassociations.error.InvalidRequestException;
import io.github.hubspotassociations.error.LockedException;
import io.github.hubspotassociations.error.MigrationInProgressException;
import io.github.hubspotassociations.error.MissingScopesException;
import io.github.hubspotassociations.error.ObjectNotFoundException;
import io.github.hubspotassociations.error.RateLimitException;
import io.github.hubspotassociations.error.TransportException;
import io.github.hubspotassociations.error.UnexpectedResponseException;
import io.github.hubspotassociations.pacing.RequestBudget;
import io.github.hubspotassociations.pacing.RetryPolicy;
import io.github.hubspotassociations.testsupport.AfterTest;
import io.reactivex.rxjava3.core.Single;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import okhttp3.mockwebserver.Dispatcher;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import okhttp3.mockwebserver.RecordedRequest;
import okhttp3.mockwebserver.SocketPolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each fault costs and how it ends, over a real connection and in virtual time: a single call
 * and a page, under each policy.
 */
@Tag(TestRelease.TAG)
final class FaultsTest {
  /** Half of each step of 2, 4, 8, 16, 30, 30, 30 seconds. */
  private static final List<Long> BACKOFF = seconds(1, 2, 4, 8, 15, 15, 15);

  private static final String BOTH_PAIRS =
      "{\"status\":\"COMPLETE\",\"results\":["
          + "{\"from\":{\"id\":\"1000\"},\"to\":{\"id\":\"500000\"}},"
          + "{\"from\":{\"id\":\"1001\"},\"to\":{\"id\":\"500001\"}}]}";

  /** Half of it names both pairs already. */
  private static final String BOTH_PAIRS_LATE_TO_END =
      BOTH_PAIRS.replace("]}", "]" + " ".repeat(1000) + "}");

  private final MockWebServer server = new MockWebServer();
  private final HastyScheduler scheduler = new HastyScheduler();

  @AfterEach
  void stop() throws IOException {
    server.shutdown();
    scheduler.shutdown();
  }

  static Stream<Fault> faults() {
    return Stream.of(
        fault("closed before a response", failing(SocketPolicy.DISCONNECT_AFTER_REQUEST))
            .ends(TransportException.class, Kind.UNCONFIRMED)
            .repeats(BACKOFF),
        fault("cut off", new MockResponse().setBody(BOTH_PAIRS_LATE_TO_END))
            .failing(SocketPolicy.DISCONNECT_DURING_RESPONSE_BODY)
            .ends(UnexpectedResponseException.class, Kind.UNCONFIRMED)
            .repeats(BACKOFF),
        fault("half of the JSON", new MockResponse().setBody("{\"results\":[{\"from\":"))
            .ends(UnexpectedResponseException.class, Kind.UNCONFIRMED)
            .repeats(BACKOFF),
        fault("no JSON", new MockResponse().setBody("OK"))
            .ends(UnexpectedResponseException.class, Kind.UNCONFIRMED)
            .repeats(BACKOFF),
        fault("HTML", new MockResponse().setBody("<html><h1>Welcome</h1></html>"))
            .ends(UnexpectedResponseException.class, Kind.UNCONFIRMED)
            .repeats(BACKOFF),
        fault("empty", new MockResponse())
            .ends(UnexpectedResponseException.class, Kind.UNCONFIRMED)
            .repeats(BACKOFF),
        fault("204", status(204))
            .ends(UnexpectedResponseException.class, Kind.UNCONFIRMED)
            .repeats(BACKOFF),
        fault("408", status(408))
            .ends(HubSpotApiException.class, Kind.UNCONFIRMED)
            .repeats(BACKOFF),
        fault("500", status(500))
            .ends(HubSpotServerException.class, Kind.UNCONFIRMED)
            .repeats(BACKOFF),
        fault("502 with HTML", status(502).setBody("<html>Bad Gateway</html>"))
            .ends(HubSpotServerException.class, Kind.UNCONFIRMED)
            .repeats(BACKOFF),
        fault("503", status(503))
            .ends(HubSpotServerException.class, Kind.UNCONFIRMED)
            .repeats(BACKOFF),
        fault("503, at once", status(503).setHeader("Retry-After", "0"))
            .ends(HubSpotServerException.class, Kind.UNCONFIRMED)
            .repeats(BACKOFF),
        fault("503, in 7 s", status(503).setHeader("Retry-After", "7"))
            .ends(HubSpotServerException.class, Kind.UNCONFIRMED)
            .repeats(seconds(7, 7, 7, 7, 7, 7, 7)),
        fault("503, above the cap", status(503).setHeader("Retry-After", "301"))
            .ends(HubSpotServerException.class, Kind.UNCONFIRMED)
            .stopsTheRunWhereRepeated(),
        fault("504", status(504))
            .ends(HubSpotServerException.class, Kind.UNCONFIRMED)
            .repeats(BACKOFF),
        fault("521", status(521))
            .ends(HubSpotServerException.class, Kind.UNCONFIRMED)
            .repeats(BACKOFF),
        fault("523", status(523))
            .ends(HubSpotServerException.class, Kind.UNCONFIRMED)
            .repeats(BACKOFF),
        fault("524", status(524))
            .ends(HubSpotServerException.class, Kind.UNCONFIRMED)
            .repeats(BACKOFF),
        fault("423", status(423))
            .ends(LockedException.class, Kind.NOT_ATTEMPTED)
            .alwaysRepeats(seconds(3, 4, 6, 10, 17, 17, 17)),
        fault("423, in 1 s", status(423).setHeader("Retry-After", "1"))
            .ends(LockedException.class, Kind.NOT_ATTEMPTED)
            .alwaysRepeats(seconds(2, 2, 2, 2, 2, 2, 2)),
        fault("477", status(477))
            .ends(MigrationInProgressException.class, Kind.NOT_ATTEMPTED)
            .alwaysRepeats(BACKOFF),
        fault("477, in 60 s", status(477).setHeader("Retry-After", "60"))
            .ends(MigrationInProgressException.class, Kind.NOT_ATTEMPTED)
            .alwaysRepeats(seconds(60, 60, 60, 60, 60, 60, 60)),
        fault(
                "477, at a date",
                status(477)
                    .setHeader("Date", "Wed, 21 Oct 2015 07:28:00 GMT")
                    .setHeader("Retry-After", "Wed, 21 Oct 2015 07:28:40 GMT"))
            .ends(MigrationInProgressException.class, Kind.NOT_ATTEMPTED)
            .alwaysRepeats(seconds(40, 40, 40, 40, 40, 40, 40)),
        fault("477, as long as the cap", status(477).setHeader("Retry-After", "300"))
            .ends(MigrationInProgressException.class, Kind.NOT_ATTEMPTED)
            .alwaysRepeats(seconds(300, 300)),
        fault("477, above the cap", status(477).setHeader("Retry-After", "301"))
            .ends(MigrationInProgressException.class, Kind.NOT_ATTEMPTED)
            .stopsTheRunWhereRepeated()
            .alwaysRepeats(seconds()),
        fault("429 of ten seconds", tooMany("TEN_SECONDLY_ROLLING"))
            .ends(RateLimitException.class, Kind.NOT_ATTEMPTED)
            .within(Duration.ofSeconds(29))
            .alwaysRepeats(seconds(10, 10)),
        fault("429 of a second", tooMany("SECONDLY"))
            .ends(RateLimitException.class, Kind.NOT_ATTEMPTED)
            .within(Duration.ofMillis(2900))
            .alwaysRepeats(seconds(1, 1)),
        fault("429 of an interval", tooMany("SECONDLY"))
            .header("X-HubSpot-RateLimit-Max", "100")
            .header("X-HubSpot-RateLimit-Interval-Milliseconds", "4000")
            .ends(RateLimitException.class, Kind.NOT_ATTEMPTED)
            .within(Duration.ofSeconds(11))
            .alwaysRepeats(seconds(4, 4)),
        fault("429 without a policy", status(429))
            .ends(RateLimitException.class, Kind.NOT_ATTEMPTED)
            .within(Duration.ofSeconds(29))
            .alwaysRepeats(seconds(10, 10)),
        fault("429 of ten seconds, in 60 s", tooMany("TEN_SECONDLY_ROLLING"))
            .header("Retry-After", "60")
            .ends(RateLimitException.class, Kind.NOT_ATTEMPTED)
            .alwaysRepeats(seconds(60, 60, 60, 60, 60, 60, 60, 60, 60, 60)),
        fault("429 of a second, in 3 s", tooMany("SECONDLY").setHeader("Retry-After", "3"))
            .ends(RateLimitException.class, Kind.NOT_ATTEMPTED)
            .within(Duration.ofSeconds(8))
            .alwaysRepeats(seconds(3, 3)),
        fault("429 without a policy, in 200 s", status(429).setHeader("Retry-After", "200"))
            .ends(RateLimitException.class, Kind.NOT_ATTEMPTED)
            .alwaysRepeats(seconds(200, 200, 200)),
        fault("429, at a date", status(429))
            .header("Date", "Wed, 21 Oct 2015 07:28:00 GMT")
            .header("Retry-After", "Wed, 21 Oct 2015 07:30:30 GMT")
            .ends(RateLimitException.class, Kind.NOT_ATTEMPTED)
            .alwaysRepeats(seconds(150, 150, 150, 150)),
        fault("429, above the cap", tooMany("SECONDLY").setHeader("Retry-After", "301"))
            .ends(RateLimitException.class, Kind.NOT_ATTEMPTED)
            .stopsTheRunWhereRepeated()
            .alwaysRepeats(seconds()),
        fault("429 of the day", tooMany("DAILY"))
            .ends(RateLimitException.class, Kind.NOT_ATTEMPTED)
            .stopsTheRun(),
        fault("429 of the day, in an hour", tooMany("DAILY").setHeader("Retry-After", "3600"))
            .ends(RateLimitException.class, Kind.NOT_ATTEMPTED)
            .stopsTheRun(),
        fault("429 of the day, in a second", tooMany("DAILY").setHeader("Retry-After", "1"))
            .ends(RateLimitException.class, Kind.NOT_ATTEMPTED)
            .stopsTheRun(),
        fault("400", status(400)).ends(InvalidRequestException.class, Kind.REJECTED),
        fault("400, in 1 s", status(400).setHeader("Retry-After", "1"))
            .ends(InvalidRequestException.class, Kind.REJECTED),
        fault("401, the new token too", status(401))
            .ends(AuthenticationException.class, Kind.NOT_ATTEMPTED)
            .stopsTheRun()
            .repeatsUnderAnyPolicy(seconds(0)),
        fault("403", status(403)).ends(ForbiddenException.class, Kind.NOT_ATTEMPTED).stopsTheRun(),
        fault("403 for a scope", status(403).setBody("{\"category\":\"MISSING_SCOPES\"}"))
            .ends(MissingScopesException.class, Kind.NOT_ATTEMPTED)
            .stopsTheRun(),
        fault("404", status(404))
            .ends(ObjectNotFoundException.class, Kind.NOT_ATTEMPTED)
            .stopsTheRun(),
        fault("404 of a record", status(404).setBody("{\"status\":\"error\"}"))
            .ends(ObjectNotFoundException.class, Kind.REJECTED),
        fault("409", status(409)).ends(ConflictException.class, Kind.REJECTED).repeats(BACKOFF),
        fault("302", status(302).setHeader("Location", "http://127.0.0.1:1/elsewhere"))
            .ends(HubSpotApiException.class, Kind.NOT_ATTEMPTED)
            .stopsTheRun(),
        fault("308", status(308).setHeader("Location", "http://127.0.0.1:1/elsewhere"))
            .ends(HubSpotApiException.class, Kind.NOT_ATTEMPTED)
            .stopsTheRun(),
        fault("501", status(501)).ends(HubSpotServerException.class, Kind.UNCONFIRMED),
        fault("522", status(522)).ends(HubSpotServerException.class, Kind.UNCONFIRMED),
        fault("525", status(525)).ends(HubSpotServerException.class, Kind.UNCONFIRMED),
        fault("526", status(526)).ends(HubSpotServerException.class, Kind.UNCONFIRMED));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aFaultThatStaysCostsItsAttemptsAndWaitsAndEndsAsItShould(Fault fault) throws Exception {
    respondAlways(fault.response);
    check(fault, RetryPolicy.builder(), fault.standard);
    check(fault, RetryPolicy.builder().retryAfterSend(false), fault.neverAfterSend);
    check(fault, null, fault.none);
  }

  static Stream<Fault> faultsThatAreRepeated() {
    return faults().filter(fault -> !fault.standard.waits.isEmpty() && fault.none.waits.isEmpty());
  }

  @ParameterizedTest
  @MethodSource("faultsThatAreRepeated")
  void aFaultThatPassesCostsOneRepetition(Fault fault) throws Exception {
    AtomicInteger requests = new AtomicInteger();
    respond(
        request ->
            requests.getAndIncrement() == 0
                ? fault.response.clone()
                : new MockResponse().setBody(BOTH_PAIRS));
    List<Long> wait = fault.standard.waits.subList(0, 1);

    Client alone = new Client(fault.policy(RetryPolicy.builder()));
    AssociatedPair pair = alone.associate().blockingGet();
    assertThat(pair.from().id()).isEqualTo("1000");
    assertThat(alone.waits()).isEqualTo(wait);

    requests.set(0);
    Client bulk = new Client(fault.policy(RetryPolicy.builder()));
    assertThat(bulk.run())
        .hasSize(2)
        .allSatisfy(
            outcome -> {
              assertThat(outcome.kind()).isEqualTo(Kind.ASSOCIATED);
              assertThat(outcome.attempts()).isEqualTo(2);
            });
    assertThat(bulk.waits()).isEqualTo(wait);
    assertThat(bulk.summary.stopCause()).isNull();
    assertThat(server.getRequestCount()).isEqualTo(4);
  }

  private void check(Fault fault, RetryPolicy.@Nullable Builder retries, Expected expected)
      throws Exception {
    RetryPolicy policy = retries == null ? RetryPolicy.none() : fault.policy(retries);
    int before = server.getRequestCount();
    int attempts = expected.waits.size() + 1;

    Client alone = new Client(policy);
    Throwable failure =
        alone
            .associate()
            .<Throwable>map(pair -> new AssertionError(pair))
            .onErrorReturn(e -> e)
            .blockingGet();
    assertThat(alone.waits()).as("waits under %s", policy).isEqualTo(expected.waits);
    assertEnd(failure, fault, attempts);

    Client bulk = new Client(policy);
    List<AssociationOutcome<Integer>> outcomes = bulk.run();
    assertThat(bulk.waits()).as("waits of a page under %s", policy).isEqualTo(expected.waits);
    assertThat(outcomes).hasSize(2);
    for (AssociationOutcome<Integer> outcome : outcomes) {
      assertThat(outcome.kind()).isEqualTo(fault.kind);
      assertThat(outcome.attempts()).isEqualTo(attempts);
      assertEnd(cause(outcome), fault, attempts);
    }
    if (expected.stopsTheRun) {
      assertThat(bulk.summary.stopCause()).isExactlyInstanceOf(fault.type);
    } else {
      assertThat(bulk.summary.stopCause()).isNull();
    }
    assertThat(bulk.summary.requests()).isEqualTo(attempts);
    assertThat(bulk.summary.retries()).isEqualTo(attempts - 1);
    // What OkHttp would send again by itself shows here alone.
    assertThat(server.getRequestCount() - before).isEqualTo(2 * attempts);
  }

  private static void assertEnd(Throwable failure, Fault fault, int attempts) {
    assertThat(failure).isExactlyInstanceOf(fault.type);
    assertThat(failure.getSuppressed())
        .hasSize(attempts - 1)
        .hasOnlyElementsOfType(fault.type)
        .doesNotHaveDuplicates()
        .doesNotContain(failure);
  }

  private static HubSpotException cause(AssociationOutcome<?> outcome) {
    return outcome.fold(
        associated -> null,
        rejected -> rejected.error().toException(),
        unconfirmed -> unconfirmed.cause(),
        notAttempted -> notAttempted.cause());
  }

  private void respondAlways(MockResponse response) throws IOException {
    respond(request -> response.clone());
  }

  private void respond(Function<RecordedRequest, MockResponse> responses) throws IOException {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return responses.apply(request);
          }
        });
    server.start();
  }

  /** A client for one call or one run, closed with it, and the times of its attempts. */
  private final class Client implements BulkListener {
    private final List<Long> sent = Collections.synchronizedList(new ArrayList<>());
    private final HubSpotAssociations hubspot;
    private BulkSummary summary;

    Client(RetryPolicy policy) {
      hubspot =
          HubSpotAssociations.builder()
              .apiRelease(TestRelease.get())
              .accessTokenProvider(rejected -> Single.just(rejected == null ? "old" : "new"))
              .baseUrl(server.url("/").toString())
              .requestBudget(RequestBudget.unlimited())
              .retryPolicy(policy)
              .scheduler(scheduler)
              .okHttpClient(
                  AfterTest.close(
                      new OkHttpClient.Builder()
                          .addInterceptor(
                              chain -> {
                                sent.add(scheduler.now(TimeUnit.MILLISECONDS));
                                return chain.proceed(chain.request());
                              })
                          .build()))
              .build();
    }

    Single<AssociatedPair> associate() {
      AssociationRequest<Integer> input = EngineRig.input(0);
      return hubspot.associate(input.from(), input.to()).doFinally(hubspot::close);
    }

    List<AssociationOutcome<Integer>> run() {
      return hubspot
          .bulk()
          .isolation(Isolation.NONE)
          .listener(() -> this)
          .build()
          .associate(EngineRig.inputs(2))
          .toList()
          .doFinally(hubspot::close)
          .blockingGet();
    }

    @Override
    public void finished(BulkSummary summary) {
      this.summary = summary;
    }

    /** What lies between its attempts. */
    List<Long> waits() {
      List<Long> waits = new ArrayList<>();
      for (int i = 1; i < sent.size(); i++) {
        waits.add(sent.get(i) - sent.get(i - 1));
      }
      return waits;
    }
  }

  /** The waits between attempts in milliseconds, and whether the end is the end of the run too. */
  private record Expected(List<Long> waits, boolean stopsTheRun) {
    static final Expected ONCE = new Expected(List.of(), false);

    Expected stopping() {
      return new Expected(waits, true);
    }

    Expected waiting(List<Long> waits) {
      return new Expected(waits, stopsTheRun);
    }
  }

  private static Fault fault(String name, MockResponse response) {
    return new Fault(name, response);
  }

  private static MockResponse status(int status) {
    return new MockResponse().setResponseCode(status);
  }

  private static MockResponse failing(SocketPolicy policy) {
    return new MockResponse().setSocketPolicy(policy);
  }

  private static MockResponse tooMany(String policy) {
    return status(429).setBody("{\"errorType\":\"RATE_LIMIT\",\"policyName\":\"" + policy + "\"}");
  }

  private static List<Long> seconds(int... seconds) {
    List<Long> millis = new ArrayList<>();
    for (int each : seconds) {
      millis.add(each * 1000L);
    }
    return millis;
  }

  /** A row of the table. */
  private static final class Fault {
    private final String name;
    private final MockResponse response;
    private Class<? extends HubSpotException> type;
    private Kind kind;
    private Duration limit = Duration.ofMinutes(10);
    private Expected standard = Expected.ONCE;
    private Expected neverAfterSend = Expected.ONCE;
    private Expected none = Expected.ONCE;

    private Fault(String name, MockResponse response) {
      this.name = name;
      this.response = response;
    }

    Fault header(String name, String value) {
      response.setHeader(name, value);
      return this;
    }

    Fault failing(SocketPolicy policy) {
      response.setSocketPolicy(policy);
      return this;
    }

    /** The last error, and what the inputs of a page are then. */
    Fault ends(Class<? extends HubSpotException> type, Kind kind) {
      this.type = type;
      this.kind = kind;
      return this;
    }

    Fault within(Duration limit) {
      this.limit = limit;
      return this;
    }

    /** Repeated unless the policy forbids it after a request was sent. */
    Fault repeats(List<Long> waits) {
      standard = standard.waiting(waits);
      return this;
    }

    /** Repeated since it surely was not applied. */
    Fault alwaysRepeats(List<Long> waits) {
      neverAfterSend = standard.waiting(waits);
      return repeats(waits);
    }

    Fault repeatsUnderAnyPolicy(List<Long> waits) {
      none = none.waiting(waits);
      return alwaysRepeats(waits);
    }

    Fault stopsTheRunWhereRepeated() {
      standard = standard.stopping();
      return this;
    }

    Fault stopsTheRun() {
      neverAfterSend = neverAfterSend.stopping();
      none = none.stopping();
      return stopsTheRunWhereRepeated();
    }

    RetryPolicy policy(RetryPolicy.Builder retries) {
      return retries.maxElapsed(limit).random(() -> 0.5).build();
    }

    @Override
    public String toString() {
      return name;
    }
  }
}

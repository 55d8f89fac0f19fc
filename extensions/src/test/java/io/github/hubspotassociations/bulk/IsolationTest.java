package io.github.hubspotassociations.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationOutcome.Kind;
import io.github.hubspotassociations.AssociationOutcome.NotAttempted;
import io.github.hubspotassociations.AssociationOutcome.Rejected;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.TestRelease;
import io.github.hubspotassociations.bulk.StubHubSpot.Exchange;
import io.github.hubspotassociations.bulk.StubHubSpot.Pair;
import io.github.hubspotassociations.error.ErrorKind;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.internal.json.BatchResponse;
import io.github.hubspotassociations.internal.send.Sent;
import io.github.hubspotassociations.pacing.RetryPolicy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import okhttp3.Response;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What isolation costs in requests, and whom it rejects. */
@Tag(TestRelease.TAG)
final class IsolationTest {
  private StubHubSpot stub;

  private List<AssociationOutcome<Integer>> run(
      StubHubSpot.Behaviour behaviour,
      List<AssociationRequest<Integer>> inputs,
      UnaryOperator<BulkAssociator.Builder> settings) {
    stub = new StubHubSpot(behaviour);
    try (HubSpotAssociations client = EngineRig.client(stub, RetryPolicy.none())) {
      return settings
          .apply(client.bulk().ordering(Ordering.INPUT))
          .build()
          .associate(inputs)
          .toList()
          .blockingGet();
    }
  }

  private List<AssociationOutcome<Integer>> run(
      StubHubSpot.Behaviour behaviour, List<AssociationRequest<Integer>> inputs) {
    return run(behaviour, inputs, settings -> settings);
  }

  private static Response unnamed(Exchange exchange) {
    return exchange.rejection(400, "VALIDATION_ERROR", "One or more associations are invalid");
  }

  /** Rejects a page as a whole as long as it holds a bad one, and does not say which. */
  private static StubHubSpot.Behaviour rejectingUnnamed(Set<String> badFrom) {
    return exchange ->
        exchange.pairs.stream().anyMatch(pair -> badFrom.contains(pair.from()))
            ? unnamed(exchange)
            : exchange.apply().associated();
  }

  private static void assertRejectedExactly(
      List<AssociationOutcome<Integer>> outcomes, Set<String> badFrom) {
    for (AssociationOutcome<Integer> outcome : outcomes) {
      assertThat(outcome.kind())
          .as("%s", outcome)
          .isEqualTo(
              badFrom.contains(outcome.request().from().id()) ? Kind.REJECTED : Kind.ASSOCIATED);
    }
  }

  private static int log2(int n) {
    return n == 1 ? 0 : 32 - Integer.numberOfLeadingZeros(n - 1);
  }

  @Test
  void badInputsThatNobodyNamesCostTwoLogNEach() {
    Seeds.check(
        "IsolationTest#badInputsThatNobodyNamesCostTwoLogNEach",
        120,
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          int n = 1 + random.nextInt(Seeds.size(seed, 200) * 4);
          int k = random.nextInt(Math.min(n, 12) + 1);
          Set<String> bad = new HashSet<>();
          while (bad.size() < k) {
            bad.add(Integer.toString(1000 + random.nextInt(n)));
          }
          assertRejectedExactly(run(rejectingUnnamed(bad), EngineRig.inputs(n)), bad);
          assertThat(stub.requests()).isBetween(1, 1 + 2 * k * log2(n));
          assertThat(stub.appliedCount()).isEqualTo(n - k);
        });
  }

  @Test
  void oneBadInputInAFullPageCostsAtMost23Requests() {
    Set<String> bad = Set.of("2345");
    assertRejectedExactly(run(rejectingUnnamed(bad), EngineRig.inputs(2000)), bad);
    assertThat(stub.requests()).isLessThanOrEqualTo(1 + 2 * 11);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 17})
  void recordsNamedOneAtATimeCostOneRequestEachAndOneMore(int records) {
    // 200 contacts, each with two companies; the first `records` contacts do not exist.
    List<AssociationRequest<Integer>> inputs = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      inputs.add(EngineRig.input("contacts", 1 + i % 200, "companies", 1000 + i, i));
    }
    Set<String> bad = new HashSet<>();
    for (int i = 1; i <= records; i++) {
      bad.add(Integer.toString(i));
    }
    StubHubSpot.Behaviour behaviour =
        exchange -> {
          for (Pair pair : exchange.pairs) {
            if (bad.contains(pair.from())) {
              return exchange.response(
                  404,
                  StubHubSpot.error(
                      "OBJECT_NOT_FOUND",
                      "crm.associations.FROM_OBJECT_NOT_FOUND",
                      "No contact with ID " + pair.from() + " exists",
                      Map.of("objectType", List.of("CONTACT"), "id", List.of(pair.from()))));
            }
          }
          return exchange.apply().associated();
        };

    List<AssociationOutcome<Integer>> outcomes = run(behaviour, inputs);

    assertRejectedExactly(outcomes, bad);
    assertThat(stub.requests()).isEqualTo(records + 1);
    assertThat(((Rejected<Integer>) outcomes.get(200)).error().kind())
        .isEqualTo(ErrorKind.OBJECT_NOT_FOUND);
    assertThat(outcomes.get(200).attempts()).isEqualTo(1);
  }

  @Test
  void aRecordThatAllPairsShareRejectsThemInOneRequest() {
    List<AssociationRequest<Integer>> inputs = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      inputs.add(EngineRig.input("contacts", 1 + i, "companies", 7, i));
    }
    List<AssociationOutcome<Integer>> outcomes =
        run(
            exchange ->
                exchange.response(
                    400,
                    StubHubSpot.error(
                        "VALIDATION_ERROR",
                        null,
                        "One or more associations are invalid",
                        Map.of("INVALID_OBJECT_IDS", List.of("COMPANY=7 is not valid")))),
            inputs);

    assertThat(outcomes).allMatch(outcome -> outcome.kind() == Kind.REJECTED).hasSize(2000);
    assertThat(stub.requests()).isEqualTo(1);
  }

  @Test
  void anIdNamedAmongIdsDoesNotConvictThePairsThatShareIt() {
    // Company 7 is in each pair, and named; but only contact 3 is bad.
    List<AssociationRequest<Integer>> inputs = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      inputs.add(EngineRig.input("contacts", 1 + i, "companies", 7, i));
    }
    StubHubSpot.Behaviour behaviour =
        exchange ->
            exchange.pairs.stream().noneMatch(pair -> pair.from().equals("3"))
                ? exchange.apply().associated()
                : exchange.response(
                    400,
                    StubHubSpot.error(
                        "VALIDATION_ERROR", null, "invalid", Map.of("ids", List.of("7"))));

    assertRejectedExactly(run(behaviour, inputs), Set.of("3"));
    assertThat(stub.requests()).isLessThanOrEqualTo(1 + 2 * 6);
  }

  @Test
  void idsNamedWithoutTheirSideGoAsAPageOfTheirOwn() {
    Set<String> bad = Set.of("1003", "1004");
    StubHubSpot.Behaviour behaviour =
        exchange -> {
          List<String> named = new ArrayList<>();
          exchange.pairs.forEach(
              pair -> {
                if (bad.contains(pair.from())) {
                  named.add(pair.from());
                }
              });
          return named.isEmpty()
              ? exchange.apply().associated()
              : exchange.response(
                  400,
                  StubHubSpot.error("VALIDATION_ERROR", null, "invalid", Map.of("ids", named)));
        };

    assertRejectedExactly(run(behaviour, EngineRig.inputs(1000)), bad);

    // The page, the two that were named, each of them alone, a probe, and the rest.
    assertThat(stub.sent()).extracting(List::size).containsExactly(1000, 2, 1, 1, 1, 997);
  }

  @Test
  void suspectsOfAResponseAreSentAlone() {
    // 207: two errors that name ids without a side; the results hold all but the bad ones.
    Set<String> bad = Set.of("1003", "1004");
    StubHubSpot.Behaviour behaviour =
        exchange -> {
          List<Pair> good = new ArrayList<>(exchange.pairs);
          good.removeIf(pair -> bad.contains(pair.from()));
          exchange.apply(good);
          return good.size() == exchange.pairs.size()
              ? exchange.associated()
              : exchange.results(
                  207,
                  "COMPLETE",
                  exchange.rows(good),
                  List.of(
                      StubHubSpot.error(
                          "VALIDATION_ERROR", null, "invalid", Map.of("ids", List.copyOf(bad)))),
                  1);
        };

    assertRejectedExactly(run(behaviour, EngineRig.inputs(1000)), bad);
    assertThat(stub.sent()).extracting(List::size).containsExactly(1000, 1, 1);
  }

  @Test
  void theLimitCapsTheRequestsAndLeavesTheRestRejected() {
    List<AssociationOutcome<Integer>> outcomes =
        run(
            rejectingUnnamed(Set.of("1003")),
            EngineRig.inputs(100),
            settings -> settings.maxRequestsPerPage(4));

    assertThat(stub.requests()).isEqualTo(4);
    assertThat(outcomes).hasSize(100).noneMatch(outcome -> outcome.kind() == Kind.UNCONFIRMED);
    assertThat(outcomes.stream().filter(outcome -> outcome.kind() == Kind.ASSOCIATED).count())
        .isEqualTo(stub.appliedCount());
    assertThat(outcomes.get(3).kind()).isEqualTo(Kind.REJECTED);
  }

  @Test
  void withoutIsolationAPageIsRejectedWhole() {
    List<AssociationOutcome<Integer>> outcomes =
        run(
            rejectingUnnamed(Set.of("1003")),
            EngineRig.inputs(100),
            settings -> settings.isolation(Isolation.NONE));

    assertThat(stub.requests()).isEqualTo(1);
    assertThat(outcomes).hasSize(100).allMatch(outcome -> outcome.kind() == Kind.REJECTED);
  }

  @Test
  void withoutIsolationAnUntiedErrorLeavesTheUnmentionedUnconfirmed() {
    List<AssociationOutcome<Integer>> outcomes =
        run(
            exchange -> {
              List<Pair> told = exchange.pairs.subList(0, exchange.pairs.size() / 2);
              exchange.apply(told);
              return exchange.results(207, "COMPLETE", exchange.rows(told), List.of(), 1);
            },
            EngineRig.inputs(10),
            settings -> settings.isolation(Isolation.NONE));

    assertThat(stub.requests()).isEqualTo(1);
    assertThat(outcomes.subList(0, 5)).allMatch(outcome -> outcome.kind() == Kind.ASSOCIATED);
    assertThat(outcomes.subList(5, 10)).allMatch(outcome -> outcome.kind() == Kind.UNCONFIRMED);
  }

  @Test
  void rejectionsOfTheTypesRejectThePageAndStopThePairOfTypes() {
    List<StubHubSpot.Behaviour> rejections =
        List.of(
            exchange ->
                exchange.rejection(400, "VALIDATION_ERROR", "Unable to infer object type from: x"),
            exchange ->
                exchange.rejection(
                    400, "VALIDATION_ERROR", "invalid from object type 0-47, expected: 0-1"),
            exchange -> exchange.rejection(405, null, "Method not allowed"),
            exchange -> exchange.rejection(415, null, "Unsupported media type"));
    for (StubHubSpot.Behaviour rejection : rejections) {
      List<AssociationOutcome<Integer>> outcomes = runContactsThenDeals(rejection, 10);
      assertThat(outcomes.subList(0, 10)).allMatch(outcome -> outcome.kind() == Kind.REJECTED);
      assertThat(outcomes.subList(10, 30))
          .allMatch(outcome -> outcome.kind() == Kind.NOT_ATTEMPTED && outcome.attempts() == 0);
      assertThat(outcomes.subList(30, 40)).allMatch(outcome -> outcome.kind() == Kind.ASSOCIATED);
      assertThat(stub.requests()).isEqualTo(2);
    }
  }

  /** Runs 30 pairs that start at contacts, which are rejected, and then 10 that start at deals. */
  private List<AssociationOutcome<Integer>> runContactsThenDeals(
      StubHubSpot.Behaviour rejection, int pageSize) {
    List<AssociationRequest<Integer>> inputs = EngineRig.inputs(30);
    for (int i = 30; i < 40; i++) {
      inputs.add(EngineRig.input("deals", 1000 + i, "companies", 500_000 + i, i));
    }
    return run(
        exchange ->
            exchange.fromType.equals("contacts")
                ? rejection.respond(exchange)
                : exchange.apply().associated(),
        inputs,
        settings -> settings.pageSize(pageSize).maxInFlight(1));
  }

  @Test
  void aForbiddenPairOfTypesIsNotAttemptedAndOthersGoOn() {
    List<AssociationOutcome<Integer>> outcomes =
        runContactsThenDeals(
            exchange -> exchange.rejection(403, "MISSING_SCOPES", "This app lacks scopes"), 10);
    assertThat(outcomes.subList(0, 30)).allMatch(outcome -> outcome.kind() == Kind.NOT_ATTEMPTED);
    assertThat(outcomes.subList(30, 40)).allMatch(outcome -> outcome.kind() == Kind.ASSOCIATED);
    assertThat(((NotAttempted<Integer>) outcomes.get(29)).cause().kind())
        .isEqualTo(ErrorKind.MISSING_SCOPES);
    assertThat(outcomes.get(0).attempts()).isEqualTo(1);
    assertThat(outcomes.get(29).attempts()).isZero();
    assertThat(stub.requests()).isEqualTo(2);
  }

  @Test
  void aForbiddenRecordIsIsolatedLikeAnyOther() {
    Set<String> bad = Set.of("1003");
    StubHubSpot.Behaviour behaviour =
        exchange ->
            exchange.pairs.stream().anyMatch(pair -> bad.contains(pair.from()))
                ? exchange.rejection(
                    403,
                    "FORBIDDEN",
                    null,
                    "You may not edit it",
                    Map.of("objectType", List.of("contact"), "id", List.copyOf(bad)))
                : exchange.apply().associated();
    assertRejectedExactly(run(behaviour, EngineRig.inputs(30)), bad);
  }

  @Test
  void whatNeverReachedHubSpotStopsTheRun() {
    List<StubHubSpot.Behaviour> responses =
        List.of(
            exchange -> exchange.response(302, ""),
            exchange -> exchange.response(404, "<html>Not found</html>"),
            exchange -> exchange.response(402, "pay first"),
            exchange -> exchange.response(407, ""),
            exchange -> exchange.response(451, ""),
            exchange -> exchange.response(488, "{\"status\":\"error\",\"correctHublet\":\"eu1\"}"),
            exchange -> exchange.response(403, "<html>Just a moment...</html>"));
    for (StubHubSpot.Behaviour response : responses) {
      assertThat(runContactsThenDeals(response, 10))
          .hasSize(40)
          .allMatch(outcome -> outcome.kind() == Kind.NOT_ATTEMPTED);
      assertThat(stub.requests()).isEqualTo(1);
    }
  }

  @Test
  void redirectsInTheMiddleOfARunLoseNothing() {
    int[] pages = {0};
    List<AssociationOutcome<Integer>> outcomes =
        run(
            exchange -> ++pages[0] < 3 ? exchange.apply().associated() : exchange.response(302, ""),
            EngineRig.inputs(100),
            settings -> settings.pageSize(10).maxInFlight(1));
    assertThat(outcomes.subList(0, 20)).allMatch(outcome -> outcome.kind() == Kind.ASSOCIATED);
    assertThat(outcomes.subList(20, 100)).allMatch(outcome -> outcome.kind() == Kind.NOT_ATTEMPTED);
    assertThat(stub.requests()).isEqualTo(3);
  }

  @Test
  void threePagesOfWhichNothingIsAssociatedStopTheirPairOfTypes() {
    List<AssociationOutcome<Integer>> outcomes =
        runContactsThenDeals(exchange -> exchange.rejection(412, null, "no"), 5);
    assertThat(outcomes.subList(0, 15)).allMatch(outcome -> outcome.kind() == Kind.REJECTED);
    assertThat(outcomes.subList(15, 30)).allMatch(outcome -> outcome.kind() == Kind.NOT_ATTEMPTED);
    assertThat(outcomes.subList(30, 40)).allMatch(outcome -> outcome.kind() == Kind.ASSOCIATED);
  }

  @Test
  void otherRejectionsAreIsolatedWithinTheBound() {
    for (int status :
        new int[] {400, 404, 406, 409, 410, 412, 413, 417, 418, 422, 425, 426, 428, 499}) {
      assertThat(run(exchange -> exchange.rejection(status, "ODD", "no"), EngineRig.inputs(500)))
          .allMatch(outcome -> outcome.kind() == Kind.REJECTED);
      assertThat(stub.requests()).as("status %s", status).isLessThanOrEqualTo(40);
    }
  }

  @Test
  void aRejectionWithoutAWordIsIsolatedToo() {
    Set<String> bad = Set.of("1003");
    StubHubSpot.Behaviour behaviour =
        exchange ->
            exchange.pairs.stream().anyMatch(pair -> bad.contains(pair.from()))
                ? exchange.response(400, "")
                : exchange.apply().associated();
    assertRejectedExactly(run(behaviour, EngineRig.inputs(10)), bad);
  }

  @Test
  void aPageWhoseSettlingFailsLosesNoInput() {
    InputPage<Integer> page = PagerTest.page("contacts", "companies", EngineRig.input(0));
    PageRun<Integer> run = new PageRun<>(page, Isolation.BISECT, 10, true);
    assertThat(run.next()).isNotNull();
    HubSpotException unspeakable =
        new HubSpotException("impossible") {
          @Override
          public String getMessage() {
            throw new IllegalStateException("impossible");
          }
        };
    Sent<BatchResponse> impossible = Sent.failed(unspeakable, false, false, null);
    assertThatThrownBy(() -> run.settle(impossible, "stopped", null, false))
        .isInstanceOf(IllegalStateException.class);

    assertThat(run.abandoned("given up").result().outcomes())
        .extracting(AssociationOutcome::kind)
        .containsExactly(Kind.UNCONFIRMED);
    assertThat(run.isSettled()).isTrue();
  }

  @Test
  void whatNoResponseMentionsIsSentOnceMoreThenUnconfirmed() {
    stub =
        new StubHubSpot(
            exchange -> exchange.apply().results(200, "COMPLETE", List.of(), null, null));
    try (HubSpotAssociations client = EngineRig.client(stub)) {
      List<AssociationOutcome<Integer>> outcomes =
          client.bulk().build().associate(EngineRig.inputs(5)).toList().blockingGet();
      assertThat(outcomes)
          .hasSize(5)
          .allMatch(outcome -> outcome.kind() == Kind.UNCONFIRMED && outcome.attempts() == 2);
      assertThat(stub.requests()).isEqualTo(2);
    }
  }

  @Test
  void aRejectionAfterAnAttemptOfUnknownFateLeavesInnocentsUnconfirmed() {
    stub =
        new StubHubSpot(
            exchange ->
                exchange.occurrence == 0
                    ? exchange.rejection(500, null, "boom")
                    : unnamed(exchange));
    try (HubSpotAssociations client = EngineRig.client(stub)) {
      assertThat(
              client
                  .bulk()
                  .isolation(Isolation.NONE)
                  .build()
                  .associate(EngineRig.inputs(5))
                  .toList()
                  .blockingGet())
          .hasSize(5)
          .allMatch(outcome -> outcome.kind() == Kind.UNCONFIRMED);
    }
  }

  @Test
  void splitsOfAPageRunOneAfterAnother() {
    int[] underWay = {0, 0};
    run(
        exchange -> {
          synchronized (underWay) {
            underWay[1] = Math.max(underWay[1], ++underWay[0]);
          }
          try {
            return unnamed(exchange);
          } finally {
            synchronized (underWay) {
              underWay[0]--;
            }
          }
        },
        EngineRig.inputs(50));
    assertThat(underWay[1]).isEqualTo(1);
  }
}

package io.github.hubspotassociations.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationOutcome.Kind;
import io.github.hubspotassociations.AssociationOutcome.NotAttempted;
import io.github.hubspotassociations.AssociationOutcome.Rejected;
import io.github.hubspotassociations.AssociationOutcome.Unconfirmed;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.TransportException;
import io.github.hubspotassociations.internal.send.Sent;
import io.github.hubspotassociations.internal.send.Tries;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What each response means for the pairs of a page, and which pairs are sent next: plain values.
 */
final class PageRunTest {
  private final HubSpotException unnamed =
      Decisions.rejection(400, "{\"category\":\"VALIDATION_ERROR\",\"message\":\"no\"}");

  private static HubSpotException missing(int... slots) {
    StringBuilder ids = new StringBuilder();
    for (int slot : slots) {
      ids.append(ids.length() == 0 ? "" : ",").append('"').append(1000 + slot).append('"');
    }
    return Decisions.rejection(
        404,
        "{\"category\":\"OBJECT_NOT_FOUND\",\"subCategory\":\"crm.associations.FROM_OBJECT_NOT_FOUND\","
            + "\"message\":\"none\",\"context\":{\"id\":["
            + ids
            + "]}}");
  }

  @Test
  void aPageThatIsConfirmedTakesOneRequest() {
    Decisions page = Decisions.bisecting(5);
    page.play(page::confirmed);
    assertThat(page.kinds()).containsOnly(Kind.ASSOCIATED).hasSize(5);
    assertThat(page.sent).hasSize(1);
    assertThat(page.outcomes().get(4).attempts()).isEqualTo(1);
    assertThat(page.outcomes().get(4).correlationId()).isEqualTo("c-1");
    assertThat(page.run.result().requests()).isEqualTo(1);
  }

  @Test
  void anUnnamedBadPairIsFoundByHalvingDepthFirst() {
    Decisions page = Decisions.bisecting(8);
    page.play(page.unless(slot -> slot == 2, slots -> Decisions.failed(unnamed)));
    assertThat(page.slots(Kind.REJECTED)).containsExactly(2);
    assertThat(page.sent)
        .containsExactly(
            List.of(0, 1, 2, 3, 4, 5, 6, 7),
            List.of(0, 1, 2, 3),
            List.of(0, 1),
            // The other half is known to be rejected, and not sent.
            List.of(2),
            List.of(3),
            List.of(4, 5, 6, 7));
    assertThat(page.outcomes().get(2).attempts()).isEqualTo(3);
  }

  @Test
  void aMissingRecordIsRejectedWithoutBeingSentAgain() {
    Decisions page = Decisions.bisecting(8);
    page.play(
        page.unless(slot -> slot == 3 || slot == 5, slots -> Decisions.failed(missing(3, 5))));
    assertThat(page.slots(Kind.REJECTED)).containsExactly(3, 5);
    assertThat(page.sent).hasSize(2);
    assertThat(page.sent.get(1)).containsExactly(0, 1, 2, 4, 6, 7);
    assertThat(page.outcomes().get(3).attempts()).isEqualTo(1);
    assertThat(page.outcomes().get(0).attempts()).isEqualTo(2);
  }

  @Test
  void anEntryOfAResponseRejectsThePairThatItNames() {
    Decisions page = Decisions.bisecting(4);
    page.play(
        slots ->
            page.response(
                slots,
                slot -> slot != 1,
                List.of(
                    "{\"category\":\"VALIDATION_ERROR\",\"message\":\"no\",\"context\":"
                        + "{\"fromObjectId\":[\"1001\"],\"toObjectId\":[\"500001\"]}}")));
    assertThat(page.slots(Kind.REJECTED)).containsExactly(1);
    assertThat(((Rejected<Integer>) page.outcomes().get(1)).error().message()).isEqualTo("no");
    assertThat(page.sent).hasSize(1);
  }

  @Test
  void whatAResponseDoesNotMentionIsSentOnceMoreAndThenUnconfirmed() {
    Decisions page = Decisions.bisecting(4);
    page.play(slots -> page.response(slots, slot -> slot < 2, List.of()));
    assertThat(page.sent).containsExactly(List.of(0, 1, 2, 3), List.of(2, 3));
    assertThat(page.slots(Kind.UNCONFIRMED)).containsExactly(2, 3);
    assertThat(page.outcomes().get(3).attempts()).isEqualTo(2);
  }

  @Test
  void whatAResponseDoesNotMentionIsNotSentAgainAgainstThePolicy() {
    Decisions page = new Decisions(4, Isolation.BISECT, Integer.MAX_VALUE, false);
    page.play(slots -> page.response(slots, slot -> slot < 2, List.of()));
    assertThat(page.sent).hasSize(1);
    assertThat(page.slots(Kind.UNCONFIRMED)).containsExactly(2, 3);
  }

  @Test
  void aTransportFailureLeavesThePageUnconfirmed() {
    HubSpotException failure = new TransportException("POST", new IOException("reset"));
    Decisions page = Decisions.bisecting(3);
    page.play(slots -> Decisions.failed(failure));
    assertThat(page.outcomes())
        .hasSize(3)
        .allSatisfy(
            outcome -> assertThat(((Unconfirmed<Integer>) outcome).cause()).isSameAs(failure));
  }

  @Test
  void aPageThatIsTurnedAwayIsNotAttemptedUnlessAnEarlierFateIsUnknown() {
    HubSpotException locked = Decisions.rejection(423, "");
    Decisions page = Decisions.bisecting(3);
    page.play(slots -> Decisions.failed(locked));
    assertThat(page.kinds()).containsOnly(Kind.NOT_ATTEMPTED).hasSize(3);
    assertThat(((NotAttempted<Integer>) page.outcomes().get(0)).cause()).isSameAs(locked);

    Decisions doubtful = Decisions.bisecting(3);
    doubtful.play(slots -> Decisions.failedAfterUnknownFate(locked));
    assertThat(doubtful.kinds()).containsOnly(Kind.UNCONFIRMED).hasSize(3);
  }

  @Test
  void withoutIsolationAPageIsRejectedWholeUnlessAnEarlierFateIsUnknown() {
    Decisions page = new Decisions(3, Isolation.NONE, Integer.MAX_VALUE, true);
    page.play(slots -> Decisions.failed(unnamed));
    assertThat(page.kinds()).containsOnly(Kind.REJECTED).hasSize(3);

    Decisions doubtful = new Decisions(3, Isolation.NONE, Integer.MAX_VALUE, true);
    doubtful.play(slots -> Decisions.failedAfterUnknownFate(unnamed));
    assertThat(doubtful.kinds()).containsOnly(Kind.UNCONFIRMED).hasSize(3);
  }

  @Test
  void aPairThatIsRejectedAloneIsRejectedWhateverCameBefore() {
    Decisions page = Decisions.bisecting(1);
    page.play(slots -> Decisions.failedAfterUnknownFate(unnamed));
    assertThat(page.kinds()).containsExactly(Kind.REJECTED);
  }

  @Test
  void aStopDuringBackOffDependsOnTheFateOfWhatWasSent() {
    Decisions page = Decisions.bisecting(2);
    page.play(slots -> Decisions.stopped(false));
    assertThat(page.kinds()).containsOnly(Kind.NOT_ATTEMPTED);

    Decisions doubtful = Decisions.bisecting(2);
    doubtful.play(slots -> Decisions.stopped(true));
    assertThat(doubtful.kinds()).containsOnly(Kind.UNCONFIRMED);
  }

  @Test
  void theLimitOnRequestsRejectsWhatIsLeftWithThePagesError() {
    Decisions page = new Decisions(16, Isolation.BISECT, 3, true);
    page.play(page.unless(slot -> slot == 0, slots -> Decisions.failed(unnamed)));
    assertThat(page.sent).hasSize(3);
    assertThat(page.kinds()).containsOnly(Kind.REJECTED).hasSize(16);
  }

  @Test
  void anAbandonedPageLeavesWhatWasInFlightUnconfirmedAndTheRestNotAttempted() {
    Decisions page = Decisions.bisecting(4);
    page.step(slots -> Decisions.failed(unnamed));
    assertThat(page.run.next()).isNotNull();
    page.run.sent();
    page.run.abandoned("disposed");
    assertThat(page.kinds())
        .containsExactly(
            Kind.UNCONFIRMED, Kind.UNCONFIRMED, Kind.NOT_ATTEMPTED, Kind.NOT_ATTEMPTED);
    for (AssociationOutcome<Integer> outcome : page.outcomes()) {
      assertThat(outcome.attempts()).isEqualTo(outcome.index() < 2 ? 2 : 1);
    }
  }

  @Test
  void aPageThatIsStoppedBeforeItIsSentIsNotAttempted() {
    Decisions page = Decisions.bisecting(4);
    page.run.stop("stopped", null);
    assertThat(page.kinds()).containsOnly(Kind.NOT_ATTEMPTED).hasSize(4);
    assertThat(page.outcomes().get(0).attempts()).isZero();
    assertThat(page.run.result().requests()).isZero();
  }

  private static String entry(String category, int slot) {
    return "{\"category\":\""
        + category
        + "\",\"message\":\"entry\",\"context\":{\"fromObjectId\":[\""
        + (1000 + slot)
        + "\"],\"toObjectId\":[\""
        + (500_000 + slot)
        + "\"]}}";
  }

  @ParameterizedTest
  @CsvSource({
    "RATE_LIMITS, NOT_ATTEMPTED",
    "OBJECT_LOCKED, NOT_ATTEMPTED",
    "MIGRATION_IN_PROGRESS, NOT_ATTEMPTED",
    "INTERNAL_ERROR, UNCONFIRMED",
    "CONFLICT, REJECTED",
  })
  void anEntryThatPassesIsRetriedAndWhatRemainsEndsByItsKind(String category, Kind kind) {
    for (int pairs : new int[] {1, 4}) {
      Decisions page = Decisions.bisecting(pairs);
      int last = pairs - 1;
      page.step(
          slots -> page.response(slots, slot -> slot != last, List.of(entry(category, last))));

      Part retry = page.run.next();
      assertThat(retry.slots).containsExactly(last);
      assertThat(retry.entries).isNotNull();
      // The policy retries no more: nothing is sent.
      page.run.settle(Decisions.failed(retry.entries[0].toException()), "stopped", null, false);

      assertThat(page.slots(kind)).containsExactly(last);
      assertThat(page.outcomes().get(last).attempts()).isEqualTo(1);
      assertThat(page.slots(Kind.ASSOCIATED)).hasSize(pairs - 1);
    }
  }

  @Test
  void anEntryThatPassesIsAssociatedByItsRetry() {
    Decisions page = Decisions.bisecting(4);
    page.play(
        slots ->
            slots.length == 1
                ? page.confirmed(slots)
                : page.response(slots, slot -> slot != 2, List.of(entry("OBJECT_LOCKED", 2))));
    assertThat(page.kinds()).containsOnly(Kind.ASSOCIATED);
    assertThat(page.sent).hasSize(2);
    assertThat(page.outcomes().get(2).attempts()).isEqualTo(2);
  }

  @Test
  void entriesThatPassAlikeAreRetriedInOneRequest() {
    Decisions page = Decisions.bisecting(6);
    page.play(
        slots ->
            slots.length == 6
                ? page.response(
                    slots,
                    slot -> slot < 2,
                    List.of(
                        entry("OBJECT_LOCKED", 2),
                        entry("CONFLICT", 3),
                        entry("RATE_LIMITS", 4),
                        entry("VALIDATION_ERROR", 5)))
                : page.confirmed(slots));
    assertThat(page.slots(Kind.REJECTED)).containsExactly(5);
    assertThat(page.slots(Kind.ASSOCIATED)).hasSize(5);
    assertThat(page.sent).hasSize(3);
  }

  @Test
  void anEntryOfASpentDayIsNotAttemptedAndStopsTheRun() {
    Decisions page = Decisions.bisecting(2);
    page.play(
        slots ->
            page.response(
                slots,
                slot -> slot != 1,
                List.of(
                    "{\"category\":\"RATE_LIMITS\",\"policyName\":\"DAILY\",\"context\":"
                        + "{\"fromObjectId\":[\"1001\"],\"toObjectId\":[\"500001\"]}}")));
    assertThat(page.slots(Kind.NOT_ATTEMPTED)).containsExactly(1);
    assertThat(page.run.stopper()).isNotNull();
  }

  private final HubSpotException fault = Decisions.rejection(504, "");

  @Test
  void aPageThatAServerFailsOnIsHalvedWhereOtherRequestsSucceed() {
    Decisions page = Decisions.bisecting(2000);
    page.othersSucceed = true;
    page.play(slots -> slots.length > 500 ? Decisions.failed(fault) : page.confirmed(slots));
    assertThat(page.kinds()).containsOnly(Kind.ASSOCIATED);
    assertThat(page.sent).hasSize(7);
  }

  @Test
  void aPairThatAServerFailsOnIsUnconfirmedAndTheRestAssociated() {
    Decisions page = Decisions.bisecting(2000);
    page.othersSucceed = true;
    page.play(page.unless(slot -> slot == 1234, slots -> Decisions.failed(fault)));
    assertThat(page.slots(Kind.UNCONFIRMED)).containsExactly(1234);
    assertThat(page.sent.size()).isLessThanOrEqualTo(24);
  }

  @Test
  void halvesOfAFaultGetOneAttempt() {
    Decisions page = Decisions.bisecting(4);
    page.othersSucceed = true;
    assertThat(page.step(slots -> Decisions.failed(fault)).tries).isSameAs(Tries.NEW);
    assertThat(page.step(page::confirmed).tries).isSameAs(Tries.ONCE);
  }

  @Test
  void aPageThatAServerFailsOnIsUnconfirmedWhereNothingElseSucceedsOrThePolicyForbidsIt() {
    Decisions lonely = Decisions.bisecting(4);
    Decisions careful = new Decisions(4, Isolation.BISECT, Integer.MAX_VALUE, false);
    Decisions whole = new Decisions(4, Isolation.NONE, Integer.MAX_VALUE, true);
    careful.othersSucceed = true;
    whole.othersSucceed = true;
    for (Decisions page : List.of(lonely, careful, whole)) {
      page.play(slots -> Decisions.failed(fault));
      assertThat(page.kinds()).containsOnly(Kind.UNCONFIRMED).hasSize(4);
      assertThat(page.sent).hasSize(1);
    }
  }

  @Test
  void aPageThatAServerAlwaysFailsOnCostsAtMost40Requests() {
    Decisions page = Decisions.bisecting(2000);
    page.othersSucceed = true;
    page.play(slots -> Decisions.failed(fault));
    assertThat(page.kinds()).containsOnly(Kind.UNCONFIRMED).hasSize(2000);
    assertThat(page.sent.size()).isLessThanOrEqualTo(40);
  }

  @Test
  void aFailureToGetATokenIsNotTakenForTheResponse() {
    Decisions page = Decisions.bisecting(2);
    page.play(slots -> Sent.unsent(fault, false, null));
    assertThat(page.kinds()).containsOnly(Kind.NOT_ATTEMPTED);

    Decisions doubtful = Decisions.bisecting(2);
    doubtful.play(slots -> Sent.unsent(fault, true, null));
    assertThat(doubtful.kinds()).containsOnly(Kind.UNCONFIRMED);
  }
}

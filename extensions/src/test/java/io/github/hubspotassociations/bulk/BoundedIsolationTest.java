package io.github.hubspotassociations.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.AssociationOutcome.Kind;
import io.github.hubspotassociations.error.HubSpotException;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What isolation costs at most, and that it is exact unless it gives a page up. */
final class BoundedIsolationTest {
  private final HubSpotException unnamed =
      Decisions.rejection(400, "{\"category\":\"VALIDATION_ERROR\",\"message\":\"no\"}");

  private Decisions isolate(int pairs, Set<Integer> bad) {
    Decisions page = Decisions.bisecting(pairs);
    return page.play(page.unless(bad::contains, slots -> Decisions.failed(unnamed)));
  }

  private static void assertExact(Decisions page, Set<Integer> bad) {
    assertThat(page.slots(Kind.REJECTED)).containsExactlyElementsOf(bad);
    assertThat(page.slots(Kind.ASSOCIATED)).hasSize(page.page.size() - bad.size());
  }

  @Test
  void oneBadPairOf2000CostsAtMost24RequestsWhereverItIs() {
    int most = 0;
    for (int bad = 0; bad < 2000; bad += 7) {
      Decisions page = isolate(2000, Set.of(bad));
      assertExact(page, Set.of(bad));
      most = Math.max(most, page.sent.size());
    }
    assertThat(most).isEqualTo(23);
  }

  @Test
  void aPageThatIsBadAllOverIsGivenUpAfter37Requests() {
    Set<Integer> all = new TreeSet<>();
    for (int i = 0; i < 2000; i++) {
      all.add(i);
    }
    Decisions page = isolate(2000, all);
    assertExact(page, all);
    assertThat(page.sent).hasSize(37);
    assertThat(page.run.givenUpFor()).isSameAs(unnamed);
  }

  @Test
  void aPageWhoseFirstTwentiethIsBadIsIsolatedExactlyIn213Requests() {
    Set<Integer> first = new TreeSet<>();
    for (int i = 0; i < 100; i++) {
      first.add(i);
    }
    Decisions page = isolate(2000, first);
    assertExact(page, first);
    assertThat(page.sent).hasSize(213);
    assertThat(page.run.givenUpFor()).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8, 24, 47, 48, 49, 500})
  void aPageThatIsBadAllOverNeverCostsMoreThan40Requests(int pairs) {
    Set<Integer> all = new TreeSet<>();
    for (int i = 0; i < pairs; i++) {
      all.add(i);
    }
    Decisions page = isolate(pairs, all);
    assertExact(page, all);
    assertThat(page.sent.size()).isLessThanOrEqualTo(40);
  }

  @Test
  void unnamedBadPairsCostTwoLogNEachAndAreFoundExactly() {
    Seeds.check(
        "BoundedIsolationTest#unnamedBadPairsCostTwoLogNEachAndAreFoundExactly",
        400,
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          int n = 1 + random.nextInt(Seeds.size(seed, 500) * 4);
          int b = 1 + random.nextInt(Math.min(n, 20));
          // In a cluster at the start, where halving comes first, or anywhere.
          int range = random.nextBoolean() ? n : Math.min(n, 2 * b);
          Set<Integer> bad = new TreeSet<>();
          while (bad.size() < b) {
            bad.add(random.nextInt(range));
          }
          Decisions page = isolate(n, bad);
          assertExact(page, bad);
          // The tree of halves is as deep as that of the next power of two.
          int leaves = n == 1 ? 1 : 2 * Integer.highestOneBit(n - 1);
          double log = Math.log((double) leaves / b) / Math.log(2);
          assertThat((double) page.sent.size()).isLessThanOrEqualTo(1 + 2 * b * (1 + log));
        });
  }

  @Test
  void pairsThatAreRejectedForDifferentReasonsAreAllSent() {
    HubSpotException other =
        Decisions.rejection(400, "{\"category\":\"OTHER\",\"message\":\"no\"}");
    Decisions page = Decisions.bisecting(64);
    page.play(slots -> Decisions.failed(slots[0] == 1 ? other : unnamed));
    assertThat(page.sent).hasSize(127);
    assertThat(page.run.givenUpFor()).isNull();
  }

  @Test
  void oneGoodPairUnderAProbeKeepsTheSearchGoing() {
    Set<Integer> bad = new TreeSet<>();
    for (int i = 0; i < 96; i++) {
      bad.add(i);
    }
    bad.remove(94); // The last probe: (23 + ½) · 96 / 24.
    assertExact(isolate(96, bad), bad);
  }

  @Test
  void threePagesGivenUpInARowStopTheirPairOfTypesUnlessOneWasEverAssociated() {
    InputPage<Integer> page = Decisions.bisecting(1).page;
    TypePairs hopeless = new TypePairs();
    assertThat(isStopped(hopeless, page, false, unnamed)).isFalse();
    assertThat(isStopped(hopeless, page, false, unnamed)).isFalse();
    assertThat(isStopped(hopeless, page, false, unnamed)).isTrue();
    assertThat(hopeless.firstCause()).isSameAs(unnamed);

    TypePairs interrupted = new TypePairs();
    assertThat(isStopped(interrupted, page, false, unnamed)).isFalse();
    assertThat(isStopped(interrupted, page, false, null)).isFalse();
    assertThat(isStopped(interrupted, page, false, unnamed)).isFalse();
    assertThat(isStopped(interrupted, page, false, unnamed)).isFalse();

    TypePairs useful = new TypePairs();
    assertThat(isStopped(useful, page, true, null)).isFalse();
    for (int i = 0; i < 5; i++) {
      assertThat(isStopped(useful, page, false, unnamed)).isFalse();
    }
  }

  private static boolean isStopped(
      TypePairs types,
      InputPage<Integer> page,
      boolean isAssociated,
      @Nullable HubSpotException givenUpFor) {
    types.settled(page, isAssociated, givenUpFor);
    return types.stopCause(page) != null;
  }
}

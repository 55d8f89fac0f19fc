package io.github.hubspotassociations.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class OutletTest {
  /** Pages of a few inputs each, mixed types, so that their indexes interleave. */
  private static List<InputPage<Integer>> pages(SplittableRandom random, int inputs) {
    Pager<Integer> pager = new Pager<>(1 + random.nextInt(6), Long.MAX_VALUE, 30);
    String[] types = {"contacts", "deals", "tickets"};
    for (int i = 0; i < inputs; i++) {
      pager.add(EngineRig.input(types[random.nextInt(3)], 1 + i, "companies", 5000 + i, i));
    }
    pager.flush();
    return pager.takeReady();
  }

  private static PageRun<Integer> settled(InputPage<Integer> page) {
    PageRun<Integer> run = new PageRun<>(page, Isolation.BISECT, 1, true);
    run.stop("stopped", null);
    return run;
  }

  private static List<PageRun<Integer>> expected(
      Outlet<Integer, ?> outlet, List<InputPage<Integer>> pages) {
    List<PageRun<Integer>> runs = new ArrayList<>();
    for (InputPage<Integer> page : pages) {
      PageRun<Integer> run = settled(page);
      outlet.expect(run);
      runs.add(run);
    }
    return runs;
  }

  private static void add(Outlet<Integer, ?> outlet, PageRun<Integer> run) {
    outlet.add(run, run.result());
  }

  @Test
  void outcomesByInputComeInTheOrderOfTheirIndexesWhateverIsSettledFirst() {
    Seeds.check(
        "OutletTest#outcomesByInputComeInTheOrderOfTheirIndexesWhateverIsSettledFirst",
        200,
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          int inputs = random.nextInt(Seeds.size(seed, 300) + 1);
          Outlet<Integer, AssociationOutcome<Integer>> outlet =
              new Outlet<>(Ordering.INPUT, false, 4, 10);
          List<PageRun<Integer>> inFlight = expected(outlet, pages(random, inputs));
          long next = 0;
          while (!inFlight.isEmpty()) {
            add(outlet, inFlight.remove(random.nextInt(inFlight.size())));
            for (AssociationOutcome<Integer> outcome = outlet.poll();
                outcome != null;
                outcome = outlet.poll()) {
              assertThat(outcome.index()).isEqualTo(next++);
            }
            // Only later ones can be there now, or nothing.
            assertThat(outlet.isEmpty()).isEqualTo(next == inputs);
          }
          assertThat(next).isEqualTo(inputs);
          assertThat(outlet.isEmpty()).isTrue();
          assertThat(outlet.isBlocked()).isFalse();
        });
  }

  @Test
  void outcomesByInputAreBlockedWhereAnEarlierOneHasNotCome() {
    Outlet<Integer, AssociationOutcome<Integer>> outlet = new Outlet<>(Ordering.INPUT, false, 2, 2);
    assertThat(outlet.hasRoom()).isTrue();
    List<PageRun<Integer>> pages = expected(outlet, List.of(page(0, 2), page(2, 2)));
    assertThat(outlet.hasRoom()).isFalse();
    assertThat(outlet.isBlocked()).isFalse();

    add(outlet, pages.get(1));
    assertThat(outlet.poll()).isNull();
    assertThat(outlet.isBlocked()).isTrue();

    add(outlet, pages.get(0));
    assertThat(outlet.isBlocked()).isFalse();
    assertThat(outlet.poll().index()).isZero();
    assertThat(outlet.poll().index()).isEqualTo(1);
    assertThat(outlet.hasRoom()).isTrue();
  }

  @Test
  void outcomesByCompletionHaveRoomForSoManyPagesUntilEachIsGivenWhole() {
    Outlet<Integer, AssociationOutcome<Integer>> outlet =
        new Outlet<>(Ordering.COMPLETION, false, 1, 2);
    PageRun<Integer> page = expected(outlet, List.of(page(0, 2))).get(0);
    assertThat(outlet.hasRoom()).isFalse();
    add(outlet, page);
    assertThat(outlet.poll().index()).isZero();
    assertThat(outlet.hasRoom()).isFalse();
    assertThat(outlet.poll().index()).isEqualTo(1);
    assertThat(outlet.hasRoom()).isTrue();
    assertThat(outlet.isEmpty()).isTrue();
    assertThat(outlet.poll()).isNull();
  }

  @Test
  void resultsOfPagesComeInTheOrderAskedForAndAPageMayBeSentTwice() {
    InputPage<Integer> one = page(0, 1);
    InputPage<Integer> two = page(1, 1);
    for (Ordering ordering : Ordering.values()) {
      Outlet<Integer, PageResult<Integer>> outlet = new Outlet<>(ordering, true, 3, 1);
      List<PageRun<Integer>> runs = expected(outlet, List.of(one, two, one));
      assertThat(outlet.hasRoom()).isFalse();
      List<InputPage<Integer>> given = new ArrayList<>();
      for (int settledNext : new int[] {1, 2, 0}) {
        assertThat(given.isEmpty()).isEqualTo(ordering == Ordering.INPUT || settledNext == 1);
        add(outlet, runs.get(settledNext));
        for (PageResult<Integer> next = outlet.poll(); next != null; next = outlet.poll()) {
          given.add(next.page());
        }
      }
      assertThat(given)
          .isEqualTo(ordering == Ordering.INPUT ? List.of(one, two, one) : List.of(two, one, one));
      assertThat(outlet.isEmpty()).isTrue();
    }
  }

  private static InputPage<Integer> page(int firstIndex, int size) {
    InputPage.Builder<Integer> builder =
        new InputPage.Builder<>("contacts", "companies", firstIndex, size);
    for (int i = 0; i < size; i++) {
      AssociationRequest<Integer> input = EngineRig.input(firstIndex + i);
      builder.add(firstIndex + i, input);
    }
    return builder.build(0);
  }
}

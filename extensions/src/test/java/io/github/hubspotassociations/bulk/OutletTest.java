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
    while (pager.hasOpen()) {
      pager.flushOldest();
    }
    List<InputPage<Integer>> pages = new ArrayList<>();
    for (InputPage<Integer> page = pager.poll(); page != null; page = pager.poll()) {
      pages.add(page);
    }
    return pages;
  }

  private static PageResult<Integer> result(InputPage<Integer> page) {
    PageRun<Integer> run = new PageRun<>(page, Isolation.BISECT, 1, true);
    run.stop("stopped", null);
    return run.result();
  }

  @Test
  void outcomesByInputComeInTheOrderOfTheirIndexesWhateverIsSettledFirst() {
    Seeds.check(
        "OutletTest#outcomesByInputComeInTheOrderOfTheirIndexesWhateverIsSettledFirst",
        200,
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          int inputs = random.nextInt(Seeds.size(seed, 300) + 1);
          List<InputPage<Integer>> underWay = pages(random, inputs);
          Outlet.OutcomesByInput<Integer> outlet = new Outlet.OutcomesByInput<>(40, 10);
          underWay.forEach(outlet::expect);
          long next = 0;
          while (!underWay.isEmpty()) {
            outlet.add(result(underWay.remove(random.nextInt(underWay.size()))));
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
    List<InputPage<Integer>> pages = List.of(page(0, 2), page(2, 2));
    Outlet.OutcomesByInput<Integer> outlet = new Outlet.OutcomesByInput<>(4, 2);
    assertThat(outlet.hasRoom()).isTrue();
    pages.forEach(outlet::expect);
    assertThat(outlet.hasRoom()).isFalse();
    assertThat(outlet.isBlocked()).isFalse();

    outlet.add(result(pages.get(1)));
    assertThat(outlet.poll()).isNull();
    assertThat(outlet.isBlocked()).isTrue();

    outlet.add(result(pages.get(0)));
    assertThat(outlet.isBlocked()).isFalse();
    assertThat(outlet.poll().index()).isZero();
    assertThat(outlet.poll().index()).isEqualTo(1);
    assertThat(outlet.hasRoom()).isTrue();
  }

  @Test
  void outcomesByCompletionHaveRoomForSoManyPagesUntilEachIsGivenWhole() {
    Outlet.OutcomesByCompletion<Integer> outlet = new Outlet.OutcomesByCompletion<>(1);
    InputPage<Integer> page = page(0, 2);
    outlet.expect(page);
    assertThat(outlet.hasRoom()).isFalse();
    outlet.add(result(page));
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
      Outlet.Pages<Integer> outlet = new Outlet.Pages<>(3, ordering);
      outlet.expect(one);
      outlet.expect(two);
      outlet.expect(one);
      assertThat(outlet.hasRoom()).isFalse();
      outlet.add(result(two));
      PageResult<Integer> first = outlet.poll();
      assertThat(first == null).isEqualTo(ordering == Ordering.INPUT);
      outlet.add(result(one));
      outlet.add(result(one));
      List<InputPage<Integer>> given = new ArrayList<>();
      if (first != null) {
        given.add(first.page());
      }
      for (PageResult<Integer> next = outlet.poll(); next != null; next = outlet.poll()) {
        given.add(next.page());
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

package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.client.model.AssociationSpec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Matches the rows of an answer to the pairs that were sent: by their ids, in either direction,
 * never by their position. Rows that nobody asked for are ignored.
 *
 * <p>Rows mostly come in the order of the request or in reverse, both directions together or apart:
 * the way from one to the next is the one that was gone after the last row of its direction. So the
 * row that this leads to is expected; any other is looked up.
 */
final class PageMatch {
  private final InputPage<?> page;
  private final int[] slots;
  private final boolean[] confirmed;
  private final @Nullable AssociationSpec[] specs;
  private final @Nullable AssociationSpec[] inverseSpecs;

  // The row that came last, and the one that is expected: the pair's position, and whether the row
  // has it the other way round.
  private int last = -1;
  private boolean lastIsBack = true;
  private int expected;
  private boolean expectsBack;

  // The way to the next row, behind a row there and behind a row back; at first as if both rows of
  // a pair came together.
  private int stepThere;
  private boolean isBackAfterThere = true;
  private int stepBack = 1;
  private boolean isBackAfterBack;

  /**
   * @param slots the pairs that were sent, by their slots in the page, ascending
   */
  PageMatch(InputPage<?> page, int[] slots) {
    this.page = page;
    this.slots = slots;
    this.confirmed = new boolean[slots.length];
    this.specs = new AssociationSpec[slots.length];
    this.inverseSpecs = new AssociationSpec[slots.length];
  }

  /** The number of pairs that were sent. */
  int size() {
    return slots.length;
  }

  /** Whether a row named the pair at that position of the slots. */
  boolean isConfirmed(int position) {
    return confirmed[position];
  }

  @Nullable AssociationSpec spec(int position) {
    return specs[position];
  }

  @Nullable AssociationSpec inverseSpec(int position) {
    return inverseSpecs[position];
  }

  PairIndex keys() {
    return page.keys();
  }

  /** The slot of the pair whose row is expected next. */
  int expectedSlot() {
    return slots[expected];
  }

  /** Whether it is expected the other way round. */
  boolean expectsBack() {
    return expectsBack;
  }

  /** The row that was expected. */
  void expectedRow(@Nullable AssociationSpec spec) {
    note(expected, expectsBack, spec);
  }

  /** A row whose ids are numbers, by their keys. */
  void row(long fromStart, long fromEnd, long toStart, long toEnd, @Nullable AssociationSpec spec) {
    found(page.find(fromStart, fromEnd, toStart, toEnd), spec);
  }

  /** A row with any ids. */
  void row(String from, String to, @Nullable AssociationSpec spec) {
    found(page.find(from, to), spec);
  }

  private void found(int found, @Nullable AssociationSpec spec) {
    if (found == PairIndex.ABSENT) {
      return;
    }
    int slot = found >= 0 ? found : PairIndex.reversed(found);
    int position = slots.length == page.pairCount() ? slot : Arrays.binarySearch(slots, slot);
    if (position >= 0) {
      note(position, found < 0, spec);
    }
  }

  private void note(int position, boolean isBack, @Nullable AssociationSpec spec) {
    confirmed[position] = true;
    boolean isInverse = isBack;
    if (isBack == (specs[position] == null) && isMirrored(position)) {
      // A pair of equal ids of two types: both its rows look the same, the second is the way back.
      isInverse = !isBack;
    }
    (isInverse ? inverseSpecs : specs)[position] = spec;
    expectAfter(position, isBack);
  }

  private void expectAfter(int position, boolean isBack) {
    if (lastIsBack) {
      stepBack = position - last;
      isBackAfterBack = isBack;
    } else {
      stepThere = position - last;
      isBackAfterThere = isBack;
    }
    last = position;
    lastIsBack = isBack;
    expected = position + (isBack ? stepBack : stepThere);
    expectsBack = isBack ? isBackAfterBack : isBackAfterThere;
    if (expected < 0 || expected >= slots.length) {
      expected = 0;
      expectsBack = !isBack;
    }
  }

  private boolean isMirrored(int position) {
    int slot = slots[position];
    PairIndex keys = page.keys();
    // The keys are at hand, the ids somewhere in memory.
    return keys.start(slot, false) == keys.start(slot, true)
        && keys.end(slot, false) == keys.end(slot, true)
        && page.pair(slot).from().id().equals(page.pair(slot).to().id());
  }
}

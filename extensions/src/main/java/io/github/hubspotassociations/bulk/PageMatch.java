package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.client.model.AssociationSpec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Matches the rows of an answer to the pairs that were sent: by their ids, in either direction,
 * never by their position. Rows that nobody asked for are ignored.
 *
 * <p>Rows mostly come in the order of the request or in reverse, both directions together or apart.
 * So the neighbours of the last match are tried first; a row that is none of them is looked up.
 */
final class PageMatch {
  private static final int NONE = 0;
  private static final int FORWARD = 1;
  private static final int BACKWARD = 2;

  private final InputPage<?> page;
  private final int[] slots;
  private final boolean[] confirmed;
  private final @Nullable AssociationSpec[] specs;
  private final @Nullable AssociationSpec[] inverseSpecs;
  private int last;

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

  /** A row whose ids are numbers, as {@link PairIndex#key} has them. */
  void row(long from, long to, @Nullable AssociationSpec spec) {
    int position = last;
    int direction = match(position, from, to);
    if (direction == NONE) {
      position = last + 1 < slots.length ? last + 1 : 0;
      direction = match(position, from, to);
    }
    if (direction == NONE) {
      position = last > 0 ? last - 1 : slots.length - 1;
      direction = match(position, from, to);
    }
    if (direction == NONE) {
      found(page.find(from, to), spec);
    } else {
      note(position, direction, spec);
    }
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
      note(position, found >= 0 ? FORWARD : BACKWARD, spec);
    }
  }

  private void note(int position, int direction, @Nullable AssociationSpec spec) {
    last = position;
    confirmed[position] = true;
    // Where a pair joins equal ids of two types, both its rows look the same: the second one is the
    // way back.
    if (direction == FORWARD && (specs[position] == null || !isMirrored(position))) {
      specs[position] = spec;
    } else {
      inverseSpecs[position] = spec;
    }
  }

  private boolean isMirrored(int position) {
    AssociationRequest<?> pair = page.pair(slots[position]);
    return pair.from().id().equals(pair.to().id());
  }

  private int match(int position, long from, long to) {
    int slot = slots[position];
    if (page.isPair(slot, from, to)) {
      return FORWARD;
    }
    return page.isPair(slot, to, from) ? BACKWARD : NONE;
  }
}

package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.error.AssociationError;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.internal.send.Tries;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Pairs of a page that go in one request, and what is known of them from the requests before. */
final class Part {
  /** The pairs by their slots in the page, ascending. */
  final int[] slots;

  /** The requests that carried these pairs before. */
  int attempts;

  /** Whether one of those left open what became of the pairs. */
  boolean fateUnknown;

  /** The correlation id of the last response. */
  @Nullable String correlationId;

  /** Whether this is sent again because a response did not mention the pairs. */
  boolean isUnmentioned;

  /** Whether this is sent to see whether any pair of the page can be associated. */
  boolean isProbe;

  /** What rejected the pairs in a larger part; null if nothing did. */
  @Nullable AssociationError rejection;

  /** What a larger part failed with; null if it did not. */
  @Nullable HubSpotException failure;

  /** The error that named each pair for now, by position; null if this is no such retry. */
  AssociationError @Nullable [] entries;

  /** What the retry policy has left for this. */
  Tries tries = Tries.NEW;

  /** The first half of the part whose second half this is, if it is one. */
  @Nullable Part first;

  private Part(int[] slots) {
    this.slots = slots;
  }

  /** Returns the part that is a page with so many pairs. */
  static Part all(int pairs) {
    int[] slots = new int[pairs];
    for (int i = 0; i < pairs; i++) {
      slots[i] = i;
    }
    return new Part(slots);
  }

  /** Returns this part after it was sent. */
  Part sent(int tried, boolean fateUnknown, @Nullable String correlationId) {
    Part part = with(slots);
    part.attempts = tried;
    part.fateUnknown = fateUnknown;
    part.correlationId = correlationId;
    part.entries = entries;
    part.first = null;
    return part;
  }

  /** Returns some of the pairs, which are sent again because a response did not mention them. */
  Part unmentioned(BitSet positions) {
    Part part = doubtful(positions);
    part.isUnmentioned = true;
    return part;
  }

  /** Returns some of the pairs, which a response left open. */
  Part doubtful(BitSet positions) {
    Part part = again(pick(positions));
    part.fateUnknown = true;
    return part;
  }

  /** Returns some of the pairs, which are sent again because the errors that name them pass. */
  Part retry(BitSet positions, AssociationError[] entries, boolean fateUnknown, Tries tries) {
    Part part = again(pick(positions));
    part.fateUnknown |= fateUnknown;
    part.entries = new AssociationError[part.slots.length];
    int count = 0;
    for (int i : positions(positions)) {
      part.entries[count++] = entries[i];
    }
    part.tries = tries;
    return part;
  }

  /** Returns the part whose pairs were rejected together. */
  Part rejected(@Nullable AssociationError rejection) {
    Part part = again(slots);
    part.rejection = rejection;
    return part;
  }

  /** Returns the part whose pairs failed together, for one attempt each. */
  Part failed(HubSpotException failure) {
    Part part = again(slots);
    part.fateUnknown = true;
    part.failure = failure;
    part.tries = Tries.ONCE;
    return part;
  }

  /** Returns one of the pairs, as a probe. */
  Part probe(int slot) {
    Part part = with(slot);
    part.isProbe = true;
    part.isUnmentioned = false;
    part.first = null;
    return part;
  }

  /** Returns some of the pairs. */
  Part some(BitSet positions) {
    return with(pick(positions));
  }

  /** Returns a range of the pairs. */
  Part range(int start, int end) {
    return with(Arrays.copyOfRange(slots, start, end)).behind(null);
  }

  /** Returns the same for other pairs. */
  Part with(int... slots) {
    Part part = again(slots);
    part.isUnmentioned = isUnmentioned;
    part.isProbe = isProbe;
    part.rejection = rejection;
    part.failure = failure;
    part.tries = tries;
    return part.behind(first);
  }

  /** Returns pairs with what their requests so far have shown, to be sent for another reason. */
  private Part again(int[] slots) {
    Part part = new Part(slots);
    part.attempts = attempts;
    part.fateUnknown = fateUnknown;
    part.correlationId = correlationId;
    return part;
  }

  /** Makes this the second half of a part. */
  Part behind(@Nullable Part first) {
    this.first = first;
    return this;
  }

  boolean isAlone() {
    return slots.length == 1;
  }

  boolean holds(int slot) {
    return Arrays.binarySearch(slots, slot) >= 0;
  }

  private int[] pick(BitSet positions) {
    int[] picked = positions(positions);
    for (int i = 0; i < picked.length; i++) {
      picked[i] = slots[picked[i]];
    }
    return picked;
  }

  /** Returns the members of a set, ascending. */
  static int[] positions(BitSet set) {
    int[] positions = new int[set.cardinality()];
    int next = -1;
    for (int i = 0; i < positions.length; i++) {
      next = set.nextSetBit(next + 1);
      positions[i] = next;
    }
    return positions;
  }
}

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
  final int attempts;

  /** Whether one of those left open what became of the pairs. */
  final boolean fateUnknown;

  /** The correlation id of the last response. */
  final @Nullable String correlationId;

  /** Why this is sent after all. */
  final Reason reason;

  /** What rejected the pairs in a larger part; null if nothing did. */
  final @Nullable AssociationError rejection;

  /** What a larger part failed with; null if it did not. */
  final @Nullable HubSpotException failure;

  /** The error that named each pair, by position; null unless they passed. */
  final AssociationError @Nullable [] entries;

  /** What the retry policy has left for this. */
  final Tries tries;

  /** The first half of the part whose second half this is, if it is one. */
  @Nullable Part first;

  /** Why a part is sent. */
  enum Reason {
    /** It is the page. */
    FIRST,
    /** A response did not mention the pairs. */
    UNMENTIONED,
    /** A response named the pairs by errors that pass. */
    RETRY,
    /** The pairs that are to blame are looked for. */
    ISOLATION,
    /** It is asked whether any pair of the page can be associated. */
    PROBE
  }

  private Part(
      int[] slots,
      int attempts,
      boolean fateUnknown,
      @Nullable String correlationId,
      Reason reason,
      @Nullable AssociationError rejection,
      @Nullable HubSpotException failure,
      AssociationError @Nullable [] entries,
      Tries tries) {
    this.slots = slots;
    this.attempts = attempts;
    this.fateUnknown = fateUnknown;
    this.correlationId = correlationId;
    this.reason = reason;
    this.rejection = rejection;
    this.failure = failure;
    this.entries = entries;
    this.tries = tries;
  }

  /** Returns the part that is a page with so many pairs. */
  static Part all(int pairs) {
    int[] slots = new int[pairs];
    for (int i = 0; i < pairs; i++) {
      slots[i] = i;
    }
    return new Part(slots, 0, false, null, Reason.FIRST, null, null, null, Tries.NEW);
  }

  /** Returns this part after it was sent. */
  Part sent(int tried, boolean fateUnknown, @Nullable String correlationId) {
    return new Part(
        slots, tried, fateUnknown, correlationId, reason, rejection, failure, entries, tries);
  }

  /** Returns some of the pairs, which go out again because a response did not mention them. */
  Part unmentioned(BitSet positions) {
    return new Part(
        pick(positions),
        attempts,
        true,
        correlationId,
        Reason.UNMENTIONED,
        null,
        null,
        null,
        Tries.NEW);
  }

  /** Returns some of the pairs, which go out again because the errors that named them pass. */
  Part retry(BitSet positions, AssociationError[] entries, boolean fateUnknown, Tries tries) {
    AssociationError[] picked = new AssociationError[positions.cardinality()];
    int count = 0;
    for (int i = positions.nextSetBit(0); i >= 0; i = positions.nextSetBit(i + 1)) {
      picked[count++] = entries[i];
    }
    return new Part(
        pick(positions),
        attempts,
        this.fateUnknown || fateUnknown,
        correlationId,
        Reason.RETRY,
        null,
        null,
        picked,
        tries);
  }

  /** Returns the part whose pairs were rejected together. */
  Part rejected(@Nullable AssociationError rejection) {
    return new Part(
        slots,
        attempts,
        fateUnknown,
        correlationId,
        Reason.ISOLATION,
        rejection,
        null,
        null,
        Tries.NEW);
  }

  /** Returns the part whose pairs failed together, for one attempt each. */
  Part failed(HubSpotException failure) {
    return new Part(
        slots, attempts, true, correlationId, Reason.ISOLATION, null, failure, null, Tries.ONCE);
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
    return new Part(
            slots, attempts, fateUnknown, correlationId, reason, rejection, failure, null, tries)
        .behind(first);
  }

  /** Makes this the second half of a part. */
  Part behind(@Nullable Part first) {
    this.first = first;
    return this;
  }

  /** Returns one of the pairs, as a probe. */
  Part probe(int slot) {
    return new Part(
        new int[] {slot},
        attempts,
        fateUnknown,
        correlationId,
        Reason.PROBE,
        rejection,
        failure,
        null,
        tries);
  }

  boolean isAlone() {
    return slots.length == 1;
  }

  boolean holds(int slot) {
    return Arrays.binarySearch(slots, slot) >= 0;
  }

  private int[] pick(BitSet positions) {
    int[] picked = new int[positions.cardinality()];
    int count = 0;
    for (int i = positions.nextSetBit(0); i >= 0; i = positions.nextSetBit(i + 1)) {
      picked[count++] = slots[i];
    }
    return picked;
  }
}

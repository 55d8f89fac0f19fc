package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociationRequest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds a pair of ids among the pairs of a page, whichever way round it is asked for: a hash table
 * of slots with open addressing, where a pair and its reverse have the same hash, so that one
 * look-up finds either.
 *
 * <p>It is a table of our own, because a page of 2,000 asks it 2,000 times and its answer up to
 * 4,000 times: looking up rows that come in no order took 380 µs with Strings, and takes 50 µs with
 * the keys of {@link IdKey}, which an answer is read into without a String being made.
 */
final class PairIndex {
  /** The pair is not there, in neither direction. */
  static final int ABSENT = -1;

  /** The keys of each slot's pair: start and end of its from, start and end of its to. */
  private long[] keys = new long[0];

  private int[] slots = new int[0];
  private int size;

  PairIndex(int room) {
    grow(room);
  }

  /** Makes room for so many pairs in all. */
  void grow(int room) {
    keys = Arrays.copyOf(keys, 4 * room);
    // A power of two, and at least half of it free.
    slots = new int[Integer.highestOneBit(2 * room) * 2];
    Arrays.fill(slots, ABSENT);
    for (int slot = 0; slot < size; slot++) {
      place(slot);
    }
  }

  /** A slot that was found the other way round, as {@link #find} returns it. */
  static int reversed(int slot) {
    return -2 - slot;
  }

  /**
   * The slot of the pair, or {@link #reversed} of its reverse's slot, or {@link #ABSENT}.
   *
   * @param from the first id; null if both are numbers, whose keys no other id has
   * @param to the second id; null if both are numbers
   */
  int find(
      AssociationRequest<?>[] pairs,
      long fromStart,
      long fromEnd,
      long toStart,
      long toEnd,
      @Nullable String from,
      @Nullable String to) {
    boolean areNumbers = IdKey.isNumber(fromStart, fromEnd) && IdKey.isNumber(toStart, toEnd);
    int mask = slots.length - 1;
    int at = hash(fromStart, fromEnd, toStart, toEnd) & mask;
    for (; slots[at] != ABSENT; at = (at + 1) & mask) {
      int slot = slots[at];
      if (isPair(slot, fromStart, fromEnd, toStart, toEnd)
          && (areNumbers || isPair(pairs[slot], from, to))) {
        return slot;
      }
      if (isPair(slot, toStart, toEnd, fromStart, fromEnd)
          && (areNumbers || isPair(pairs[slot], to, from))) {
        return reversed(slot);
      }
    }
    return ABSENT;
  }

  /** The start of the key of a slot's from, or of its to. */
  long start(int slot, boolean to) {
    return keys[4 * slot + (to ? 2 : 0)];
  }

  /** The end of the key of a slot's from, or of its to. */
  long end(int slot, boolean to) {
    return keys[4 * slot + (to ? 3 : 1)];
  }

  /**
   * One comparison, as ids have their first digits in common: four were guessed wrong too often.
   */
  private boolean isPair(int slot, long fromStart, long fromEnd, long toStart, long toEnd) {
    int at = 4 * slot;
    return ((keys[at] ^ fromStart)
            | (keys[at + 1] ^ fromEnd)
            | (keys[at + 2] ^ toStart)
            | (keys[at + 3] ^ toEnd))
        == 0;
  }

  private static boolean isPair(AssociationRequest<?> pair, String from, String to) {
    return pair.from().id().equals(from) && pair.to().id().equals(to);
  }

  /** Adds a pair that is not there and that there is room for, at the next slot. */
  void add(long fromStart, long fromEnd, long toStart, long toEnd) {
    int slot = size++;
    keys[4 * slot] = fromStart;
    keys[4 * slot + 1] = fromEnd;
    keys[4 * slot + 2] = toStart;
    keys[4 * slot + 3] = toEnd;
    place(slot);
  }

  private void place(int slot) {
    int mask = slots.length - 1;
    int first = 4 * slot;
    int at = hash(keys[first], keys[first + 1], keys[first + 2], keys[first + 3]) & mask;
    while (slots[at] != ABSENT) {
      at = (at + 1) & mask;
    }
    slots[at] = slot;
  }

  /**
   * Both ids are scrambled before they are added up: ids that count up are linear, and a file that
   * pairs rising ids with falling ones would give every pair the same sum.
   */
  private static int hash(long fromStart, long fromEnd, long toStart, long toEnd) {
    return scramble(fromStart, fromEnd) + scramble(toStart, toEnd);
  }

  private static int scramble(long start, long end) {
    long hash = start * 0x9e3779b97f4a7c15L + end * 0xd6e8feb86659fd93L;
    hash ^= hash >>> 32;
    hash *= 0xd6e8feb86659fd93L;
    return (int) (hash >>> 32);
  }
}

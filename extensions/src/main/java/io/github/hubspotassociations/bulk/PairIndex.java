package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociationRequest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds a pair of ids among the pairs of a page, whichever way round it is asked for: a hash table
 * of slots with open addressing, where a pair and its reverse have the same hash, so that one
 * look-up finds either.
 *
 * <p>It is a table of our own, and knows ids by {@link #key}, because a page of 2,000 asks it 2,000
 * times and its answer up to 4,000 times: looking up rows that come in no order took 380 µs with
 * Strings, and takes 50 µs with numbers, which stand in the answer without a String being made.
 */
final class PairIndex {
  /** The pair is not there, in neither direction. */
  static final int ABSENT = -1;

  /** As many as any number of so many digits fits a long. */
  static final int MAX_DIGITS = 18;

  /** The keys of each slot's pair, from and to. */
  private long[] keys = new long[32];

  private int[] slots = new int[16];
  private int size;

  PairIndex() {
    Arrays.fill(slots, ABSENT);
  }

  /**
   * What an id is known by: its value, if it is a decimal number written as numbers are, as
   * HubSpot's ids are; a negative number otherwise, which other ids may have as well.
   */
  static long key(String id) {
    int length = id.length();
    if (length == 0 || length > MAX_DIGITS || (id.charAt(0) == '0' && length > 1)) {
      return keyOfText(id);
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      int digit = id.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return keyOfText(id);
      }
      value = value * 10 + digit;
    }
    return value;
  }

  private static long keyOfText(String id) {
    return Long.MIN_VALUE | id.hashCode();
  }

  /** A slot that was found the other way round, as {@link #find} returns it. */
  static int reversed(int slot) {
    return -2 - slot;
  }

  /** The slot of the pair, or {@link #reversed} of its reverse's slot, or {@link #ABSENT}. */
  int find(AssociationRequest<?>[] pairs, String from, String to) {
    return find(pairs, key(from), key(to), from, to);
  }

  /**
   * Finds a pair whose keys are known.
   *
   * @param from the first id; null where its key is its value
   * @param to the second id; null where its key is its value
   */
  int find(
      AssociationRequest<?>[] pairs,
      long fromKey,
      long toKey,
      @Nullable String from,
      @Nullable String to) {
    int mask = slots.length - 1;
    for (int at = hash(fromKey, toKey) & mask; slots[at] != ABSENT; at = (at + 1) & mask) {
      int slot = slots[at];
      AssociationRequest<?> pair = pairs[slot];
      if (isPair(slot, fromKey, toKey)
          && isId(pair.from().id(), fromKey, from)
          && isId(pair.to().id(), toKey, to)) {
        return slot;
      }
      if (isPair(slot, toKey, fromKey)
          && isId(pair.from().id(), toKey, to)
          && isId(pair.to().id(), fromKey, from)) {
        return reversed(slot);
      }
    }
    return ABSENT;
  }

  /** Whether the pair of a slot has these keys; ids that are numbers are then the same ids. */
  boolean isPair(int slot, long fromKey, long toKey) {
    return keys[2 * slot] == fromKey && keys[2 * slot + 1] == toKey;
  }

  private static boolean isId(String id, long key, @Nullable String text) {
    return key >= 0 || id.equals(text);
  }

  /** Adds a pair that is not there, at the next slot. */
  void add(long fromKey, long toKey) {
    int slot = size++;
    if (keys.length < 2 * size) {
      keys = Arrays.copyOf(keys, keys.length * 2);
    }
    keys[2 * slot] = fromKey;
    keys[2 * slot + 1] = toKey;
    if (size * 2 > slots.length) {
      slots = new int[slots.length * 2];
      Arrays.fill(slots, ABSENT);
      for (int each = 0; each < slot; each++) {
        place(each);
      }
    }
    place(slot);
  }

  private void place(int slot) {
    int mask = slots.length - 1;
    int at = hash(keys[2 * slot], keys[2 * slot + 1]) & mask;
    while (slots[at] != ABSENT) {
      at = (at + 1) & mask;
    }
    slots[at] = slot;
  }

  /**
   * Both ids are scrambled before they are added up: ids that count up are linear, and a file that
   * pairs rising ids with falling ones would give every pair the same sum.
   */
  private static int hash(long fromKey, long toKey) {
    return scramble(fromKey) + scramble(toKey);
  }

  private static int scramble(long key) {
    long hash = key * 0x9e3779b97f4a7c15L;
    hash ^= hash >>> 32;
    hash *= 0xd6e8feb86659fd93L;
    return (int) (hash >>> 32);
  }
}

package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociationRequest;
import java.util.Arrays;

/**
 * Finds a pair of ids among the pairs of a page, whichever way round it is asked for: a hash table
 * of slots with open addressing, where a pair and its reverse have the same hash, so that one
 * look-up finds either.
 *
 * <p>It is a table of our own because a page of 2,000 asks it 2,000 times: without a key object for
 * each pair.
 */
final class PairIndex {
  /** The pair is not there, in neither direction. */
  static final int ABSENT = -1;

  private int[] slots = new int[16];
  private int size;

  PairIndex() {
    Arrays.fill(slots, ABSENT);
  }

  /** A slot that was found the other way round, as {@link #find} returns it. */
  static int reversed(int slot) {
    return -2 - slot;
  }

  /** The slot of the pair, or {@link #reversed} of its reverse's slot, or {@link #ABSENT}. */
  int find(AssociationRequest<?>[] pairs, String from, String to) {
    int mask = slots.length - 1;
    for (int at = hash(from.hashCode(), to.hashCode()) & mask;
        slots[at] != ABSENT;
        at = (at + 1) & mask) {
      AssociationRequest<?> pair = pairs[slots[at]];
      if (pair.from().id().equals(from) && pair.to().id().equals(to)) {
        return slots[at];
      }
      if (pair.from().id().equals(to) && pair.to().id().equals(from)) {
        return reversed(slots[at]);
      }
    }
    return ABSENT;
  }

  /** Adds a pair that is not there, at the slot given: its position among {@code pairs}. */
  void add(AssociationRequest<?>[] pairs, int slot) {
    if (++size * 2 > slots.length) {
      int[] old = slots;
      slots = new int[old.length * 2];
      Arrays.fill(slots, ABSENT);
      for (int each : old) {
        if (each != ABSENT) {
          place(pairs[each], each);
        }
      }
    }
    place(pairs[slot], slot);
  }

  private void place(AssociationRequest<?> pair, int slot) {
    int mask = slots.length - 1;
    int at = hash(pair.from().id().hashCode(), pair.to().id().hashCode()) & mask;
    while (slots[at] != ABSENT) {
      at = (at + 1) & mask;
    }
    slots[at] = slot;
  }

  /**
   * Both ids are scrambled before they are added up: hashes of ids that count up are linear, and a
   * file that pairs rising ids with falling ones would give every pair the same sum.
   */
  private static int hash(int from, int to) {
    return scramble(from) + scramble(to);
  }

  private static int scramble(int hash) {
    hash ^= hash >>> 16;
    hash *= 0x85ebca6b;
    hash ^= hash >>> 13;
    hash *= 0xc2b2ae35;
    return hash ^ (hash >>> 16);
  }
}

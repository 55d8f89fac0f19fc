package io.github.hubspotassociations.emulator;

import java.util.Arrays;

/**
 * A set of pairs of non-negative longs in an open-addressing table of 16-byte slots, at most three
 * quarters full. Not safe for use by several threads.
 */
final class LongPairSet {
  private static final long FREE = -1;

  private long[] slots = filled(8);
  private int size;

  private static long[] filled(int capacity) {
    long[] slots = new long[capacity * 2];
    Arrays.fill(slots, FREE);
    return slots;
  }

  /** Adds a pair and returns whether it is new. */
  boolean add(long first, long second) {
    int slot = slot(slots, first, second);
    if (slots[slot] != FREE) {
      return false;
    }
    slots[slot] = first;
    slots[slot + 1] = second;
    if (++size > slots.length / 8 * 3) {
      grow();
    }
    return true;
  }

  boolean contains(long first, long second) {
    return slots[slot(slots, first, second)] != FREE;
  }

  int size() {
    return size;
  }

  /** Returns how many bytes the slots take. */
  long bytes() {
    return 8L * slots.length;
  }

  /** Returns a copy of the pairs, first and second in turn. */
  long[] toArray() {
    long[] pairs = new long[size * 2];
    int at = 0;
    for (int slot = 0; slot < slots.length; slot += 2) {
      if (slots[slot] != FREE) {
        pairs[at++] = slots[slot];
        pairs[at++] = slots[slot + 1];
      }
    }
    return pairs;
  }

  private void grow() {
    long[] grown = filled(slots.length);
    for (int slot = 0; slot < slots.length; slot += 2) {
      if (slots[slot] != FREE) {
        int target = slot(grown, slots[slot], slots[slot + 1]);
        grown[target] = slots[slot];
        grown[target + 1] = slots[slot + 1];
      }
    }
    slots = grown;
  }

  /** Returns the slot of a pair or, if it is absent, the free slot where it belongs. */
  private static int slot(long[] slots, long first, long second) {
    int mask = slots.length / 2 - 1;
    int slot = (int) hash(first, second) & mask;
    while (slots[slot * 2] != FREE && (slots[slot * 2] != first || slots[slot * 2 + 1] != second)) {
      slot = (slot + 1) & mask;
    }
    return slot * 2;
  }

  private static long hash(long first, long second) {
    long hash = (first * 0x9E3779B97F4A7C15L) ^ Long.rotateLeft(second * 0xC2B2AE3D27D4EB4FL, 31);
    hash = (hash ^ (hash >>> 32)) * 0xD6E8FEB86659FD93L;
    return hash ^ (hash >>> 32);
  }
}

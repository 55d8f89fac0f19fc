package io.github.hubspotassociations.internal.json;

/** Makes pairs for tests. */
final class PairsOf {
  private PairsOf() {}

  /** The pairs of ids, a from and a to in turn, each added where it is not there already. */
  static Pairs ids(String... ids) {
    Pairs pairs = new Pairs(Math.max(1, ids.length / 2));
    for (int i = 0; i < ids.length; i += 2) {
      if (pairs.find(ids[i], ids[i + 1]) == Pairs.ABSENT) {
        pairs.add();
      }
    }
    return pairs;
  }

  static int[] allSlots(Pairs pairs) {
    int[] slots = new int[pairs.size()];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = i;
    }
    return slots;
  }
}

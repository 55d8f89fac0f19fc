package io.github.hubspotassociations.bulk;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** The parts of a page that are still to be sent, next first. */
final class Parts {
  private final ArrayDeque<Part> parts = new ArrayDeque<>();
  private final Verdict[] verdicts;

  /**
   * @param verdicts what is known of each pair, by slot; null while it is open
   */
  Parts(Verdict[] verdicts) {
    this.verdicts = verdicts;
    parts.add(Part.all(verdicts.length));
  }

  int size() {
    return parts.size();
  }

  void addFirst(Part part) {
    parts.addFirst(part);
  }

  /** Returns the next part, whatever is known of its pairs; null if there is none. */
  @Nullable Part poll() {
    return parts.poll();
  }

  /** Returns the next part that is worth a request, without pairs that are settled, or null. */
  @Nullable Part next() {
    for (Part part = parts.poll(); part != null; part = parts.poll()) {
      BitSet open = new BitSet();
      for (int i = 0; i < part.slots.length; i++) {
        open.set(i, isOpen(part.slots[i]));
      }
      if (open.isEmpty()) {
        continue;
      }
      Part rest = open.cardinality() == part.slots.length ? part : part.some(open);
      if (!isSureToBeRejected(rest)) {
        return rest;
      }
      halve(rest);
    }
    return null;
  }

  boolean isOpen(int slot) {
    return verdicts[slot] == null;
  }

  /** Adds the halves of a part, or the part itself if it is one pair. */
  void halve(Part part) {
    if (part.isAlone()) {
      parts.addFirst(part);
      return;
    }
    int middle = (part.slots.length + 1) / 2;
    Part first = part.range(0, middle);
    parts.addFirst(part.range(middle, part.slots.length).behind(first));
    parts.addFirst(first);
  }

  /**
   * Whether a part is known to be rejected: it is half of a part that was, and the other half was
   * associated. A body that is too long (413) says nothing about its halves.
   */
  private boolean isSureToBeRejected(Part part) {
    if (part.first == null
        || part.isAlone()
        || part.rejection == null
        || part.rejection.status() == 413) {
      return false;
    }
    for (int slot : part.first.slots) {
      if (isOpen(slot) || !verdicts[slot].isAssociated()) {
        return false;
      }
    }
    return true;
  }

  /** Adds single pairs of what is to be sent, before all else. */
  void addProbes(int[] slots) {
    for (int i = slots.length - 1; i >= 0; i--) {
      for (Part part : parts) {
        if (part.holds(slots[i])) {
          parts.addFirst(part.probe(slots[i]));
          break;
        }
      }
    }
  }

  void removeProbes() {
    for (Iterator<Part> all = parts.iterator(); all.hasNext(); ) {
      if (all.next().isProbe) {
        all.remove();
      }
    }
  }
}

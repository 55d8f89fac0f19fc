package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.error.AssociationError;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a page that are still to be sent, next first. Bounds what it costs to look for the
 * bad pairs of the page: halving finds a few bad pairs in few requests, but costs two requests for
 * each pair where all of them are bad. So after two pairs were rejected alone and none was
 * associated, single pairs spread over the whole page are sent: probes. The first one that is
 * associated shows that the search is worth its requests, and it goes on; if all are rejected
 * alike, the page is given up.
 */
final class Parts {
  private static final int REJECTED_BEFORE_PROBING = 2;
  private static final int PROBES = 24;

  /** As many pairs can all be sent alone within what probing would cost. */
  private static final int SMALL_PAGE = 20;

  private final ArrayDeque<Part> parts = new ArrayDeque<>();
  private final Verdict[] verdicts;

  private int rejectedAlone;
  private int rejectedBefore;
  private @Nullable AssociationError firstRejection;
  private boolean rejectionsDiffer;
  private boolean hasProbed;
  private int probesLeft;
  private boolean givenUp;

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

  private boolean isOpen(int slot) {
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

  /** Takes note of a pair that was sent alone and rejected, or failed. */
  void rejectedAlone(AssociationError error) {
    rejectedAlone++;
    if (firstRejection == null) {
      firstRejection = error;
    } else {
      rejectionsDiffer |= !isAlike(firstRejection, error);
    }
    // Of a small page each pair is sent. A record that is named is to blame alone.
    givenUp =
        verdicts.length > REJECTED_BEFORE_PROBING
            && rejectedAlone == verdicts.length
            && !rejectionsDiffer
            && firstRejection.objectIds().isEmpty();
  }

  private static boolean isAlike(AssociationError one, AssociationError other) {
    return one.status() == other.status()
        && Objects.equals(one.category(), other.category())
        && Objects.equals(one.subCategory(), other.subCategory());
  }

  /**
   * Takes note that a pair was sent alone, a probe or not.
   *
   * @param isAssociated whether any pair of the page was associated
   */
  void sentAlone(boolean isAssociated) {
    boolean isRejected = rejectedAlone > rejectedBefore;
    rejectedBefore = rejectedAlone;
    if (probesLeft > 0) {
      probesLeft--;
      if (isAssociated || rejectionsDiffer || !isRejected) {
        probesLeft = 0;
        removeProbes();
      } else {
        givenUp = probesLeft == 0;
      }
    } else if (verdicts.length > SMALL_PAGE
        && !hasProbed
        && !isAssociated
        && !rejectionsDiffer
        && rejectedAlone == REJECTED_BEFORE_PROBING) {
      hasProbed = true;
      addProbes();
    }
  }

  /** Returns the first rejection of a pair alone, if the page is given up; null if it is not. */
  @Nullable AssociationError givenUpFor() {
    return givenUp ? firstRejection : null;
  }

  /** Adds single pairs of what is to be sent, before all else. */
  private void addProbes() {
    int last = -1;
    for (int k = PROBES - 1; k >= 0; k--) {
      int slot = (int) ((2L * k + 1) * verdicts.length / (2 * PROBES));
      if (slot != last && isOpen(slot)) {
        addProbe(slot);
      }
      last = slot;
    }
  }

  private void addProbe(int slot) {
    for (Part part : parts) {
      if (part.holds(slot)) {
        parts.addFirst(part.probe(slot));
        probesLeft++;
        return;
      }
    }
  }

  private void removeProbes() {
    for (Iterator<Part> all = parts.iterator(); all.hasNext(); ) {
      if (all.next().isProbe) {
        all.remove();
      }
    }
  }
}

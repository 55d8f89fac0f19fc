package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.error.AssociationError;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what it costs to look for the bad pairs of one page. Halving finds a few bad pairs in few
 * requests, but costs two requests for each pair where all of them are bad. So after two pairs were
 * rejected alone and none was associated, single pairs spread over the whole page are sent: probes.
 * The first one that is associated shows that the search is worth its requests, and it goes on; if
 * all are rejected alike, the page is given up.
 */
final class Isolator {
  private static final int REJECTED_BEFORE_PROBING = 2;
  private static final int PROBES = 24;

  /** As many pairs can all be sent alone within what probing would cost. */
  private static final int SMALL_PAGE = 20;

  private final int pairs;
  private int rejectedAlone;
  private int rejectedBefore;
  private @Nullable AssociationError first;
  private boolean differs;
  private boolean hasProbed;
  private int probesLeft;
  private boolean givenUp;

  Isolator(int pairs) {
    this.pairs = pairs;
  }

  /** Takes note of a pair that was sent alone and rejected, or failed. */
  void rejectedAlone(AssociationError error) {
    rejectedAlone++;
    if (first == null) {
      first = error;
    } else {
      differs |= !isAlike(first, error);
    }
    // Of a small page each pair is sent. A record that is named is to blame alone.
    givenUp =
        pairs > REJECTED_BEFORE_PROBING
            && rejectedAlone == pairs
            && !differs
            && first.objectIds().isEmpty();
  }

  private static boolean isAlike(AssociationError one, AssociationError other) {
    return one.status() == other.status()
        && Objects.equals(one.category(), other.category())
        && Objects.equals(one.subCategory(), other.subCategory());
  }

  boolean startsProbing(boolean isAssociated) {
    return pairs > SMALL_PAGE
        && !hasProbed
        && !isAssociated
        && !differs
        && rejectedAlone == REJECTED_BEFORE_PROBING;
  }

  /** Starts to probe; returns the slots of the probes, ascending, among those that are open. */
  int[] probe(IntPredicate isOpen) {
    int[] probes = new int[PROBES];
    int count = 0;
    for (int k = 0; k < PROBES; k++) {
      int slot = (int) ((2L * k + 1) * pairs / (2 * PROBES));
      if (isOpen.test(slot) && (count == 0 || probes[count - 1] != slot)) {
        probes[count++] = slot;
      }
    }
    hasProbed = true;
    probesLeft = count;
    rejectedBefore = rejectedAlone;
    return Arrays.copyOf(probes, count);
  }

  boolean isProbing() {
    return probesLeft > 0;
  }

  /** Takes note of the end of a probe. */
  void probed(boolean isAssociated) {
    probesLeft--;
    boolean isRejected = rejectedAlone > rejectedBefore;
    rejectedBefore = rejectedAlone;
    if (isAssociated || differs || !isRejected) {
      probesLeft = 0;
    } else {
      givenUp = probesLeft == 0;
    }
  }

  /** Returns the first rejection of a pair alone, if the page was given up; null if it was not. */
  @Nullable AssociationError givenUpFor() {
    return givenUp ? first : null;
  }
}

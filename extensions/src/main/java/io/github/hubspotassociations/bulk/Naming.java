package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.error.AssociationError;
import io.github.hubspotassociations.error.ErrorKind;
import io.github.hubspotassociations.error.HubSpotError;
import io.github.hubspotassociations.error.ObjectNotFoundException.Side;
import io.github.hubspotassociations.internal.error.NamedRecord;
import io.github.hubspotassociations.internal.error.NamedRecords;
import io.github.hubspotassociations.internal.json.Pairs;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which of the pairs that were sent an error names, and how surely: a pure function of the error
 * and the pairs. Reads one error after another, those of a response say; positions are those of the
 * slots.
 *
 * <p>HubSpot names records rather than pairs, in several forms. Being named is not being guilty: a
 * company that 2,000 contacts share says nothing about any of them, unless the error says that this
 * record is missing on this side.
 */
final class Naming {
  /** Pairs that hold a record which the error says is missing on that side. */
  final BitSet missing = new BitSet();

  /**
   * Pairs that the error names as such: by both ids, or by a record on a known side that no other
   * pair holds there.
   */
  final BitSet named = new BitSet();

  /**
   * Pairs that hold a record the error names, where it does not follow that they are the ones
   * rejected.
   */
  final BitSet suspected = new BitSet();

  private final InputPage<?> page;

  // The pairs that hold a record, by its canonical id.
  private final Map<String, BitSet> from = new HashMap<>();
  private final Map<String, BitSet> to = new HashMap<>();

  Naming(InputPage<?> page, int[] slots) {
    this.page = page;
    for (int i = 0; i < slots.length; i++) {
      hold(from, page.pair(slots[i]).from(), i);
      hold(to, page.pair(slots[i]).to(), i);
    }
  }

  private static void hold(Map<String, BitSet> side, ObjectRef record, int position) {
    String id = Pairs.canonical(record.id());
    BitSet pairs = side.get(id);
    if (pairs == null) {
      pairs = new BitSet();
      side.put(id, pairs);
    }
    pairs.set(position);
  }

  /** Reads what one error, its nested errors included, names. */
  void read(AssociationError error) {
    missing.clear();
    named.clear();
    suspected.clear();
    read(error.status(), error.error(), false, 0);
    named.andNot(missing);
    suspected.andNot(missing);
    suspected.andNot(named);
  }

  /** Whether the error can be tied to any of the pairs. */
  boolean isTied() {
    return !missing.isEmpty() || !named.isEmpty() || !suspected.isEmpty();
  }

  private void read(int status, HubSpotError error, boolean isPartOfMissing, int depth) {
    boolean isMissing =
        AssociationError.of(status, error).kind() == ErrorKind.OBJECT_NOT_FOUND
            || (isPartOfMissing && error.category() == null);
    NamedRecords names = NamedRecords.of(error);
    Side stated = names.statedSide();
    for (NamedRecord record : names.records()) {
      record(record.id, stated != null ? stated : sideOf(record), stated != null, isMissing);
    }
    if (names.from().isEmpty() || names.to().isEmpty()) {
      side(Side.FROM, names.from(), stated, isMissing);
      side(Side.TO, names.to(), stated, isMissing);
    } else if (stated != null && isMissing) {
      // The pair is named, and which of its two records it is about.
      side(stated, stated == Side.FROM ? names.from() : names.to(), stated, true);
    } else {
      // One of each is a pair. Of several it is not known which belong together.
      BitSet both = holders(Side.FROM, names.from());
      both.and(holders(Side.TO, names.to()));
      (names.from().size() == 1 && names.to().size() == 1 ? named : suspected).or(both);
    }
    if (depth < 8) {
      for (HubSpotError nested : error.errors()) {
        read(status, nested, isMissing, depth + 1);
      }
    }
  }

  /** Ids whose key says their side: unless the subcategory speaks of the other one, it holds. */
  private void side(Side side, List<String> ids, @Nullable Side stated, boolean isMissing) {
    if (stated != null && stated != side) {
      suspected.or(holders(side, ids));
      return;
    }
    for (String id : ids) {
      record(id, side, true, isMissing);
    }
  }

  /**
   * @param side where the record stands; null for wherever the pairs hold it
   * @param isStated whether the error itself says so
   */
  private void record(String id, @Nullable Side side, boolean isStated, boolean isMissing) {
    BitSet pairs = holders(side == Side.TO ? Side.TO : Side.FROM, Collections.singletonList(id));
    BitSet others = side == null ? holders(Side.TO, Collections.singletonList(id)) : new BitSet();
    boolean isOnBoth = !pairs.isEmpty() && !others.isEmpty();
    pairs.or(others);
    if (isMissing && !isOnBoth) {
      missing.or(pairs);
    } else if (isStated && pairs.cardinality() == 1) {
      named.or(pairs);
    } else {
      suspected.or(pairs);
    }
  }

  /** Returns the pairs that hold any of the records on a side. */
  private BitSet holders(Side side, List<String> ids) {
    BitSet holders = new BitSet();
    for (String id : ids) {
      BitSet pairs = (side == Side.FROM ? from : to).get(Pairs.canonical(id));
      if (pairs != null) {
        holders.or(pairs);
      }
    }
    return holders;
  }

  /** The only side on which a type can stand; null if it is both or neither, as far as is known. */
  private @Nullable Side sideOf(NamedRecord record) {
    boolean isFrom = record.isOf(page.fromObjectType());
    boolean isTo = record.isOf(page.toObjectType());
    return isFrom == isTo ? null : isFrom ? Side.FROM : Side.TO;
  }
}

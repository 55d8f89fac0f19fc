package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.error.AssociationError;
import io.github.hubspotassociations.error.ErrorKind;
import io.github.hubspotassociations.error.HubSpotError;
import io.github.hubspotassociations.error.ObjectNotFoundException.Side;
import io.github.hubspotassociations.internal.error.NamedRecords;
import io.github.hubspotassociations.internal.error.ObjectTypes;
import io.github.hubspotassociations.internal.json.Pairs;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which of the pairs that were sent an error names, and how surely. A pure function of the error
 * and the pairs.
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

  private Naming() {}

  /** Whether the error can be tied to any of the pairs. */
  boolean isTied() {
    return !missing.isEmpty() || !named.isEmpty() || !suspected.isEmpty();
  }

  /**
   * The records that the pairs hold, by side: made once for all errors of a response. Positions are
   * those of the slots.
   */
  static final class Holders {
    private final InputPage<?> page;
    private final Map<String, List<Integer>> from = new HashMap<>();
    private final Map<String, List<Integer>> to = new HashMap<>();

    Holders(InputPage<?> page, int[] slots) {
      this.page = page;
      for (int i = 0; i < slots.length; i++) {
        hold(from, page.pair(slots[i]).from().id(), i);
        hold(to, page.pair(slots[i]).to().id(), i);
      }
    }

    private static void hold(Map<String, List<Integer>> side, String id, int position) {
      side.computeIfAbsent(Pairs.canonical(id), key -> new ArrayList<>(2)).add(position);
    }

    List<Integer> on(Side side, String id) {
      return (side == Side.FROM ? from : to)
          .getOrDefault(Pairs.canonical(id), Collections.<Integer>emptyList());
    }

    /**
     * The only side on which a type can stand; null if it is both or neither, as far as is known.
     */
    @Nullable Side sideOfType(@Nullable String type) {
      if (type == null) {
        return null;
      }
      boolean isFrom = ObjectTypes.same(type, page.fromObjectType());
      boolean isTo = ObjectTypes.same(type, page.toObjectType());
      return isFrom == isTo ? null : isFrom ? Side.FROM : Side.TO;
    }
  }

  /** What one error, its nested errors included, names. */
  static Naming of(AssociationError error, Holders holders) {
    Naming naming = new Naming();
    naming.read(error.status(), error.error(), holders, false, 0);
    naming.named.andNot(naming.missing);
    naming.suspected.andNot(naming.missing);
    naming.suspected.andNot(naming.named);
    return naming;
  }

  private void read(
      int status, HubSpotError error, Holders holders, boolean isPartOfMissing, int depth) {
    boolean isMissing =
        AssociationError.of(status, error).kind() == ErrorKind.OBJECT_NOT_FOUND
            || (isPartOfMissing && error.category() == null);
    NamedRecords names = NamedRecords.of(error);
    Side stated = names.statedSide();
    for (NamedRecords.Named named : names.records()) {
      record(named.id(), named.objectType(), stated, isMissing, holders);
    }
    if (names.from().isEmpty() || names.to().isEmpty()) {
      side(Side.FROM, names.from(), stated, isMissing, holders);
      side(Side.TO, names.to(), stated, isMissing, holders);
    } else if (stated != null && isMissing) {
      // The pair is named, and which of its two records it is about.
      side(stated, stated == Side.FROM ? names.from() : names.to(), stated, true, holders);
    } else {
      pairs(names.from(), names.to(), holders);
    }
    if (depth < 8) {
      for (HubSpotError nested : error.errors()) {
        read(status, nested, holders, isMissing, depth + 1);
      }
    }
  }

  /** Ids whose key says their side: unless the subcategory speaks of the other one, it holds. */
  private void side(
      Side side, List<String> ids, @Nullable Side stated, boolean isMissing, Holders holders) {
    for (String id : ids) {
      if (stated == null || stated == side) {
        record(id, null, side, isMissing, holders);
      } else {
        mark(suspected, holders.on(side, id));
      }
    }
  }

  /**
   * Ids of both sides: one of each is a pair. Of several it is not known which belong together, so
   * all pairs they may form are looked at.
   */
  private void pairs(List<String> from, List<String> to, Holders holders) {
    BitSet ofFrom = new BitSet();
    for (String id : from) {
      mark(ofFrom, holders.on(Side.FROM, id));
    }
    BitSet both = new BitSet();
    for (String id : to) {
      mark(both, holders.on(Side.TO, id));
    }
    both.and(ofFrom);
    (from.size() == 1 && to.size() == 1 ? named : suspected).or(both);
  }

  private void record(
      String id, @Nullable String type, @Nullable Side stated, boolean isMissing, Holders holders) {
    Side side = stated != null ? stated : holders.sideOfType(type);
    if (side == null) {
      boolean isFrom = !holders.on(Side.FROM, id).isEmpty();
      boolean isTo = !holders.on(Side.TO, id).isEmpty();
      if (isFrom && isTo) {
        mark(suspected, holders.on(Side.FROM, id));
        mark(suspected, holders.on(Side.TO, id));
        return;
      }
      side = isFrom ? Side.FROM : Side.TO;
    }
    List<Integer> positions = holders.on(side, id);
    mark(
        isMissing ? missing : stated != null && positions.size() == 1 ? named : suspected,
        positions);
  }

  private static void mark(BitSet set, List<Integer> positions) {
    for (int position : positions) {
      set.set(position);
    }
  }
}

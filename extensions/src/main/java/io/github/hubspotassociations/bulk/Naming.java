package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.error.AssociationError;
import io.github.hubspotassociations.error.ErrorKind;
import io.github.hubspotassociations.error.HubSpotError;
import io.github.hubspotassociations.internal.json.Pairs;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
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
   * refused.
   */
  final BitSet suspected = new BitSet();

  private Naming() {}

  /** Whether the error can be tied to any of the pairs. */
  boolean isTied() {
    return !missing.isEmpty() || !named.isEmpty() || !suspected.isEmpty();
  }

  /**
   * The records that the pairs hold, by side: made once for all errors of an answer. Positions are
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
      List<Integer> positions = side.get(Pairs.canonical(id));
      if (positions == null) {
        positions = new ArrayList<>(2);
        side.put(Pairs.canonical(id), positions);
      }
      positions.add(position);
    }

    List<Integer> on(Side side, String id) {
      List<Integer> positions = (side == Side.FROM ? from : to).get(Pairs.canonical(id));
      return positions == null ? Collections.<Integer>emptyList() : positions;
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

  /** The side of a pair on which a record stands. */
  enum Side {
    FROM,
    TO
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
    Side told = sideOf(error.subCategory());
    Names names = new Names(error.context());
    for (int i = 0; i < names.typedIds.size(); i++) {
      record(names.typedIds.get(i), names.ownTypes.get(i), told, isMissing, holders);
    }
    for (int i = 0; i < names.ids.size(); i++) {
      // An error that says an id with its type may list it once more without.
      if (!names.typedIds.contains(names.ids.get(i))) {
        record(names.ids.get(i), names.type(i), told, isMissing, holders);
      }
    }
    if (names.from.isEmpty() || names.to.isEmpty()) {
      side(Side.FROM, names.from, told, isMissing, holders);
      side(Side.TO, names.to, told, isMissing, holders);
    } else if (told != null && isMissing) {
      // The pair is named, and which of its two records it is about.
      side(told, told == Side.FROM ? names.from : names.to, told, true, holders);
    } else {
      pairs(names.from, names.to, holders);
    }
    if (depth < 8) {
      for (HubSpotError nested : error.errors()) {
        read(status, nested, holders, isMissing, depth + 1);
      }
    }
  }

  /** Ids whose key says their side: unless the subcategory speaks of the other one, it holds. */
  private void side(
      Side side, List<String> ids, @Nullable Side told, boolean isMissing, Holders holders) {
    for (String id : ids) {
      if (told == null || told == side) {
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
      String id, @Nullable String type, @Nullable Side told, boolean isMissing, Holders holders) {
    Side side = told != null ? told : holders.sideOfType(type);
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
        isMissing ? missing : told != null && positions.size() == 1 ? named : suspected, positions);
  }

  private static void mark(BitSet set, List<Integer> positions) {
    for (int position : positions) {
      set.set(position);
    }
  }

  private static @Nullable Side sideOf(@Nullable String subCategory) {
    if (subCategory == null) {
      return null;
    }
    String text = subCategory.toUpperCase(Locale.ROOT);
    boolean isFrom = text.contains("FROM_OBJECT");
    boolean isTo = text.contains("TO_OBJECT");
    return isFrom == isTo ? null : isFrom ? Side.FROM : Side.TO;
  }

  /** The ids and types of a context, in whatever form it has them. */
  private static final class Names {
    private static final String INVALID_SUFFIX = " is not valid";

    final List<String> from = new ArrayList<>();
    final List<String> to = new ArrayList<>();
    final List<String> ids = new ArrayList<>();

    /** Ids that say their own types, such as {@code CONTACT=101 is not valid}. */
    final List<String> typedIds = new ArrayList<>();

    final List<String> ownTypes = new ArrayList<>();

    private List<String> types = Collections.emptyList();

    Names(Map<String, List<String>> context) {
      for (Map.Entry<String, List<String>> entry : context.entrySet()) {
        String key = entry.getKey().replace("_", "").toLowerCase(Locale.ROOT);
        List<String> values = entry.getValue();
        switch (key) {
          case "id":
          case "ids":
          case "objectid":
          case "objectids":
            ids.addAll(values);
            break;
          case "fromid":
          case "fromids":
          case "fromobjectid":
          case "fromobjectids":
            from.addAll(values);
            break;
          case "toid":
          case "toids":
          case "toobjectid":
          case "toobjectids":
            to.addAll(values);
            break;
          case "objecttype":
          case "objecttypes":
            types = values;
            break;
          case "invalidobjectids":
            for (String value : values) {
              typedId(value);
            }
            break;
          default:
            break;
        }
      }
    }

    @Nullable String type(int i) {
      if (types.size() == 1) {
        return types.get(0);
      }
      return i < types.size() && types.size() == ids.size() ? types.get(i) : null;
    }

    private void typedId(String value) {
      String text =
          value.endsWith(INVALID_SUFFIX)
              ? value.substring(0, value.length() - INVALID_SUFFIX.length())
              : value;
      int equals = text.indexOf('=');
      if (equals > 0) {
        ownTypes.add(text.substring(0, equals).trim());
        typedIds.add(text.substring(equals + 1).trim());
      } else {
        ids.add(text.substring(equals + 1).trim());
      }
    }
  }
}

package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.error.AssociationError;
import io.github.hubspotassociations.error.HubSpotErrors;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.internal.error.Meaning;
import io.github.hubspotassociations.internal.json.BatchResponse;
import io.github.hubspotassociations.internal.send.Tries;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import okhttp3.Headers;

/**
 * What the errors of a usable response say of the pairs that its results leave open. Pure: a
 * function of the response. Positions are those of the part's slots.
 */
final class Entries {
  /** Pairs that an error rejects, and the error. */
  final Map<Integer, AssociationError> rejected = new LinkedHashMap<>();

  /** Pairs that an error turns away, as every later request would be, and the error. */
  final Map<Integer, AssociationError> turnedAway = new LinkedHashMap<>();

  /** Pairs that hold a record an error names, where it does not follow that they are to blame. */
  final BitSet suspected = new BitSet();

  /** Pairs that no error names. */
  final BitSet unnamed;

  /** Whether an error is about pairs that it does not name, or is counted and not listed. */
  final boolean isHidden;

  private final Part part;
  private final AssociationError[] passing;

  /** No EnumMap: it asks the enum for its values by reflection, and a shrinker takes them out. */
  private final Map<Meaning, BitSet> byMeaning = new TreeMap<>();

  /**
   * @param open the pairs that the results do not name
   */
  Entries(InputPage<?> page, Part part, BitSet open, BatchResponse response) {
    this.part = part;
    this.passing = new AssociationError[part.slots.length];
    this.unnamed = (BitSet) open.clone();
    List<AssociationError> errors = response.errors();
    List<AssociationError> untied = new ArrayList<>(0);
    if (!errors.isEmpty()) {
      Naming.Holders holders = new Naming.Holders(page, part.slots);
      for (AssociationError error : errors) {
        Naming naming = Naming.of(error, holders);
        if (naming.isTied() || part.isAlone()) {
          tied(error, naming);
        } else {
          untied.add(error);
        }
      }
    }
    boolean hidden = response.errorCount() > errors.size();
    for (AssociationError error : untied) {
      Meaning meaning = Meaning.ofEntry(error);
      if (meaning == Meaning.REJECTED) {
        hidden = true;
      } else {
        note(error, meaning, (BitSet) unnamed.clone());
      }
    }
    suspected.and(unnamed);
    unnamed.andNot(suspected);
    this.isHidden = hidden;
  }

  /** Takes note of an error that names some of the pairs, or could name no other. */
  private void tied(AssociationError error, Naming naming) {
    Meaning meaning = Meaning.ofEntry(error);
    BitSet guilty = naming.missing;
    guilty.or(naming.named);
    if (part.isAlone()) {
      guilty.set(0);
    } else if (meaning == Meaning.REJECTED) {
      suspected.or(naming.suspected);
    } else {
      guilty.or(naming.suspected);
    }
    note(error, meaning, guilty);
  }

  private void note(AssociationError error, Meaning meaning, BitSet guilty) {
    guilty.and(unnamed);
    unnamed.andNot(guilty);
    for (int i : Part.positions(guilty)) {
      if (meaning == Meaning.REJECTED) {
        rejected.put(i, error);
      } else if (meaning.isRetryable()) {
        passing[i] = error;
      } else {
        turnedAway.put(i, error);
      }
    }
    if (meaning.isRetryable() && !guilty.isEmpty()) {
      byMeaning.computeIfAbsent(meaning, key -> new BitSet()).or(guilty);
    }
  }

  /**
   * Returns the parts to retry, one for each meaning.
   *
   * @param tries what the request has used up of the policy
   */
  List<Part> retries(Tries tries) {
    List<Part> retries = new ArrayList<>(byMeaning.size());
    for (Map.Entry<Meaning, BitSet> each : byMeaning.entrySet()) {
      BitSet positions = each.getValue();
      AssociationError error = passing[positions.nextSetBit(0)];
      retries.add(
          part.retry(
              positions,
              passing,
              each.getKey().leavesFateUnknown(),
              tries.after(error.toException(), standIn(error))));
    }
    return retries;
  }

  /**
   * Returns the failure of a whole request that the policy knows. The rate limit of an entry is
   * backed off for like a migration: the budget, which waits after a 429, knows nothing of it.
   */
  private static HubSpotException standIn(AssociationError error) {
    int status = Meaning.statusOf(error.kind());
    return HubSpotErrors.decode(status == 429 ? 477 : status, Headers.of(), "");
  }
}

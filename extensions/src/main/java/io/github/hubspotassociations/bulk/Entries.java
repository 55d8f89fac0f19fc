package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.error.AssociationError;
import io.github.hubspotassociations.error.ErrorKind;
import io.github.hubspotassociations.error.HubSpotErrors;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.internal.error.Meaning;
import io.github.hubspotassociations.internal.json.BatchResponse;
import io.github.hubspotassociations.internal.send.Tries;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What the errors of a usable response say of the pairs that its results leave open. Pure: a
 * function of the response. Positions are those of the part's slots.
 */
final class Entries {
  /** The error that settles each pair, or passes; null where none does. */
  final @Nullable AssociationError[] errors;

  /** Pairs that hold a record an error names, where it does not follow that they are to blame. */
  final BitSet suspected = new BitSet();

  /** Pairs that no error names. */
  final BitSet unnamed;

  /** Whether an error is about pairs that it does not name, or is counted and not listed. */
  final boolean isHidden;

  private final Part part;

  /**
   * @param open the pairs that the results do not name
   */
  Entries(InputPage<?> page, Part part, BitSet open, BatchResponse response) {
    this.part = part;
    this.errors = new AssociationError[part.slots.length];
    this.unnamed = (BitSet) open.clone();
    boolean hidden = response.errorCount() > response.errors().size();
    List<AssociationError> ofAll = new ArrayList<>(0);
    Naming naming = new Naming(page, part.slots);
    for (AssociationError error : response.errors()) {
      naming.read(error);
      if (naming.isTied() || part.isAlone()) {
        note(error, guilty(naming, Meaning.ofEntry(error)));
      } else if (Meaning.ofEntry(error) == Meaning.REJECTED) {
        hidden = true;
      } else {
        ofAll.add(error);
      }
    }
    for (AssociationError error : ofAll) {
      note(error, (BitSet) unnamed.clone());
    }
    suspected.and(unnamed);
    unnamed.andNot(suspected);
    this.isHidden = hidden;
  }

  /** The pairs to which an error applies that names some of them, or could name no other. */
  private BitSet guilty(Naming naming, Meaning meaning) {
    BitSet guilty = naming.missing;
    guilty.or(naming.named);
    if (part.isAlone()) {
      guilty.set(0);
    } else {
      (meaning == Meaning.REJECTED ? suspected : guilty).or(naming.suspected);
    }
    return guilty;
  }

  private void note(AssociationError error, BitSet guilty) {
    guilty.and(unnamed);
    unnamed.andNot(guilty);
    for (int i : Part.positions(guilty)) {
      errors[i] = error;
    }
  }

  /**
   * Returns the parts to retry, one for each meaning of the errors that pass.
   *
   * @param tries what the request has used up of the policy
   */
  List<Part> retries(Tries tries) {
    List<Part> retries = new ArrayList<>(0);
    for (Meaning meaning : Meaning.values()) {
      BitSet positions = new BitSet();
      for (int i = 0; i < errors.length && meaning.isRetryable(); i++) {
        positions.set(i, errors[i] != null && Meaning.ofEntry(errors[i]) == meaning);
      }
      if (!positions.isEmpty()) {
        AssociationError error = errors[positions.nextSetBit(0)];
        Tries after = tries.after(error.toException(), standIn(error));
        retries.add(part.retry(positions, errors, meaning.leavesFateUnknown(), after));
      }
    }
    return retries;
  }

  /**
   * Returns the failure of a whole request that the policy knows. The rate limit of an entry is
   * backed off for like a migration: the budget, which waits after a 429, knows nothing of it.
   */
  private static HubSpotException standIn(AssociationError error) {
    return error.kind() == ErrorKind.RATE_LIMIT
        ? HubSpotErrors.decode(477, Headers.of(), "")
        : error.toException();
  }
}

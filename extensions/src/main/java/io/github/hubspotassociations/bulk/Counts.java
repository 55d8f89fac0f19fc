package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationOutcome.Kind;

/** Counts outcomes by their kind. */
final class Counts {
  long associated;
  long rejected;
  long unconfirmed;
  long notAttempted;

  Counts() {}

  Counts(Counts other) {
    associated = other.associated;
    rejected = other.rejected;
    unconfirmed = other.unconfirmed;
    notAttempted = other.notAttempted;
  }

  long total() {
    return associated + rejected + unconfirmed + notAttempted;
  }

  void add(Iterable<? extends AssociationOutcome<?>> outcomes) {
    for (AssociationOutcome<?> outcome : outcomes) {
      Kind kind = outcome.kind();
      if (kind == Kind.ASSOCIATED) {
        associated++;
      } else if (kind == Kind.REJECTED) {
        rejected++;
      } else if (kind == Kind.UNCONFIRMED) {
        unconfirmed++;
      } else {
        notAttempted++;
      }
    }
  }

  @Override
  public String toString() {
    return "associated="
        + associated
        + ", rejected="
        + rejected
        + ", unconfirmed="
        + unconfirmed
        + ", notAttempted="
        + notAttempted;
  }
}

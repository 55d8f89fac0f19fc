package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociationOutcome;

/** Counts outcomes by their kind. */
final class Counts {
  long associated;
  long rejected;
  long unconfirmed;
  long notAttempted;

  void add(PageResult<?> result) {
    for (AssociationOutcome<?> outcome : result.outcomes()) {
      add(outcome);
    }
  }

  void add(AssociationOutcome<?> outcome) {
    switch (outcome.kind()) {
      case ASSOCIATED:
        associated++;
        break;
      case REJECTED:
        rejected++;
        break;
      case UNCONFIRMED:
        unconfirmed++;
        break;
      case NOT_ATTEMPTED:
        notAttempted++;
        break;
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

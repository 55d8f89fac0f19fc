package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.error.AssociationError;
import java.util.List;

/** What a usable answer said of the pairs that were sent. */
final class Answer {
  /** Which pairs its results name. */
  final PageMatch match;

  /** Its errors, in its order. */
  final List<AssociationError> errors;

  /** How many errors it counts, which may be more than it lists. */
  final long errorCount;

  Answer(PageMatch match, List<AssociationError> errors, long errorCount) {
    this.match = match;
    this.errors = errors;
    this.errorCount = errorCount;
  }
}

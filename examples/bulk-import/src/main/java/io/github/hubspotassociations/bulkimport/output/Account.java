package io.github.hubspotassociations.bulkimport.output;

import io.github.hubspotassociations.bulkimport.input.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * RowCounts the rows by their outcome, and why they are not associated. Safe for use by threads.
 */
public final class Account {
  private final Reasons reasons = new Reasons();
  private long associated;
  private long rejected;
  private long unconfirmed;
  private long notAttempted;

  public synchronized void add(Row row, RowOutcome verdict) {
    switch (verdict.outcome()) {
      case ASSOCIATED -> associated++;
      case REJECTED -> rejected++;
      case UNCONFIRMED -> unconfirmed++;
      case NOT_ATTEMPTED -> notAttempted++;
    }
    if (!verdict.isAssociated()) {
      reasons.add(row, verdict);
    }
  }

  /** The rows counted. */
  public synchronized long total() {
    return associated + notAssociated();
  }

  public synchronized long associated() {
    return associated;
  }

  public synchronized long notAssociated() {
    return rejected + unconfirmed + notAttempted;
  }

  /** The commonest reasons why rows are not associated, the commonest first. */
  public synchronized List<Reasons.Reason> commonestReasons(int count) {
    return reasons.commonest(count);
  }

  /** The only reason, where nothing was associated for the same reason everywhere, or null. */
  public synchronized Reasons.@Nullable Reason onlyReason() {
    return associated == 0 && reasons.size() == 1 ? reasons.commonest(1).get(0) : null;
  }

  public synchronized RowCounts counts(long skipped, long requests, long retries, double seconds) {
    return new RowCounts(
        associated, rejected, unconfirmed, notAttempted, skipped, requests, retries, seconds);
  }
}

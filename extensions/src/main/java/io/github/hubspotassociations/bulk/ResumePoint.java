package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociationOutcome;
import java.util.BitSet;
import java.util.Objects;

/**
 * Tells from which input a run that is cut off may be resumed: the index before which every input
 * is settled, that is Associated, Rejected or Unconfirmed.
 *
 * <p>Call {@link #markSettled} once for each outcome, after it is stored; whatever operators or
 * threads there are between the run and the store, the index it returns is then safe to note down.
 * A run resumed with {@code inputs.skip(index)} sends a few inputs again and loses none. An input
 * that was not attempted is not settled: the index never moves past it.
 *
 * <p>Thread-safe. Holds one bit for each outcome that is settled ahead of the index.
 */
public final class ResumePoint {
  private final Object lock = new Object();
  private final BitSet ahead = new BitSet();
  private long index;

  /** Bit 0 of {@link #ahead}; it trails {@link #index} so that bits are shifted rarely. */
  private long base;

  private long limit = Long.MAX_VALUE;

  private ResumePoint(long index) {
    this.index = index;
    this.base = index;
  }

  /** {@return a resume point of a run from the first input} */
  public static ResumePoint create() {
    return new ResumePoint(0);
  }

  /**
   * Returns a resume point for outcomes whose index starts elsewhere than at 0.
   *
   * @param index the index of the first outcome that is to come
   * @return the resume point
   * @throws IllegalArgumentException if it is negative
   */
  public static ResumePoint startingAt(long index) {
    if (index < 0) {
      throw new IllegalArgumentException(
          "index is " + index + ": give the index of the first outcome, 0 or more");
    }
    return new ResumePoint(index);
  }

  /**
   * Marks the input of an outcome as settled, once the outcome is stored.
   *
   * @param outcome the outcome that is stored
   * @return the index to resume from: every input before it is settled and stored
   */
  public long markSettled(AssociationOutcome<?> outcome) {
    Objects.requireNonNull(outcome, "outcome");
    long at = outcome.index();
    synchronized (lock) {
      if (outcome.kind() == AssociationOutcome.Kind.NOT_ATTEMPTED) {
        // Nothing behind it can move the index any more, so nothing behind it is kept.
        limit = Math.min(limit, at);
      } else if (at == index && at < limit) {
        index++;
        if (ahead.isEmpty()) {
          base = index;
        } else {
          absorb();
        }
      } else if (at > index && at < limit) {
        ahead.set(Math.toIntExact(at - base));
      }
      return index;
    }
  }

  /** {@return the index to resume from, as of now} */
  public long index() {
    synchronized (lock) {
      return index;
    }
  }

  /** Moves over the outcomes that were settled ahead of the index. */
  private void absorb() {
    int from = Math.toIntExact(index - base);
    int open = ahead.nextClearBit(from);
    index = Math.min(base + open, limit);
    if (ahead.length() <= open) {
      ahead.clear();
      base = index;
    } else if (open >= 1 << 16) {
      BitSet rest = ahead.get(open, ahead.length());
      ahead.clear();
      ahead.or(rest);
      base = index;
    }
  }

  @Override
  public String toString() {
    return "ResumePoint{" + index() + '}';
  }
}

package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociationOutcome;
import org.jspecify.annotations.Nullable;

/**
 * What is settled and not emitted yet, outcomes or results of pages, in the order in which it will
 * be emitted; knows how much more may be in flight, so that it stays bounded. A ring that starts at
 * the place to emit next.
 *
 * @param <C> the type of the caller's context
 * @param <R> what is emitted
 */
final class Outlet<C, R> {
  private final Ordering ordering;
  private final boolean isOfPages;
  private final long maxBefore;

  private @Nullable Object[] ring = new Object[64];
  private long next;
  private long expectedPages;
  private long active;
  private long waiting;

  /**
   * @param isOfPages whether results of pages are emitted, and not outcomes
   * @param maxPages pages whose results are expected and not emitted at most, unless that blocks
   * @param pageSize what another page may add: inputs, or 1 for its result
   */
  Outlet(Ordering ordering, boolean isOfPages, int maxPages, int pageSize) {
    this.ordering = ordering;
    this.isOfPages = isOfPages;
    this.maxBefore = (maxPages - 1L) * pageSize;
  }

  /** A page is about to be sent. */
  void expect(PageRun<C> run) {
    run.turn = expectedPages++;
    active += isOfPages ? 1 : run.page.size();
  }

  /** An expected page is settled. */
  void add(PageRun<C> run, PageResult<C> result) {
    boolean isByInput = ordering == Ordering.INPUT;
    if (isOfPages) {
      put(isByInput ? run.turn : next + waiting, result);
    } else {
      for (AssociationOutcome<C> outcome : result.outcomes()) {
        put(isByInput ? outcome.index() : next + waiting, outcome);
      }
    }
  }

  private void put(long place, Object item) {
    while (place - next >= ring.length) {
      grow();
    }
    ring[at(place)] = item;
    waiting++;
  }

  /** Returns what is to be emitted next; null if it is not settled yet. */
  @SuppressWarnings("unchecked")
  @Nullable R poll() {
    int at = at(next);
    Object item = ring[at];
    if (item != null) {
      ring[at] = null;
      next++;
      active--;
      waiting--;
    }
    return (R) item;
  }

  /** Returns whether one more page may be expected. */
  boolean hasRoom() {
    return active <= maxBefore;
  }

  /** Returns whether something is settled that must wait for what is not. */
  boolean isBlocked() {
    return waiting > 0 && ring[at(next)] == null;
  }

  /** Returns whether all that was expected is emitted. */
  boolean isEmpty() {
    return active == 0;
  }

  private int at(long place) {
    return (int) place & (ring.length - 1);
  }

  private void grow() {
    Object[] old = ring;
    int first = at(next);
    ring = new Object[old.length * 2];
    for (int i = 0; i < old.length; i++) {
      ring[at(next + i)] = old[(first + i) & (old.length - 1)];
    }
  }
}

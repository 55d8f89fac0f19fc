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

  private Outlet(Ordering ordering, boolean isOfPages, long maxBefore) {
    this.ordering = ordering;
    this.isOfPages = isOfPages;
    this.maxBefore = maxBefore;
  }

  /**
   * Emits outcomes.
   *
   * @param maxPages pages of outcomes that are expected and not emitted at most, unless that blocks
   * @param pageSize inputs that another page may add
   */
  static <C> Outlet<C, AssociationOutcome<C>> ofOutcomes(
      Ordering ordering, int maxPages, int pageSize) {
    return new Outlet<>(ordering, false, (maxPages - 1L) * pageSize);
  }

  /**
   * Emits results of pages.
   *
   * @param maxPages results that are expected and not emitted at most
   */
  static <C> Outlet<C, PageResult<C>> ofPages(Ordering ordering, int maxPages) {
    return new Outlet<>(ordering, true, maxPages - 1);
  }

  /** A page is about to be sent. */
  void expect(PageRun<C> run) {
    run.turn = expectedPages++;
    active += isOfPages ? 1 : run.page().size();
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

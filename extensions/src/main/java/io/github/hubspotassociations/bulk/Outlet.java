package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociationOutcome;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is settled and not emitted yet, in the order in which it will be emitted; knows how much
 * more may be in flight, so that it stays bounded.
 *
 * @param <C> the type of the caller's context
 * @param <R> what goes out
 */
interface Outlet<C, R> {
  /** A page is about to be sent. */
  void expect(InputPage<C> page);

  /** An expected page is settled. */
  void add(PageResult<C> result);

  /** Returns what is to be emitted next; null if it is not settled yet. */
  @Nullable R poll();

  /** Takes note of what was emitted. */
  void settle(R given, ResumePoint resumePoint);

  /** Returns whether one more page may be expected. */
  boolean hasRoom();

  /** Returns whether something is settled that must wait for what is not. */
  boolean isBlocked();

  /** Returns whether all that was expected is emitted. */
  boolean isEmpty();

  /** Outcomes page by page, as pages are settled. */
  final class OutcomesByCompletion<C> implements Outlet<C, AssociationOutcome<C>> {
    private final int maxPages;
    private final ArrayDeque<List<AssociationOutcome<C>>> pages = new ArrayDeque<>();
    private int position;
    private int active;

    OutcomesByCompletion(int maxPages) {
      this.maxPages = maxPages;
    }

    @Override
    public void expect(InputPage<C> page) {
      active++;
    }

    @Override
    public void add(PageResult<C> result) {
      pages.add(result.outcomes());
    }

    @Override
    public @Nullable AssociationOutcome<C> poll() {
      List<AssociationOutcome<C>> page = pages.peek();
      if (page == null) {
        return null;
      }
      AssociationOutcome<C> next = page.get(position++);
      if (position == page.size()) {
        pages.poll();
        position = 0;
        active--;
      }
      return next;
    }

    @Override
    public void settle(AssociationOutcome<C> given, ResumePoint resumePoint) {
      resumePoint.markSettled(given);
    }

    @Override
    public boolean hasRoom() {
      return active < maxPages;
    }

    @Override
    public boolean isBlocked() {
      return false;
    }

    @Override
    public boolean isEmpty() {
      return active == 0;
    }
  }

  /** Outcomes by index: a ring that starts at the next index to emit. */
  final class OutcomesByInput<C> implements Outlet<C, AssociationOutcome<C>> {
    private final long maxBefore;
    private AssociationOutcome<C>[] ring = newRing(64);
    private long next;
    private long active;
    private long waiting;

    /**
     * @param maxInputs expected and not given, at the most, unless that blocks
     * @param pageSize inputs that another page may add
     */
    OutcomesByInput(long maxInputs, int pageSize) {
      this.maxBefore = maxInputs - pageSize;
    }

    @Override
    public void expect(InputPage<C> page) {
      active += page.size();
    }

    @Override
    public void add(PageResult<C> result) {
      for (AssociationOutcome<C> outcome : result.outcomes()) {
        while (outcome.index() - next >= ring.length) {
          grow();
        }
        ring[at(outcome.index())] = outcome;
      }
      waiting += result.outcomes().size();
    }

    @Override
    public @Nullable AssociationOutcome<C> poll() {
      int at = at(next);
      AssociationOutcome<C> outcome = ring[at];
      if (outcome != null) {
        ring[at] = null;
        next++;
        active--;
        waiting--;
      }
      return outcome;
    }

    @Override
    public void settle(AssociationOutcome<C> given, ResumePoint resumePoint) {
      resumePoint.markSettled(given);
    }

    @Override
    public boolean hasRoom() {
      return active <= maxBefore;
    }

    @Override
    public boolean isBlocked() {
      return waiting > 0 && ring[at(next)] == null;
    }

    @Override
    public boolean isEmpty() {
      return active == 0;
    }

    private int at(long index) {
      return (int) index & (ring.length - 1);
    }

    private void grow() {
      AssociationOutcome<C>[] old = ring;
      ring = newRing(old.length * 2);
      for (AssociationOutcome<C> outcome : old) {
        if (outcome != null) {
          ring[at(outcome.index())] = outcome;
        }
      }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <C> AssociationOutcome<C>[] newRing(int length) {
      return new AssociationOutcome[length];
    }
  }

  /** Results of pages, as they are settled or in the order in which they were sent. */
  final class Pages<C> implements Outlet<C, PageResult<C>> {
    private final int maxPages;
    private final Ordering ordering;
    private final ArrayDeque<Place<C>> places = new ArrayDeque<>();
    private final ArrayDeque<PageResult<C>> ready = new ArrayDeque<>();

    Pages(int maxPages, Ordering ordering) {
      this.maxPages = maxPages;
      this.ordering = ordering;
    }

    @Override
    public void expect(InputPage<C> page) {
      places.add(new Place<>(page));
    }

    @Override
    public void add(PageResult<C> result) {
      for (Iterator<Place<C>> all = places.iterator(); all.hasNext(); ) {
        Place<C> place = all.next();
        // A caller may send one page twice: the first place that is free is as good as the other.
        if (place.page == result.page() && place.result == null) {
          place.result = result;
          if (ordering == Ordering.COMPLETION) {
            all.remove();
            ready.add(result);
          }
          break;
        }
      }
      while (!places.isEmpty() && places.peek().result != null) {
        ready.add(places.poll().result);
      }
    }

    @Override
    public @Nullable PageResult<C> poll() {
      return ready.poll();
    }

    @Override
    public void settle(PageResult<C> given, ResumePoint resumePoint) {
      for (AssociationOutcome<C> outcome : given.outcomes()) {
        resumePoint.markSettled(outcome);
      }
    }

    @Override
    public boolean hasRoom() {
      return places.size() + ready.size() < maxPages;
    }

    @Override
    public boolean isBlocked() {
      return false;
    }

    @Override
    public boolean isEmpty() {
      return places.isEmpty() && ready.isEmpty();
    }

    private static final class Place<C> {
      final InputPage<C> page;
      @Nullable PageResult<C> result;

      Place(InputPage<C> page) {
        this.page = page;
      }
    }
  }
}

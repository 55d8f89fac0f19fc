package io.github.hubspotassociations.bulk;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What a run has taken in and not sent yet.
 *
 * @param <T> what comes in
 * @param <C> the type of the caller's context
 */
interface Intake<T, C> {
  /** Takes what came in next, which may make pages ready. */
  void add(T item);

  /** The next page that is ready to go; null if none is. */
  @Nullable InputPage<C> poll();

  boolean hasReady();

  /**
   * Makes the page that holds the oldest input ready, however full it is; does nothing if there is
   * none.
   */
  void flushOldest();

  /**
   * How many more items to ask the source for: what would make a page ready, as far as can be told.
   */
  long wanted();

  boolean isEmpty();

  /**
   * Drops everything.
   *
   * @return the number of inputs dropped
   */
  long clear();

  /** Takes pages as they are. */
  final class OfPages<C> implements Intake<InputPage<C>, C> {
    private final ArrayDeque<InputPage<C>> pages = new ArrayDeque<>();

    @Override
    public void add(InputPage<C> page) {
      pages.add(page);
    }

    @Override
    public @Nullable InputPage<C> poll() {
      return pages.poll();
    }

    @Override
    public boolean hasReady() {
      return !pages.isEmpty();
    }

    @Override
    public void flushOldest() {
      // A page is never open here.
    }

    @Override
    public long wanted() {
      return 1;
    }

    @Override
    public boolean isEmpty() {
      return pages.isEmpty();
    }

    @Override
    public long clear() {
      long cleared = 0;
      for (InputPage<C> page : pages) {
        cleared += page.size();
      }
      pages.clear();
      return cleared;
    }
  }
}

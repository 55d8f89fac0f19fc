package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociationOutcome;
import java.util.List;

/**
 * What became of one page: the outcome of each of its inputs. Immutable; as thread-safe as the
 * contexts of its requests.
 *
 * @param <C> the type of the caller's context
 */
public final class PageResult<C> {
  private final InputPage<C> page;
  private final List<AssociationOutcome<C>> outcomes;
  private final int requests;

  PageResult(InputPage<C> page, AssociationOutcome<C>[] outcomes, int requests) {
    this.page = page;
    this.outcomes = InputPage.ArrayView.of(outcomes);
    this.requests = requests;
  }

  /** {@return the page} */
  public InputPage<C> page() {
    return page;
  }

  /**
   * {@return one outcome for each input of the page, in the order of {@link InputPage#requests()}}
   * Unmodifiable.
   */
  public List<AssociationOutcome<C>> outcomes() {
    return outcomes;
  }

  /**
   * {@return the HTTP requests that the page took: 0 if it was never sent, more than 1 after
   * retries and splits}
   */
  public int requests() {
    return requests;
  }

  @Override
  public String toString() {
    Counts counts = new Counts();
    counts.add(this);
    return "PageResult{" + page + ", " + counts + ", requests=" + requests + '}';
  }
}

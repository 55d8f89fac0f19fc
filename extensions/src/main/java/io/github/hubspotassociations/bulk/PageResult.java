package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociationOutcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

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

  PageResult(InputPage<C> page, List<AssociationOutcome<C>> outcomes, int requests) {
    this.page = page;
    this.outcomes = outcomes;
    this.requests = requests;
  }

  /**
   * Creates a result, for the tests of applications.
   *
   * @param <C> the type of the caller's context
   * @param page the page
   * @param outcomes one outcome for each input of the page, in their order
   * @return the result of a page that was sent in one request
   * @throws IllegalArgumentException if there are more or less outcomes than inputs
   */
  public static <C> PageResult<C> of(
      InputPage<C> page, Iterable<? extends AssociationOutcome<C>> outcomes) {
    Objects.requireNonNull(page, "page");
    List<AssociationOutcome<C>> copy = new ArrayList<>();
    for (AssociationOutcome<C> outcome : Objects.requireNonNull(outcomes, "outcomes")) {
      copy.add(outcome);
    }
    if (copy.size() != page.size()) {
      throw new IllegalArgumentException(
          "There are "
              + copy.size()
              + " outcomes for a page of "
              + page.size()
              + " inputs: give one for each");
    }
    return new PageResult<>(page, Collections.unmodifiableList(copy), 1);
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
    String counts = BulkSummary.of(outcomes).counts();
    return "PageResult{" + page + ", " + counts + ", requests=" + requests + '}';
  }
}

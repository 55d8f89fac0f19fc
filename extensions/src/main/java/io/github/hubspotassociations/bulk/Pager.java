package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.internal.json.Pairs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sorts inputs into pages: pure state, no threads, no waiting.
 *
 * <p>Each pair of object types has a lane of its own. A lane has one open page, or two while inputs
 * come that are the reverse of one already in the first: rows of a response carry no types, so a
 * page never holds both (a,b) and (b,a). A page leaves when it is full, when its first input has
 * waited for as many later inputs as the window allows, or when it is flushed; the pages of a lane
 * leave in the order in which they were opened.
 */
final class Pager<C> {
  private final int pageSize;
  private final long maxBytes;
  private final long window;

  /** The open pages of each pair of object types that has any, by its from and to. */
  private final Map<String, Map<String, List<InputPage.Builder<C>>>> lanes = new HashMap<>();

  /** The open pages, the one whose first input is the oldest first. */
  private final Set<InputPage.Builder<C>> open = new LinkedHashSet<>();

  /** The first index of the oldest open page; without meaning while none is open. */
  private long oldestIndex;

  private final ArrayDeque<InputPage<C>> ready = new ArrayDeque<>();

  /** The lane of the last input, if it has an open page. */
  private @Nullable List<InputPage.Builder<C>> lastLane;

  private long nextIndex;
  private long nextNumber;
  private long held;

  /**
   * @param pageSize inputs in a page at the most
   * @param maxBytes bytes of a page's request body at the most; an input that is longer alone goes
   *     alone
   * @param window later inputs that an input waits for at the most
   */
  Pager(int pageSize, long maxBytes, long window) {
    this.pageSize = pageSize;
    this.maxBytes = maxBytes;
    this.window = window;
  }

  void add(AssociationRequest<C> request) {
    long index = nextIndex++;
    held++;
    List<InputPage.Builder<C>> lane = lane(request);
    InputPage.Builder<C> page = null;
    for (int i = 0; page == null; i++) {
      InputPage.Builder<C> candidate =
          i < lane.size() ? lane.get(i) : openPage(lane, request, index);
      int found = candidate.find(request);
      if (found < Pairs.ABSENT) {
        continue;
      }
      if (found == Pairs.ABSENT
          && candidate.size > 0
          && candidate.ids.bodyBytesWithOneMore() > maxBytes) {
        leave(candidate, lane);
        // What was the lane's second page, if it had one, is its first now.
        i = -1;
        continue;
      }
      page = candidate;
      page.add(index, request, found);
    }
    if (page.isFull()) {
      leave(page, lane);
    }
    // In this order: most inputs come long before the first could leave, and asking a set for its
    // first costs more than all else here.
    while (index - oldestIndex >= window && !open.isEmpty()) {
      leaveOldest();
    }
    lastLane = lane.isEmpty() ? null : lane;
  }

  /** Takes a page as it is. */
  void addPage(InputPage<C> page) {
    ready.add(page);
    held += page.size();
  }

  /** Returns the next page that is ready to go; null if none is. */
  @Nullable InputPage<C> poll() {
    InputPage<C> page = ready.poll();
    if (page != null) {
      held -= page.size();
    }
    return page;
  }

  boolean hasReady() {
    return !ready.isEmpty();
  }

  /** Makes every page ready, however full it is. */
  void flush() {
    while (!open.isEmpty()) {
      flushOldest();
    }
  }

  /** Takes out the pages that are ready. */
  List<InputPage<C>> takeReady() {
    List<InputPage<C>> pages = new ArrayList<>(ready.size());
    for (InputPage<C> page = poll(); page != null; page = poll()) {
      pages.add(page);
    }
    return pages;
  }

  /** Makes the page that holds the oldest input ready, however full it is, if any is open. */
  void flushOldest() {
    if (!open.isEmpty()) {
      leaveOldest();
      lastLane = null;
    }
  }

  /**
   * Returns how many more items to ask the source for: up to where the page that the last input
   * went into would be full.
   */
  long wanted() {
    return lastLane == null ? pageSize : pageSize - lastLane.get(0).size;
  }

  /** Returns the number of inputs that it holds. */
  long size() {
    return held;
  }

  /**
   * Drops everything.
   *
   * @return the number of inputs dropped
   */
  long clear() {
    long cleared = held;
    lanes.clear();
    open.clear();
    ready.clear();
    lastLane = null;
    held = 0;
    return cleared;
  }

  /**
   * The lane of a request's types. Lanes are kept only while they hold inputs: endless types take
   * no endless memory.
   */
  private List<InputPage.Builder<C>> lane(AssociationRequest<C> request) {
    String from = request.from().objectType();
    String to = request.to().objectType();
    if (lastLane != null && lastLane.get(0).isOf(from, to)) {
      return lastLane;
    }
    Map<String, List<InputPage.Builder<C>>> byTo = lanes.get(from);
    List<InputPage.Builder<C>> lane = byTo == null ? null : byTo.get(to);
    return lane == null ? new ArrayList<>(2) : lane;
  }

  private InputPage.Builder<C> openPage(
      List<InputPage.Builder<C>> lane, AssociationRequest<C> request, long index) {
    String from = request.from().objectType();
    String to = request.to().objectType();
    InputPage.Builder<C> page = new InputPage.Builder<>(from, to, index, pageSize);
    Map<String, List<InputPage.Builder<C>>> byTo = lanes.get(from);
    if (byTo == null) {
      byTo = new HashMap<>();
      lanes.put(from, byTo);
    }
    byTo.put(to, lane);
    lane.add(page);
    if (open.isEmpty()) {
      oldestIndex = index;
    }
    open.add(page);
    return page;
  }

  private void leaveOldest() {
    InputPage.Builder<C> page = open.iterator().next();
    leave(page, lanes.get(page.fromObjectType).get(page.toObjectType));
  }

  /** Makes a page ready, and before it those of its lane that were opened before it. */
  @SuppressWarnings("CollectionIncompatibleType") // A builder is equal to itself alone.
  private void leave(InputPage.Builder<C> page, List<InputPage.Builder<C>> lane) {
    InputPage.Builder<C> leaving;
    do {
      leaving = lane.remove(0);
      open.remove(leaving);
      ready.add(leaving.build(nextNumber++));
    } while (leaving != page);
    if (!open.isEmpty()) {
      oldestIndex = open.iterator().next().firstIndex;
    }
    if (lane.isEmpty()) {
      Map<String, ?> byTo = lanes.get(page.fromObjectType);
      byTo.remove(page.toObjectType);
      if (byTo.isEmpty()) {
        lanes.remove(page.fromObjectType);
      }
    }
  }
}

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
final class Pager<C> implements Intake<AssociationRequest<C>, C> {
  private final int pageSize;
  private final long maxBytes;
  private final long window;

  private final Map<String, Map<String, Lane<C>>> lanes = new HashMap<>();

  /** The open pages, the one whose first input is the oldest first. */
  private final Set<OpenPage<C>> open = new LinkedHashSet<>();

  /** The first index of the oldest open page; without meaning while none is open. */
  private long oldestIndex;

  private final ArrayDeque<InputPage<C>> ready = new ArrayDeque<>();
  private @Nullable Lane<C> lastLane;
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

  @Override
  public void add(AssociationRequest<C> request) {
    long index = nextIndex++;
    held++;
    Lane<C> lane = lane(request);
    OpenPage<C> page = null;
    for (int i = 0; page == null; i++) {
      OpenPage<C> candidate = i < lane.open.size() ? lane.open.get(i) : openPage(lane, index);
      int found = candidate.builder.find(request);
      if (found < Pairs.ABSENT) {
        continue;
      }
      if (found == Pairs.ABSENT
          && candidate.builder.size() > 0
          && candidate.builder.bytesWithOneMore() > maxBytes) {
        leave(candidate);
        // What was the lane's second page, if it had one, is its first now.
        i = -1;
        continue;
      }
      page = candidate;
      page.builder.add(index, request, found);
    }
    if (page.builder.isFull()) {
      leave(page);
    }
    // In this order: most inputs come long before the first could leave, and asking a set for its
    // first costs more than all else here.
    while (index - oldestIndex >= window && !open.isEmpty()) {
      leave(oldest());
    }
    lastLane = lane.open.isEmpty() ? null : lane;
  }

  @Override
  public @Nullable InputPage<C> poll() {
    InputPage<C> page = ready.poll();
    if (page != null) {
      held -= page.size();
    }
    return page;
  }

  @Override
  public boolean hasReady() {
    return !ready.isEmpty();
  }

  boolean hasOpen() {
    return !open.isEmpty();
  }

  @Override
  public void flushOldest() {
    if (!open.isEmpty()) {
      leave(oldest());
      lastLane = null;
    }
  }

  /** Counts up to where the page that the last input went into would be full. */
  @Override
  public long wanted() {
    return lastLane == null ? pageSize : pageSize - lastLane.open.get(0).builder.size();
  }

  @Override
  public boolean isEmpty() {
    return held == 0;
  }

  @Override
  public long clear() {
    long cleared = held;
    lanes.clear();
    open.clear();
    ready.clear();
    lastLane = null;
    held = 0;
    return cleared;
  }

  private OpenPage<C> oldest() {
    return open.iterator().next();
  }

  /**
   * The lane of a request's types. Lanes are kept only while they hold inputs: endless types take
   * no endless memory.
   */
  private Lane<C> lane(AssociationRequest<C> request) {
    String from = request.from().objectType();
    String to = request.to().objectType();
    Lane<C> last = lastLane;
    if (last != null && last.fromObjectType.equals(from) && last.toObjectType.equals(to)) {
      return last;
    }
    Map<String, Lane<C>> byTo = lanes.get(from);
    Lane<C> lane = byTo == null ? null : byTo.get(to);
    return lane == null ? new Lane<>(from, to) : lane;
  }

  private OpenPage<C> openPage(Lane<C> lane, long index) {
    OpenPage<C> page =
        new OpenPage<>(
            lane, new InputPage.Builder<>(lane.fromObjectType, lane.toObjectType, index, pageSize));
    if (lane.open.isEmpty()) {
      Map<String, Lane<C>> byTo = lanes.get(lane.fromObjectType);
      if (byTo == null) {
        byTo = new HashMap<>();
        lanes.put(lane.fromObjectType, byTo);
      }
      byTo.put(lane.toObjectType, lane);
    }
    lane.open.add(page);
    if (open.isEmpty()) {
      oldestIndex = index;
    }
    open.add(page);
    return page;
  }

  /** Makes a page ready, and before it those of its lane that were opened before it. */
  private void leave(OpenPage<C> page) {
    Lane<C> lane = page.lane;
    OpenPage<C> leaving;
    do {
      leaving = lane.open.remove(0);
      open.remove(leaving);
      ready.add(leaving.builder.build(nextNumber++));
    } while (leaving != page);
    if (!open.isEmpty()) {
      oldestIndex = oldest().builder.firstIndex;
    }
    if (lane.open.isEmpty()) {
      Map<String, Lane<C>> byTo = lanes.get(lane.fromObjectType);
      byTo.remove(lane.toObjectType);
      if (byTo.isEmpty()) {
        lanes.remove(lane.fromObjectType);
      }
    }
  }

  private static final class OpenPage<C> {
    final Lane<C> lane;
    final InputPage.Builder<C> builder;

    OpenPage(Lane<C> lane, InputPage.Builder<C> builder) {
      this.lane = lane;
      this.builder = builder;
    }
  }

  private static final class Lane<C> {
    final String fromObjectType;
    final String toObjectType;
    final List<OpenPage<C>> open = new ArrayList<>(2);

    Lane(String fromObjectType, String toObjectType) {
      this.fromObjectType = fromObjectType;
      this.toObjectType = toObjectType;
    }
  }
}

package io.github.hubspotassociations.emulator;

import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the requests to an emulator and the statuses of its responses. A live view, safe for use
 * by several threads at once; a request counts when it has arrived, its status as soon as the
 * response is ready to be sent.
 */
public final class RequestCounts {
  private final AtomicLong single = new AtomicLong();
  private final AtomicLong batch = new AtomicLong();
  private final AtomicLong token = new AtomicLong();
  private final AtomicLong other = new AtomicLong();
  private final AtomicLong inputs = new AtomicLong();
  private final AtomicLong withoutResponse = new AtomicLong();
  private final Map<Integer, AtomicLong> statuses = new ConcurrentHashMap<>();
  private final Queue<Target> targets = new ConcurrentLinkedQueue<>();

  private record Target(long total, CompletableFuture<Void> reached) {}

  RequestCounts() {}

  void addSingle() {
    single.incrementAndGet();
    completeTargets();
  }

  void addBatch() {
    batch.incrementAndGet();
    completeTargets();
  }

  void addToken() {
    token.incrementAndGet();
    completeTargets();
  }

  void addOther() {
    other.incrementAndGet();
    completeTargets();
  }

  private void completeTargets() {
    if (!targets.isEmpty()) {
      long total = total();
      targets.removeIf(target -> total >= target.total && target.reached.complete(null));
    }
  }

  void addInputs(int count) {
    inputs.addAndGet(count);
  }

  void addWithoutResponse() {
    withoutResponse.incrementAndGet();
  }

  void addStatus(int status) {
    statuses.computeIfAbsent(status, s -> new AtomicLong()).incrementAndGet();
  }

  void clear() {
    for (AtomicLong count :
        new AtomicLong[] {single, batch, token, other, inputs, withoutResponse}) {
      count.set(0);
    }
    statuses.clear();
  }

  /**
   * Returns the number of all requests.
   *
   * @return the number
   */
  public long total() {
    return single() + batch() + token() + other();
  }

  /**
   * Returns a future that completes once this many requests have arrived, so that a test need not
   * poll.
   *
   * @param total how many, as {@link #total()} counts them
   * @return the future, completed on a thread of the emulator, which must not be blocked; already
   *     completed if they have arrived
   */
  public CompletableFuture<Void> reached(long total) {
    Target target = new Target(total, new CompletableFuture<>());
    targets.add(target);
    completeTargets();
    return target.reached;
  }

  /**
   * Returns the number of requests to associate one pair.
   *
   * @return the number
   */
  public long single() {
    return single.get();
  }

  /**
   * Returns the number of requests to associate a batch.
   *
   * @return the number
   */
  public long batch() {
    return batch.get();
  }

  /**
   * Returns the number of requests for an access token.
   *
   * @return the number
   */
  public long token() {
    return token.get();
  }

  /**
   * Returns the number of requests to an unknown path, with another method, or that were not HTTP.
   *
   * @return the number
   */
  public long other() {
    return other.get();
  }

  /**
   * Returns the number of inputs of all requests that were processed, rejected and repeated ones
   * included.
   *
   * @return the number
   */
  public long inputs() {
    return inputs.get();
  }

  /**
   * Returns the number of requests whose connection was closed without a response.
   *
   * @return the number
   */
  public long withoutResponse() {
    return withoutResponse.get();
  }

  /**
   * Returns the number of responses with this status.
   *
   * @param status such as 200
   * @return the number
   */
  public long status(int status) {
    AtomicLong count = statuses.get(status);
    return count == null ? 0 : count.get();
  }

  /**
   * Returns the number of responses by status, in ascending order.
   *
   * @return a copy
   */
  public Map<Integer, Long> statuses() {
    Map<Integer, Long> counts = new TreeMap<>();
    statuses.forEach((status, count) -> counts.put(status, count.get()));
    return counts;
  }

  @Override
  public String toString() {
    return "RequestCounts{single="
        + single
        + ", batch="
        + batch
        + ", token="
        + token
        + ", other="
        + other
        + ", inputs="
        + inputs
        + ", statuses="
        + statuses()
        + ", withoutResponse="
        + withoutResponse
        + "}";
  }
}

package io.github.hubspotassociations.emulator;

import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many requests came to an emulator and how they were answered. A live view, safe for use by
 * several threads at once; a request counts when it has come, its status as soon as the answer is
 * ready to be sent.
 */
public final class RequestCounts {
  private final AtomicLong single = new AtomicLong();
  private final AtomicLong batch = new AtomicLong();
  private final AtomicLong token = new AtomicLong();
  private final AtomicLong other = new AtomicLong();
  private final AtomicLong inputs = new AtomicLong();
  private final AtomicLong unanswered = new AtomicLong();
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

  void addUnanswered() {
    unanswered.incrementAndGet();
  }

  void addStatus(int status) {
    statuses.computeIfAbsent(status, s -> new AtomicLong()).incrementAndGet();
  }

  void clear() {
    for (AtomicLong count : new AtomicLong[] {single, batch, token, other, inputs, unanswered}) {
      count.set(0);
    }
    statuses.clear();
  }

  /**
   * All requests.
   *
   * @return how many
   */
  public long total() {
    return single() + batch() + token() + other();
  }

  /**
   * Tells when so many requests have come, so that a test need not look again and again.
   *
   * @param total how many, as {@link #total()} counts them
   * @return completed by a thread of the emulator, which must not be blocked; at once if they have
   *     come already
   */
  public CompletableFuture<Void> reached(long total) {
    Target target = new Target(total, new CompletableFuture<>());
    targets.add(target);
    completeTargets();
    return target.reached;
  }

  /**
   * Requests to associate one pair.
   *
   * @return how many
   */
  public long single() {
    return single.get();
  }

  /**
   * Requests to associate a batch.
   *
   * @return how many
   */
  public long batch() {
    return batch.get();
  }

  /**
   * Requests for an access token.
   *
   * @return how many
   */
  public long token() {
    return token.get();
  }

  /**
   * Requests to none of the endpoints, or with another method, or that were not HTTP.
   *
   * @return how many
   */
  public long other() {
    return other.get();
  }

  /**
   * The inputs of all requests that were worked on, refused ones and repetitions included.
   *
   * @return how many
   */
  public long inputs() {
    return inputs.get();
  }

  /**
   * Requests whose connection was closed instead of an answer.
   *
   * @return how many
   */
  public long unanswered() {
    return unanswered.get();
  }

  /**
   * Requests answered with this status.
   *
   * @param status such as 200
   * @return how many
   */
  public long status(int status) {
    AtomicLong count = statuses.get(status);
    return count == null ? 0 : count.get();
  }

  /**
   * How many requests were answered with each status that occurred, in ascending order.
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
        + ", unanswered="
        + unanswered
        + "}";
  }
}

package io.github.hubspotassociations.emulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong in an emulator, from now on. Safe for use by several threads at once.
 *
 * <p>A request takes the first fault that {@link #next} put in the queue, alone. While the queue is
 * empty, it meets what {@link #always} and {@link #random} say. Only requests to associate meet
 * faults.
 */
public final class Faults {
  /** How often each request was seen, by its hash; requests that share a counter do no harm. */
  private final int[] seen = new int[1 << 14];

  private final Queue<Fault> next = new ArrayDeque<>();
  private @Nullable Fault always;
  private @Nullable FaultMix mix;
  private long seed;

  Faults() {}

  /**
   * The next requests meet these faults, one each, after those already in the queue.
   *
   * @param faults the faults, the first for the first request
   * @return these faults
   */
  public synchronized Faults next(Fault... faults) {
    next.addAll(List.of(faults));
    return this;
  }

  /**
   * So many of the next requests meet this fault, after those already in the queue.
   *
   * @param times how many, 0 or more
   * @param fault the fault
   * @return these faults
   * @throws IllegalArgumentException if the number is negative
   */
  public synchronized Faults next(int times, Fault fault) {
    if (times < 0) {
      throw new IllegalArgumentException("times is " + times + ": use 0 or more");
    }
    next.addAll(Collections.nCopies(times, Objects.requireNonNull(fault, "fault")));
    return this;
  }

  /**
   * Every request meets this fault while the queue is empty. Replaces what was said before.
   *
   * @param fault the fault
   * @return these faults
   */
  public synchronized Faults always(Fault fault) {
    always = Objects.requireNonNull(fault, "fault");
    return this;
  }

  /**
   * Requests meet the faults of {@link FaultMix#chaos()} at random, while the queue is empty.
   *
   * @param seed the same seed gives the same faults to the same requests
   * @return these faults
   */
  public Faults random(long seed) {
    return random(seed, FaultMix.chaos());
  }

  /**
   * Requests meet the faults of a mix at random, while the queue is empty. Which ones depends on
   * the seed, the request's method, path and body and how often it was sent before, but not on when
   * it comes: several connections at once do not change it. Replaces what was said before.
   *
   * @param seed the same seed gives the same faults to the same requests
   * @param mix the faults and their probabilities
   * @return these faults
   */
  public synchronized Faults random(long seed, FaultMix mix) {
    this.mix = Objects.requireNonNull(mix, "mix");
    this.seed = seed;
    Arrays.fill(seen, 0);
    return this;
  }

  /**
   * Nothing goes wrong any more; what was queued is forgotten.
   *
   * @return these faults
   */
  public synchronized Faults clear() {
    next.clear();
    always = null;
    mix = null;
    return this;
  }

  /**
   * How many faults wait in the queue: 0 when each one that was scripted has struck.
   *
   * @return how many wait
   */
  public synchronized int queued() {
    return next.size();
  }

  synchronized Plan plan(HttpRequest request) {
    int hash =
        31 * (31 * request.method().hashCode() + request.target().hashCode())
            + Arrays.hashCode(request.body());
    int occurrence = seen[(hash ^ hash >>> 16) & (seen.length - 1)]++;
    Plan plan = new Plan(request, new SplittableRandom(mixed(mixed(seed + hash) + occurrence)));
    Fault scripted = next.poll();
    if (scripted != null) {
      scripted.applyTo(plan);
      return plan;
    }
    if (always != null) {
      always.applyTo(plan);
    }
    if (mix != null) {
      mix.applyTo(plan);
    }
    return plan;
  }

  /** Spreads neighbouring numbers over the whole range. */
  private static long mixed(long number) {
    return new SplittableRandom(number).nextLong();
  }

  @Override
  public synchronized String toString() {
    List<String> parts = new ArrayList<>();
    if (!next.isEmpty()) {
      parts.add("next=" + next);
    }
    if (always != null) {
      parts.add("always=" + always);
    }
    if (mix != null) {
      parts.add("seed=" + seed);
    }
    return "Faults" + parts;
  }
}

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
 * Decides which faults the requests to an emulator meet. Safe for use by several threads at once.
 *
 * <p>A request takes the first fault in the queue of {@link #next}, and only that one. While the
 * queue is empty, {@link #always} and {@link #random} apply. Only requests to associate meet
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
   * Adds faults to the queue; each strikes one request.
   *
   * @param faults the faults, the first for the first request
   * @return these faults
   */
  public synchronized Faults next(Fault... faults) {
    next.addAll(List.of(faults));
    return this;
  }

  /**
   * Adds a fault to the queue this many times.
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
   * Sets the fault that every request meets while the queue is empty. Replaces an earlier one.
   *
   * @param fault the fault
   * @return these faults
   */
  public synchronized Faults always(Fault fault) {
    always = Objects.requireNonNull(fault, "fault");
    return this;
  }

  /**
   * Applies the faults of {@link FaultMix#chaos()} at random while the queue is empty.
   *
   * @param seed the same seed gives the same faults to the same requests
   * @return these faults
   */
  public Faults random(long seed) {
    return random(seed, FaultMix.chaos());
  }

  /**
   * Applies the faults of a mix at random while the queue is empty. Which ones depends on the seed,
   * on the request's method, path and body, and on how often it was sent before, but not on when it
   * arrives: concurrent connections do not change it. Replaces an earlier mix.
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
   * Removes all faults, queued ones included.
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
   * Returns the number of faults in the queue: 0 once each of them has struck.
   *
   * @return the number
   */
  public synchronized int queued() {
    return next.size();
  }

  synchronized FaultPlan plan(HttpRequest request) {
    int hash =
        31 * (31 * request.method().hashCode() + request.target().hashCode())
            + Arrays.hashCode(request.body());
    int occurrence = seen[(hash ^ hash >>> 16) & (seen.length - 1)]++;
    FaultPlan plan =
        new FaultPlan(request, new SplittableRandom(mixed(mixed(seed + hash) + occurrence)));
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

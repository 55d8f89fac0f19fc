package io.github.hubspotassociations.internal.send;

import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.internal.Stopwatch;
import org.jspecify.annotations.Nullable;

/**
 * What a request has used up of its retry policy. A request that goes on where another ended, for
 * pairs that its response named with an error that passes, goes on with the other's tries.
 */
public final class Tries {
  /** The policy is all there. */
  public static final Tries NEW = new Tries(0, null, null, null, false);

  /** One attempt is all there is. */
  public static final Tries ONCE = new Tries(0, null, null, null, true);

  /** The attempts that count against the limit, which those that get a 429 do not. */
  final int counted;

  /** Runs since the first attempt; null before it. */
  final @Nullable Stopwatch sinceFirst;

  /** What to back off for before the next attempt; null if nothing. */
  final @Nullable HubSpotException failure;

  /** The failure of a whole request that stands for it before the policy. */
  final @Nullable HubSpotException standIn;

  final boolean once;

  Tries(
      int counted,
      @Nullable Stopwatch sinceFirst,
      @Nullable HubSpotException failure,
      @Nullable HubSpotException standIn,
      boolean once) {
    this.counted = counted;
    this.sinceFirst = sinceFirst;
    this.failure = failure;
    this.standIn = standIn;
    this.once = once;
  }

  /**
   * Returns the tries of a request that backs off before it is sent.
   *
   * @param failure what to back off for
   * @param standIn the failure of a whole request that the policy is asked about
   */
  public Tries after(HubSpotException failure, HubSpotException standIn) {
    return new Tries(counted + 1, sinceFirst, failure, standIn, once);
  }
}

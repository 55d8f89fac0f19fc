package io.github.hubspotassociations.bulk;

import java.util.function.LongConsumer;

/**
 * Runs a property for seed after seed. A seed stands for everything random in one run, its size
 * included, and small seeds for small sizes; the one that fails is named with how to repeat it.
 */
public final class Seeds {
  /** Set to a seed, this runs that seed alone. */
  static final String ONE = "hubspot.seed";

  /** Multiplies how many seeds are run. */
  static final String TIMES = "hubspot.seeds";

  private Seeds() {}

  public static void check(String test, int count, LongConsumer property) {
    Long one = Long.getLong(ONE);
    long first = one == null ? 0 : one;
    long end = one == null ? (long) count * Integer.getInteger(TIMES, 1) : one + 1;
    for (long seed = first; seed < end; seed++) {
      try {
        property.accept(seed);
      } catch (Throwable e) {
        throw new AssertionError(
            "Seed "
                + seed
                + " fails; repeat it with: mvn -pl extensions -am test -Dtest="
                + test
                + " -Dsurefire.failIfNoSpecifiedTests=false -D"
                + ONE
                + "="
                + seed,
            e);
      }
    }
  }

  /** A size for a seed: small ones first, never above the largest. */
  public static int size(long seed, int largest) {
    return (int) Math.min(largest, 1 + seed / 4);
  }
}

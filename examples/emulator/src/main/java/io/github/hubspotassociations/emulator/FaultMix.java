package io.github.hubspotassociations.emulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Lists faults with a probability for each. Immutable.
 *
 * <p>Each fault strikes a request independently of the others; where two set the same thing, the
 * later one in the mix wins.
 */
public final class FaultMix {
  private record Entry(double probability, Fault fault) {}

  private final List<Entry> entries;

  private FaultMix(List<Entry> entries) {
    this.entries = entries;
  }

  /**
   * Returns an empty mix to build your own from.
   *
   * @return the mix
   */
  public static FaultMix none() {
    return new FaultMix(List.of());
  }

  /**
   * Returns the mix of the command line's {@code --chaos}: about a third of all requests meet a
   * transport fault, a 429, a 423, a 477 or a 5xx. Waits are short: no latency above 20 ms, no
   * {@code Retry-After} above 1 s.
   *
   * @return the mix
   */
  public static FaultMix chaos() {
    return none()
        .with(0.06, Fault.latency(Duration.ofMillis(5)))
        .with(0.02, Fault.latency(Duration.ofMillis(20)))
        .with(0.02, Fault.slowBody(16 * 1024, Duration.ofMillis(1)))
        .with(0.02, Fault.status(500))
        .with(0.02, Fault.status(500).afterWork())
        .with(0.01, Fault.html(502))
        .with(0.01, Fault.html(502).afterWork())
        .with(0.02, Fault.status(503))
        .with(0.01, Fault.status(503).withRetryAfter(Duration.ofSeconds(1)))
        .with(0.01, Fault.status(503).withRetryAfter(Duration.ZERO))
        .with(0.02, Fault.html(504).afterWork())
        .with(0.01, Fault.html(521))
        .with(0.01, Fault.html(524).afterWork())
        .with(0.01, Fault.emptyBody(502))
        .with(0.01, Fault.emptyBody(200))
        .with(0.01, Fault.emptyBody(200).afterWork())
        .with(0.01, Fault.html(200).afterWork())
        .with(0.01, Fault.locked())
        .with(0.01, Fault.migrationInProgress(Duration.ofSeconds(1)))
        .with(0.03, Fault.rateLimited())
        .with(0.01, Fault.rateLimited().withRetryAfter(Duration.ofSeconds(1)))
        .with(0.01, Fault.rateLimited("SECONDLY").withRetryAfter(Duration.ofSeconds(1)))
        .with(0.01, Fault.rateLimitedWithoutPolicy())
        .with(0.01, Fault.truncatedBody())
        .with(0.01, Fault.truncatedBody(0))
        .with(0.02, Fault.closeBeforeWork())
        .with(0.01, Fault.closeBeforeWork().withReset())
        .with(0.02, Fault.closeAfterWork())
        .with(0.01, Fault.closeAfterWork().withReset());
  }

  /**
   * Returns {@link #chaos()} together with every surprising response: results shuffled, in one
   * direction or without some of the inputs, other statuses, and each {@link RejectionStyle}.
   *
   * @return the mix
   */
  public static FaultMix everything() {
    FaultMix mix =
        chaos()
            .with(0.3, Fault.shuffledResults())
            .with(0.05, Fault.forwardResultsOnly())
            .with(0.05, Fault.inverseResultsOnly())
            .with(0.05, Fault.unmentionedInputs(10))
            .with(0.01, Fault.unmentionedInputs(1))
            .with(0.02, Fault.batchStatus("PENDING"))
            .with(0.02, Fault.batchStatus("PROCESSING"))
            .with(0.02, Fault.batchStatus("CANCELED"))
            .with(0.2, Fault.sparseErrors());
    for (RejectionStyle style : RejectionStyle.values()) {
      mix = mix.with(0.07, Fault.rejectionStyle(style));
    }
    return mix;
  }

  /**
   * Adds a fault.
   *
   * @param probability the probability that the fault strikes a request, 0 to 1
   * @param fault the fault
   * @return the mix
   * @throws IllegalArgumentException if the probability is out of range
   */
  public FaultMix with(double probability, Fault fault) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("probability is " + probability + ": use 0 to 1");
    }
    List<Entry> more = new ArrayList<>(entries);
    more.add(new Entry(probability, Objects.requireNonNull(fault, "fault")));
    return new FaultMix(List.copyOf(more));
  }

  void applyTo(FaultPlan plan) {
    for (Entry entry : entries) {
      if (plan.random.nextDouble() < entry.probability()) {
        entry.fault().applyTo(plan);
      }
    }
  }

  @Override
  public String toString() {
    return "FaultMix" + entries;
  }
}

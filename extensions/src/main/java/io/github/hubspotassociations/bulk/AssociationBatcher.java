package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociatedPair;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.internal.Checks;
import io.reactivex.rxjava3.annotations.CheckReturnValue;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Single;
import java.io.Closeable;
import java.time.Duration;
import java.util.Objects;

/**
 * Gathers single calls from any thread into batches: callers that each associate one pair share a
 * request for every 2,000 pairs.
 *
 * <pre>{@code
 * AssociationBatcher batcher = hubspot.batcher().linger(Duration.ofMillis(50)).build();
 * Single<AssociatedPair> gathered = batcher.associate(contact, company);
 * }</pre>
 *
 * <p>A call waits until its page is full or has lingered, then for the response; it emits its own
 * pair or its own typed error. Equal pairs that wait together share one input. Cancelling one call
 * affects no other: its pair is left out if it has not been sent. Nothing happens before a Single
 * is subscribed, or a Completable: one that is dropped does nothing.
 *
 * <p>Thread-safe. Close it, or subscribe to {@link #shutdown}, when no more calls will come: that
 * sends what is waiting.
 */
public final class AssociationBatcher implements Closeable {
  private final CallQueue queue;
  private final Duration closeTimeout;

  AssociationBatcher(Builder builder) {
    this.queue = new CallQueue(builder);
    this.closeTimeout = builder.closeTimeout;
  }

  /**
   * Associates a pair together with others. The call is queued on subscription, once for each.
   *
   * <p>Fails as {@link io.github.hubspotassociations.HubSpotAssociations#associate} does; with a
   * {@link BatcherOverflowException} where too many are pending; with an {@link
   * IllegalStateException} after {@link #shutdown}.
   *
   * @param from the record the association starts at
   * @param to the record the association leads to
   * @return the pair as HubSpot confirmed it
   */
  @CheckReturnValue
  public Single<AssociatedPair> associate(ObjectRef from, ObjectRef to) {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
    return Delivery.of(Single.create(emitter -> queue.add(from, to, emitter)));
  }

  /**
   * Sends at once what is waiting, and completes when all that is pending now has its result,
   * whatever that is. Fails with a {@link HubSpotException} that names what is outstanding after
   * the {@linkplain Builder#closeTimeout close timeout}; the calls go on then.
   *
   * @return completes when what was pending has its result
   */
  @CheckReturnValue
  public Completable flush() {
    return Completable.create(emitter -> queue.flush(emitter, "flush()", closeTimeout));
  }

  /**
   * Takes no new calls, and then does what {@link #flush} does. After the close timeout what is
   * outstanding is cancelled, and its callers get the same error. May be subscribed more than once.
   *
   * @return completes when nothing is pending
   */
  @CheckReturnValue
  public Completable shutdown() {
    return Completable.create(
            emitter -> {
              queue.shutDown();
              queue.flush(emitter, "shutdown()", closeTimeout);
            })
        .doOnError(queue::abandon);
  }

  /**
   * {@linkplain #shutdown Shuts down} and waits for it.
   *
   * <p>If the thread is interrupted, its interrupted flag is set again, and the calls that are
   * pending go on.
   *
   * @throws HubSpotException if something is still outstanding after the close timeout, or if the
   *     thread is interrupted
   */
  @Override
  public void close() {
    try {
      shutdown().blockingAwait();
    } catch (RuntimeException e) {
      if (!(e.getCause() instanceof InterruptedException)) {
        throw e;
      }
      Thread.currentThread().interrupt();
      throw new HubSpotException(
          "Interrupted while close() waited for the calls that are pending, which go on",
          e.getCause());
    }
  }

  /** Builds an {@link AssociationBatcher}; every setting has a default. Not thread-safe. */
  public static final class Builder {
    final PairEngine engine;
    int pageSize = BulkAssociator.MAX_PAGE_SIZE;
    int maxInFlight = 4;
    int maxPending = 100_000;
    Duration linger = Duration.ofMillis(50);
    Duration closeTimeout = Duration.ofMinutes(1);

    Builder(PairEngine engine) {
      this.engine = engine;
    }

    /**
     * Sets how long the first call of a page waits for others. Default 50 ms; zero sends each call
     * at once.
     *
     * @param linger how long, from zero to a day
     * @return this builder
     * @throws IllegalArgumentException if it is negative or more than a day
     */
    public Builder linger(Duration linger) {
      this.linger = Checks.notNegative("linger", linger, 1);
      return this;
    }

    /**
     * Sets how many calls may be pending at once, waiting or sent; one more fails with a {@link
     * BatcherOverflowException}. Default 100,000.
     *
     * @param calls 1 or more
     * @return this builder
     * @throws IllegalArgumentException if it is less
     */
    public Builder maxPending(int calls) {
      this.maxPending = (int) Checks.positive("maxPending", calls, "call");
      return this;
    }

    /**
     * Sets how many calls make a page full. Default 2,000, which is HubSpot's documented limit for
     * batch create.
     *
     * @param inputs 1 to 2,000
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public Builder pageSize(int inputs) {
      this.pageSize = BulkAssociator.checkedPageSize(inputs);
      return this;
    }

    /**
     * Sets how many pages may be in flight at once. Default 4.
     *
     * @param pages 1 or more
     * @return this builder
     * @throws IllegalArgumentException if it is less
     */
    public Builder maxInFlight(int pages) {
      this.maxInFlight = (int) Checks.positive("maxInFlight", pages, "page");
      return this;
    }

    /**
     * Sets how long {@link AssociationBatcher#flush}, {@link AssociationBatcher#shutdown} and
     * {@link AssociationBatcher#close} wait for responses. Default 1 minute.
     *
     * @param timeout more than zero, at most a day
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public Builder closeTimeout(Duration timeout) {
      this.closeTimeout = Checks.aboveZero("closeTimeout", timeout, 1);
      return this;
    }

    /** {@return a batcher with these settings} */
    public AssociationBatcher build() {
      return new AssociationBatcher(this);
    }
  }
}

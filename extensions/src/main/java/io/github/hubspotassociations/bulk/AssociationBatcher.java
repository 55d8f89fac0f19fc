package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociatedPair;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.internal.send.Sender;
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

  private AssociationBatcher(Builder builder) {
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
   * @throws HubSpotException if something is still outstanding after the close timeout
   */
  @Override
  public void close() {
    shutdown().blockingAwait();
  }

  /** Builds an {@link AssociationBatcher}; every setting has a default. Not thread-safe. */
  public static final class Builder {
    private static final Duration LONGEST = Duration.ofDays(1);

    final Sender sender;
    final PageDriver driver;
    int pageSize = BulkAssociator.MAX_PAGE_SIZE;
    int maxInFlight = 4;
    int maxPending = 100_000;
    Duration linger = Duration.ofMillis(50);
    private Duration closeTimeout = Duration.ofMinutes(1);

    Builder(Sender sender, PageDriver driver) {
      this.sender = sender;
      this.driver = driver;
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
      Objects.requireNonNull(linger, "linger");
      if (linger.isNegative() || linger.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException(
            "linger is " + linger + ": give zero or more, at most a day");
      }
      this.linger = linger;
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
      if (calls < 1) {
        throw new IllegalArgumentException("maxPending is " + calls + ": give 1 call or more");
      }
      this.maxPending = calls;
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
      this.maxInFlight = BulkAssociator.checkedMaxInFlight(pages);
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
      Objects.requireNonNull(timeout, "closeTimeout");
      if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException(
            "closeTimeout is " + timeout + ": give more than zero, at most a day");
      }
      this.closeTimeout = timeout;
      return this;
    }

    /** {@return a batcher with these settings} */
    public AssociationBatcher build() {
      return new AssociationBatcher(this);
    }
  }
}

package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociatedPair;
import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.error.HubSpotException;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.CompletableEmitter;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.core.SingleEmitter;
import io.reactivex.rxjava3.disposables.CompositeDisposable;
import io.reactivex.rxjava3.disposables.Disposable;
import java.io.Closeable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gathers single calls from any thread into batches behind the callers' backs: many callers that
 * each associate one pair make a request for every 2,000 pairs, instead of one each.
 *
 * <pre>{@code
 * AssociationBatcher batcher = hubspot.batcher().linger(Duration.ofMillis(50)).build();
 * Single<AssociatedPair> answer = batcher.associate(contact, company);
 * }</pre>
 *
 * <p>A call waits until its page is full or has lingered, then for its answer; it gets its own
 * pair's answer or its own typed error. Equal pairs that wait together share one input. Cancelling
 * one caller disturbs no other: its pair is left out if it has not been sent.
 *
 * <p>Thread-safe. Close it, or {@link #shutdown} it, when no more calls will come: that sends what
 * is waiting.
 */
public final class AssociationBatcher implements Closeable {
  private final AssociationEngine engine;
  private final PageSender sender;
  private final int pageSize;
  private final int maxInFlight;
  private final int maxPending;
  private final Duration linger;
  private final Duration closeTimeout;

  private final Object lock = new Object();

  // All guarded by the lock.
  private final Map<String, Map<String, Gathering>> gatherings = new HashMap<>();
  private final Set<Waiter> pending = new LinkedHashSet<>();
  private final ArrayDeque<InputPage<Waiter>> ready = new ArrayDeque<>();
  private final List<Flush> flushes = new ArrayList<>();
  private final CompositeDisposable calls = new CompositeDisposable();
  private int inFlight;
  private boolean shutDown;

  private AssociationBatcher(Builder builder) {
    this.engine = builder.engine;
    this.sender = new PageSender(engine.callSender());
    this.pageSize = builder.pageSize;
    this.maxInFlight = builder.maxInFlight;
    this.maxPending = builder.maxPending;
    this.linger = builder.linger;
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
  public Single<AssociatedPair> associate(ObjectRef from, ObjectRef to) {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
    return Single.create(emitter -> add(new Waiter(from, to, emitter)));
  }

  /**
   * Sends at once what is waiting, and completes when all that is pending now is answered, whatever
   * the answers are. Fails with a {@link HubSpotException} that names what is outstanding after the
   * {@linkplain Builder#closeTimeout close timeout}; the calls go on then.
   *
   * @return completes when what was pending is answered
   */
  public Completable flush() {
    return Completable.create(emitter -> flush(emitter, "flush()"));
  }

  /**
   * Takes no new calls, and then does what {@link #flush} does. After the close timeout what is
   * outstanding is cancelled, and its callers get the same error. May be subscribed more than once.
   *
   * @return completes when nothing is pending
   */
  public Completable shutdown() {
    return Completable.create(
            emitter -> {
              synchronized (lock) {
                shutDown = true;
              }
              flush(emitter, "shutdown()");
            })
        .doOnError(this::abandon);
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

  private void add(Waiter waiter) {
    Disposable expired = null;
    RuntimeException refusal = null;
    synchronized (lock) {
      if (shutDown || engine.isClosed()) {
        refusal =
            new IllegalStateException(
                "This AssociationBatcher is shut down and takes no more: "
                    + waiter.name()
                    + " needs another, see batcher()");
      } else if (pending.size() >= maxPending) {
        refusal = new BatcherOverflowException(maxPending);
      } else {
        pending.add(waiter);
        Gathering gathering = gathering(waiter);
        gathering.waiters.add(waiter);
        if (gathering.waiters.size() >= pageSize || linger.isZero()) {
          expired = close(gathering);
        }
      }
    }
    if (refusal != null) {
      waiter.emitter.tryOnError(refusal);
      return;
    }
    waiter.emitter.setCancellable(() -> forget(waiter));
    if (expired != null) {
      expired.dispose();
      send();
    }
  }

  private Gathering gathering(Waiter waiter) {
    String from = waiter.request.from().objectType();
    String to = waiter.request.to().objectType();
    Map<String, Gathering> byTo = gatherings.get(from);
    if (byTo == null) {
      byTo = new HashMap<>();
      gatherings.put(from, byTo);
    }
    Gathering gathering = byTo.get(to);
    if (gathering == null) {
      Gathering opened = new Gathering(from, to);
      byTo.put(to, opened);
      if (!linger.isZero()) {
        opened.timer =
            engine
                .scheduler()
                .scheduleDirect(() -> lingered(opened), linger.toNanos(), TimeUnit.NANOSECONDS);
      }
      return opened;
    }
    return gathering;
  }

  private void lingered(Gathering gathering) {
    synchronized (lock) {
      if (!gathering.closed) {
        close(gathering);
      }
    }
    send();
  }

  /**
   * Makes pages of what has gathered; gives the timer that nobody needs any more. Called with the
   * lock.
   */
  private Disposable close(Gathering gathering) {
    gathering.closed = true;
    Map<String, Gathering> byTo = gatherings.get(gathering.fromObjectType);
    byTo.remove(gathering.toObjectType);
    if (byTo.isEmpty()) {
      gatherings.remove(gathering.fromObjectType);
    }
    Pager<Waiter> pager = new Pager<>(pageSize, Long.MAX_VALUE, Long.MAX_VALUE);
    for (Waiter waiter : gathering.waiters) {
      if (pending.contains(waiter)) {
        pager.add(waiter.request);
      }
    }
    while (pager.hasOpen()) {
      pager.flushOldest();
    }
    for (InputPage<Waiter> page = pager.poll(); page != null; page = pager.poll()) {
      ready.add(page);
    }
    return gathering.timer;
  }

  /** Sends ready pages as far as there is room. */
  private void send() {
    while (true) {
      InputPage<Waiter> page;
      synchronized (lock) {
        page = inFlight < maxInFlight ? nextReady() : null;
        if (page == null) {
          return;
        }
        inFlight++;
      }
      PageRun<Waiter> run =
          new PageRun<>(page, Isolation.BISECT, Integer.MAX_VALUE, engine.callsRetryAfterSend());
      sender
          .send(run, new RunControl(null))
          .subscribe(
              () -> answered(run), e -> answered(run.abandoned("Sending failed: " + e)), calls);
    }
  }

  /** The next ready page, without the pairs whose callers have gone. Called with the lock. */
  private @Nullable InputPage<Waiter> nextReady() {
    for (InputPage<Waiter> page = ready.poll(); page != null; page = ready.poll()) {
      int waiting = 0;
      for (AssociationRequest<Waiter> request : page.requests()) {
        waiting += pending.contains(request.context()) ? 1 : 0;
      }
      if (waiting > 0) {
        return waiting == page.size() ? page : rest(page, waiting);
      }
    }
    return null;
  }

  private InputPage<Waiter> rest(InputPage<Waiter> page, int waiting) {
    InputPage.Builder<Waiter> rest =
        new InputPage.Builder<>(page.fromObjectType(), page.toObjectType(), 0, waiting);
    for (AssociationRequest<Waiter> request : page.requests()) {
      if (pending.contains(request.context())) {
        rest.add(rest.size(), request);
      }
    }
    return rest.build(page.number());
  }

  private void answered(PageRun<Waiter> run) {
    List<AssociationOutcome<Waiter>> outcomes = run.result().outcomes();
    synchronized (lock) {
      inFlight--;
      for (AssociationOutcome<Waiter> outcome : outcomes) {
        outcome.context().givenBy = Thread.currentThread();
      }
    }
    for (AssociationOutcome<Waiter> outcome : outcomes) {
      Waiter waiter = outcome.context();
      AssociationEngine.give(outcome, waiter.emitter);
      forget(waiter);
    }
    send();
  }

  /** A caller has its answer, or has gone. */
  private void forget(Waiter waiter) {
    List<CompletableEmitter> flushed = new ArrayList<>(0);
    synchronized (lock) {
      if (!pending.remove(waiter)) {
        return;
      }
      for (Flush flush : flushes) {
        if (flush.outstanding.remove(waiter) && flush.outstanding.isEmpty()) {
          flushed.add(flush.emitter);
        }
      }
    }
    for (CompletableEmitter emitter : flushed) {
      emitter.onComplete();
    }
  }

  private void flush(CompletableEmitter emitter, String name) {
    Flush flush;
    synchronized (lock) {
      List<Gathering> open = new ArrayList<>();
      for (Map<String, Gathering> byTo : gatherings.values()) {
        open.addAll(byTo.values());
      }
      for (Gathering gathering : open) {
        Disposable timer = close(gathering);
        timer.dispose();
      }
      // A caller that closes as it gets its answer must not wait for what its own thread gives
      // next.
      Set<Waiter> outstanding = new LinkedHashSet<>();
      for (Waiter waiter : pending) {
        if (waiter.givenBy != Thread.currentThread()) {
          outstanding.add(waiter);
        }
      }
      flush = new Flush(emitter, outstanding);
      if (!flush.outstanding.isEmpty()) {
        flushes.add(flush);
      }
    }
    if (flush.outstanding.isEmpty()) {
      emitter.onComplete();
      return;
    }
    Disposable timer =
        engine
            .scheduler()
            .scheduleDirect(
                () -> timeOut(name, flush), closeTimeout.toNanos(), TimeUnit.NANOSECONDS);
    emitter.setCancellable(
        () -> {
          timer.dispose();
          synchronized (lock) {
            flushes.remove(flush);
          }
        });
    send();
  }

  private void timeOut(String name, Flush flush) {
    String outstanding;
    synchronized (lock) {
      if (flush.outstanding.isEmpty()) {
        // The last answer came at this very moment.
        return;
      }
      outstanding =
          flush.outstanding.size()
              + (flush.outstanding.size() == 1
                  ? " association is outstanding: "
                  : " associations are outstanding, the first is ")
              + flush.outstanding.iterator().next().name();
    }
    flush.emitter.tryOnError(
        new HubSpotException(name + " gave up after " + closeTimeout + ": " + outstanding));
  }

  private void abandon(Throwable reason) {
    List<Waiter> abandoned;
    synchronized (lock) {
      abandoned = new ArrayList<>(pending);
      ready.clear();
    }
    calls.dispose();
    for (Waiter waiter : abandoned) {
      waiter.emitter.tryOnError(reason);
      forget(waiter);
    }
  }

  /** A caller and what it asks for. */
  private static final class Waiter {
    final AssociationRequest<Waiter> request;
    final SingleEmitter<AssociatedPair> emitter;

    /** The thread that gives the callers of a page their answers, once these are there. */
    @Nullable Thread givenBy;

    Waiter(ObjectRef from, ObjectRef to, SingleEmitter<AssociatedPair> emitter) {
      this.request = AssociationRequest.of(from, to, this);
      this.emitter = emitter;
    }

    String name() {
      return request.from() + " → " + request.to();
    }
  }

  /** Callers of one pair of types that wait for their page to fill up. */
  private static final class Gathering {
    final String fromObjectType;
    final String toObjectType;
    final List<Waiter> waiters = new ArrayList<>();
    Disposable timer = Disposable.disposed();
    boolean closed;

    Gathering(String fromObjectType, String toObjectType) {
      this.fromObjectType = fromObjectType;
      this.toObjectType = toObjectType;
    }
  }

  /** Somebody who waits for all that was pending when they asked. */
  private static final class Flush {
    final CompletableEmitter emitter;
    final Set<Waiter> outstanding;

    Flush(CompletableEmitter emitter, Set<Waiter> outstanding) {
      this.emitter = emitter;
      this.outstanding = outstanding;
    }
  }

  /** Builds an {@link AssociationBatcher}; every setting has a default. Not thread-safe. */
  public static final class Builder {
    private static final Duration LONGEST = Duration.ofDays(1);

    private final AssociationEngine engine;
    private int pageSize = BulkAssociator.MAX_PAGE_SIZE;
    private int maxInFlight = 4;
    private int maxPending = 100_000;
    private Duration linger = Duration.ofMillis(50);
    private Duration closeTimeout = Duration.ofMinutes(1);

    Builder(AssociationEngine engine) {
      this.engine = engine;
    }

    /**
     * How long the first call of a page waits for others. Default 50 ms; zero sends each call at
     * once.
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
     * The calls that may be pending at once, waiting or sent; one more fails with a {@link
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
     * The calls that make a page full. Default 2,000, which is HubSpot's documented limit for batch
     * create.
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
     * The pages that may be under way at once. Default 4.
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
     * How long {@link AssociationBatcher#flush}, {@link AssociationBatcher#shutdown} and {@link
     * AssociationBatcher#close} wait for answers. Default 1 minute.
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

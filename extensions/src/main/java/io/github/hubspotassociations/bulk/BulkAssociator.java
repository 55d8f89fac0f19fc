package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationRequest;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.core.Notification;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.core.SingleEmitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Associates any number of pairs, page by page, and accounts for every input.
 *
 * <pre>{@code
 * hubspot
 *     .bulk()
 *     .build()
 *     .associate(requests)
 *     .blockingForEach(outcome -> store(outcome.context(), outcome.kind()));
 * }</pre>
 *
 * <p><b>The account.</b> Every input that is pulled has exactly one {@link AssociationOutcome} when
 * the stream ends by itself, whatever fails on the way. The stream ends in {@code onError} only if
 * the input, the completable of {@link Builder#stopWhen} or a listener failed, and then after the
 * outcomes of all inputs pulled before. What HubSpot refuses the caller for (a 401, a 403, a spent
 * daily limit, a wait above {@link io.github.hubspotassociations.pacing.RetryPolicy#maxWait()}, a
 * host that no connection ever reached) sends nothing more and completes normally: the rest of the
 * input is pulled as it is asked for and given as NotAttempted with that cause. To leave the rest
 * of the input alone, {@code takeUntil} the first of those.
 *
 * <p><b>Demand.</b> Backpressure is honoured: nothing is pulled that the subscriber and {@link
 * Builder#maxInFlight} do not call for, and memory does not grow with the number of inputs. A
 * subscriber that has asked for one outcome may already have made the run pull and send up to
 * {@code maxInFlight} pages, and RxJava's operators ask when they are subscribed.
 *
 * <p><b>Threads.</b> A run subscribes to its input and pulls from it on the threads that bring its
 * answers or its demand; outcomes come on them too, one at a time. Immutable and thread-safe; each
 * subscription is a run of its own.
 */
public final class BulkAssociator {
  /** HubSpot's documented limit for batch create, and so for this endpoint as far as is known. */
  static final int MAX_PAGE_SIZE = 2000;

  private final AssociationEngine engine;
  private final BulkSettings settings;
  private final PageSender sender;

  private BulkAssociator(Builder builder) {
    this.engine = builder.engine;
    this.settings = new BulkSettings(builder, engine.bulkRetriesAfterSend());
    this.sender = new PageSender(engine.bulkSender());
  }

  /**
   * Associates the inputs, and gives one outcome for each.
   *
   * @param <C> the type of the caller's context
   * @param inputs what to associate; null inputs are an error of the input
   * @return one outcome for each input, in the chosen order
   */
  public <C> Flowable<AssociationOutcome<C>> associate(
      Publisher<? extends AssociationRequest<C>> inputs) {
    Objects.requireNonNull(inputs, "inputs");
    return Flowable.defer(
        () -> {
          RunControl control = newControl();
          return Flowable.<AssociationRequest<C>>fromPublisher(inputs)
              .lift(subscriber -> newRun(subscriber, control));
        });
  }

  /**
   * Associates the inputs, and gives one outcome for each. The iterable is iterated anew for each
   * subscription.
   *
   * @param <C> the type of the caller's context
   * @param inputs what to associate; null inputs are an error of the input
   * @return one outcome for each input, in the chosen order
   */
  public <C> Flowable<AssociationOutcome<C>> associate(
      Iterable<? extends AssociationRequest<C>> inputs) {
    return associate(Flowable.fromIterable(Objects.requireNonNull(inputs, "inputs")));
  }

  /**
   * Associates the inputs, and gives only the account.
   *
   * <p>Fails with a {@link BulkInputException}, which has the account as well, where {@link
   * #associate} would end in an error.
   *
   * @param <C> the type of the caller's context
   * @param inputs what to associate; null inputs are an error of the input
   * @return the account, when all inputs have their outcome
   */
  public <C> Single<BulkSummary> summarize(Publisher<? extends AssociationRequest<C>> inputs) {
    Objects.requireNonNull(inputs, "inputs");
    return Single.create(
        emitter -> {
          Summarizer<C> summarizer = new Summarizer<>(emitter);
          BulkRun<AssociationRequest<C>, C, AssociationOutcome<C>> run =
              newRun(summarizer, newControl());
          summarizer.run = run;
          Flowable.<AssociationRequest<C>>fromPublisher(inputs).subscribe(run);
        });
  }

  /**
   * Associates the inputs, and gives only the account, as the other form does.
   *
   * @param <C> the type of the caller's context
   * @param inputs what to associate; null inputs are an error of the input
   * @return the account, when all inputs have their outcome
   */
  public <C> Single<BulkSummary> summarize(Iterable<? extends AssociationRequest<C>> inputs) {
    return summarize(Flowable.fromIterable(Objects.requireNonNull(inputs, "inputs")));
  }

  /**
   * Sorts the inputs into pages and sends nothing: the plan of a run, or the first half of one that
   * {@link #associatePages} completes. Where the input fails, the pages of all inputs before come
   * first, then its error.
   *
   * @param <C> the type of the caller's context
   * @param inputs what to associate; null inputs are an error of the input
   * @return the pages, as they fill up
   */
  public <C> Flowable<InputPage<C>> pages(Publisher<? extends AssociationRequest<C>> inputs) {
    Objects.requireNonNull(inputs, "inputs");
    return Flowable.defer(
        () -> {
          Pager<C> pager = newPager();
          AtomicReference<Throwable> failure = new AtomicReference<>();
          return Flowable.<AssociationRequest<C>>fromPublisher(inputs)
              .materialize()
              .concatMapIterable(next -> readyPages(pager, next, failure), 1)
              .concatWith(
                  Completable.defer(
                      () ->
                          failure.get() == null
                              ? Completable.complete()
                              : Completable.error(failure.get())));
        });
  }

  /**
   * Sorts the inputs into pages and sends nothing, as the other form does.
   *
   * @param <C> the type of the caller's context
   * @param inputs what to associate; null inputs are an error of the input
   * @return the pages, as they fill up
   */
  public <C> Flowable<InputPage<C>> pages(Iterable<? extends AssociationRequest<C>> inputs) {
    return pages(Flowable.fromIterable(Objects.requireNonNull(inputs, "inputs")));
  }

  /**
   * Associates pages, such as {@link #pages} makes, and gives one result for each: the same
   * outcomes as {@link #associate} gives for their inputs. Ordering and demand count pages here.
   *
   * @param <C> the type of the caller's context
   * @param pages the pages to send
   * @return one result for each page
   */
  public <C> Flowable<PageResult<C>> associatePages(Publisher<InputPage<C>> pages) {
    Objects.requireNonNull(pages, "pages");
    return Flowable.defer(
        () -> {
          RunControl control = newControl();
          return Flowable.fromPublisher(pages)
              .lift(
                  subscriber ->
                      new BulkRun<InputPage<C>, C, PageResult<C>>(
                          subscriber,
                          new Intake.OfPages<>(),
                          new Outlet.Pages<>(settings.maxInFlight, settings.ordering),
                          settings,
                          sender,
                          engine.scheduler(),
                          control));
        });
  }

  private static <C> List<InputPage<C>> readyPages(
      Pager<C> pager,
      Notification<AssociationRequest<C>> next,
      AtomicReference<Throwable> failure) {
    if (next.isOnNext()) {
      pager.add(next.getValue());
    } else {
      failure.set(next.getError());
      while (pager.hasOpen()) {
        pager.flushOldest();
      }
    }
    List<InputPage<C>> ready = new ArrayList<>(1);
    for (InputPage<C> page = pager.poll(); page != null; page = pager.poll()) {
      ready.add(page);
    }
    return ready;
  }

  private <C> BulkRun<AssociationRequest<C>, C, AssociationOutcome<C>> newRun(
      Subscriber<? super AssociationOutcome<C>> subscriber, RunControl control) {
    Outlet<C, AssociationOutcome<C>> outlet =
        settings.ordering == Ordering.INPUT
            ? new Outlet.OutcomesByInput<>(
                (long) settings.maxInFlight * settings.pageSize, settings.pageSize)
            : new Outlet.OutcomesByCompletion<>(settings.maxInFlight);
    return new BulkRun<>(
        subscriber, this.<C>newPager(), outlet, settings, sender, engine.scheduler(), control);
  }

  private <C> Pager<C> newPager() {
    return new Pager<>(settings.pageSize, settings.maxPageBytes, settings.mixedTypesWindow);
  }

  private RunControl newControl() {
    engine.requireOpen();
    BulkListener.Factory factory = settings.listener;
    return new RunControl(
        factory == null
            ? null
            : Objects.requireNonNull(factory.create(), "The listener factory made null"));
  }

  static int checkedPageSize(int inputs) {
    if (inputs < 1 || inputs > MAX_PAGE_SIZE) {
      throw new IllegalArgumentException(
          "pageSize is "
              + inputs
              + ": HubSpot takes 1 to "
              + MAX_PAGE_SIZE
              + " inputs in a request");
    }
    return inputs;
  }

  static int checkedMaxInFlight(int pages) {
    if (pages < 1) {
      throw new IllegalArgumentException("maxInFlight is " + pages + ": give 1 page or more");
    }
    return pages;
  }

  /** Takes outcomes without looking at them. */
  private static final class Summarizer<C> implements FlowableSubscriber<AssociationOutcome<C>> {
    private final SingleEmitter<BulkSummary> emitter;
    private BulkRun<?, C, ?> run;

    Summarizer(SingleEmitter<BulkSummary> emitter) {
      this.emitter = emitter;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      emitter.setCancellable(subscription::cancel);
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(AssociationOutcome<C> outcome) {
      // The run counts.
    }

    @Override
    public void onError(Throwable e) {
      emitter.tryOnError(new BulkInputException(run.summary(), e));
    }

    @Override
    public void onComplete() {
      emitter.onSuccess(run.summary());
    }
  }

  /** Builds a {@link BulkAssociator}; every setting has a default. Not thread-safe. */
  public static final class Builder {
    /** HubSpot documents no limit; this is nine times what a page of 2,000 usual ids needs. */
    private static final long DEFAULT_MAX_PAGE_BYTES = 1024 * 1024;

    /** Enough to isolate every input of a page of 2,000. */
    private static final int DEFAULT_ISOLATION_LIMIT = 4096;

    private final AssociationEngine engine;
    int pageSize = MAX_PAGE_SIZE;
    long maxPageBytes = DEFAULT_MAX_PAGE_BYTES;
    int maxInFlight = 4;
    Ordering ordering = Ordering.COMPLETION;
    Isolation isolation = Isolation.BISECT;
    int isolationLimit = DEFAULT_ISOLATION_LIMIT;
    @Nullable Completable stopWhen;
    BulkListener.@Nullable Factory listener;
    private int mixedTypesWindow;

    Builder(AssociationEngine engine) {
      this.engine = engine;
    }

    /**
     * The inputs in one request at the most. Default 2,000, which is HubSpot's documented limit for
     * batch create.
     *
     * @param inputs 1 to 2,000
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public Builder pageSize(int inputs) {
      this.pageSize = checkedPageSize(inputs);
      return this;
    }

    /**
     * The bytes of one request's body at the most; a pair that is longer by itself goes alone.
     * Default 1 MiB: HubSpot documents no limit, and a page of 2,000 usual ids is about 112 kB.
     *
     * @param bytes 1 or more
     * @return this builder
     * @throws IllegalArgumentException if it is less
     */
    public Builder maxPageBytes(long bytes) {
      if (bytes < 1) {
        throw new IllegalArgumentException("maxPageBytes is " + bytes + ": give 1 byte or more");
      }
      this.maxPageBytes = bytes;
      return this;
    }

    /**
     * How many later inputs may be pulled while an input waits for its page to fill up, where the
     * input mixes object types; then its page goes out short. Default eight times the page size. It
     * bounds the memory that mixed types take; runs of one type always fill their pages.
     *
     * @param inputs the page size or more
     * @return this builder
     * @throws IllegalArgumentException if it is less than 1; {@link #build()} throws if it is less
     *     than the page size
     */
    public Builder mixedTypesWindow(int inputs) {
      if (inputs < 1) {
        throw new IllegalArgumentException(
            "mixedTypesWindow is " + inputs + ": give the page size or more");
      }
      this.mixedTypesWindow = inputs;
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
      this.maxInFlight = checkedMaxInFlight(pages);
      return this;
    }

    /**
     * The order of the outcomes. Default {@link Ordering#COMPLETION}.
     *
     * @param ordering the order
     * @return this builder
     */
    public Builder ordering(Ordering ordering) {
      this.ordering =
          Objects.requireNonNull(ordering, "ordering is null: give COMPLETION or INPUT");
      return this;
    }

    /**
     * What to do with a page that is refused as a whole. Default {@link Isolation#BISECT}.
     *
     * @param isolation what to do
     * @return this builder
     */
    public Builder isolation(Isolation isolation) {
      this.isolation = Objects.requireNonNull(isolation, "isolation is null: give BISECT or NONE");
      return this;
    }

    /**
     * The requests that isolating the bad inputs of one page may take, its first one included and
     * retries left out. Default 4,096, which is enough for a page of 2,000 bad inputs. Inputs that
     * are not isolated by then are Rejected with what refused them together.
     *
     * @param requestsPerPage 1 or more
     * @return this builder
     * @throws IllegalArgumentException if it is less
     */
    public Builder isolationLimit(int requestsPerPage) {
      if (requestsPerPage < 1) {
        throw new IllegalArgumentException(
            "isolationLimit is " + requestsPerPage + ": give 1 request or more");
      }
      this.isolationLimit = requestsPerPage;
      return this;
    }

    /**
     * Stops a run gracefully when it completes: nothing new is sent, what is under way is waited
     * for, everything pulled gets its outcome, and the run completes. Subscribed once for each run.
     * If it fails, the run stops the same way and ends with that error. Default: never.
     *
     * @param stopWhen what stops a run when it completes
     * @return this builder
     */
    public Builder stopWhen(Completable stopWhen) {
      this.stopWhen = Objects.requireNonNull(stopWhen, "stopWhen");
      return this;
    }

    /**
     * Makes a listener for each run. Default: none.
     *
     * @param listener makes a listener for each run
     * @return this builder
     */
    public Builder listener(BulkListener.Factory listener) {
      this.listener = Objects.requireNonNull(listener, "listener");
      return this;
    }

    int mixedTypesWindow() {
      return mixedTypesWindow == 0 ? 8 * pageSize : mixedTypesWindow;
    }

    /**
     * An associator with these settings.
     *
     * @return the associator
     * @throws IllegalArgumentException if {@link #mixedTypesWindow} is less than {@link #pageSize}
     */
    public BulkAssociator build() {
      if (mixedTypesWindow() < pageSize) {
        throw new IllegalArgumentException(
            "mixedTypesWindow is "
                + mixedTypesWindow
                + ", less than pageSize, which is "
                + pageSize
                + ": no page could fill up; raise the one or lower the other");
      }
      return new BulkAssociator(this);
    }
  }
}

package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.ApiRelease;
import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.internal.Checks;
import io.github.hubspotassociations.internal.Engine;
import io.github.hubspotassociations.internal.send.Sender;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Notification;
import io.reactivex.rxjava3.core.Single;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import retrofit2.Retrofit;

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
 * the stream ends by itself, whatever fails. The stream ends in {@code onError} only if the input,
 * the completable of {@link Builder#stopWhen} or a listener failed, and then after the outcomes of
 * all inputs pulled before.
 *
 * <p><b>Stops.</b> What would reject every request to come stops the run: a 401, a redirect, the
 * wrong data center, a spent daily limit, a wait above {@link
 * io.github.hubspotassociations.pacing.RetryPolicy#maxWait()}, a host that no connection ever
 * reached. A 403 that names no record, types that the endpoint does not take, and three pages in a
 * row of which nothing could be associated stop their pair of object types. A run that is stopped
 * completes normally: the rest of the input is pulled as it is requested and emitted as
 * NotAttempted with the cause. To leave the rest of the input alone, {@code takeUntil} the first of
 * those.
 *
 * <p><b>Demand.</b> Backpressure is honored: no more is pulled than the subscriber's requests and
 * {@link Builder#maxInFlight} allow, and memory does not grow with the number of inputs. RxJava's
 * operators request when they are subscribed: subscribing alone may pull and send up to {@code
 * maxInFlight} pages.
 *
 * <p><b>Threads.</b> A run subscribes to its input and pulls from it on the threads that bring
 * responses or demand; outcomes are emitted on them too, one at a time. Immutable and thread-safe;
 * each subscription is a run of its own.
 */
public final class BulkAssociator {
  /** HubSpot's documented limit for batch create, and so for this endpoint as far as is known. */
  static final int MAX_PAGE_SIZE = 2000;

  /** A copy, which nothing changes any more. */
  private final Builder settings;

  BulkAssociator(Builder settings) {
    this.settings = settings;
  }

  /**
   * Wires the library; for {@link io.github.hubspotassociations.HubSpotAssociations} alone.
   *
   * @param retrofit makes the generated interfaces
   * @param release the release of HubSpot's API to send to
   * @param callSender sends single calls and batches of them
   * @param bulkSender sends the pages of bulk runs
   * @return the engine
   */
  public static Engine engine(
      Retrofit retrofit, ApiRelease release, Sender callSender, Sender bulkSender) {
    return new PairEngine(retrofit, release, callSender, bulkSender);
  }

  /**
   * Associates the inputs and emits one outcome for each.
   *
   * @param <C> the type of the caller's context
   * @param inputs what to associate; null inputs are an error of the input
   * @return one outcome for each input, in the chosen order
   */
  public <C> Flowable<AssociationOutcome<C>> associate(
      Publisher<? extends AssociationRequest<C>> inputs) {
    Objects.requireNonNull(inputs, "inputs");
    return Flowable.defer(() -> associate(inputs, newControl()));
  }

  /**
   * Associates the inputs and emits one outcome for each. The iterable is iterated anew for each
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
   * Associates the inputs and emits only the account.
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
    return Single.defer(
        () -> {
          RunControl control = newControl();
          return associate(inputs, control)
              .ignoreElements()
              .toSingle(control::summary)
              .onErrorResumeNext(e -> Single.error(new BulkInputException(control.summary(), e)));
        });
  }

  /**
   * Associates the inputs and emits only the account, as the other form does.
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
   * Associates pages, such as {@link #pages} makes, and emits one result for each: the same
   * outcomes as {@link #associate} emits for their inputs. Ordering and demand count pages here.
   *
   * @param <C> the type of the caller's context
   * @param pages the pages to send
   * @return one result for each page
   */
  public <C> Flowable<PageResult<C>> associatePages(Publisher<InputPage<C>> pages) {
    Objects.requireNonNull(pages, "pages");
    return Flowable.defer(
        () ->
            run(
                pages,
                newControl(),
                new Pager<C>(1, Long.MAX_VALUE, Long.MAX_VALUE),
                Pager::addPage,
                new Outlet<>(settings.ordering, true, settings.maxInFlight, 1)));
  }

  private static <C> List<InputPage<C>> readyPages(
      Pager<C> pager,
      Notification<AssociationRequest<C>> next,
      AtomicReference<Throwable> failure) {
    if (next.isOnNext()) {
      pager.add(next.getValue());
    } else {
      failure.set(next.getError());
      pager.flush();
    }
    return pager.takeReady();
  }

  private <C> Flowable<AssociationOutcome<C>> associate(
      Publisher<? extends AssociationRequest<C>> inputs, RunControl control) {
    return run(
        inputs,
        control,
        this.<C>newPager(),
        Pager::add,
        new Outlet<>(settings.ordering, false, settings.maxInFlight, settings.pageSize));
  }

  private <T, C, R> Flowable<R> run(
      Publisher<? extends T> source,
      RunControl control,
      Pager<C> pager,
      BiConsumer<Pager<C>, T> adder,
      Outlet<C, R> outlet) {
    return Flowable.<T>fromPublisher(source)
        .lift(subscriber -> new BulkRun<>(subscriber, settings, control, pager, adder, outlet));
  }

  private <C> Pager<C> newPager() {
    return new Pager<>(settings.pageSize, settings.maxPageBytes, settings.mixedTypesWindow());
  }

  private RunControl newControl() {
    settings.engine.bulkSender.requireOpen();
    BulkListener.Factory factory = settings.listener;
    BulkListener listener =
        factory == null
            ? null
            : Objects.requireNonNull(factory.create(), "The listener factory made null");
    return new RunControl(listener, settings.engine.bulkSender);
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

  /** Builds a {@link BulkAssociator}; every setting has a default. Not thread-safe. */
  public static final class Builder {
    /** HubSpot documents no limit; this is nine times what a page of 2,000 usual ids needs. */
    static final long DEFAULT_MAX_PAGE_BYTES = 1024 * 1024;

    final PairEngine engine;
    int pageSize = MAX_PAGE_SIZE;
    long maxPageBytes = DEFAULT_MAX_PAGE_BYTES;
    int maxInFlight = 4;
    Ordering ordering = Ordering.COMPLETION;
    Isolation isolation = Isolation.BISECT;

    /** By default enough to isolate every input of a page of 2,000. */
    int maxRequestsPerPage = 4096;

    @Nullable Completable stopWhen;
    BulkListener.@Nullable Factory listener;
    int mixedTypesWindow;

    Builder(PairEngine engine) {
      this.engine = engine;
    }

    private Builder copy() {
      Builder copy = new Builder(engine);
      copy.pageSize = pageSize;
      copy.maxPageBytes = maxPageBytes;
      copy.maxInFlight = maxInFlight;
      copy.ordering = ordering;
      copy.isolation = isolation;
      copy.maxRequestsPerPage = maxRequestsPerPage;
      copy.stopWhen = stopWhen;
      copy.listener = listener;
      copy.mixedTypesWindow = mixedTypesWindow;
      return copy;
    }

    /**
     * Sets how many inputs go in one request at most. Default 2,000, which is HubSpot's documented
     * limit for batch create.
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
     * Sets how many bytes the body of one request has at most; a longer pair is sent alone. Default
     * 1 MiB: HubSpot documents no limit, and a page of 2,000 usual ids is about 112 kB.
     *
     * @param bytes 1 or more
     * @return this builder
     * @throws IllegalArgumentException if it is less
     */
    public Builder maxPageBytes(long bytes) {
      this.maxPageBytes = Checks.positive("maxPageBytes", bytes, "byte");
      return this;
    }

    /**
     * Sets how many inputs may be pulled after an input while its page fills up, where the inputs
     * mix pairs of object types; then the page is sent as it is. A larger window makes fuller pages
     * of inputs that mix many types, and keeps up to that many of them in memory; inputs of one
     * pair of types fill their pages whatever it is. Default eight times the page size.
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
     * Sets the order of the outcomes. Default {@link Ordering#COMPLETION}.
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
     * Sets what to do with a page that is rejected as a whole. Default {@link Isolation#BISECT}.
     *
     * @param isolation what to do
     * @return this builder
     */
    public Builder isolation(Isolation isolation) {
      this.isolation = Objects.requireNonNull(isolation, "isolation is null: give BISECT or NONE");
      return this;
    }

    /**
     * Sets how many requests one page may take at most, the first one included and retries left
     * out, while its bad inputs are isolated. Inputs that are not isolated by then are Rejected
     * with the error of their page. Default 4,096, which is enough for a page of 2,000 bad inputs.
     *
     * @param requests 1 or more
     * @return this builder
     * @throws IllegalArgumentException if it is less
     */
    public Builder maxRequestsPerPage(int requests) {
      this.maxRequestsPerPage = (int) Checks.positive("maxRequestsPerPage", requests, "request");
      return this;
    }

    /**
     * Stops a run gracefully when it completes: nothing new is sent, responses to what is in flight
     * are waited for, everything pulled gets its outcome, and the run completes. Subscribed once
     * for each run. If it fails, the run stops the same way and ends with that error. Default:
     * never.
     *
     * @param stopWhen what stops a run when it completes
     * @return this builder
     */
    public Builder stopWhen(Completable stopWhen) {
      this.stopWhen = Objects.requireNonNull(stopWhen, "stopWhen");
      return this;
    }

    /**
     * Sets what creates a listener for each run. Default: none.
     *
     * @param listener creates a listener for each run
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
     * Creates an associator with these settings.
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
      return new BulkAssociator(copy());
    }
  }
}

package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.ApiRelease;
import io.github.hubspotassociations.AssociatedPair;
import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.internal.send.TokenSource;
import io.github.hubspotassociations.pacing.RequestBudget;
import io.github.hubspotassociations.pacing.RetryPolicy;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.core.SingleEmitter;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * What {@link io.github.hubspotassociations.HubSpotAssociations} drives: one sender, shared by
 * single calls, bulk runs and batchers. Public only because it stands in another package;
 * applications have no use for it, and it may change in any release.
 */
public final class AssociationEngine {
  private final OkHttpClient client;
  private final RetryPolicy callPolicy;
  private final RetryPolicy bulkPolicy;
  private final Scheduler scheduler;
  private final Sender callSender;
  private final Sender bulkSender;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * An engine.
   *
   * @param client used through {@code newBuilder()}; its dispatcher, timeouts and redirects are the
   *     caller's to set
   * @param baseUrl where HubSpot is
   * @param apiRelease the release of HubSpot's API that requests are sent to
   * @param tokens where tokens come from
   * @param requestBudget what every request pays
   * @param callPolicy what is retried of single calls, alone or gathered by a batcher
   * @param bulkPolicy what is retried of the pages of a bulk run
   * @param scheduler where waiting happens, and the clock
   */
  public AssociationEngine(
      OkHttpClient client,
      HttpUrl baseUrl,
      ApiRelease apiRelease,
      TokenSource tokens,
      RequestBudget requestBudget,
      RetryPolicy callPolicy,
      RetryPolicy bulkPolicy,
      Scheduler scheduler) {
    Objects.requireNonNull(client, "client");
    Objects.requireNonNull(baseUrl, "baseUrl");
    Objects.requireNonNull(apiRelease, "apiRelease");
    Objects.requireNonNull(tokens, "tokens");
    Objects.requireNonNull(requestBudget, "requestBudget");
    Objects.requireNonNull(callPolicy, "callPolicy");
    Objects.requireNonNull(bulkPolicy, "bulkPolicy");
    Objects.requireNonNull(scheduler, "scheduler");
    this.client =
        client
            .newBuilder()
            .addInterceptor(new Wire(tokens, closed))
            .addNetworkInterceptor(new Wire.Connected())
            .build();
    this.callPolicy = callPolicy;
    this.bulkPolicy = bulkPolicy;
    this.scheduler = scheduler;
    Endpoints endpoints = new Endpoints(baseUrl, apiRelease);
    this.callSender =
        new Sender(this.client, endpoints, tokens, requestBudget, callPolicy, scheduler);
    this.bulkSender =
        new Sender(this.client, endpoints, tokens, requestBudget, bulkPolicy, scheduler);
  }

  /**
   * {@return the client that the engine calls with: it adds the token and caps bodies that are
   * errors}
   */
  public OkHttpClient client() {
    return client;
  }

  /** {@return a builder of bulk runs with the defaults} */
  public BulkAssociator.Builder bulk() {
    requireOpen();
    return new BulkAssociator.Builder(this);
  }

  /** {@return a builder of batchers with the defaults} */
  public AssociationBatcher.Builder batcher() {
    requireOpen();
    return new AssociationBatcher.Builder(this);
  }

  /**
   * Associates one pair by the endpoint for one, once for each subscription.
   *
   * @param from the record the association starts at
   * @param to the record the association leads to
   * @return the pair as HubSpot confirmed it
   */
  public Single<AssociatedPair> associate(ObjectRef from, ObjectRef to) {
    AssociationRequest<Void> request = AssociationRequest.of(from, to);
    return Single.defer(
        () -> {
          requireOpen();
          InputPage<Void> page = InputPage.single(request);
          PageRun<Void> run =
              new PageRun<>(page, Isolation.BISECT, Integer.MAX_VALUE, callsRetryAfterSend());
          RunControl control = new RunControl(null);
          return sendAlone(run, control);
        });
  }

  private Single<AssociatedPair> sendAlone(PageRun<Void> run, RunControl control) {
    run.next();
    return callSender
        .sendAlone(run, control)
        .flatMap(
            sent -> {
              run.settle(sent, control.stopReason(), control.stopCause());
              if (!run.isSettled()) {
                return sendAlone(run, control);
              }
              if (sent.failure != null) {
                return Single.error(sent.failure);
              }
              return Single.create(caller -> give(run.result().outcomes().get(0), caller));
            });
  }

  /** Gives an outcome to the caller of a single association: the pair, or a typed error. */
  static void give(AssociationOutcome<?> outcome, SingleEmitter<? super AssociatedPair> caller) {
    HubSpotException failure = failure(outcome);
    if (failure != null) {
      caller.tryOnError(failure);
      return;
    }
    AssociationOutcome.Associated<?> associated = (AssociationOutcome.Associated<?>) outcome;
    AssociationRequest<?> request = outcome.request();
    caller.onSuccess(
        AssociatedPair.of(
            request.from(), request.to(), associated.spec(), associated.inverseSpec()));
  }

  private static @Nullable HubSpotException failure(AssociationOutcome<?> outcome) {
    return outcome.fold(
        associated -> null,
        rejected -> rejected.error().toException(),
        unconfirmed -> failure(unconfirmed, unconfirmed.reason(), unconfirmed.cause()),
        notAttempted -> failure(notAttempted, notAttempted.reason(), notAttempted.cause()));
  }

  private static HubSpotException failure(
      AssociationOutcome<?> outcome, String reason, @Nullable HubSpotException cause) {
    return cause != null
        ? cause
        : new HubSpotException(
            "Associating "
                + outcome.request().from()
                + " → "
                + outcome.request().to()
                + ": "
                + reason);
  }

  /** Sends what gathers single calls. */
  Sender callSender() {
    return callSender;
  }

  Sender bulkSender() {
    return bulkSender;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  /** Whether a single call may be sent again when a response leaves open what became of it. */
  boolean callsRetryAfterSend() {
    return callPolicy.retriesAfterSend();
  }

  boolean bulkRetriesAfterSend() {
    return bulkPolicy.retriesAfterSend();
  }

  boolean isClosed() {
    return closed.get();
  }

  /** Throws an {@link IllegalStateException} if this is closed. */
  public void requireOpen() {
    if (closed.get()) {
      throw new IllegalStateException(
          "This HubSpotAssociations is closed: build another, or close it when nothing needs it any"
              + " more");
    }
  }

  /** Takes no new work; calls under way go on and are not repeated. */
  public void close() {
    closed.set(true);
    callSender.close();
    bulkSender.close();
  }
}

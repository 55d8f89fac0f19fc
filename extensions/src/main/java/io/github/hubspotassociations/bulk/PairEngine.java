package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.ApiRelease;
import io.github.hubspotassociations.AssociatedPair;
import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.internal.Engine;
import io.github.hubspotassociations.internal.send.Sender;
import io.reactivex.rxjava3.core.Single;
import org.jspecify.annotations.Nullable;
import retrofit2.Retrofit;

/** One driver for single calls, batches of them and the pages of bulk runs. */
final class PairEngine implements Engine {
  private final Sender callSender;
  private final Sender bulkSender;
  private final Endpoints endpoints;
  private final PageDriver singles;

  PairEngine(Retrofit retrofit, ApiRelease release, Sender callSender, Sender bulkSender) {
    this.callSender = callSender;
    this.bulkSender = bulkSender;
    this.endpoints = new Endpoints(retrofit, release);
    this.singles = new PageDriver(callSender, endpoints::single);
  }

  @Override
  public BulkAssociator.Builder bulk() {
    bulkSender.requireOpen();
    return new BulkAssociator.Builder(bulkSender, new PageDriver(bulkSender, endpoints::batch));
  }

  @Override
  public AssociationBatcher.Builder batcher() {
    callSender.requireOpen();
    return new AssociationBatcher.Builder(callSender, new PageDriver(callSender, endpoints::batch));
  }

  @Override
  public Single<AssociatedPair> associate(ObjectRef from, ObjectRef to) {
    AssociationRequest<Void> request = AssociationRequest.of(from, to);
    return Delivery.of(
        Single.defer(
            () -> {
              callSender.requireOpen();
              PageRun<Void> run =
                  new PageRun<>(
                      InputPage.single(request),
                      Isolation.BISECT,
                      Integer.MAX_VALUE,
                      callSender.retriesAfterSend());
              return singles
                  .drive(run, new RunControl(null))
                  .andThen(Single.defer(() -> single(run.result().outcomes().get(0))));
            }));
  }

  private static Single<AssociatedPair> single(AssociationOutcome<?> outcome) {
    HubSpotException failure = failure(outcome);
    return failure == null ? Single.just(pair(outcome)) : Single.error(failure);
  }

  /** Returns the pair of an outcome that is Associated. */
  static AssociatedPair pair(AssociationOutcome<?> outcome) {
    AssociationOutcome.Associated<?> associated = (AssociationOutcome.Associated<?>) outcome;
    AssociationRequest<?> request = outcome.request();
    return AssociatedPair.of(
        request.from(), request.to(), associated.spec(), associated.inverseSpec());
  }

  /** Returns the typed error of an outcome; null if it is Associated. */
  static @Nullable HubSpotException failure(AssociationOutcome<?> outcome) {
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
}

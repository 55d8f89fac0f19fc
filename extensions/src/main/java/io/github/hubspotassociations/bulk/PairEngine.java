package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.ApiRelease;
import io.github.hubspotassociations.AssociatedPair;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.internal.Engine;
import io.github.hubspotassociations.internal.send.Sender;
import io.reactivex.rxjava3.core.Single;
import retrofit2.Retrofit;

/** One driver for single calls, batches of them and the pages of bulk runs. */
final class PairEngine implements Engine {
  private final Sender callSender;
  private final Sender bulkSender;
  private final Endpoints endpoints;

  PairEngine(Retrofit retrofit, ApiRelease release, Sender callSender, Sender bulkSender) {
    this.callSender = callSender;
    this.bulkSender = bulkSender;
    this.endpoints = new Endpoints(retrofit, release);
  }

  @Override
  public BulkAssociator.Builder bulk() {
    bulkSender.requireOpen();
    return new BulkAssociator.Builder(bulkSender, endpoints);
  }

  @Override
  public AssociationBatcher.Builder batcher() {
    callSender.requireOpen();
    return new AssociationBatcher.Builder(callSender, endpoints);
  }

  @Override
  public Single<AssociatedPair> associate(ObjectRef from, ObjectRef to) {
    AssociationRequest<Void> request = AssociationRequest.of(from, to);
    return Delivery.of(
        Single.defer(
            () -> {
              callSender.requireOpen();
              PageRun<Void> run = PageRun.ofCalls(InputPage.single(request), callSender);
              return new PageDriver(callSender, endpoints, false, run)
                  .drive()
                  .andThen(Single.defer(() -> single(run)));
            }));
  }

  private static Single<AssociatedPair> single(PageRun<?> run) {
    HubSpotException failure = run.failure(0);
    return failure == null ? Single.just(run.pair(0)) : Single.error(failure);
  }
}

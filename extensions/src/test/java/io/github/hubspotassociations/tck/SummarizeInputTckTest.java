package io.github.hubspotassociations.tck;

import io.github.hubspotassociations.AssociationRequest;
import org.reactivestreams.Subscriber;
import org.reactivestreams.tck.SubscriberBlackboxVerification;
import org.testng.annotations.AfterClass;

/** Holds the subscriber of {@code summarize} on its input to the rules for subscribers. */
public final class SummarizeInputTckTest
    extends SubscriberBlackboxVerification<AssociationRequest<Long>> {
  private final TckHubSpot hubspot = new TckHubSpot();

  public SummarizeInputTckTest() {
    super(TckHubSpot.environment());
  }

  @AfterClass
  void close() {
    hubspot.close();
  }

  @Override
  public Subscriber<AssociationRequest<Long>> createSubscriber() {
    return TckHubSpot.subscriberOf(input -> hubspot.bulk().build().summarize(input).toFlowable());
  }

  @Override
  public AssociationRequest<Long> createElement(int element) {
    return TckHubSpot.input(element);
  }
}

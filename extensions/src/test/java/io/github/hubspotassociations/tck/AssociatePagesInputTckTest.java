package io.github.hubspotassociations.tck;

import io.github.hubspotassociations.bulk.InputPage;
import org.reactivestreams.Subscriber;
import org.reactivestreams.tck.SubscriberBlackboxVerification;
import org.testng.annotations.AfterClass;

/** Holds the subscriber of {@code associatePages} on its pages to the rules for subscribers. */
public final class AssociatePagesInputTckTest
    extends SubscriberBlackboxVerification<InputPage<Long>> {
  private final TckHubSpot hubspot = new TckHubSpot();

  public AssociatePagesInputTckTest() {
    super(TckHubSpot.environment());
  }

  @AfterClass
  void close() {
    hubspot.close();
  }

  @Override
  public Subscriber<InputPage<Long>> createSubscriber() {
    return TckHubSpot.subscriberOf(pages -> hubspot.bulk().build().associatePages(pages));
  }

  @Override
  public InputPage<Long> createElement(int element) {
    return hubspot.bulk().build().pages(TckHubSpot.inputs(1)).blockingFirst();
  }
}

package io.github.hubspotassociations.tck;

import io.github.hubspotassociations.AssociationRequest;
import org.reactivestreams.Subscriber;
import org.reactivestreams.tck.SubscriberBlackboxVerification;
import org.testng.SkipException;
import org.testng.annotations.AfterClass;
import org.testng.annotations.Test;

/** Holds the subscriber of {@code pages} on its input to the rules for subscribers. */
public final class PagesInputTckTest
    extends SubscriberBlackboxVerification<AssociationRequest<Long>> {
  private final TckHubSpot hubspot = new TckHubSpot();

  public PagesInputTckTest() {
    super(TckHubSpot.environment());
  }

  @AfterClass
  void close() {
    hubspot.close();
  }

  @Override
  public Subscriber<AssociationRequest<Long>> createSubscriber() {
    return TckHubSpot.subscriberOf(input -> hubspot.bulk().build().pages(input));
  }

  /** Skipped: an operator of RxJava takes it, which reports null to RxJava's hook and returns. */
  @Override
  @Test
  public void
      required_spec213_blackbox_onSubscribe_mustThrowNullPointerExceptionWhenParametersAreNull() {
    throw new SkipException("RxJava's operators report a null subscription to RxJavaPlugins");
  }

  @Override
  public AssociationRequest<Long> createElement(int element) {
    return TckHubSpot.input(element);
  }
}

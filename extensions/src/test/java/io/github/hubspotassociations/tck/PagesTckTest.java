package io.github.hubspotassociations.tck;

import io.github.hubspotassociations.bulk.InputPage;
import io.reactivex.rxjava3.core.Flowable;
import java.io.IOException;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.testng.annotations.AfterClass;

/** Holds the plan of {@code pages} to the rules for publishers. */
public final class PagesTckTest extends PublisherVerification<InputPage<Long>> {
  private final TckHubSpot hubspot = new TckHubSpot();

  public PagesTckTest() {
    super(TckHubSpot.environment());
  }

  @AfterClass
  void close() {
    hubspot.close();
  }

  @Override
  public Publisher<InputPage<Long>> createPublisher(long elements) {
    return hubspot.bulk().pageSize(1).build().pages(TckHubSpot.inputs(elements));
  }

  @Override
  public Publisher<InputPage<Long>> createFailedPublisher() {
    return hubspot.bulk().build().pages(Flowable.error(new IOException("the input failed")));
  }
}

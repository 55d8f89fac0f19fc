package io.github.hubspotassociations.tck;

import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.bulk.BulkSummary;
import io.reactivex.rxjava3.core.Flowable;
import java.io.IOException;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.testng.annotations.AfterClass;

/** Holds the summary, as a publisher of one element, to the rules for publishers. */
public final class SummarizeTckTest extends PublisherVerification<BulkSummary> {
  private final TckHubSpot hubspot = new TckHubSpot();

  public SummarizeTckTest() {
    super(TckHubSpot.environment());
  }

  @AfterClass
  void close() {
    hubspot.close();
  }

  @Override
  public Publisher<BulkSummary> createPublisher(long elements) {
    return hubspot.bulk().build().summarize(TckHubSpot.inputs(10)).toFlowable();
  }

  @Override
  public Publisher<BulkSummary> createFailedPublisher() {
    return hubspot
        .bulk()
        .build()
        .summarize(Flowable.<AssociationRequest<Long>>error(new IOException("the input failed")))
        .toFlowable();
  }

  @Override
  public long maxElementsFromPublisher() {
    return 1;
  }
}

package io.github.hubspotassociations.tck;

import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.bulk.Ordering;
import io.reactivex.rxjava3.core.Flowable;
import java.io.IOException;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.testng.annotations.AfterClass;

/** Holds outcomes in the order of the input to the rules for publishers. */
public final class AssociateInOrderTckTest extends PublisherVerification<AssociationOutcome<Long>> {
  private final TckHubSpot hubspot = new TckHubSpot();

  public AssociateInOrderTckTest() {
    super(TckHubSpot.environment());
  }

  @AfterClass
  void close() {
    hubspot.close();
  }

  @Override
  public Publisher<AssociationOutcome<Long>> createPublisher(long elements) {
    return hubspot.bulk().ordering(Ordering.INPUT).build().associate(TckHubSpot.inputs(elements));
  }

  @Override
  public Publisher<AssociationOutcome<Long>> createFailedPublisher() {
    return hubspot
        .bulk()
        .ordering(Ordering.INPUT)
        .build()
        .associate(Flowable.error(new IOException("the input failed")));
  }
}

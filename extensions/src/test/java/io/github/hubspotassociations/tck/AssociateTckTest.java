package io.github.hubspotassociations.tck;

import io.github.hubspotassociations.AssociationOutcome;
import io.reactivex.rxjava3.core.Flowable;
import java.io.IOException;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.testng.annotations.AfterClass;

/** Holds the outcomes of {@code associate} to the rules for publishers. */
public final class AssociateTckTest extends PublisherVerification<AssociationOutcome<Long>> {
  private final TckHubSpot hubspot = new TckHubSpot();

  public AssociateTckTest() {
    super(TckHubSpot.environment());
  }

  @AfterClass
  void close() {
    hubspot.close();
  }

  @Override
  public Publisher<AssociationOutcome<Long>> createPublisher(long elements) {
    return hubspot.bulk().build().associate(TckHubSpot.inputs(elements));
  }

  @Override
  public Publisher<AssociationOutcome<Long>> createFailedPublisher() {
    return hubspot.bulk().build().associate(Flowable.error(new IOException("the input failed")));
  }
}

package io.github.hubspotassociations.tck;

import io.github.hubspotassociations.bulk.BulkAssociator;
import io.github.hubspotassociations.bulk.PageResult;
import io.reactivex.rxjava3.core.Flowable;
import java.io.IOException;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.testng.annotations.AfterClass;

/** Holds the results of {@code associatePages} to the rules for publishers. */
public final class AssociatePagesTckTest extends PublisherVerification<PageResult<Long>> {
  private final TckHubSpot hubspot = new TckHubSpot();

  public AssociatePagesTckTest() {
    super(TckHubSpot.environment());
  }

  @AfterClass
  void close() {
    hubspot.close();
  }

  @Override
  public Publisher<PageResult<Long>> createPublisher(long elements) {
    return bulk().associatePages(bulk().pages(TckHubSpot.inputs(elements)));
  }

  @Override
  public Publisher<PageResult<Long>> createFailedPublisher() {
    return bulk().associatePages(Flowable.error(new IOException("the input failed")));
  }

  private BulkAssociator bulk() {
    return hubspot.bulk().pageSize(1).build();
  }
}

package io.github.hubspotassociations.internal;

import io.github.hubspotassociations.AssociatedPair;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.bulk.AssociationBatcher;
import io.github.hubspotassociations.bulk.BulkAssociator;
import io.reactivex.rxjava3.core.Single;

/** What {@link io.github.hubspotassociations.HubSpotAssociations} drives. */
public interface Engine {
  /** Associates one pair by the endpoint for one, once for each subscription. */
  Single<AssociatedPair> associate(ObjectRef from, ObjectRef to);

  /** Returns a builder of bulk runs with the defaults. */
  BulkAssociator.Builder bulk();

  /** Returns a builder of batchers with the defaults. */
  AssociationBatcher.Builder batcher();
}

package io.github.hubspotassociations.benchmarks;

import io.github.hubspotassociations.client.api.AssociationsApi;
import io.github.hubspotassociations.client.api.AssociationsV4Api;
import io.github.hubspotassociations.client.model.BatchInputPublicDefaultAssociationMultiPost;
import io.github.hubspotassociations.client.model.BatchResponsePublicDefaultAssociation;
import io.reactivex.rxjava3.core.Single;
import retrofit2.Retrofit;

/** The generated interfaces, bare, in the release that is measured. */
interface BareApi {
  Single<BatchResponsePublicDefaultAssociation> one(String from, String to);

  Single<BatchResponsePublicDefaultAssociation> batch(
      BatchInputPublicDefaultAssociationMultiPost body);

  static BareApi of(Retrofit retrofit) {
    return Workload.RELEASE.equals(Workload.V4)
        ? version4(retrofit.create(AssociationsV4Api.class))
        : dated(retrofit.create(AssociationsApi.class));
  }

  private static BareApi dated(AssociationsApi api) {
    return new BareApi() {
      @Override
      public Single<BatchResponsePublicDefaultAssociation> one(String from, String to) {
        return api.createDefault(Workload.RELEASE, Workload.FROM_TYPE, from, Workload.TO_TYPE, to);
      }

      @Override
      public Single<BatchResponsePublicDefaultAssociation> batch(
          BatchInputPublicDefaultAssociationMultiPost body) {
        return api.createDefaultBatch(Workload.RELEASE, Workload.FROM_TYPE, Workload.TO_TYPE, body);
      }
    };
  }

  private static BareApi version4(AssociationsV4Api api) {
    return new BareApi() {
      @Override
      public Single<BatchResponsePublicDefaultAssociation> one(String from, String to) {
        return api.createDefaultV4(Workload.FROM_TYPE, from, Workload.TO_TYPE, to);
      }

      @Override
      public Single<BatchResponsePublicDefaultAssociation> batch(
          BatchInputPublicDefaultAssociationMultiPost body) {
        return api.createDefaultBatchV4(Workload.FROM_TYPE, Workload.TO_TYPE, body);
      }
    };
  }
}

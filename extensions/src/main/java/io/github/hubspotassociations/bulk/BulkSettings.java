package io.github.hubspotassociations.bulk;

import io.reactivex.rxjava3.core.Completable;
import org.jspecify.annotations.Nullable;

/** What a {@link BulkAssociator} was built with. */
final class BulkSettings {
  final int pageSize;
  final long maxPageBytes;
  final long mixedTypesWindow;
  final int maxInFlight;
  final Ordering ordering;
  final Isolation isolation;
  final int maxRequestsPerPage;
  final boolean retriesAfterSend;
  final @Nullable Completable stopWhen;
  final BulkListener.@Nullable Factory listener;

  BulkSettings(BulkAssociator.Builder builder, boolean retriesAfterSend) {
    this.pageSize = builder.pageSize;
    this.maxPageBytes = builder.maxPageBytes;
    this.mixedTypesWindow = builder.mixedTypesWindow();
    this.maxInFlight = builder.maxInFlight;
    this.ordering = builder.ordering;
    this.isolation = builder.isolation;
    this.maxRequestsPerPage = builder.maxRequestsPerPage;
    this.retriesAfterSend = retriesAfterSend;
    this.stopWhen = builder.stopWhen;
    this.listener = builder.listener;
  }
}

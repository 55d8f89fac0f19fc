package io.github.hubspotassociations.tck;

import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.bulk.BulkAssociator;
import io.github.hubspotassociations.emulator.HubSpotEmulator;
import io.github.hubspotassociations.pacing.RequestBudget;
import io.reactivex.rxjava3.core.Flowable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.tck.TestEnvironment;

/**
 * What all of the Reactive Streams TCK's classes here share: a client without a budget in front of
 * an emulator, and the inputs.
 *
 * <p>The TCK waits {@link #TIMEOUT} milliseconds for what has to happen and {@link #SILENCE} for
 * what must not. The first is long, so that a slow machine does not fail it.
 */
final class TckHubSpot implements AutoCloseable {
  private static final long TIMEOUT = 5_000;
  private static final long SILENCE = 50;

  private final HubSpotEmulator emulator = HubSpotEmulator.builder().strict(false).start();
  private final HubSpotAssociations hubspot =
      HubSpotAssociations.builder()
          .baseUrl(emulator.url())
          .accessToken("any")
          .requestBudget(RequestBudget.unlimited())
          .build();

  static TestEnvironment environment() {
    return new TestEnvironment(TIMEOUT, SILENCE, SILENCE);
  }

  BulkAssociator.Builder bulk() {
    return hubspot.bulk().pageSize(3).maxInFlight(2);
  }

  static Flowable<AssociationRequest<Long>> inputs(long count) {
    return Flowable.rangeLong(0, Math.min(count, Integer.MAX_VALUE)).map(TckHubSpot::input);
  }

  static AssociationRequest<Long> input(long number) {
    return AssociationRequest.of(
        ObjectRef.of("contacts", number), ObjectRef.of("companies", number), number);
  }

  /** The subscriber that an operation puts on its input. */
  static <T> Subscriber<T> subscriberOf(Function<Publisher<T>, Publisher<?>> operation) {
    CompletableFuture<Subscriber<? super T>> subscriber = new CompletableFuture<>();
    Flowable.fromPublisher(operation.apply(subscriber::complete)).onErrorComplete().subscribe();
    @SuppressWarnings("unchecked") // A consumer of more than T consumes T.
    Subscriber<T> found = (Subscriber<T>) subscriber.join();
    return found;
  }

  @Override
  public void close() {
    hubspot.close();
    emulator.close();
  }
}

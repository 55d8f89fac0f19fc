package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.TestRelease;
import io.github.hubspotassociations.pacing.RequestBudget;
import io.github.hubspotassociations.pacing.RetryPolicy;
import io.reactivex.rxjava3.core.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import okhttp3.OkHttpClient;

/** Builds clients that talk to a stub, and plain inputs for them. */
final class EngineRig {
  private EngineRig() {}

  /** A few attempts with very short waits. */
  static RetryPolicy hastyRetries(int attempts) {
    return RetryPolicy.builder()
        .maxAttempts(attempts)
        .baseDelay(Duration.ofMillis(1))
        .maxDelay(Duration.ofMillis(2))
        .random(() -> 0.5)
        .build();
  }

  static HubSpotAssociations client(StubHubSpot stub) {
    return client(stub.client(), hastyRetries(3), null);
  }

  static HubSpotAssociations client(StubHubSpot stub, RetryPolicy retryPolicy) {
    return client(stub.client(), retryPolicy, null);
  }

  static HubSpotAssociations client(
      OkHttpClient client, RetryPolicy retryPolicy, Scheduler scheduler) {
    return client("http://localhost:1", client, retryPolicy, scheduler);
  }

  static HubSpotAssociations client(
      String url, OkHttpClient client, RetryPolicy retryPolicy, Scheduler scheduler) {
    HubSpotAssociations.Builder builder =
        HubSpotAssociations.builder()
            .apiRelease(TestRelease.get())
            .accessToken("pat-test")
            .baseUrl(url)
            .okHttpClient(client)
            .requestBudget(RequestBudget.unlimited())
            .retryPolicy(retryPolicy);
    if (scheduler != null) {
      builder.scheduler(scheduler);
    }
    return builder.build();
  }

  static AssociationRequest<Integer> input(
      String fromType, int from, String toType, int to, int i) {
    return AssociationRequest.of(ObjectRef.of(fromType, from), ObjectRef.of(toType, to), i);
  }

  /** Contacts 1000, 1001 … each with a company of its own, 500000, 500001 … */
  static AssociationRequest<Integer> input(int i) {
    return input("contacts", 1000 + i, "companies", 500_000 + i, i);
  }

  static List<AssociationRequest<Integer>> inputs(int count) {
    List<AssociationRequest<Integer>> inputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      inputs.add(input(i));
    }
    return inputs;
  }
}

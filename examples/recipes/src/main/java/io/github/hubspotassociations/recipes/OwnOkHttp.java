package io.github.hubspotassociations.recipes;

import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.bulk.BulkListener;
import io.github.hubspotassociations.bulk.BulkSummary;
import io.github.hubspotassociations.bulk.InputPage;
import io.github.hubspotassociations.error.HubSpotException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import okhttp3.OkHttpClient;
import okhttp3.logging.HttpLoggingInterceptor;

/**
 * Your own OkHttp client, for a proxy, TLS settings or logging, and metrics by Micrometer through
 * the listener. An application interceptor does not see the token.
 */
public final class OwnOkHttp {
  private OwnOkHttp() {}

  public static void main(String[] args) throws Exception {
    Recipe.start(OwnOkHttp::run);
  }

  static void run(String baseUrl, String token, PrintStream out) {
    OkHttpClient client =
        new OkHttpClient.Builder()
            // .proxy(new Proxy(Proxy.Type.HTTP, new InetSocketAddress("proxy.example.com", 3128)))
            .addInterceptor(
                new HttpLoggingInterceptor(line -> out.println(hideTimes(line)))
                    .setLevel(HttpLoggingInterceptor.Level.BASIC))
            .build();
    MeterRegistry registry = new SimpleMeterRegistry();
    try (HubSpotAssociations hubspot =
        HubSpotAssociations.builder()
            .baseUrl(baseUrl)
            .accessToken(token)
            .okHttpClient(client)
            .build()) {
      hubspot
          .bulk()
          .listener(() -> new Metrics(registry))
          .build()
          .summarize(
              List.of(
                  AssociationRequest.<Void>of(
                      ObjectRef.of("contacts", 1), ObjectRef.of("companies", 2))))
          .blockingSubscribe();
    }
    out.println("requests: " + registry.get("hubspot.requests").counter().count());
    out.println("associated: " + registry.get("hubspot.associated").counter().count());
    client.connectionPool().evictAll();
  }

  private static String hideTimes(String line) {
    return line.replaceAll("http://[^/]+", "").replaceAll("\\(.*", "");
  }

  private record Metrics(MeterRegistry registry) implements BulkListener {
    @Override
    public void pageSent(InputPage<?> page, int pairs, int attempt) {
      registry.counter("hubspot.requests").increment();
    }

    @Override
    public void retryScheduled(
        InputPage<?> page, HubSpotException failure, int attempt, Duration delay) {
      registry.counter("hubspot.retries", "kind", failure.kind().name()).increment();
    }

    @Override
    public void finished(BulkSummary summary) {
      registry.counter("hubspot.associated").increment((double) summary.associated());
      registry.timer("hubspot.run").record(summary.elapsed());
    }
  }
}

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
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okhttp3.logging.HttpLoggingInterceptor;
import retrofit2.Invocation;

/**
 * Your own OkHttp client, for a proxy, TLS settings or logging, and metrics by Micrometer through
 * the listener and an interceptor. An application interceptor does not see the token; a network
 * interceptor does: tell a logging one to hide it by {@code redactHeader("Authorization")}.
 */
public final class OwnOkHttp {
  private OwnOkHttp() {}

  public static void main(String[] args) throws Exception {
    Recipe.start(OwnOkHttp::run);
  }

  static void run(String baseUrl, String token, PrintStream out) {
    MeterRegistry registry = new SimpleMeterRegistry();
    OkHttpClient client =
        new OkHttpClient.Builder()
            // .proxy(new Proxy(Proxy.Type.HTTP, new InetSocketAddress("proxy.example.com", 3128)))
            .addInterceptor(
                new HttpLoggingInterceptor(line -> out.println(hideTimes(line)))
                    .setLevel(HttpLoggingInterceptor.Level.BASIC))
            .addInterceptor(chain -> counted(chain, registry))
            .build();
    try (HubSpotAssociations hubspot =
        HubSpotAssociations.builder()
            .baseUrl(baseUrl)
            .accessToken(token)
            .okHttpClient(client)
            .build()) {
      BulkSummary summary =
          hubspot
              .bulk()
              .listener(() -> new Metrics(registry))
              .build()
              .summarize(
                  List.of(
                      AssociationRequest.of(
                          ObjectRef.of("contacts", 1), ObjectRef.of("companies", 2))))
              .blockingGet();
      out.println("rejected: " + summary.rejected());
    }
    out.println("requests: " + registry.get("hubspot.requests").counter().count());
    out.println(
        "by operation: " + registry.get("hubspot.responses").counter().getId().getTag("operation"));
    out.println("associated: " + registry.get("hubspot.associated").counter().count());
    client.connectionPool().evictAll();
  }

  /** Counts by operation: a path would make a time series of its own for every pair. */
  private static Response counted(Interceptor.Chain chain, MeterRegistry registry)
      throws IOException {
    Response response = chain.proceed(chain.request());
    Invocation invocation = chain.request().tag(Invocation.class);
    String operation = invocation == null ? "other" : invocation.method().getName();
    String status = Integer.toString(response.code());
    registry.counter("hubspot.responses", "operation", operation, "status", status).increment();
    return response;
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

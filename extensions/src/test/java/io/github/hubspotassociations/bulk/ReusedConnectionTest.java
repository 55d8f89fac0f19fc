package io.github.hubspotassociations.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.pacing.RequestBudget;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A response is read to its last byte, so its connection serves the next request. */
final class ReusedConnectionTest {
  private static final int REQUESTS = 20;

  private static final String ERROR =
      "{\"status\":\"error\",\"category\":\"OBJECT_NOT_FOUND\",\"message\":\"none\","
          + "\"context\":{\"fromObjectId\":[\"1\"]}}";

  private final Queue<String> events = new ConcurrentLinkedQueue<>();

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "H2_PRIOR_KNOWLEDGE"})
  void responsesWithErrorsCostNoConnection(Protocol protocol) throws IOException {
    Logger frames = Logger.getLogger("okhttp3.internal.http2.Http2");
    Handler handler = resets();
    frames.setLevel(Level.FINE);
    frames.setUseParentHandlers(false);
    frames.addHandler(handler);
    try (MockWebServer server = new MockWebServer()) {
      server.setProtocols(List.of(protocol));
      for (int i = 0; i < REQUESTS; i++) {
        MockResponse response = new MockResponse().setResponseCode(207);
        String body = "{\"results\":[],\"numErrors\":1,\"errors\":[" + ERROR + "]}";
        server.enqueue(
            protocol == Protocol.HTTP_1_1
                ? response.setChunkedBody(body, 64)
                : response.setBody(body));
      }
      OkHttpClient http =
          new OkHttpClient.Builder()
              .protocols(Collections.singletonList(protocol))
              .eventListener(listener())
              .build();
      try (HubSpotAssociations hubspot =
          HubSpotAssociations.builder()
              .baseUrl(server.url("/").toString())
              .accessToken("token")
              .okHttpClient(http)
              .requestBudget(RequestBudget.unlimited())
              .build()) {
        List<AssociationRequest<Integer>> inputs =
            IntStream.rangeClosed(1, REQUESTS)
                .mapToObj(
                    i ->
                        AssociationRequest.of(
                            ObjectRef.of("contacts", "1"), ObjectRef.of("companies", i), i))
                .collect(Collectors.toList());
        assertThat(
                hubspot
                    .bulk()
                    .pageSize(1)
                    .maxInFlight(1)
                    .build()
                    .associate(inputs)
                    .toList()
                    .timeout(30, TimeUnit.SECONDS)
                    .blockingGet())
            .extracting(AssociationOutcome::kind)
            .containsOnly(AssociationOutcome.Kind.REJECTED)
            .hasSize(REQUESTS);
      } finally {
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
      }
      assertThat(server.getRequestCount()).isEqualTo(REQUESTS);
    } finally {
      frames.removeHandler(handler);
      frames.setLevel(null);
      frames.setUseParentHandlers(true);
    }
    assertThat(events).containsExactly("connected");
  }

  private Handler resets() {
    return new Handler() {
      @Override
      public void publish(LogRecord log) {
        if (log.getMessage().contains("RST_STREAM")) {
          events.add(log.getMessage());
        }
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  private EventListener listener() {
    return new EventListener() {
      private Connection last;

      @Override
      public synchronized void connectionAcquired(Call call, Connection connection) {
        if (connection != last) {
          events.add("connected");
        }
        last = connection;
      }

      @Override
      public void canceled(Call call) {
        events.add("canceled");
      }

      @Override
      public void callFailed(Call call, IOException e) {
        events.add("failed: " + e);
      }
    };
  }
}

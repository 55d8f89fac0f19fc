package io.github.hubspotassociations.bulk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.hubspotassociations.AssociationOutcome.Kind;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.pacing.RequestBudget;
import io.reactivex.rxjava3.core.Flowable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.Okio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a run takes of the heap, which is the same on every machine, unlike its time. In a JVM of
 * its own, so that only its own objects count.
 */
final class BulkCostTest {
  /**
   * An outcome is 40 bytes, its share of its page's arrays and of the request's and the response's
   * buffers about 120; measured 160, and 199 before the compiler spares what does not escape.
   */
  private static final long MAX_BYTES_PER_PAIR = 180;

  /** A tenth of what the outcomes of the run would take if they were kept. */
  private static final String HEAP = "-Xmx16m";

  private static final int PAGE_SIZE = 2000;
  private static final int PAGES = 500;

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void aRunAllocatesLittleForEachPairAndKeepsNothing() throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-XX:+UseSerialGC",
                // Compiled code is waited for: on a busy machine it would come late.
                "-Xbatch",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(child.getInputStream().readAllBytes(), UTF_8).trim();
    assertThat(child.waitFor(1, TimeUnit.MINUTES)).isTrue();

    assertThat(child.exitValue()).as(output).isZero();
    assertThat(output).startsWith("bytes per pair: ");
    long bytesPerPair = Long.parseLong(output.substring("bytes per pair: ".length()));
    assertThat(bytesPerPair).isBetween(40L, MAX_BYTES_PER_PAIR);
  }

  /** Associates a million pairs, which a stub serves, and says what each took. */
  static final class Child {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Child() {}

    /**
     * Runs once to warm up, and once to be measured.
     *
     * @param args none
     */
    public static void main(String[] args) {
      try (HubSpotAssociations hubspot =
          HubSpotAssociations.builder()
              .accessToken("pat-test")
              .okHttpClient(new OkHttpClient.Builder().addInterceptor(new Stub()).build())
              .requestBudget(RequestBudget.unlimited())
              .build()) {
        List<AssociationRequest<Integer>> page = new ArrayList<>();
        for (int i = 0; i < PAGE_SIZE; i++) {
          page.add(
              AssociationRequest.of(
                  ObjectRef.of("contacts", fromId(i)), ObjectRef.of("companies", toId(i)), i));
        }
        run(hubspot, page, 50);
        long before = allocatedBytes();
        run(hubspot, page, PAGES);
        long allocated = allocatedBytes() - before;
        System.out.println("bytes per pair: " + allocated / PAGES / PAGE_SIZE);
      }
    }

    private static void run(
        HubSpotAssociations hubspot, List<AssociationRequest<Integer>> page, int pages) {
      long associated =
          hubspot
              .bulk()
              .pageSize(PAGE_SIZE)
              .maxInFlight(6)
              .build()
              .associate(Flowable.fromIterable(page).repeat(pages))
              .filter(outcome -> outcome.kind() == Kind.ASSOCIATED)
              .count()
              .blockingGet();
      if (associated != (long) pages * PAGE_SIZE) {
        throw new IllegalStateException(associated + " are associated");
      }
    }

    /**
     * What all threads have allocated. Those of a run live through it: they end after seconds
     * without work.
     */
    private static long allocatedBytes() {
      long sum = 0;
      for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
        sum += Math.max(0, bytes);
      }
      return sum;
    }
  }

  private static long fromId(int pair) {
    return 38_374_000_000L + pair;
  }

  private static long toId(int pair) {
    return 17_600_000_000L + 7L * pair;
  }

  /** Responds to each page with both directions of all its pairs, and allocates next to nothing. */
  private static final class Stub implements Interceptor {
    private static final MediaType JSON = MediaType.get("application/json");

    private final byte[] response = respond();

    @Override
    public Response intercept(Chain chain) throws IOException {
      try (BufferedSink sink = Okio.buffer(Okio.blackhole())) {
        chain.request().body().writeTo(sink);
      }
      BufferedSource body = Okio.buffer(Okio.source(new ByteArrayInputStream(response)));
      return new Response.Builder()
          .request(chain.request())
          .protocol(Protocol.HTTP_1_1)
          .code(200)
          .message("OK")
          .body(ResponseBody.create(body, JSON, response.length))
          .build();
    }

    private static byte[] respond() {
      StringBuilder rows = new StringBuilder();
      for (int i = 0; i < PAGE_SIZE; i++) {
        rows.append(i == 0 ? "" : ",");
        row(rows, fromId(i), toId(i), 279);
        rows.append(',');
        row(rows, toId(i), fromId(i), 280);
      }
      return ("{\"status\":\"COMPLETE\",\"results\":[" + rows + "]}").getBytes(US_ASCII);
    }

    private static void row(StringBuilder rows, long from, long to, int typeId) {
      rows.append("{\"from\":{\"id\":\"")
          .append(from)
          .append("\"},\"to\":{\"id\":\"")
          .append(to)
          .append("\"},\"associationSpec\":{\"associationCategory\":\"HUBSPOT_DEFINED\",")
          .append("\"associationTypeId\":")
          .append(typeId)
          .append("}}");
    }
  }
}

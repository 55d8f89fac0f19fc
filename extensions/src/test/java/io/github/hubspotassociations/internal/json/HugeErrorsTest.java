package io.github.hubspotassociations.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.error.AssociationError;
import io.github.hubspotassociations.error.HubSpotApiException;
import io.github.hubspotassociations.error.HubSpotError;
import io.github.hubspotassociations.error.HubSpotErrors;
import io.github.hubspotassociations.pacing.RetryPolicy;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.Headers;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.Okio;
import okio.Source;
import okio.Timeout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Responses that list more errors than memory should hold: some are kept, all are counted. */
final class HugeErrorsTest {
  private static final String USUAL =
      "{\"status\":\"error\",\"id\":\"5f3c0d6e-8a4f-4c0d-9f0a-0123456789ab\",\"category\":"
          + "\"OBJECT_NOT_FOUND\",\"subCategory\":\"crm.associations.TO_OBJECT_NOT_FOUND\","
          + "\"message\":\"No company with ID 404041 exists. It may have been deleted, merged or"
          + " never created.\",\"context\":{\"objectType\":[\"company\"],\"objectId\":[\"404041\"],"
          + "\"fromObjectId\":[\"101\"],\"toObjectId\":[\"404041\"]},\"links\":{\"knowledge\":"
          + "\"https://developers.hubspot.com/docs\"}}";

  @TempDir Path folder;

  @Test
  void everyErrorOfAFullBatchIsKept() throws IOException {
    BatchResponse response = read(new Repeated("{\"errors\":[", USUAL + ",", 2000, USUAL + "]}"));
    assertThat(response.errors()).hasSize(2001);
    assertThat(response.errorCount()).isEqualTo(2001);
  }

  @Test
  void whatIsTooMuchIsCounted() throws IOException {
    BatchResponse response = read(new Repeated("{\"errors\":[", USUAL + ",", 30_000, "{}]}"));
    assertThat(response.errors()).hasSizeBetween(2000, 10_000);
    assertThat(response.errorCount()).isEqualTo(30_001);
  }

  @Test
  void anErrorLongerThanAMebibyteIsCountedAndTheRestRead() throws IOException {
    BatchResponse response =
        read(
            new Repeated(
                "{\"errors\":[" + USUAL + ",{\"x\":\"",
                "y".repeat(1000),
                3000,
                "\"}," + USUAL + "]}"));
    assertThat(response.errors()).hasSize(2);
    assertThat(response.errorCount()).isEqualTo(3);
  }

  /** A JVM of its own: {@link #main} with 64 MiB of heap. */
  @Test
  void aHeapOf64MebibytesHoldsThreeOfThem() throws IOException, InterruptedException {
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                HugeErrorsTest.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(Files.readString(output, StandardCharsets.UTF_8).trim())
        .isEqualTo("30001 700001 350002 15001 50002 2 2 bounded bounded 500 500");
  }

  /** Reads three responses of each kind, and holds them. */
  @SuppressWarnings("SystemOut")
  public static void main(String[] args) throws IOException {
    List<String> counts = new ArrayList<>();
    for (Repeated kind :
        new Repeated[] {
          new Repeated("{\"errors\":[", USUAL + ",", 30_000, USUAL + "]}"),
          new Repeated("{\"errors\":[", "\"\",", 700_000, "{}]}"),
          new Repeated("{\"errors\":[", "{},", 350_000, "{},{}]}"),
          new Repeated(
              "{\"errors\":[", "{\"errors\":[{\"errors\":[{},{},{},{}]}]},", 15_000, "{}]}"),
          new Repeated("{\"errors\":[", "{\"context\":{\"a\":\"b\"}},", 50_000, "{},{}]}"),
          new Repeated("{\"errors\":[{\"x\":[", "[],{},", 170_000, "0]},{}]}"),
          new Repeated("{\"errors\":[{\"x\":[", "[],{},", 2_500_000, "0]},{}]}"),
        }) {
      List<BatchResponse> held = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        held.add(read(kind.again()));
      }
      counts.add(Long.toString(held.get(2).errorCount()));
    }
    // Of what is no success a mebibyte is decoded.
    for (String unit : new String[] {"{},", "1,"}) {
      List<HubSpotError> decoded = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        ResponseBody body =
            ResponseBody.create(
                Okio.buffer(
                    (Source) new Repeated("{\"errors\":[", unit, 400_000, unit.charAt(0) + "]}")),
                null,
                -1);
        decoded.add(HubSpotErrors.decode(400, Headers.of(), body).error());
      }
      counts.add(decoded.get(2).errors().size() <= 5000 ? "bounded" : "too many");
    }
    counts.add(Integer.toString(associate(false)));
    counts.add(Integer.toString(associate(true)));
    System.out.println(String.join(" ", counts));
  }

  /** Returns the status of a response of 200 MB, of which the client reads no more than a part. */
  private static int associate(boolean inBulk) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HubSpotAssociations client =
            HubSpotAssociations.builder()
                .accessToken("pat-test")
                .baseUrl("http://127.0.0.1:" + server.getLocalPort())
                .retryPolicy(RetryPolicy.none())
                .build()) {
      AtomicLong written = new AtomicLong();
      Thread writer = new Thread(() -> writeTooMuch(server, written));
      writer.start();
      ObjectRef from = ObjectRef.of("contacts", 1);
      ObjectRef to = ObjectRef.of("companies", 2);
      Throwable failure =
          inBulk
              ? client
                  .bulk()
                  .build()
                  .associate(List.of(AssociationRequest.of(from, to)))
                  .blockingFirst()
                  .<Throwable>fold(
                      associated -> null,
                      rejected -> rejected.error().toException(),
                      AssociationOutcome.Unconfirmed::cause,
                      AssociationOutcome.NotAttempted::cause)
              : client
                  .associate(from, to)
                  .<Throwable>map(AssertionError::new)
                  .onErrorReturn(e -> e)
                  .blockingGet();
      writer.join();
      return written.get() < 200_000_000 ? ((HubSpotApiException) failure).status() : -1;
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
  }

  private static void writeTooMuch(ServerSocket server, AtomicLong written) {
    byte[] part = new byte[100_000];
    Arrays.fill(part, (byte) ' ');
    try (Socket client = server.accept()) {
      OutputStream out = client.getOutputStream();
      out.write(
          "HTTP/1.1 500 No\r\nContent-Length: 200000000\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      while (written.get() < 200_000_000) {
        out.write(part);
        written.addAndGet(part.length);
      }
    } catch (IOException e) {
      // The client has closed the connection.
    }
  }

  private static BatchResponse read(Source body) throws IOException {
    return BatchResponse.read(
        new BodySource(body),
        PairsOf.ids("1", "2"),
        new int[] {0},
        json -> AssociationError.of(207, HubSpotErrors.decode(207, null, json).error()));
  }

  /** A body that repeats a text, which is not in memory as a whole. */
  private static final class Repeated implements Source {
    private final String start;
    private final String text;
    private final int times;
    private final String end;
    private final Buffer next = new Buffer();
    private int left;

    Repeated(String start, String text, int times, String end) {
      this.start = start;
      this.text = text;
      this.times = times;
      this.end = end;
      this.left = times;
      next.writeUtf8(start);
    }

    Repeated again() {
      return new Repeated(start, text, times, end);
    }

    @Override
    public long read(Buffer sink, long byteCount) {
      while (left >= 0 && next.size() < 8192) {
        next.writeUtf8(left > 0 ? text : end);
        left--;
      }
      return next.read(sink, byteCount);
    }

    @Override
    public Timeout timeout() {
      return Timeout.NONE;
    }

    @Override
    public void close() {
      // There is nothing to close.
    }
  }
}

package io.github.hubspotassociations.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hubspotassociations.testsupport.AfterTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpServerTest {
  private static final String PUT =
      begin("PUT /crm/v4/objects/contacts/1/associations/default/companies/2 HTTP/1.1");
  private static final String POST =
      begin("POST " + TestClient.CONTACTS_TO_COMPANIES + " HTTP/1.1");

  /** Returns the start of a request, to which headers can be appended. */
  private static String begin(String requestLine) {
    return String.join("\r\n", requestLine, "Host: x", "Authorization: Bearer t", "");
  }

  private HubSpotEmulator emulator;

  @BeforeEach
  void start() {
    emulator = HubSpotEmulator.builder().maxConnections(4).start();
  }

  @AfterEach
  void close() {
    emulator.close();
    assertThat(emulator.openConnections()).isZero();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), emulator.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  /** Sends bytes and reads to the end of the connection. */
  private String exchange(String request) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String readResponse(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return head.toString(StandardCharsets.ISO_8859_1);
      }
      head.write(next);
    }
    String text = head.toString(StandardCharsets.ISO_8859_1);
    int at = text.indexOf("Content-Length: ") + "Content-Length: ".length();
    int length = Integer.parseInt(text.substring(at, text.indexOf('\r', at)));
    return text + new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  @Test
  void requestsOnOneConnectionAreServedInOrderEvenIfSentAtOnce() throws IOException {
    String responses =
        exchange(
            PUT
                + "\r\n"
                + PUT.replace("/1/", "/404041/")
                + "\r\n"
                + PUT
                + "Connection: close\r\n\r\n");
    assertThat(responses.split("HTTP/1.1 ", -1))
        .hasSize(4)
        .satisfies(
            parts -> {
              assertThat(parts[1]).startsWith("200 OK\r\n").contains("Connection: keep-alive");
              assertThat(parts[2]).startsWith("404 Not Found\r\n");
              assertThat(parts[3]).startsWith("200 OK\r\n").contains("Connection: close");
            });
  }

  @Test
  void anOldClientIsServedAndTheConnectionClosed() throws IOException {
    assertThat(exchange(PUT.replace("HTTP/1.1", "HTTP/1.0") + "\r\n"))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("Connection: close");
  }

  @Test
  void aChunkedBodyIsRead() throws IOException {
    String body = TestClient.inputs("1>2");
    String chunks =
        Integer.toHexString(10)
            + ";name=value\r\n"
            + body.substring(0, 10)
            + "\r\n"
            + Integer.toHexString(body.length() - 10)
            + "\r\n"
            + body.substring(10)
            + "\r\n0\r\nTrailer: x\r\n\r\n";
    assertThat(exchange(POST + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + chunks))
        .startsWith("HTTP/1.1 200 OK\r\n");
    emulator.associations().assertCount(1);
  }

  @Test
  void aClientThatExpects100GetsIt() throws IOException {
    String body = TestClient.inputs("1>2");
    try (Socket socket = connect()) {
      socket
          .getOutputStream()
          .write(
              (POST + "Expect: 100-continue\r\nContent-Length: " + body.length() + "\r\n\r\n")
                  .getBytes(StandardCharsets.ISO_8859_1));
      byte[] expected = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
      assertThat(socket.getInputStream().readNBytes(expected.length)).isEqualTo(expected);
      socket.getOutputStream().write(body.getBytes(StandardCharsets.ISO_8859_1));
      assertThat(readResponse(socket.getInputStream())).startsWith("HTTP/1.1 200 OK\r\n");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nonsense\\r\\n\\r\\n | 400 Bad Request",
        "GET / HTTP/1.1\\r\\n\\r\\n | 400 Bad Request",
        "GET / HTTP/2.0\\r\\nHost: x\\r\\n\\r\\n | 505 HTTP Version Not Supported",
        "GET / HTTP/1.1\\r\\nHost: x\\r\\nno colon\\r\\n\\r\\n | 400 Bad Request",
        "GET / HTTP/1.1\\r\\nHost: x\\r\\n folded: x\\r\\n\\r\\n | 400 Bad Request",
        "GET / HTTP/1.1\\r\\nHost : x\\r\\n\\r\\n | 400 Bad Request",
        "POST / HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: -1\\r\\n\\r\\n | 400 Bad Request",
        "POST / HTTP/1.1\\r"
            + "\\n"
            + "Host: x\\r"
            + "\\n"
            + "Content-Length: 1\\r"
            + "\\n"
            + "Content-Length: 2\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + " | 400 Bad Request",
        "POST / HTTP/1.1\\r"
            + "\\n"
            + "Host: x\\r"
            + "\\n"
            + "Content-Length: 1\\r"
            + "\\n"
            + "Transfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + " | 400 Bad Request",
        "POST / HTTP/1.1\\r"
            + "\\n"
            + "Host: x\\r"
            + "\\n"
            + "Transfer-Encoding: gzip\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + " | 501 Not Implemented",
        "POST / HTTP/1.1\\r"
            + "\\n"
            + "Host: x\\r"
            + "\\n"
            + "Transfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "xyz\\r"
            + "\\n"
            + " | 400 Bad Request",
        "POST / HTTP/1.1\\r"
            + "\\n"
            + "Host: x\\r"
            + "\\n"
            + "Expect: magic\\r"
            + "\\n"
            + "Content-Length: 1\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + " | 417 Expectation Failed",
        "POST / HTTP/1.1\\r"
            + "\\n"
            + "Host: x\\r"
            + "\\n"
            + "Content-Length: 99999999\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + " | 413 Content Too Large",
        "POST / HTTP/1.1\\r"
            + "\\n"
            + "Host: x\\r"
            + "\\n"
            + "Transfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "fffffff\\r"
            + "\\n"
            + " | 413 Content Too Large",
      })
  void whatIsNotHttpIsRejectedAndTheConnectionClosed(String request, String status)
      throws IOException {
    assertThat(exchange(request.replace("\\r\\n", "\r\n")))
        .startsWith("HTTP/1.1 " + status + "\r\n");
    assertThat(emulator.requests().other()).isEqualTo(1);
  }

  @Test
  void whatIsTooLongIsRejected() throws IOException {
    assertThat(exchange("GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
        .startsWith("HTTP/1.1 414 Request-URI Too Large\r\n")
        .contains("Content-Type: text/html");
    assertThat(exchange("GET / HTTP/1.1\r\nHost: x\r\nLong: " + "a".repeat(40_000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431 ");
  }

  @Test
  void aClientThatGivesUpMidwayLeavesNothingBehind() throws Exception {
    for (String part : List.of("PU", PUT, POST + "Content-Length: 100\r\n\r\n{\"in")) {
      try (Socket socket = connect()) {
        socket.getOutputStream().write(part.getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    // Connections are accepted in order, so once this one is, all are.
    exchange("GET /emulator/status HTTP/1.0\r\n\r\n");
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("hubspot-emulator-" + emulator.port() + "-connection")) {
        thread.join(20_000);
      }
    }
    assertThat(emulator.openConnections()).isZero();
    assertThat(emulator.associations().isEmpty()).isTrue();
  }

  @Test
  void aNewConnectionTakesThePlaceOfTheLongestIdleWhenAllAreTaken() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        Socket socket = connect();
        sockets.add(socket);
        socket.getOutputStream().write((PUT + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        assertThat(readResponse(socket.getInputStream())).startsWith("HTTP/1.1 200");
      }
      try (Socket fifth = connect()) {
        fifth.getOutputStream().write((PUT + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        assertThat(readResponse(fifth.getInputStream())).startsWith("HTTP/1.1 200");
        assertThat(sockets.get(0).getInputStream().read()).isEqualTo(-1);
        Socket last = sockets.get(3);
        last.getOutputStream().write((PUT + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        assertThat(readResponse(last.getInputStream())).startsWith("HTTP/1.1 200");
        assertThat(emulator.openConnections()).isLessThanOrEqualTo(4);
      }
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void connectionsAreReusedUnderLoad() throws Exception {
    OkHttpClient http = AfterTest.close(new OkHttpClient());
    TestClient client = new TestClient(http, emulator.url());
    ExecutorService executor = Executors.newFixedThreadPool(4);
    List<Future<Integer>> statuses = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      String pair = i + ">1000";
      statuses.add(executor.submit(() -> client.batch(pair).status()));
    }
    for (Future<Integer> status : statuses) {
      assertThat(status.get()).isEqualTo(200);
    }
    executor.shutdown();
    assertThat(http.connectionPool().connectionCount()).isLessThanOrEqualTo(4);
    emulator.associations().assertCount(400);
  }

  @Test
  void smallResponsesDoNotWaitForAcknowledgements() throws IOException {
    TestClient client = new TestClient(AfterTest.close(new OkHttpClient()), emulator.url());
    Duration fastest = Duration.ofDays(1);
    for (int i = 0; i < 100; i++) {
      long start = System.nanoTime();
      client.put("contacts", "1", "companies", "2");
      Duration duration = Duration.ofNanos(System.nanoTime() - start);
      fastest = duration.compareTo(fastest) < 0 ? duration : fastest;
    }
    // Delayed acknowledgements would make each take 40 ms or more.
    assertThat(fastest).isLessThan(Duration.ofMillis(30));
  }

  @Test
  void closingCutsWhatWaitsAndIsQuick() throws Exception {
    emulator.faults().always(Fault.latency(Duration.ofMinutes(5)));
    OkHttpClient http = AfterTest.close(new OkHttpClient.Builder().build());
    Call call =
        http.newCall(
            new TestClient(http, emulator.url())
                .request("/crm/v4/objects/contacts/1/associations/default/companies/2")
                .put(RequestBody.create(new byte[0]))
                .build());
    ExecutorService executor = Executors.newSingleThreadExecutor();
    Future<Response> response = executor.submit(call::execute);
    emulator.requests().reached(1).get(20, TimeUnit.SECONDS);
    long start = System.nanoTime();
    emulator.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMinutes(1));
    assertThat(response)
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(IOException.class);
    executor.shutdown();
    emulator.close();
  }

  @Test
  void aClosedEmulatorTakesNoConnectionsButStillKnowsWhatWasAssociated() throws IOException {
    exchange(PUT + "Connection: close\r\n\r\n");
    int port = emulator.port();
    emulator.close();
    assertThat(emulator.port()).isEqualTo(port);
    emulator.associations().assertCount(1);
    assertThatThrownBy(this::connect).isInstanceOf(SocketException.class);
  }

  @Test
  void twoEmulatorsCantListenOnOnePort() {
    assertThatThrownBy(() -> HubSpotEmulator.builder().port(emulator.port()).start())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("Can't listen on 127.0.0.1:" + emulator.port());
  }
}

package io.github.hubspotassociations.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationOutcome.NotAttempted;
import io.github.hubspotassociations.AssociationOutcome.Unconfirmed;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.TestRelease;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.HubSpotServerException;
import io.github.hubspotassociations.error.RateLimitException;
import io.github.hubspotassociations.error.TransportException;
import io.github.hubspotassociations.error.UnexpectedResponseException;
import io.github.hubspotassociations.pacing.RequestBudget;
import io.github.hubspotassociations.pacing.RetryPolicy;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A server that never comes to an end, though each byte comes long before the read timeout: the
 * call timeout ends every attempt, however fast the machine is, for no response would ever be
 * whole.
 */
final class TimeoutsTest {
  private final HastyScheduler scheduler = new HastyScheduler();
  private TricklingServer server;

  @BeforeEach
  void start() throws IOException {
    server = new TricklingServer();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    scheduler.shutdown();
  }

  static Stream<Arguments> responses() {
    return Stream.of(
        Arguments.of("nothing", "", "", TransportException.class),
        Arguments.of("headers", "HTTP/1.1 200 OK\r\nX-Y: ", "z", TransportException.class),
        Arguments.of(
            "a success",
            "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n{\"results\":[",
            " ",
            UnexpectedResponseException.class),
        Arguments.of(
            "a success in chunks",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nd\r\n{\"results\":[\r\n",
            "1\r\n \r\n",
            UnexpectedResponseException.class),
        Arguments.of(
            "an error",
            "HTTP/1.1 503 Busy\r\nContent-Length: 1000000\r\n\r\n",
            "<",
            HubSpotServerException.class));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("responses")
  void aServerThatTricklesEndsByTheCallTimeout(
      String what, String start, String drop, Class<? extends HubSpotException> type) {
    server.responses(start, drop);
    try (HubSpotAssociations hubspot = client()) {
      List<AssociationOutcome<Integer>> outcomes =
          hubspot.bulk().build().associate(EngineRig.inputs(2)).toList().blockingGet();

      assertThat(outcomes).hasSize(2);
      for (AssociationOutcome<Integer> outcome : outcomes) {
        assertThat(outcome).isInstanceOf(Unconfirmed.class);
        assertThat(outcome.attempts()).isEqualTo(2);
        assertTimedOut(((Unconfirmed<Integer>) outcome).cause(), type);
      }

      AssociationRequest<Integer> input = EngineRig.input(0);
      hubspot
          .associate(input.from(), input.to())
          .test()
          .awaitDone(20, TimeUnit.SECONDS)
          .assertError(
              e -> {
                assertTimedOut(e, type);
                return true;
              });
    }
  }

  /** What says when to come back is known from its beginning. */
  @Test
  void aRateLimitThatTricklesStaysARateLimit() {
    server.responses(
        "HTTP/1.1 429 Slow\r\nContent-Length: 1000000\r\n\r\n"
            + "{\"policyName\":\"SECONDLY\",\"message\":\"slow",
        " ");
    try (HubSpotAssociations hubspot = client(RetryPolicy.none(), Duration.ofMillis(400))) {
      List<AssociationOutcome<Integer>> outcomes =
          hubspot.bulk().build().associate(EngineRig.inputs(2)).toList().blockingGet();
      assertThat(outcomes).hasSize(2);
      for (AssociationOutcome<Integer> outcome : outcomes) {
        assertThat(outcome).isInstanceOf(NotAttempted.class);
        assertThat(((NotAttempted<Integer>) outcome).cause())
            .isInstanceOf(RateLimitException.class)
            .extracting(e -> ((RateLimitException) e).policy())
            .isEqualTo(RateLimitException.Policy.SECONDLY);
      }
    }
  }

  /** On a slow machine time may be up before the beginning of the response is read. */
  private static void assertTimedOut(Throwable failure, Class<? extends HubSpotException> type) {
    assertThat(failure).isInstanceOfAny(type, TransportException.class);
    assertThat(failure.getSuppressed()).hasSize(1);
    assertThat(failure.getSuppressed()[0]).isInstanceOfAny(type, TransportException.class);
    if (failure instanceof HubSpotServerException) {
      return; // What came of it counts.
    }
    assertThat(failure).cause().isInstanceOf(InterruptedIOException.class).hasMessage("timeout");
    if (failure instanceof TransportException transport) {
      assertThat(transport.isTimeout()).isTrue();
    }
  }

  private HubSpotAssociations client() {
    return client(EngineRig.hastyRetries(2), Duration.ofMillis(150));
  }

  private HubSpotAssociations client(RetryPolicy policy, Duration callTimeout) {
    return HubSpotAssociations.builder()
        .apiRelease(TestRelease.get())
        .accessToken("pat-test")
        .baseUrl(server.url())
        .requestBudget(RequestBudget.unlimited())
        .retryPolicy(policy)
        .scheduler(scheduler)
        .callTimeout(callTimeout)
        .build();
  }

  /** Begins a response to each client, and goes on one byte at a time until it disconnects. */
  private static final class TricklingServer implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> connections = Collections.synchronizedList(new ArrayList<>());
    private volatile byte[] start;
    private volatile byte[] drop;

    TricklingServer() throws IOException {}

    void responses(String start, String drop) {
      this.start = start.getBytes(StandardCharsets.US_ASCII);
      this.drop = drop.getBytes(StandardCharsets.US_ASCII);
      thread(this::accept);
    }

    String url() {
      return "http://127.0.0.1:" + socket.getLocalPort();
    }

    private void accept() {
      try {
        while (true) {
          Socket connection = socket.accept();
          connections.add(connection);
          thread(() -> trickle(connection));
        }
      } catch (IOException e) {
        // Closed.
      }
    }

    private void trickle(Socket connection) {
      try (OutputStream out = connection.getOutputStream()) {
        for (byte[] next = start; !connection.isClosed(); next = drop) {
          out.write(next);
          out.flush();
          Thread.sleep(10);
        }
      } catch (IOException | InterruptedException e) {
        // The client has left.
      }
    }

    private static void thread(Runnable work) {
      Thread thread = new Thread(work, "TricklingServer");
      thread.setDaemon(true);
      thread.start();
    }

    @Override
    public void close() throws IOException {
      socket.close();
      for (Socket connection : connections) {
        connection.close();
      }
    }
  }
}

package io.github.hubspotassociations.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hubspotassociations.error.HubSpotErrors;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.TransportException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetryPolicyTest {
  private static final Duration NOW = Duration.ZERO;

  private final RetryPolicy half = RetryPolicy.builder().random(() -> 0.5).build();

  @ParameterizedTest
  @CsvSource({
    // status, body, standard, never after send, first wait with half of the jitter in ms
    "200, '', true, false, 1000",
    "200, '<html>', true, false, 1000",
    "201, '{\"results\":[', true, false, 1000",
    "301, '', false, false,",
    "400, '', false, false,",
    "401, '', false, false,",
    "403, '', false, false,",
    "404, '', false, false,",
    "405, '', false, false,",
    "408, '', true, false, 1000",
    "409, '', true, false, 1000",
    "410, '', false, false,",
    "413, '', false, false,",
    "414, '', false, false,",
    "415, '', false, false,",
    "422, '', false, false,",
    "423, '', true, true, 3000",
    "429, '', true, true, 0",
    "429, '{\"policyName\":\"SECONDLY\"}', true, true, 0",
    "429, '{\"policyName\":\"TEN_SECONDLY_ROLLING\"}', true, true, 0",
    "429, '{\"policyName\":\"DAILY\"}', false, false,",
    "477, '', true, true, 1000",
    "488, '', true, true, 1000",
    "500, '', true, false, 1000",
    "501, '', false, false,",
    "502, '<html>', true, false, 1000",
    "503, '', true, false, 1000",
    "504, '', true, false, 1000",
    "505, '', false, false,",
    "520, '', false, false,",
    "521, '', true, false, 1000",
    "522, '', false, false,",
    "523, '', true, false, 1000",
    "524, '', true, false, 1000",
    "525, '', false, false,",
    "526, '', false, false,",
    "527, '', false, false,",
    "999, '', false, false,",
  })
  void whatIsRepeatedGoesByTheStatus(
      int status, String body, boolean standard, boolean neverAfterSend, @Nullable Long wait) {
    HubSpotException failure = HubSpotErrors.decode(status, Headers.of(), body);
    assertThat(RetryPolicy.standard().isRetryable(failure)).isEqualTo(standard);
    assertThat(RetryPolicy.neverAfterSend().isRetryable(failure)).isEqualTo(neverAfterSend);
    assertThat(RetryPolicy.none().isRetryable(failure)).isFalse();
    assertThat(half.nextDelay(failure, 1, NOW))
        .isEqualTo(wait == null ? null : Duration.ofMillis(wait));
    assertThat(RetryPolicy.none().nextDelay(failure, 1, NOW)).isNull();
  }

  @Test
  void aTransportFailureIsRepeatedUnlessItMayHaveBeenSentAndThatIsRuledOut() {
    List<IOException> neverSent =
        List.of(
            new UnknownHostException("api.hubapi.com"),
            new ConnectException("refused"),
            new NoRouteToHostException(),
            new SSLHandshakeException("no cipher"),
            new SSLPeerUnverifiedException("not this host"));
    List<IOException> maybeSent =
        List.of(
            new SocketTimeoutException("timeout"),
            new IOException("Canceled"),
            new IOException("unexpected end of stream"),
            new SocketException("Connection reset"),
            new ProtocolException(),
            new SSLException("closed"));
    for (IOException cause : neverSent) {
      TransportException failure = new TransportException("POST /x", cause);
      assertThat(RetryPolicy.standard().isRetryable(failure)).isTrue();
      assertThat(RetryPolicy.neverAfterSend().isRetryable(failure)).isTrue();
      assertThat(half.nextDelay(failure, 1, NOW)).isEqualTo(Duration.ofSeconds(1));
    }
    for (IOException cause : maybeSent) {
      TransportException failure = new TransportException("POST /x", cause);
      assertThat(RetryPolicy.standard().isRetryable(failure)).isTrue();
      assertThat(RetryPolicy.neverAfterSend().isRetryable(failure)).isFalse();
      assertThat(RetryPolicy.neverAfterSend().nextDelay(failure, 1, NOW)).isNull();
      assertThat(RetryPolicy.none().isRetryable(failure)).isFalse();
    }
  }

  @Test
  void failuresThatAreNotOfACallAreNotRepeated() {
    assertThat(RetryPolicy.standard().isRetryable(new HubSpotException("no token"))).isFalse();
  }

  @Test
  void waitsDoubleUpToACap() {
    RetryPolicy policy = RetryPolicy.builder().random(() -> 1 - 1e-12).build();
    List<Long> waits = new ArrayList<>();
    for (int attempts = 1; attempts <= 7; attempts++) {
      waits.add(Math.round(policy.nextDelay(status(503), attempts, NOW).toNanos() / 1e9));
    }
    assertThat(waits).containsExactly(2L, 4L, 8L, 16L, 30L, 30L, 30L);
    assertThat(policy.nextDelay(status(503), 8, NOW)).isNull();
  }

  @Test
  void theCapHoldsForAnyNumberOfAttempts() {
    RetryPolicy policy =
        RetryPolicy.builder().maxAttempts(Integer.MAX_VALUE).random(() -> 0.5).build();
    assertThat(policy.nextDelay(status(503), 1_000_000, NOW)).isEqualTo(Duration.ofSeconds(15));
    assertThat(policy.nextDelay(status(503), 0, NOW)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void jitterIsFullAndRepeatableWithASeed() {
    RetryPolicy policy = RetryPolicy.builder().random(new Random(7)::nextDouble).build();
    RetryPolicy same = RetryPolicy.builder().random(new Random(7)::nextDouble).build();
    double least = 1;
    double most = 0;
    for (int i = 0; i < 1000; i++) {
      Duration wait = policy.nextDelay(status(500), 3, NOW);
      assertThat(same.nextDelay(status(500), 3, NOW)).isEqualTo(wait);
      least = Math.min(least, wait.toMillis() / 8000.0);
      most = Math.max(most, wait.toMillis() / 8000.0);
    }
    assertThat(least).isBetween(0.0, 0.01);
    assertThat(most).isBetween(0.99, 1.0);
    Duration standard = RetryPolicy.standard().nextDelay(status(500), 1, NOW);
    assertThat(standard).isBetween(Duration.ZERO, Duration.ofSeconds(2));
  }

  @Test
  void aLockedRecordIsLeftAloneForTwoSecondsAtLeast() {
    RetryPolicy atOnce = RetryPolicy.builder().random(() -> 0).baseDelay(Duration.ZERO).build();
    assertThat(atOnce.nextDelay(status(423), 1, NOW)).isEqualTo(Duration.ofSeconds(2));
    assertThat(atOnce.nextDelay(status(423, "1"), 1, NOW)).isEqualTo(Duration.ofSeconds(2));
    assertThat(atOnce.nextDelay(status(423, "5"), 1, NOW)).isEqualTo(Duration.ofSeconds(5));
    assertThat(atOnce.nextDelay(status(500), 1, NOW)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "477, 60, 60000",
    "477, 0, 1000",
    "477, Wed 21 Oct 2015 07:28:00 GMT, 1000",
    "503, 7, 7000",
    "503, 0.25, 250",
    "500, 7, 7000",
    "503, -3, 1000",
    "503, later, 1000",
    "477, 300, 300000",
    "477, 301,",
    "503, 86400,",
    "429, 300, 0",
    "429, 301,",
  })
  void retryAfterReplacesTheWaitUpToTheCap(int status, String retryAfter, @Nullable Long wait) {
    assertThat(half.nextDelay(status(status, retryAfter), 1, NOW))
        .isEqualTo(wait == null ? null : Duration.ofMillis(wait));
  }

  @Test
  void aRetryAfterDateCountsFromTheResponsesOwnDate() {
    Headers headers =
        Headers.of(
            "Date", "Wed, 21 Oct 2015 07:28:00 GMT",
            "Retry-After", "Wed, 21 Oct 2015 07:28:40 GMT");
    assertThat(half.nextDelay(HubSpotErrors.decode(477, headers, ""), 1, NOW))
        .isEqualTo(Duration.ofSeconds(40));
  }

  @Test
  void attemptsAreCountedButForTooManyRequests() {
    RetryPolicy three = RetryPolicy.builder().maxAttempts(3).random(() -> 0.5).build();
    assertThat(three.nextDelay(status(500), 2, NOW)).isNotNull();
    assertThat(three.nextDelay(status(500), 3, NOW)).isNull();
    assertThat(three.nextDelay(status(429), 100, NOW)).isZero();
    RetryPolicy one = RetryPolicy.builder().maxAttempts(1).build();
    assertThat(one.nextDelay(status(500), 1, NOW)).isNull();
    assertThat(one.nextDelay(status(429), 0, NOW)).isZero();
  }

  @Test
  void timeIsUpWhenTheWaitWouldEndAfterTheLimit() {
    Duration limit = Duration.ofMinutes(10);
    assertThat(half.nextDelay(status(500), 1, limit.minusSeconds(1))).isNotNull();
    assertThat(half.nextDelay(status(500), 1, limit.minusMillis(999))).isNull();
    assertThat(half.nextDelay(status(429), 1, limit)).isZero();
    assertThat(half.nextDelay(status(429), 1, limit.plusNanos(1))).isNull();
    // The pause is in the time already.
    assertThat(half.nextDelay(status(429, "60"), 1, limit)).isZero();
    assertThat(half.nextDelay(status(429, "60"), 1, limit.plusNanos(1))).isNull();
    assertThat(half.nextDelay(status(477, "300"), 1, Duration.ofMinutes(6))).isNull();
  }

  @Test
  void anInteractiveCallEndsWithin35SecondsWhateverTheHostDoes() {
    RetryPolicy policy = RetryPolicy.interactive();
    TransportException timeout = new TransportException("PUT /x", new SocketTimeoutException());
    Random random = new Random(1);
    for (int run = 0; run < 10_000; run++) {
      Duration elapsed = Duration.ZERO;
      boolean hangs = run == 0;
      for (int attempts = 1; ; attempts++) {
        long most = policy.attemptTimeout().toMillis();
        elapsed = elapsed.plusMillis(hangs ? most : (long) (random.nextDouble() * most));
        Duration delay =
            policy.nextDelay(attempts % 2 == 0 ? status(503) : timeout, attempts, elapsed);
        if (delay == null) {
          break;
        }
        elapsed = elapsed.plus(delay);
      }
      assertThat(elapsed).isLessThanOrEqualTo(Duration.ofSeconds(35));
    }
  }

  @Test
  void anInteractiveCallToAHostThatRefusesConnectionsEndsWithin5Seconds() {
    RetryPolicy policy = RetryPolicy.interactive();
    TransportException refused = new TransportException("PUT /x", new ConnectException());
    Duration elapsed = Duration.ZERO;
    int attempts = 1;
    for (Duration delay; (delay = policy.nextDelay(refused, attempts, elapsed)) != null; ) {
      elapsed = elapsed.plus(delay);
      attempts++;
    }
    assertThat(attempts).isEqualTo(4);
    assertThat(elapsed).isLessThan(Duration.ofSeconds(4));
  }

  @Test
  void withALimitForEachAttemptNoneBeginsThatCouldNotEndInTime() {
    RetryPolicy policy =
        RetryPolicy.builder()
            .maxElapsed(Duration.ofSeconds(10))
            .attemptTimeout(Duration.ofSeconds(3))
            .baseDelay(Duration.ZERO)
            .build();
    assertThat(policy.nextDelay(status(503), 1, Duration.ofSeconds(7))).isZero();
    assertThat(policy.nextDelay(status(503), 1, Duration.ofMillis(7001))).isNull();
    assertThat(policy.nextDelay(status(429), 0, Duration.ofMillis(7001))).isNull();
    assertThat(policy.timeLeft(Duration.ofSeconds(8))).isEqualTo(Duration.ofSeconds(2));
    assertThat(policy.timeLeft(Duration.ofSeconds(11))).isZero();
    assertThat(policy.toString()).contains("maxElapsed PT10S, attemptTimeout PT3S, baseDelay");
    assertThat(RetryPolicy.standard().attemptTimeout()).isNull();
    assertThatThrownBy(() -> RetryPolicy.builder().attemptTimeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("attemptTimeout is PT0S: give more than zero, at most 24 days");
  }

  @Test
  void whatIsSetIsUsed() {
    RetryPolicy policy =
        RetryPolicy.builder()
            .maxAttempts(5)
            .maxElapsed(Duration.ofMinutes(1))
            .baseDelay(Duration.ofMillis(100))
            .maxDelay(Duration.ofMillis(150))
            .maxWait(Duration.ofSeconds(3))
            .retryAfterSend(false)
            .random(() -> 0.5)
            .build();
    assertThat(policy.maxWait()).isEqualTo(Duration.ofSeconds(3));
    assertThat(policy.retriesAfterSend()).isFalse();
    TransportException failure = new TransportException("POST /x", new ConnectException());
    assertThat(policy.nextDelay(failure, 1, NOW)).isEqualTo(Duration.ofMillis(50));
    assertThat(policy.nextDelay(failure, 2, NOW)).isEqualTo(Duration.ofMillis(75));
    assertThat(policy.nextDelay(failure, 5, NOW)).isNull();
    assertThat(policy.nextDelay(failure, 1, Duration.ofMinutes(1))).isNull();
    assertThat(policy.nextDelay(status(477, "4"), 1, NOW)).isNull();
    assertThat(policy.toString())
        .isEqualTo(
            "RetryPolicy(maxAttempts 5, maxElapsed PT1M, baseDelay PT0.1S, maxDelay PT0.15S,"
                + " maxWait PT3S, never after send)");
    assertThat(RetryPolicy.none().toString()).isEqualTo("RetryPolicy.none");
    assertThat(RetryPolicy.standard().retriesAfterSend()).isTrue();
    assertThat(RetryPolicy.none().retriesAfterSend()).isFalse();
    assertThat(RetryPolicy.neverAfterSend().retriesAfterSend()).isFalse();
  }

  @Test
  void settingsThatMakeNoSenseAreRejected() {
    assertThatThrownBy(() -> RetryPolicy.builder().maxAttempts(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxAttempts is 0: give 1 attempt or more");
    assertThatThrownBy(() -> RetryPolicy.builder().maxWait(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxWait is PT-1S: give zero or more, at most 365 days");
    assertThatThrownBy(() -> RetryPolicy.builder().maxElapsed(Duration.ofDays(366)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxElapsed is PT8784H: give zero or more, at most 365 days");
    assertThatThrownBy(() -> RetryPolicy.builder().random(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("random");
  }

  private static HubSpotException status(int status) {
    return HubSpotErrors.decode(status, Headers.of(), "");
  }

  private static HubSpotException status(int status, String retryAfter) {
    return HubSpotErrors.decode(status, Headers.of("Retry-After", retryAfter), "");
  }
}

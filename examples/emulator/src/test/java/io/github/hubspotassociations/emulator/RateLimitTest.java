package io.github.hubspotassociations.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hubspotassociations.emulator.TestClient.TestResponse;
import io.github.hubspotassociations.testsupport.AfterTest;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Random;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;

class RateLimitTest {
  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-10T09:30:00Z"));

  private static final class SettableClock extends Clock {
    private Instant now;

    SettableClock(Instant now) {
      this.now = now;
    }

    void advance(Duration duration) {
      now = now.plus(duration);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  private HubSpotEmulator start(RateLimits limits) {
    return HubSpotEmulator.builder().clock(clock).rateLimits(limits).start();
  }

  private TestClient client(HubSpotEmulator emulator) {
    return new TestClient(AfterTest.close(new OkHttpClient()), emulator.url());
  }

  @Test
  void theRollingTenSecondsFreeOnePlaceAfterTheOther() throws IOException {
    try (HubSpotEmulator emulator = start(RateLimits.unlimited().withTenSecondly(2))) {
      TestClient client = client(emulator);
      TestResponse first = client.batch("1>2");
      assertThat(first.headers().get("X-HubSpot-RateLimit-Max")).isEqualTo("2");
      assertThat(first.headers().get("X-HubSpot-RateLimit-Remaining")).isEqualTo("1");
      assertThat(first.headers().get("X-HubSpot-RateLimit-Interval-Milliseconds"))
          .isEqualTo("10000");
      assertThat(first.headers().get("X-HubSpot-RateLimit-Daily")).isNull();
      clock.advance(Duration.ofSeconds(4));
      assertThat(client.put("contacts", "3", "companies", "4").status()).isEqualTo(200);
      clock.advance(Duration.ofMillis(5_999));
      TestResponse rejected = client.batch("5>6");
      assertThat(rejected.status()).isEqualTo(429);
      assertThat(rejected.at("status")).isEqualTo("error");
      assertThat(rejected.at("message"))
          .isEqualTo("You have reached your ten_secondly_rolling limit.");
      assertThat(rejected.at("errorType")).isEqualTo("RATE_LIMIT");
      assertThat(rejected.at("policyName")).isEqualTo("TEN_SECONDLY_ROLLING");
      assertThat((String) rejected.at("groupName")).contains("ten-secondly");
      assertThat(rejected.at("category")).isNull();
      assertThat(rejected.headers().get("Retry-After")).isNull();
      assertThat(rejected.headers().get("X-HubSpot-RateLimit-Remaining")).isEqualTo("0");
      clock.advance(Duration.ofMillis(1));
      assertThat(client.batch("5>6").status()).isEqualTo(200);
      assertThat(client.batch("7>8").status()).isEqualTo(429);
      clock.advance(Duration.ofSeconds(4));
      assertThat(client.batch("7>8").status()).isEqualTo(200);
      emulator.associations().assertCount(4);
      assertThat(emulator.violations()).isEmpty();
    }
  }

  @Test
  void eachTokenHasItsOwnLimits() throws IOException {
    try (HubSpotEmulator emulator = start(RateLimits.unlimited().withTenSecondly(1))) {
      TestClient client = client(emulator);
      assertThat(client.withToken("A").batch("1>2").status()).isEqualTo(200);
      assertThat(client.withToken("A").batch("1>2").status()).isEqualTo(429);
      assertThat(client.withToken("B").batch("1>2").status()).isEqualTo(200);
    }
  }

  @Test
  void requestsWithoutAGoodTokenCostNothing() throws IOException {
    try (HubSpotEmulator emulator = start(RateLimits.unlimited().withTenSecondly(1))) {
      TestClient client = client(emulator);
      assertThat(client.withToken(null).batch("1>2").status()).isEqualTo(401);
      assertThat(client.batch("1>2").status()).isEqualTo(200);
    }
  }

  @Test
  void theSecondlyLimitNamesItselfAndSaysWhenToComeBack() throws IOException {
    RateLimits limits = RateLimits.unlimited().withSecondly(1).withRetryAfter(true);
    try (HubSpotEmulator emulator = start(limits)) {
      TestClient client = client(emulator);
      client.batch("1>2");
      TestResponse rejected = client.batch("3>4");
      assertThat(rejected.status()).isEqualTo(429);
      assertThat(rejected.at("message")).isEqualTo("You have reached your secondly limit.");
      assertThat(rejected.at("policyName")).isEqualTo("SECONDLY");
      assertThat(rejected.at("requestId")).isNotNull();
      assertThat(rejected.headers().get("Retry-After")).isEqualTo("1");
      clock.advance(Duration.ofSeconds(1));
      assertThat(client.batch("3>4").status()).isEqualTo(200);
    }
  }

  @Test
  void theDayEndsAtMidnightOfTheAccount() throws IOException {
    RateLimits limits =
        RateLimits.unlimited()
            .withDaily(2)
            .withRetryAfter(true)
            .withDayZone(ZoneId.of("America/New_York"));
    try (HubSpotEmulator emulator = start(limits)) {
      TestClient client = client(emulator);
      TestResponse first = client.batch("1>2");
      assertThat(first.headers().get("X-HubSpot-RateLimit-Daily")).isEqualTo("2");
      assertThat(first.headers().get("X-HubSpot-RateLimit-Daily-Remaining")).isEqualTo("1");
      clock.advance(Duration.ofHours(18)); // 03:30 of the next day in UTC, 23:30 in New York.
      assertThat(client.batch("3>4").status()).isEqualTo(200);
      TestResponse rejected = client.batch("5>6");
      assertThat(rejected.status()).isEqualTo(429);
      assertThat(rejected.at("message")).isEqualTo("You have reached your daily limit.");
      assertThat(rejected.at("policyName")).isEqualTo("DAILY");
      assertThat(rejected.headers().get("Retry-After")).isEqualTo("1800");
      clock.advance(Duration.ofMinutes(30));
      assertThat(client.batch("5>6").status()).isEqualTo(200);
    }
  }

  @Test
  void batchesCanBeExemptFromTheTenSecondlyLimit() throws IOException {
    try (HubSpotEmulator emulator =
        HubSpotEmulator.builder()
            .batchExemption(true)
            .rateLimits(RateLimits.unlimited().withTenSecondly(1))
            .start()) {
      TestClient client = client(emulator);
      assertThat(client.put("contacts", "1", "companies", "2").headers().names())
          .doesNotContain("x-hubspot-rate-limit-exemptions");
      TestResponse batch = client.batch("1>2");
      assertThat(batch.status()).isEqualTo(200);
      assertThat(batch.headers().get("x-hubspot-rate-limit-exemptions"))
          .isEqualTo("[\"ten-secondly\"]");
      assertThat(client.put("contacts", "1", "companies", "2").status()).isEqualTo(429);
    }
  }

  @Test
  void withoutLimitsThereAreNoHeaders() throws IOException {
    try (HubSpotEmulator emulator = start(RateLimits.unlimited())) {
      assertThat(client(emulator).batch("1>2").headers().names())
          .noneMatch(name -> name.toLowerCase(Locale.ROOT).contains("ratelimit"));
    }
  }

  @Test
  void negativeLimitsAreRejected() {
    assertThatThrownBy(() -> RateLimits.unlimited().withDaily(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("daily is -1: use 0 for no limit, or more");
  }

  @Test
  void noTenSecondsEverHoldMoreThanTheLimit() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      int limit = 1 + random.nextInt(20);
      RateLimiter limiter = new RateLimiter(RateLimits.unlimited().withTenSecondly(limit), clock);
      Deque<Instant> accepted = new ArrayDeque<>();
      for (int i = 0; i < 500; i++) {
        clock.advance(Duration.ofMillis(random.nextInt(20_000 / limit)));
        Instant now = clock.instant();
        while (!accepted.isEmpty() && !accepted.peek().isAfter(now.minusSeconds(10))) {
          accepted.remove();
        }
        boolean rejected = limiter.count("token", false).rejectedBy() != null;
        assertThat(rejected).as("seed %s, request %s", seed, i).isEqualTo(accepted.size() == limit);
        if (!rejected) {
          accepted.add(now);
        }
      }
    }
  }

  @Test
  void onlyTheMostRecentTokensAreRemembered() {
    RateLimiter limiter = new RateLimiter(RateLimits.unlimited().withTenSecondly(1), clock);
    for (int i = 0; i < 100_000; i++) {
      assertThat(limiter.count("token" + i, false).rejectedBy()).isNull();
    }
    assertThat(limiter.count("token99999", false).rejectedBy()).isEqualTo("TEN_SECONDLY_ROLLING");
    assertThat(limiter.tokens()).isEqualTo(1_000);
  }
}

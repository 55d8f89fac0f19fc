package io.github.hubspotassociations.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  private static Duration retryAfter(String... headers) {
    return HubSpotErrors.decode(503, Headers.of(headers), "").retryAfter();
  }

  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "10, PT10S",
    "86400, PT24H",
    "0.25, PT0.25S",
    "1.0001, PT1.001S",
    "007, PT7S",
    "-1, PT0S",
    "-2.5, PT0S",
    "'120, 0', PT120S",
    "'0,120 , x', PT120S",
    "'1764086400, 5', PT5S",
    "'5, 1764086400', PT5S"
  })
  void secondsAreRead(String value, Duration expected) {
    assertThat(retryAfter("Retry-After", value)).isEqualTo(expected);
    assertThat(retryAfter("retry-after", " " + value + " ")).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-",
        ".",
        ".5",
        "soon",
        "1 minute",
        "1e3",
        "0x10",
        "+5",
        "1.2.3",
        "١٢",
        "99999999999",
        "1764086400",
        "86401",
        "1.00000000000000000001",
        "NaN",
        "Mon, 99 Foo 2026"
      })
  void nonsenseIsNothing(String value) {
    assertThat(retryAfter(new Headers.Builder().addUnsafeNonAscii("Retry-After", value).build()))
        .isNull();
  }

  @Test
  void theLongestOfSeveralHeadersCounts() {
    Headers headers =
        new Headers.Builder()
            .add("Retry-After", "7")
            .add("Date", "Tue, 25 Nov 2025 16:00:00 GMT")
            .add("retry-after", "Tue, 25 Nov 2025 16:02:00 GMT")
            .add("Retry-After", "0")
            .build();
    assertThat(retryAfter(headers)).isEqualTo(Duration.ofMinutes(2));
  }

  private static Duration retryAfter(Headers headers) {
    return HubSpotErrors.decode(503, headers, "").retryAfter();
  }

  @Test
  void noHeaderIsNothing() {
    assertThat(retryAfter()).isNull();
  }

  @Test
  void aDateIsComparedWithTheServersClock() {
    assertThat(
            retryAfter(
                "Date", "Tue, 10 Mar 2026 23:00:00 GMT",
                "Retry-After", "Tue, 10 Mar 2026 23:01:30 GMT"))
        .isEqualTo(Duration.ofSeconds(90));
  }

  @Test
  void aDateIsComparedWithTheOwnClockIfTheServerTellsNone() {
    Instant then = Instant.now().plusSeconds(3600);
    String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(then.atOffset(ZoneOffset.UTC));
    for (String[] headers :
        new String[][] {{"Retry-After", date}, {"Retry-After", date, "Date", "whenever"}}) {
      // A generous bound, for machines that stand still.
      assertThat(retryAfter(headers)).isBetween(Duration.ofMinutes(50), Duration.ofHours(1));
    }
  }

  @Test
  void aRetryAfterDateInThePastMeansNow() {
    assertThat(retryAfter("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT")).isEqualTo(Duration.ZERO);
    assertThat(retryAfter("Retry-After", "Sunday, 06-Nov-94 08:49:37 GMT"))
        .isEqualTo(Duration.ZERO);
    assertThat(retryAfter("Retry-After", "Sun Nov  6 08:49:37 1994")).isEqualTo(Duration.ZERO);
  }
}

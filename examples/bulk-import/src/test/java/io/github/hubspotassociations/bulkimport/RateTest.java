package io.github.hubspotassociations.bulkimport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateTest {
  @ParameterizedTest
  @CsvSource({
    "100/10s, 100, 10000",
    "1/500ms, 1, 500",
    "190/10S, 190, 10000",
    "60/1m, 60, 60000",
    "250000/24h, 250000, 86400000",
    "10/s, 10, 1000",
    "' 5 / 2s ', 5, 2000"
  })
  void aRateIsACountAndADuration(String text, int requests, long millis) {
    assertThat(Rate.of(text)).isEqualTo(new Rate(requests, Duration.ofMillis(millis)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "100",
        "100/",
        "/10s",
        "100/10",
        "100/10d",
        "-1/10s",
        "1.5/s",
        "100/s10",
        "99999999999/1s"
      })
  void anythingElseIsRejectedWithTheForm(String text) {
    assertThatThrownBy(() -> Rate.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'")
        .hasMessageContaining("100/10s");
  }

  @Test
  void aRateOfMoreThanADayIsRejected() {
    assertThatThrownBy(() -> Rate.of("1000/25h")).hasMessageContaining("duration above 24h");
    assertThatThrownBy(() -> Rate.of("1/999999999h")).hasMessageContaining("duration above 24h");
  }

  @Test
  void aRateOfNothingIsRejected() {
    assertThatThrownBy(() -> Rate.of("0/10s")).hasMessageContaining("allows no request");
    assertThatThrownBy(() -> Rate.of("10/0s")).hasMessageContaining("has no duration");
  }
}

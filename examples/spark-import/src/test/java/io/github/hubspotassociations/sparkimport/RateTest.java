package io.github.hubspotassociations.sparkimport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RateTest {
  @Test
  void isParsedAsTheImporterDoes() {
    assertThat(Rate.of("190/10s")).isEqualTo(new Rate(190, Duration.ofSeconds(10)));
    assertThat(Rate.of("10/s")).isEqualTo(new Rate(10, Duration.ofSeconds(1)));
    assertThat(Rate.of(" 5 / 500MS ")).isEqualTo(new Rate(5, Duration.ofMillis(500)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "ten/s", "10/0s", "0/s", "1/25h", "1/9d"})
  void whatIsNoRateIsRejected(String text) {
    assertThatThrownBy(() -> Rate.of(text)).isInstanceOf(UsageException.class);
  }

  @Test
  void tasksShareTheQuota() {
    assertThat(Rate.share(new Rate(190, Duration.ofSeconds(10)), 4)).isEqualTo(47);
    assertThat(Rate.share(null, 3)).isEqualTo(33);
    assertThat(Rate.share(new Rate(2, Duration.ofSeconds(1)), 5)).isEqualTo(1);
  }

  @Test
  void moreTasksThanTheQuotaCanFeedAreRejectedWithTheSum() {
    Rate rate = new Rate(190, Duration.ofSeconds(10));
    Rate.checkTasks(rate, 47, 2000);
    assertThatThrownBy(() -> Rate.checkTasks(rate, 48, 2000))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "tasks is 48: 190 requests in 10 s (the rate) shared by 48 tasks are 4.0 requests in"
                + " 10 s for each, and a task keeps 4 in flight. All tasks share one quota, so more"
                + " of them are not faster: one task alone sends all of its 38,000 rows a second."
                + " Use 1, at most 47");
    assertThatThrownBy(() -> Rate.checkTasks(null, 100, 2000))
        .hasMessageContaining("100 requests in 10 s (where adaptive pacing starts)")
        .hasMessageContaining("at most 25");
    assertThatThrownBy(() -> Rate.checkTasks(null, 0, 2000))
        .hasMessage("tasks is 0: give 1 or more");
  }
}

package io.github.hubspotassociations.sparkimport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class QuotaRateTest {
  @Test
  void isParsedAsTheImporterDoes() {
    assertThat(QuotaRate.of("190/10s")).isEqualTo(new QuotaRate(190, Duration.ofSeconds(10)));
    assertThat(QuotaRate.of("10/s")).isEqualTo(new QuotaRate(10, Duration.ofSeconds(1)));
    assertThat(QuotaRate.of(" 5 / 500MS ")).isEqualTo(new QuotaRate(5, Duration.ofMillis(500)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "ten/s", "10/0s", "0/s", "1/25h", "1/9d"})
  void whatIsNoRateIsRejected(String text) {
    assertThatThrownBy(() -> QuotaRate.of(text)).isInstanceOf(JobUsageException.class);
  }

  @Test
  void tasksShareTheQuota() {
    assertThat(QuotaRate.share(new QuotaRate(190, Duration.ofSeconds(10)), 4)).isEqualTo(47);
    assertThat(QuotaRate.share(null, 3)).isEqualTo(33);
    assertThat(QuotaRate.share(new QuotaRate(2, Duration.ofSeconds(1)), 5)).isEqualTo(1);
  }

  @Test
  void moreTasksThanTheQuotaCanFeedAreRejectedWithTheSum() {
    QuotaRate rate = new QuotaRate(190, Duration.ofSeconds(10));
    QuotaRate.checkTasks(rate, 47, 2000);
    assertThatThrownBy(() -> QuotaRate.checkTasks(rate, 48, 2000))
        .isInstanceOf(JobUsageException.class)
        .hasMessage(
            "tasks is 48: 190 requests in 10 s (the rate) shared by 48 tasks are 4.0 requests in"
                + " 10 s for each, and a task keeps 4 in flight. All tasks share one quota, so more"
                + " of them are not faster: one task alone sends all of its 38,000 rows a second."
                + " Use 1, at most 47");
    assertThatThrownBy(() -> QuotaRate.checkTasks(null, 100, 2000))
        .hasMessageContaining("100 requests in 10 s (where adaptive pacing starts)")
        .hasMessageContaining("at most 25");
    assertThatThrownBy(() -> QuotaRate.checkTasks(null, 0, 2000))
        .hasMessage("tasks is 0: give 1 or more");
  }
}

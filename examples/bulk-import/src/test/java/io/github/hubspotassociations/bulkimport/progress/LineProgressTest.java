package io.github.hubspotassociations.bulkimport.progress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LineProgressTest {
  private final AtomicLong clock = new AtomicLong(1_000);
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void aLineComesEveryFewSeconds() {
    LineProgress progress = new LineProgress(new PrintStream(out, true, UTF_8), clock::get);
    progress.update(new Progress.State(1_000, 0, 0, 100_000, false, ""));
    clock.addAndGet(LineProgress.INTERVAL_NANOS - 1);
    progress.update(new Progress.State(2_000, 0, 1, 100_000, false, ""));
    assertThat(out.toString(UTF_8)).isEmpty();
    clock.addAndGet(1);
    progress.update(new Progress.State(3_000, 0, 2, 99_000, false, ""));
    progress.update(new Progress.State(4_000, 0, 3, 99_000, true, ""));
    clock.addAndGet(LineProgress.INTERVAL_NANOS);
    progress.update(new Progress.State(33_000, 0, 3, 99_000, true, ""));
    assertThat(out.toString(UTF_8).lines())
        .containsExactly(
            "3,000 of about 99,000 rows (3%), 1,000 rows/s, 0:03, 1:36 left, 2 failed",
            "33,000 of 99,000 rows (33%), 5,500 rows/s, 0:06, 0:12 left, 3 failed");
  }

  @Test
  void rowsDoneBeforeAResumeDoNotCountForTheRate() {
    assertThat(LineProgress.line(new Progress.State(150_000, 100_000, 7, 200_000, true, ""), 10))
        .isEqualTo("150,000 of 200,000 rows (75%), 5,000 rows/s, 0:10, 0:10 left, 7 failed");
  }

  @Test
  void withoutATotalThereIsNoTimeLeft() {
    assertThat(LineProgress.line(new Progress.State(5, 0, 0, -1, false, ""), 2))
        .isEqualTo("5 rows, 3 rows/s, 0:02, 0 failed");
  }

  @Test
  void whatIsWaitedForIsShown() {
    Progress.State state = new Progress.State(5, 0, 0, -1, false, "waiting 8 s for a reason");
    assertThat(LineProgress.line(state, 2)).endsWith("0 failed; waiting 8 s for a reason");
  }

  @Test
  void aWaitIsShownInSecondsUntilItIsOver() {
    Waits waits = new Waits(clock::get);
    assertThat(waits.note()).isEmpty();
    waits.waitFor("HubSpot's rate limit", Duration.ofSeconds(8));
    assertThat(waits.note()).isEqualTo("waiting 8 s for HubSpot's rate limit");
    clock.addAndGet(Duration.ofMillis(7_500).toNanos());
    assertThat(waits.note()).isEqualTo("waiting 1 s for HubSpot's rate limit");
    clock.addAndGet(Duration.ofMillis(500).toNanos());
    assertThat(waits.note()).isEmpty();
    waits.retry("retrying: connection refused (3 of 8)", Duration.ofSeconds(1));
    assertThat(waits.note()).isEqualTo("retrying: connection refused (3 of 8)");
  }
}

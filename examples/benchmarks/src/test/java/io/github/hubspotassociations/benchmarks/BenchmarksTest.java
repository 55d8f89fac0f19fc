package io.github.hubspotassociations.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That the benchmarks measure what they say, once and small; the figures are of no account. */
final class BenchmarksTest {
  private static CannedServer server;

  @BeforeAll
  static void start() throws Exception {
    server = CannedServer.start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static Measurement measure(String name, int pairs) throws Exception {
    try (Contestant contestant = Contestant.named(name, server.url())) {
      return ContestantProcess.measure(contestant, pairs);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "okhttp",
        "okhttp-at-once",
        "okhttp-ready",
        "engine",
        "engine-apart",
        "engine-shuffled",
        "engine-input-order",
        "engine-fresh-inputs",
        "summarize",
        "retrofit"
      })
  void everyContestantAccountsForItsPairs(String name) throws Exception {
    int pairs = 7 * Workload.PAGE_SIZE;

    Measurement measured = measure(name, pairs);

    assertThat(measured.pairs()).isEqualTo(pairs);
    assertThat(measured.wallNanos()).isPositive();
    assertThat(measured.peakHeapBytes()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"single-engine", "single-retrofit"})
  void singleCallsComplete(String name) throws Exception {
    Measurement measured = measure(name, 5);

    assertThat(measured.pairs()).isEqualTo(5);
  }

  @Test
  void aMeasurementGoesThroughALine() {
    Measurement measured = new Measurement(1_000, 2_000_000, 3_000_000, -1, 5);

    assertThat(Measurement.parse(measured.line())).isEqualTo(measured);
    assertThat(measured.cpuSecondsPerMillion()).isEqualTo(2.0);
    assertThat(measured.wallSecondsPerMillion()).isEqualTo(3.0);
  }

  @Test
  void ratiosAreTakenRoundByRound() {
    Series ratio = Series.ratio(List.of(2.0, 9.0, 20.0), List.of(1.0, 3.0, 5.0), v -> v);

    assertThat(ratio.text(1)).isEqualTo("3.0 (2.0–4.0)");
  }
}

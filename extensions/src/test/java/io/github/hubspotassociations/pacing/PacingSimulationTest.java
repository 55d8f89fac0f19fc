package io.github.hubspotassociations.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The quota must be used, fairly and nearly without a 429; see {@link PacingSimulation}. */
final class PacingSimulationTest {
  private static final Duration WINDOW = Duration.ofSeconds(10);

  @ParameterizedTest
  @CsvSource({
    // processes, headers, least used, most rejected, least part of a fair share
    "1, true,  0.975, 0,    0.975",
    "1, false, 0.975, 0,    0.975",
    "2, true,  0.90,  0.01, 0.5",
    "3, true,  0.90,  0.01, 0.5",
    "8, true,  0.90,  0.01, 0.5",
    "2, false, 0.75,  0.1,  0.5",
    "8, false, 0.75,  0.1,  0.5",
  })
  void processesThatShareAQuotaUseItFairly(
      int processes, boolean headers, double used, double rejected, double share) {
    for (int seed = 0; seed < 20; seed++) {
      PacingSimulation simulation = PacingSimulation.of(processes, headers, seed);
      simulation.run(Duration.ofMinutes(10));
      assertThat(simulation.used()).as("quota used, seed %d", seed).isBetween(used, 1.0);
      assertThat(simulation.rejected())
          .as("rejected with 429, seed %d", seed)
          .isBetween(0.0, rejected);
      assertThat(simulation.leastShare()).as("least share, seed %d", seed).isBetween(share, 1.0);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void aJobThatStartsWhenAnotherHasEndedIsNotSlowedByWhatItLeft(long seed) {
    // 250 requests at 190 in 10 seconds, 4 in flight, take 14 seconds where no other ran before.
    assertThat(PacingSimulation.inARow(190, 3, 250, true, seed))
        .allSatisfy(time -> assertThat(time).isLessThan(Duration.ofSeconds(17)));
  }

  @Test
  void aProcessThatIsLeftAloneHasTheWholeQuotaAgainSoon() {
    PacingSimulation simulation = PacingSimulation.of(3, true, 0);
    simulation.run(Duration.ofMinutes(3));
    PacingSimulation.Client last = simulation.processes().get(0);
    simulation.processes().stream().skip(1).forEach(PacingSimulation.Client::stop);
    simulation.run(Duration.ofSeconds(35));
    assertThat(perWindow(simulation, last, 3)).allMatch(sent -> sent >= 90);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void whoeverIsLeftTakesOverWhenTheOthersStop(long seed) {
    PacingSimulation simulation = PacingSimulation.of(8, true, seed);
    simulation.run(Duration.ofMinutes(3));
    PacingSimulation.Client last = simulation.processes().get(0);
    simulation.processes().stream().skip(1).forEach(PacingSimulation.Client::stop);
    simulation.run(Duration.ofMinutes(2));
    assertThat(perWindow(simulation, last, 6)).allMatch(sent -> sent >= 90);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void aNewcomerGetsItsShareOfAQuotaThatAnotherUsesUp(long seed) {
    PacingSimulation simulation = PacingSimulation.of(1, true, seed);
    simulation.run(Duration.ofMinutes(2));
    PacingSimulation.Client newcomer = simulation.add();
    simulation.run(Duration.ofMinutes(10));
    assertThat(perWindow(simulation, newcomer, 6)).allMatch(sent -> sent >= 20);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oneStrayRejectionDoesNotSlowALoneProcessForLong(boolean headers) {
    PacingSimulation simulation = PacingSimulation.of(1, headers, 0);
    simulation.spend(100);
    simulation.run(Duration.ofMinutes(2));
    PacingSimulation.Client process = simulation.processes().get(0);
    assertThat(process.rejected()).isBetween(1L, 4L);
    assertThat(perWindow(simulation, process, 6)).allMatch(sent -> sent >= 95);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void oneProcessLeavesRoomForARateThatIsNotOurs(long seed) {
    PacingSimulation simulation = PacingSimulation.of(1, true, seed);
    List<Long> sent = new ArrayList<>();
    for (int second = 0; second < 300; second++) {
      simulation.spend(4);
      simulation.run(Duration.ofSeconds(1));
      if (second % 10 == 9) {
        sent.add(simulation.processes().get(0).accepted());
      }
    }
    long late = sent.get(29) - sent.get(19);
    assertThat(late / 10).isBetween(45L, 60L);
    assertThat(simulation.rejected()).isLessThan(0.01);
  }

  private static List<Long> perWindow(
      PacingSimulation simulation, PacingSimulation.Client process, int windows) {
    List<Long> sent = new ArrayList<>();
    for (int i = 0; i < windows; i++) {
      long before = process.accepted();
      simulation.run(WINDOW);
      sent.add(process.accepted() - before);
    }
    return sent;
  }
}

package io.github.hubspotassociations.bulkimport;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.emulator.HubSpotEmulator;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Imports in each release, against an emulator that serves version 4 or does not. */
@Timeout(60)
class ReleaseTest {
  @TempDir Path dir;

  private Associate.End run(HubSpotEmulator emulator, int rows, String release) {
    return new Associate()
        .run(
            "--base-url",
            emulator.url(),
            "--json",
            "--no-progress",
            "--from-type=contacts",
            "--to-type=companies",
            "--results",
            dir.resolve("results.csv"),
            "--failures",
            dir.resolve("failures.csv"),
            "--api-release",
            release,
            Associate.goodRows(dir.resolve("input.csv"), rows));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-03", "2026-09", "2026-09-beta"})
  void aDatedReleaseNeedsNoVersion4(String release) {
    try (HubSpotEmulator emulator = HubSpotEmulator.builder().strict(true).v4(false).start()) {
      Associate.End end = run(emulator, 10, release);
      assertThat(end.status()).as(end.err()).isZero();
      assertThat(emulator.associations().count("contacts", "companies")).isEqualTo(10);
      assertThat(emulator.violations()).isEmpty();
    }
  }

  @Test
  void version4IsSpokenOnRequest() {
    try (HubSpotEmulator emulator = HubSpotEmulator.builder().strict(true).start()) {
      Associate.End end = run(emulator, 10, "v4");
      assertThat(end.status()).as(end.err()).isZero();
      assertThat(emulator.associations().count("contacts", "companies")).isEqualTo(10);
      assertThat(emulator.violations()).isEmpty();
    }
  }

  @Test
  void version4SwitchedOffStopsTheRunAtOnce() {
    try (HubSpotEmulator emulator = HubSpotEmulator.builder().v4(false).start()) {
      Associate.End end = run(emulator, 50_000, "v4");
      assertThat(end.status()).as(end.err()).isNotZero();
      assertThat(end.err()).contains("Version 4 is switched off");
      // No more than were in flight when the first response came.
      assertThat(emulator.requests().total()).isLessThanOrEqualTo(8);
      assertThat(emulator.associations().isEmpty()).isTrue();
      assertThat(end.count("rejected")).isZero();
    }
  }
}

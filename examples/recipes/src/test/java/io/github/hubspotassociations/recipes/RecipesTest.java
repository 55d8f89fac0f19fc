package io.github.hubspotassociations.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.hubspotassociations.emulator.HubSpotEmulator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs every recipe against an emulator, and looks at what it prints. */
final class RecipesTest {
  private static final Path SOURCES =
      Path.of("src/main/java/io/github/hubspotassociations/recipes");

  private record Printed(String name, Recipe recipe, List<String> lines) {
    @Override
    public String toString() {
      return name;
    }
  }

  private HubSpotEmulator emulator;

  @BeforeEach
  void start() {
    emulator = HubSpotEmulator.start();
  }

  @AfterEach
  void stop() {
    emulator.close();
    assertThat(emulator.violations()).isEmpty();
  }

  static Stream<Printed> recipes() {
    return Stream.of(
        new Printed(
            "OnePair",
            OnePair::run,
            List.of("contacts/101 → companies/202, type", "4040401 does not exist")),
        new Printed("BlockingUse", BlockingUse::run, List.of("Ada: ASSOCIATED", "Bo: ASSOCIATED")),
        new Printed(
            "CsvToOutcomes",
            CsvToOutcomes::run,
            List.of("line 2: associated", "line 3: rejected, ", "line 4: associated")),
        new Printed(
            "RetryUnconfirmed", RetryUnconfirmed::run, List.of("round 1: 500 sent, 0 open")),
        new Printed(
            "ResumeAfterCrash",
            ResumeAfterCrash::run,
            List.of(
                "noted after the crash: true", "nothing is lost: true", "noted at the end: 1000")),
        new Printed(
            "ProgressToUi",
            ProgressToUi::run,
            List.of("##### 25 %", "#################### 100 %", "1000 of 1000")),
        new Printed(
            "WithCompletableFuture",
            WithCompletableFuture::run,
            List.of("associated companies/202", "rejected: OBJECT_NOT_FOUND")),
        new Printed(
            "SharedBudget", SharedBudget::run, List.of("1000 pairs by two clients on one budget")),
        new Printed(
            "OwnOkHttp",
            OwnOkHttp::run,
            List.of(
                "--> POST /crm/associations/2026-03/",
                "requests: 1.0",
                "by operation: createDefaultBatchStreaming",
                "associated: 1.0")),
        new Printed("SpringBootBean", SpringBootBean::run, List.of("associated companies/202")),
        new Printed(
            "GatherSingleCalls", GatherSingleCalls::run, List.of("300 callers have their result")),
        new Printed("AndroidViewModel", AndroidViewModel::run, List.of("2 of 2 associated")));
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void printsWhatItPromises(Printed printed) throws Exception {
    assertThat(print(printed.recipe(), "any-token")).contains(printed.lines());
  }

  @Test
  void theTokenRecipeRenewsARejectedToken() throws Exception {
    emulator.acceptToken("a-token");

    assertThat(print(TokenRefresh::run, "a-token"))
        .contains("asked for a token", "associated companies/202");
  }

  @Test
  void theUnitTestRecipePasses() {
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(UnitTestWithEmulator.class))
                .build(),
            listener);

    assertThat(listener.getSummary().getTestsSucceededCount()).isEqualTo(1);
    assertThat(listener.getSummary().getTestsFailedCount()).isZero();
  }

  @Test
  void everyRecipeIsRunHere() throws IOException {
    Set<String> run = recipes().map(Printed::name).collect(Collectors.toCollection(TreeSet::new));
    run.addAll(Set.of("TokenRefresh", "UnitTestWithEmulator"));
    Set<String> written;
    try (Stream<Path> files = Files.list(SOURCES)) {
      written =
          files
              .map(file -> file.getFileName().toString().replace(".java", ""))
              .filter(name -> !name.equals("Recipe") && !name.equals("package-info"))
              .collect(Collectors.toCollection(TreeSet::new));
    }

    assertThat(run).isEqualTo(written);
  }

  private String print(Recipe recipe, String token) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      recipe.run(emulator.url(), token, out);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}

package io.github.hubspotassociations.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;

/** Runs without the optional dependencies of strict, the command line and JUnit. */
class PlainClassPathTest {
  private static final Pattern KEPT =
      Pattern.compile(
          ".*(classes|hubspot|retrofit|okhttp|okio|moshi|rxjava|reactive|kotlin|jspecify).*");

  /** Runs like an application and prints what it sees. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) throws Exception {
      OkHttpClient http = new OkHttpClient();
      try (HubSpotEmulator emulator = HubSpotEmulator.start()) {
        System.out.println(new TestClient(http, emulator.url()).batch("1>2").status());
        emulator.associations().assertCount(1);
      }
      try {
        HubSpotEmulator.builder().strict(true).start();
      } catch (IllegalStateException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void theEmulatorRunsAndStrictSaysWhatItNeeds() throws Exception {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> KEPT.matcher(Path.of(entry).getFileName().toString()).matches())
            .collect(Collectors.joining(File.pathSeparator));
    assertThat(classPath).doesNotContain("swagger", "jackson", "junit", "picocli", "guava");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                Program.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(output.lines())
        .containsExactly(
            "200",
            "strict needs com.atlassian.oai:swagger-request-validator-core on the class path");
  }
}

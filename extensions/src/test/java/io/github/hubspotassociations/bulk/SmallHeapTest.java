package io.github.hubspotassociations.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Memory does not grow with the number of inputs: a JVM with 64 MiB of heap takes them all. */
final class SmallHeapTest {
  private static final int INPUTS = Integer.getInteger("hubspot.millions", 1) * 1_000_000;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void aHeapOf64MebibytesIsEnoughForMillionsOfInputs(Ordering ordering)
      throws IOException, InterruptedException {
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Millions.class.getName(),
                Integer.toString(INPUTS),
                ordering.name())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(20, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(output, StandardCharsets.UTF_8);
    System.out.println(ordering + ": " + said.trim());
    assertThat(said)
        .startsWith(
            "associated " + INPUTS + " of " + INPUTS + ", checkpoint " + INPUTS + ", heap ");
  }
}

package io.github.hubspotassociations.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;

/** The JDK's tools, run as a person would run them. */
final class JavaTool {
  private JavaTool() {}

  /** Compiles within this process; an error fails with what the compiler said. */
  static void javac(String... arguments) {
    tool("javac", arguments);
  }

  static void jar(String... arguments) {
    tool("jar", arguments);
  }

  private static void tool(String name, String... arguments) {
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said, true);
    int status = ToolProvider.findFirst(name).orElseThrow().run(out, out, arguments);
    assertThat(status).as("%s: %s", name, said).isZero();
  }

  /**
   * Runs this JDK's java as a process; gives the lines of standard output, or fails with all that
   * was said.
   */
  static List<String> java(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments);
    return run(command);
  }

  static List<String> run(List<String> command) throws IOException, InterruptedException {
    Path out = Files.createTempFile(Jars.TARGET, "process", ".out");
    Path err = Files.createTempFile(Jars.TARGET, "process", ".err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(15, TimeUnit.MINUTES)) {
      process.destroyForcibly().waitFor();
    }
    List<String> lines = Files.readAllLines(out, UTF_8);
    assertThat(process.exitValue())
        .as(
            "exit status of %s%n%s%n%s",
            command, String.join("\n", lines), Files.readString(err, UTF_8))
        .isZero();
    Files.delete(out);
    Files.delete(err);
    return lines;
  }
}

package io.github.hubspotassociations.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.emulator.HubSpotEmulator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The small application under src/consumer: compiled as its author would, run against the emulator.
 */
final class Consumer {
  private static final Path SOURCES = Jars.MODULE.resolve("src/consumer");
  private static final String MAIN = "java/consumer/Main.java";

  private Consumer() {}

  /** Compiled to Java 8 class files against the library's runtime class path. */
  static void compile(Path classes) throws IOException {
    JavaTool.javac(
        "--release",
        "8",
        "-Xlint:-options",
        "-cp",
        Jars.joined(Jars.runtimeClassPath()),
        "-d",
        classes.toString(),
        SOURCES.resolve(MAIN).toString());
  }

  /** Compiled as a module, the library on the module path. */
  static void compileAsModule(Path classes) throws IOException {
    JavaTool.javac(
        "--release",
        "17",
        "--module-path",
        Jars.joined(Jars.runtimeClassPath()),
        "-d",
        classes.toString(),
        SOURCES.resolve("module/module-info.java").toString(),
        SOURCES.resolve(MAIN).toString());
  }

  /** Runs it in a JVM of its own; fails unless everything it does had the result it must have. */
  static void run(String... javaArguments) throws IOException, InterruptedException {
    try (HubSpotEmulator emulator = HubSpotEmulator.start()) {
      List<String> arguments = new ArrayList<>(List.of(javaArguments));
      arguments.add(emulator.url());
      assertThat(JavaTool.java(arguments))
          .containsExactly(
              "single: 101 201 HUBSPOT_DEFINED",
              "bulk: 2500 of 2500",
              "outcome: the third rejected, OBJECT_NOT_FOUND",
              "error: 404 OBJECT_NOT_FOUND 404041",
              "bare: 2");
    }
  }
}

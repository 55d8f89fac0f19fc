package io.github.hubspotassociations.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of the harness, talked to in lines; it ends when its input does. */
final class Child implements AutoCloseable {
  /** The program of the JVM that this runs in. */
  static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private final String name;
  private final Process process;
  private final Writer in;
  private final BufferedReader out;

  private Child(String name, Process process) {
    this.name = name;
    this.process = process;
    this.in = process.outputWriter(StandardCharsets.UTF_8);
    this.out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Starts a class of the harness in a JVM like this one. */
  static Child java(String name, List<String> options, Class<?> main, String... args)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(JAVA);
    command.addAll(options);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(Arrays.asList(args));
    return start(name, command);
  }

  static Child start(String name, List<String> command) throws IOException {
    return new Child(
        name, new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** The next line that the process writes. */
  String readLine() throws IOException {
    String line = out.readLine();
    if (line == null) {
      throw new IOException(
          "The process of " + name + " ended without a result: see its errors above");
    }
    return line;
  }

  void writeLine(String line) throws IOException {
    in.write(line + "\n");
    in.flush();
  }

  /** Has the process associate pairs and measure itself. */
  Measurement run(long pairs) {
    return ask(String.valueOf(pairs));
  }

  /** Has the process associate pairs again and again until it is warm. */
  Measurement warmUp(long pairs) {
    return ask(ContestantProcess.WARM_UP + pairs);
  }

  private Measurement ask(String command) {
    try {
      writeLine(command);
      return Measurement.parse(readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      in.close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

package io.github.hubspotassociations.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.tools.ant.BuildEvent;
import org.apache.tools.ant.BuildException;
import org.apache.tools.ant.DefaultLogger;
import org.apache.tools.ant.Project;
import org.codehaus.mojo.animal_sniffer.ant.CheckSignatureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The check of both library modules' builds, the same task with the same signature file, tried on
 * other classes.
 */
class AndroidSignatureTest {
  private final List<String> messages = new ArrayList<>();
  @TempDir Path folder;

  @BeforeEach
  void newMessages() {
    messages.clear();
  }

  @Test
  void bothJarsCallOnlyWhatAndroid21Has() throws IOException {
    assertThatCode(() -> check(Jars.client())).doesNotThrowAnyException();
    assertThatCode(() -> check(Jars.extensions())).doesNotThrowAnyException();
  }

  @Test
  void whatDesugaringBringsPasses() throws IOException {
    Path classes =
        compiled(
            "java.time.Duration.ofSeconds(java.util.stream.Stream.of(1).count()).toString();"
                + " new java.util.concurrent.ConcurrentHashMap<String, String>().isEmpty();");

    assertThatCode(() -> check(classes)).doesNotThrowAnyException();
  }

  @Test
  void aCallToANewerApiFailsAndNamesIt() throws IOException {
    Path classes =
        compiled("new java.util.concurrent.atomic.AtomicLong().accumulateAndGet(1, Long::sum);");

    assertThatThrownBy(() -> check(classes))
        .isInstanceOf(BuildException.class)
        .hasMessageContaining("Signature errors found");
    assertThat(messages).anyMatch(line -> line.contains("accumulateAndGet"));
  }

  @Test
  void aNewerClassFailsAndIsNamed() throws IOException {
    Path classes = compiled("new java.util.concurrent.atomic.LongAdder().increment();");

    assertThatThrownBy(() -> check(classes)).isInstanceOf(BuildException.class);
    assertThat(messages).anyMatch(line -> line.contains("java.util.concurrent.atomic.LongAdder"));
  }

  private Path compiled(String statement) throws IOException {
    Path source = folder.resolve("Fixture.java");
    Files.writeString(source, "class Fixture { static void run() { " + statement + " } }");
    Path classes = folder.resolve("classes");
    JavaTool.javac(
        "--release", "8", "-Xlint:-options", "-d", classes.toString(), source.toString());
    return classes;
  }

  private void check(Path classes) throws IOException {
    Project project = new Project();
    project.init();
    project.addBuildListener(
        new DefaultLogger() {
          @Override
          public void messageLogged(BuildEvent event) {
            messages.add(event.getMessage());
          }
        });
    CheckSignatureTask task = new CheckSignatureTask();
    task.setProject(project);
    task.setSignature(Path.of(System.getProperty("android.signature")).toFile());
    task.addPath(antPath(project, List.of(classes)));
    task.setClasspath(antPath(project, Jars.runtimeClassPath()));
    task.execute();
  }

  private static org.apache.tools.ant.types.Path antPath(Project project, List<Path> files) {
    return new org.apache.tools.ant.types.Path(project, Jars.joined(files));
  }
}

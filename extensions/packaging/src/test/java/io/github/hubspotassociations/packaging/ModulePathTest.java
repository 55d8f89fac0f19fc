package io.github.hubspotassociations.packaging;

import java.io.File;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModulePathTest {
  @TempDir Path classes;

  @Test
  void aModularApplicationCompilesAndRunsWithTheLibraryOnTheModulePath() throws Exception {
    Consumer.compileAsModule(classes);

    Consumer.run(
        "--module-path",
        Jars.joined(Jars.runtimeClassPath()) + File.pathSeparator + classes,
        "--module",
        "consumer/consumer.Main");
  }

  @Test
  void anApplicationOnJava8ClassFilesRunsFromTheClassPath() throws Exception {
    Consumer.compile(classes);

    Consumer.run(
        "-cp",
        Jars.joined(Jars.runtimeClassPath()) + File.pathSeparator + classes,
        "consumer.Main");
  }
}

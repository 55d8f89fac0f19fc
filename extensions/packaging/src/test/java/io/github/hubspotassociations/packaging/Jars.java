package io.github.hubspotassociations.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.client.api.AssociationsApi;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.objectweb.asm.ClassReader;

/** The jars as the build made them, and what stands in them. */
final class Jars {
  /** The module's folder: Surefire's working directory. */
  static final Path MODULE = Path.of("").toAbsolutePath();

  static final Path TARGET = MODULE.resolve("target");

  private Jars() {}

  static Path client() {
    return jarOf(AssociationsApi.class);
  }

  static Path extensions() {
    return jarOf(HubSpotAssociations.class);
  }

  private static Path jarOf(Class<?> type) {
    try {
      Path jar = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
      assertThat(jar).as("a jar: run these tests by mvn verify, not mvn test").isRegularFile();
      return jar;
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** The extensions' jar and all that it needs at run time, as Maven resolves it for a consumer. */
  static List<Path> runtimeClassPath() throws IOException {
    String list = Files.readString(TARGET.resolve("runtime-class-path.txt"), UTF_8).trim();
    return Arrays.stream(list.split(File.pathSeparator)).map(Path::of).toList();
  }

  /** Every class file of the jar but module descriptors and what only a newer JVM reads. */
  static List<ClassReader> classes(Path jar) throws IOException {
    List<ClassReader> classes = new ArrayList<>();
    try (JarFile file = new JarFile(jar.toFile())) {
      for (JarEntry entry : file.stream().toList()) {
        String name = entry.getName();
        if (name.endsWith(".class")
            && !name.endsWith("module-info.class")
            && !name.startsWith("META-INF/")) {
          classes.add(new ClassReader(file.getInputStream(entry).readAllBytes()));
        }
      }
    }
    return classes;
  }

  static String joined(List<Path> paths) {
    return String.join(File.pathSeparator, paths.stream().map(Path::toString).toList());
  }
}

package io.github.hubspotassociations.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.jar.JarFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;

class ClassFilesTest {
  static Path[] jars() {
    return new Path[] {Jars.client(), Jars.extensions()};
  }

  @ParameterizedTest
  @MethodSource("jars")
  void everyClassFileIsOfLevel52AndOurs(Path jar) throws IOException {
    assertThat(Jars.classes(jar))
        .isNotEmpty()
        .allSatisfy(
            type -> {
              assertThat(level(type)).as(type.getClassName()).isEqualTo(Opcodes.V1_8);
              assertThat(type.getClassName()).startsWith("io/github/hubspotassociations/");
            });
  }

  @ParameterizedTest
  @MethodSource("jars")
  void theManifestNamesAModule(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      String module = file.getManifest().getMainAttributes().getValue("Automatic-Module-Name");
      assertThat(Jars.classes(jar))
          .allSatisfy(
              type -> assertThat(type.getClassName().replace('/', '.')).startsWith(module + "."));
    }
  }

  private static int level(ClassReader type) {
    return type.readUnsignedShort(6);
  }
}

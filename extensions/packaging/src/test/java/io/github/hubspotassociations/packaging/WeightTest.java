package io.github.hubspotassociations.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** What the library adds to an application: ceilings, and the figures for the README. */
class WeightTest {
  private static final long KIB = 1024;

  /** 270 as JDK 17 compiles them; as JDK 25 does they are 0.4 KiB larger. */
  private static final long OURS_BYTES = 271 * KIB;

  private static final int OURS_METHODS = 1_400;
  private static final long ALL_BYTES = 13 * KIB * KIB / 2;

  @Test
  void ourTwoJarsStayUnder271KibAnd1400Methods() throws IOException {
    Weight ours = Weight.of(List.of(Jars.client(), Jars.extensions()));
    report("client", Weight.of(List.of(Jars.client())));
    report("extensions", Weight.of(List.of(Jars.extensions())));
    report("both", ours);

    assertThat(ours.bytes).as("bytes of our two jars").isLessThanOrEqualTo(OURS_BYTES);
    assertThat(ours.methods).as("methods of our two jars").isLessThanOrEqualTo(OURS_METHODS);
  }

  @Test
  void theWholeRuntimeClassPathStaysUnder6AndAHalfMib() throws IOException {
    List<Path> classPath = Jars.runtimeClassPath();
    assertThat(classPath).contains(Jars.client(), Jars.extensions());
    Weight all = Weight.of(classPath);
    report("class-path", all);

    assertThat(all.bytes).as("bytes of %s", classPath).isLessThanOrEqualTo(ALL_BYTES);
  }

  private static void report(String what, Weight weight) throws IOException {
    String line =
        String.format(
            Locale.ROOT,
            "weight of %s: %d jars, %.1f KiB (%.2f MiB), %d classes, %d methods",
            what,
            weight.jars,
            weight.bytes / (double) KIB,
            weight.bytes / (double) (KIB * KIB),
            weight.classes,
            weight.methods);
    System.out.println(line);
    Files.writeString(Jars.TARGET.resolve("weight-" + what + ".txt"), line + "\n", UTF_8);
  }

  private static final class Weight {
    private int jars;
    private long bytes;
    private int classes;
    private int methods;

    private static Weight of(List<Path> jars) throws IOException {
      Weight weight = new Weight();
      for (Path jar : jars) {
        weight.jars++;
        weight.bytes += Files.size(jar);
        for (ClassReader type : Jars.classes(jar)) {
          weight.classes++;
          type.accept(weight.new Counter(), ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
        }
      }
      return weight;
    }

    private final class Counter extends ClassVisitor {
      private Counter() {
        super(Opcodes.ASM9);
      }

      @Override
      public MethodVisitor visitMethod(
          int access, String name, String descriptor, String signature, String[] exceptions) {
        methods++;
        return null;
      }
    }
  }
}

package io.github.hubspotassociations.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The small application, shrunk, optimised and renamed by R8 in full mode and by ProGuard. It keeps
 * its own main method; beside that there are only the rules that Retrofit, OkHttp, Moshi and RxJava
 * ship in their jars, taken out of them as the Android Gradle plugin does. This library ships none,
 * and what runs here proves that none is needed.
 */
@Tag("full")
class ShrinkersTest {
  private static final Path TOOLS = Jars.TARGET.resolve("tools");
  private static final Path R8 = TOOLS.resolve("r8.jar");
  private static final Path JDK = Path.of(System.getProperty("java.home"));

  /** The application's. On the JVM Retrofit's and OkHttp's Android half has nothing to refer to. */
  private static final String KEEP_MAIN =
      "-keep class consumer.Main { public static void main(java.lang.String[]); }\n";

  private static final String ON_THE_JVM = "-dontwarn android.**\n";

  /** ProGuard's merging and specialising break Okio, with or without this library. */
  private static final String SPARE_OKIO =
      "-optimizations !class/merging/*,!method/specialization/*\n";

  private static final long DEX_CEILING = 1_500 * 1024;

  @TempDir Path folder;
  private Path application;
  private List<Path> rules;

  @BeforeEach
  void compileAndCollectRules() throws IOException {
    Path classes = folder.resolve("classes");
    Consumer.compile(classes);
    application = folder.resolve("application.jar");
    JavaTool.jar("--create", "--file", application.toString(), "-C", classes.toString(), ".");
    rules = shippedRules();
  }

  @Test
  void thisLibraryShipsNoRules() throws IOException {
    for (Path jar : List.of(Jars.client(), Jars.extensions())) {
      try (JarFile file = new JarFile(jar.toFile())) {
        assertThat(file.stream().map(JarEntry::getName))
            .noneMatch(name -> name.startsWith("META-INF/") && name.endsWith(".pro"));
      }
    }
  }

  @Test
  void r8InFullModeLeavesAnApplicationThatRuns() throws Exception {
    Path shrunk = folder.resolve("r8.jar");
    r8(shrunk, KEEP_MAIN + ON_THE_JVM, "--classfile", "--lib", JDK.toString());
    report("R8, class files", shrunk);

    assertThat(names(shrunk))
        .as("renamed")
        .doesNotContain("io/github/hubspotassociations/ObjectRef.class");
    Consumer.run("-cp", shrunk.toString(), "consumer.Main");
  }

  @Test
  void r8MakesASmallDexForAndroid21() throws Exception {
    Path dex = folder.resolve("dex.zip");
    r8(
        dex,
        KEEP_MAIN,
        "--dex",
        "--min-api",
        "21",
        "--lib",
        TOOLS.resolve("android-all.jar").toString(),
        // For what core-library desugaring brings, java.time above all.
        "--lib",
        JDK.toString());

    try (JarFile file = new JarFile(dex.toFile())) {
      long bytes = file.getEntry("classes.dex").getSize();
      report("R8, dex for Android 21, the whole application with all it stands on", bytes);
      assertThat(file.getEntry("classes2.dex")).as("a second dex file").isNull();
      assertThat(bytes).isLessThan(DEX_CEILING);
    }
  }

  @Test
  void proguardLeavesAnApplicationThatRuns() throws Exception {
    Path shrunk = folder.resolve("proguard.jar");
    StringBuilder configuration = new StringBuilder(KEEP_MAIN + ON_THE_JVM + SPARE_OKIO);
    configuration.append("-injars ").append(quoted(application)).append('\n');
    for (Path jar : Jars.runtimeClassPath()) {
      configuration
          .append("-injars ")
          .append(quoted(jar))
          .append("(!META-INF/MANIFEST.MF,!META-INF/versions/**,!module-info.class)\n");
    }
    configuration.append("-outjars ").append(quoted(shrunk)).append('\n');
    try (Stream<Path> modules = Files.list(JDK.resolve("jmods"))) {
      for (Path module :
          modules.filter(file -> file.getFileName().toString().startsWith("java.")).toList()) {
        configuration
            .append("-libraryjars ")
            .append(quoted(module))
            .append("(!**.jar;!module-info.class)\n");
      }
    }
    for (Path file : rules) {
      configuration.append("-include ").append(quoted(file)).append('\n');
    }
    Path file = folder.resolve("application.pro");
    Files.writeString(file, configuration, UTF_8);

    JavaTool.java(
        List.of("-cp", TOOLS.resolve("proguard") + "/*", "proguard.ProGuard", "@" + file));
    report("ProGuard, class files", shrunk);

    assertThat(names(shrunk))
        .as("renamed")
        .doesNotContain("io/github/hubspotassociations/ObjectRef.class");
    Consumer.run("-cp", shrunk.toString(), "consumer.Main");
  }

  private void r8(Path output, String ownRules, String... options) throws Exception {
    assumeThat(R8)
        .as("R8 was left out by -Dr8.skip; it is in Google's Maven repository, not on Central")
        .exists();
    Path own = folder.resolve("application.pro");
    Files.writeString(own, ownRules, UTF_8);
    List<String> arguments =
        new ArrayList<>(List.of("-cp", R8.toString(), "com.android.tools.r8.R8", "--release"));
    arguments.addAll(List.of(options));
    arguments.addAll(List.of("--pg-conf", own.toString()));
    rules.forEach(file -> arguments.addAll(List.of("--pg-conf", file.toString())));
    arguments.addAll(List.of("--output", output.toString(), application.toString()));
    Jars.runtimeClassPath().forEach(jar -> arguments.add(jar.toString()));
    JavaTool.java(arguments);
  }

  /** What the jars of the class path ship under META-INF/proguard, a file each. */
  private List<Path> shippedRules() throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path jar : Jars.runtimeClassPath()) {
      try (JarFile file = new JarFile(jar.toFile())) {
        for (JarEntry entry : file.stream().toList()) {
          if (entry.getName().matches("META-INF/(proguard|com\\.android\\.tools/r8)/.+\\.pro")) {
            Path rule = folder.resolve(found.size() + ".pro");
            try (InputStream text = file.getInputStream(entry)) {
              Files.copy(text, rule);
            }
            found.add(rule);
          }
        }
      }
    }
    assertThat(found)
        .as("rules of Retrofit, OkHttp, Moshi and RxJava")
        .hasSizeGreaterThanOrEqualTo(4);
    return found;
  }

  private static List<String> names(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream().map(JarEntry::getName).toList();
    }
  }

  private static String quoted(Path path) {
    return "'" + path + "'";
  }

  private static void report(String what, Path jar) throws IOException {
    report(what, Files.size(jar));
  }

  private static void report(String what, long bytes) {
    System.out.println(String.format(Locale.ROOT, "shrunk by %s: %.0f KiB", what, bytes / 1024.0));
  }
}

package io.github.hubspotassociations.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
 * its own main method; beside that there are only the rules that the jars ship. This library's keep
 * nothing, and what runs here proves that nothing has to be kept.
 */
@Tag("full")
class ShrinkersTest {
  private static final Path TOOLS = Jars.TARGET.resolve("tools");
  private static final Path R8 = TOOLS.resolve("r8.jar");
  private static final Path JDK = Path.of(System.getProperty("java.home"));

  private static final String KEEP_MAIN =
      "-keep class consumer.Main { public static void main(java.lang.String[]); }\n";

  /** ProGuard's merging and specialising break Okio, with or without this library. */
  private static final String SPARE_OKIO =
      "-optimizations !class/merging/*,!method/specialization/*\n";

  private static final long DEX_CEILING = 1_500 * 1024;

  @TempDir Path folder;
  private Path application;
  private List<Path> classPath;

  @BeforeEach
  void compile() throws IOException {
    classPath = new ArrayList<>(Jars.runtimeClassPath());
    Path classes = folder.resolve("classes");
    Consumer.compile(classes);
    application = folder.resolve("application.jar");
    JavaTool.jar("--create", "--file", application.toString(), "-C", classes.toString(), ".");
  }

  @Test
  void theRulesThatThisLibraryShipsKeepNothing() throws IOException {
    assertThat(shippedRules(Jars.client())).isEmpty();
    assertThat(shippedRules(Jars.extensions())).hasSize(1);
    assertThat(Files.readAllLines(shippedRules(Jars.extensions()).get(0), UTF_8))
        .allMatch(line -> line.startsWith("#") || line.startsWith("-dontwarn android."));
  }

  @Test
  void withoutTheRulesThatThisLibraryShipsR8MissesAndroidsClassesOnTheJvm() throws IOException {
    assumeR8();
    Path extensions = Files.copy(Jars.extensions(), folder.resolve("without-rules.jar"));
    try (FileSystem files = FileSystems.newFileSystem(extensions)) {
      Files.delete(files.getPath("META-INF/proguard/hubspot-associations.pro"));
    }
    classPath.replaceAll(jar -> jar.equals(Jars.extensions()) ? extensions : jar);

    assertThatThrownBy(() -> r8ToClassFiles(folder.resolve("missing.jar")))
        .hasMessageContaining("Missing class android.os.Build$VERSION");
  }

  @Test
  void r8InFullModeLeavesAnApplicationThatRuns() throws Exception {
    assumeR8();
    Path shrunk = folder.resolve("r8.jar");
    r8ToClassFiles(shrunk);
    report("R8, class files", shrunk);

    assertThat(names(shrunk))
        .as("renamed")
        .doesNotContain("io/github/hubspotassociations/ObjectRef.class");
    Consumer.run("-cp", shrunk.toString(), "consumer.Main");
  }

  @Test
  void r8MakesASmallDexForAndroid21() throws Exception {
    assumeR8();
    Path dex = folder.resolve("dex.zip");
    r8(
        dex,
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
    StringBuilder configuration = new StringBuilder(KEEP_MAIN + SPARE_OKIO);
    configuration.append("-injars ").append(quoted(application)).append('\n');
    for (Path jar : classPath) {
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
    for (Path file : shippedRules()) {
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

  private static void assumeR8() {
    assumeThat(R8)
        .as("R8 was left out by -Dr8.skip; it is in Google's Maven repository, not on Central")
        .exists();
  }

  private void r8ToClassFiles(Path output) throws Exception {
    r8(output, "--classfile", "--lib", JDK.toString());
  }

  /** R8 itself takes the rules out of the jars. */
  private void r8(Path output, String... options) throws Exception {
    Path own = folder.resolve("application.pro");
    Files.writeString(own, KEEP_MAIN, UTF_8);
    List<String> arguments =
        new ArrayList<>(List.of("-cp", R8.toString(), "com.android.tools.r8.R8", "--release"));
    arguments.addAll(List.of(options));
    arguments.addAll(List.of("--pg-conf", own.toString()));
    arguments.addAll(List.of("--output", output.toString(), application.toString()));
    classPath.forEach(jar -> arguments.add(jar.toString()));
    JavaTool.java(arguments);
  }

  /** What the jars of the class path ship for shrinkers, a file each. */
  private List<Path> shippedRules() throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path jar : classPath) {
      found.addAll(shippedRules(jar));
    }
    assertThat(found)
        .as("rules of Retrofit, OkHttp, Moshi, RxJava and this library")
        .hasSizeGreaterThanOrEqualTo(5);
    return found;
  }

  private List<Path> shippedRules(Path jar) throws IOException {
    List<Path> found = new ArrayList<>();
    try (JarFile file = new JarFile(jar.toFile())) {
      for (JarEntry entry : file.stream().toList()) {
        if (entry.getName().matches("META-INF/(proguard|com\\.android\\.tools/r8)/.+\\.pro")) {
          Path rule = folder.resolve(jar.getFileName() + "-" + found.size() + ".pro");
          try (InputStream text = file.getInputStream(entry)) {
            Files.copy(text, rule, StandardCopyOption.REPLACE_EXISTING);
          }
          found.add(rule);
        }
      }
    }
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

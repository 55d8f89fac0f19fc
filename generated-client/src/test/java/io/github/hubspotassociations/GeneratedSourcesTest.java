package io.github.hubspotassociations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.DocumentationTool;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every generated source, of the real document and of the wide one. */
class GeneratedSourcesTest {
  enum Sources {
    CLIENT("target/generated-sources/openapi/src/main/java/io/github/hubspotassociations/client"),
    DOCUMENTS("target/generated-test-sources/openapi/src/main/java");

    private final Path root;

    Sources(String root) {
      this.root = Paths.get(root);
    }

    List<Path> files() throws IOException {
      try (Stream<Path> files = Files.walk(root)) {
        // For Java 8, javac warns of a target of NullMarked that is newer; the build compiles
        // these.
        return files
            .filter(
                file -> file.toString().endsWith(".java") && !file.endsWith("package-info.java"))
            .collect(Collectors.toList());
      }
    }
  }

  /** Not an API, so not documented for its callers. */
  private static final String INTERNAL =
      "-Xdoclint/package:-io.github.hubspotassociations.client.internal";

  private static final Pattern IMPORT =
      Pattern.compile("^import (?:static )?([\\w.]+\\.(\\w+));$", Pattern.MULTILINE);

  @TempDir Path output;

  @ParameterizedTest
  @EnumSource
  void compileForJava8WithoutAWarning(Sources sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(null, Locale.ROOT, UTF_8)) {
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  manager,
                  null,
                  options("-Xlint:all,-options", "-Werror", "-proc:none"),
                  null,
                  units(manager, sources))
              .call();

      assertThat(compiled).as(messages.toString()).isTrue();
    }
    assertThat(messages.toString()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void everyPublicElementIsDocumented(Sources sources) throws IOException {
    DocumentationTool tool = ToolProvider.getSystemDocumentationTool();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager manager = tool.getStandardFileManager(null, Locale.ROOT, UTF_8)) {
      boolean documented =
          tool.getTask(
                  messages,
                  manager,
                  null,
                  null,
                  options("-Xdoclint:all", INTERNAL, "-Werror", "-quiet", "-encoding", "UTF-8"),
                  units(manager, sources))
              .call();

      assertThat(documented).as(messages.toString()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsReflectiveOrOfAnotherJsonLibrary(Sources sources) throws IOException {
    for (Path file : sources.files()) {
      String source = source(file);
      assertThat(source)
          .as(file.toString())
          .doesNotContainIgnoringCase("gson")
          .doesNotContainIgnoringCase("jackson")
          .doesNotContain("com.fasterxml", "jakarta.", "javax.", "swagger")
          .doesNotContain(
              "Class.forName", "getDeclared", "newInstance", "getMethod", "setAccessible");
      // Moshi's factory has java.lang.reflect.Type, an interface that every Class has, in its
      // signature. That, in that one file, is all.
      assertThat(
              source.replace(
                  file.endsWith("ModelJsonAdapterFactory.java")
                      ? "java.lang.reflect.Type type,"
                      : "nothing",
                  ""))
          .as(file.toString())
          .doesNotContain("java.lang.reflect");
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyImportIsUsed(Sources sources) throws IOException {
    int imports = 0;
    for (Path file : sources.files()) {
      String source = source(file);
      String body = IMPORT.matcher(source).replaceAll("");
      assertThat(body).as(file.toString()).doesNotContain("import ");
      for (Matcher matcher = IMPORT.matcher(source); matcher.find(); imports++) {
        assertThat(body)
            .as("%s imports %s", file, matcher.group(1))
            .containsPattern("\\b" + matcher.group(2) + "\\b");
      }
    }
    assertThat(imports).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void everyModelAndEnumHasAnAdapterThatTheFactoryNames(Sources sources) throws IOException {
    List<Path> factories =
        sources.files().stream()
            .filter(file -> file.endsWith("ModelJsonAdapterFactory.java"))
            .collect(Collectors.toList());
    int found = 0;
    for (Path factory : factories) {
      String factorySource = source(factory);
      for (Path file : sources.files()) {
        String model = file.getFileName().toString().replace(".java", "");
        boolean elsewhere = !file.getParent().equals(factory.getParent());
        if (elsewhere || file.equals(factory)) {
          continue;
        }
        found++;
        assertThat(factorySource).contains("type == " + model + ".class");
      }
    }
    assertThat(found).isGreaterThan(8);
  }

  private List<String> options(String... options) {
    return Stream.concat(
            Stream.of("--release", "8", "-classpath", classPath(), "-d", output.toString()),
            Stream.of(options))
        .collect(Collectors.toList());
  }

  /**
   * The libraries, without the generated classes themselves: these are to come from the sources.
   */
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
        .filter(entry -> entry.endsWith(".jar"))
        .collect(Collectors.joining(java.io.File.pathSeparator));
  }

  private static Iterable<? extends JavaFileObject> units(
      StandardJavaFileManager manager, Sources sources) throws IOException {
    try (Stream<Path> handWritten = Files.walk(Paths.get("src/main/java"))) {
      return manager.getJavaFileObjectsFromFiles(
          Stream.concat(
                  sources.files().stream(),
                  handWritten.filter(
                      file ->
                          file.toString().endsWith(".java") && !file.endsWith("package-info.java")))
              .map(Path::toFile)
              .collect(Collectors.toList()));
    }
  }

  private static String source(Path file) throws IOException {
    return new String(Files.readAllBytes(file), UTF_8);
  }
}

package io.github.hubspotassociations.documents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.Moshi;
import io.github.hubspotassociations.client.internal.ModelJson;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random documents, of the profile {@code full}: each is rejected with a place, or what is
 * generated compiles without a warning and gives back every value. One seed again: {@code
 * -Dhubspot.documents=1 -Dhubspot.documents.first=SEED}.
 */
@EnabledIfSystemProperty(named = "hubspot.documents", matches = "[1-9].*")
class DocumentFuzzTest {
  private static final Pattern CLASS =
      Pattern.compile("type == (\\w+)\\.class\\) \\{\\s+return new (?!io)");

  @TempDir Path folder;

  static IntStream seeds() {
    int first = Integer.getInteger("hubspot.documents.first", 1);
    return IntStream.range(first, first + Integer.getInteger("hubspot.documents"));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void isRejectedOrKeepsEveryValue(int seed) throws Exception {
    RandomDocument document = new RandomDocument(seed);
    Path file = folder.resolve("document.json");
    Files.writeString(file, document.json());
    Path sources = folder.resolve("sources");

    try {
      Generator.generate(file, sources, "fuzz");
    } catch (RuntimeException e) {
      assertThat(e.getMessage()).as(document.json()).contains("#/").doesNotContain("Exception");
      return;
    }
    compile(sources, document.json());

    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {folder.resolve("classes").toUri().toURL()})) {
      Class<?> factory = loader.loadClass("fuzz.model.ModelJsonAdapterFactory");
      Moshi moshi =
          new Moshi.Builder()
              .add((JsonAdapter.Factory) factory.getField("INSTANCE").get(null))
              .build();
      // A schema that was renamed, or is a list, a map or a scalar, has no class of its name.
      Map<String, Class<?>> classes = new LinkedHashMap<>();
      String source = Files.readString(sources.resolve("fuzz/model/ModelJsonAdapterFactory.java"));
      for (Matcher matcher = CLASS.matcher(source); matcher.find(); ) {
        String name = matcher.group(1);
        classes.put(name, loader.loadClass("fuzz.model." + name));
      }
      for (Map.Entry<String, Object> example : document.examples().entrySet()) {
        Class<?> type = classes.get(example.getKey());
        if (type != null) {
          assertRoundTrip(moshi.adapter(type), example, document.json());
        }
      }
    }
  }

  private static <T> void assertRoundTrip(
      JsonAdapter<T> adapter, Map.Entry<String, Object> example, String document)
      throws IOException {
    String json = ModelJson.ANY.serializeNulls().toJson(example.getValue());

    T value = adapter.fromJson(json);

    assertThat(ModelJson.ANY.fromJson(adapter.toJson(value)))
        .as("%s as %s of %s", json, example.getKey(), document)
        .isEqualTo(ModelJson.ANY.fromJson(json));
    assertThat(adapter.fromJson(json)).isEqualTo(value).hasSameHashCodeAs(value);
  }

  private void compile(Path sources, String document) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    Path classes = Files.createDirectories(folder.resolve("classes"));
    try (StandardJavaFileManager manager =
            compiler.getStandardFileManager(null, Locale.ROOT, UTF_8);
        Stream<Path> files = Files.walk(sources)) {
      List<Path> units =
          files.filter(file -> file.toString().endsWith(".java")).collect(Collectors.toList());
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  manager,
                  null,
                  List.of("-Xlint:all", "-Werror", "-proc:none", "-d", classes.toString()),
                  null,
                  manager.getJavaFileObjectsFromPaths(units))
              .call();

      assertThat(compiled).as(messages + document).isTrue();
    }
  }
}

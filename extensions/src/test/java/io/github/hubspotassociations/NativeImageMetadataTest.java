package io.github.hubspotassociations;

import static org.assertj.core.api.Assertions.assertThat;

import com.squareup.moshi.JsonReader;
import io.github.hubspotassociations.client.api.AssociationsApi;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import okio.Okio;
import org.junit.jupiter.api.Test;

/**
 * GraalVM's native image has to know the interfaces that Retrofit implements by proxies. What a
 * native image does with the file is not tried here.
 */
final class NativeImageMetadataTest {
  private static final String FILE =
      "/META-INF/native-image/io.github.hubspotassociations/hubspot-associations/"
          + "reachability-metadata.json";

  @Test
  void everyGeneratedInterfaceIsNamedForReflectionAndAsAProxy() throws Exception {
    Set<String> reflected = new TreeSet<>();
    Set<String> proxies = new TreeSet<>();
    for (Object entry : (List<?>) read().get("reflection")) {
      Object type = ((Map<?, ?>) entry).get("type");
      if (type instanceof String name) {
        reflected.add(name);
      } else {
        ((List<?>) ((Map<?, ?>) type).get("proxy")).forEach(name -> proxies.add((String) name));
      }
    }

    assertThat(reflected).isEqualTo(generatedInterfaces());
    assertThat(proxies).isEqualTo(reflected);
  }

  private static Map<?, ?> read() throws IOException {
    try (InputStream in = NativeImageMetadataTest.class.getResourceAsStream(FILE);
        JsonReader json = JsonReader.of(Okio.buffer(Okio.source(in)))) {
      return (Map<?, ?>) json.readJsonValue();
    }
  }

  /** As found in the folder or the jar in which one of them is. */
  private static Set<String> generatedInterfaces() throws Exception {
    Path place =
        Path.of(AssociationsApi.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    String folder = AssociationsApi.class.getPackageName().replace('.', '/');
    if (Files.isDirectory(place)) {
      return interfaces(place.resolve(folder));
    }
    try (FileSystem jar = FileSystems.newFileSystem(place)) {
      return interfaces(jar.getPath(folder));
    }
  }

  private static Set<String> interfaces(Path folder) throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString().replace(".class", "");
        if (!name.equals("package-info")) {
          names.add(AssociationsApi.class.getPackageName() + '.' + name);
        }
      }
    }
    return names;
  }
}

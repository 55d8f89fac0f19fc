package io.github.hubspotassociations.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What can't be generated without loss leaves no file, and a message that names the place: it is in
 * the first line of each document in {@code src/test/resources/rejected}.
 */
class RejectedDocumentsTest {
  @TempDir Path folder;

  static List<Path> documents() throws IOException {
    try (Stream<Path> documents = Files.list(Path.of("src/test/resources/rejected"))) {
      return documents.sorted().collect(Collectors.toList());
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void isRejectedWithThePlaceAndTheReason(Path document) throws IOException {
    String expected = Files.readAllLines(document).get(0).substring("# ".length());

    assertThatThrownBy(() -> Generator.generate(document, folder, "rejected"))
        .hasMessageContaining(document.toString())
        .hasMessageEndingWith(expected);
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }
}

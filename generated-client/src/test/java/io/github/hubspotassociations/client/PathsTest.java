package io.github.hubspotassociations.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No path of HubSpot's is written in the code: the document alone knows them, and the generated
 * interfaces pass them on.
 */
class PathsTest {
  private static final Path ROOT = Paths.get("..");
  private static final Pattern COMMENT =
      Pattern.compile("(\"(?:\\\\.|[^\"\\\\\n])*\")|//[^\n]*|/\\*.*?\\*/", Pattern.DOTALL);
  private static final Pattern LITERAL = Pattern.compile("\"(?:\\\\.|[^\"\\\\\n])*\"");
  private static final Pattern PATH =
      Pattern.compile("\\bcrm/|oauth/[v{0-9]|/token\\b|associate/default|associations/default");

  @Test
  void theCodeOfEveryModuleHasNone() throws IOException {
    List<String> found = new ArrayList<>();
    int files = 0;
    for (Path file : sources()) {
      files++;
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      for (String literal : paths(text)) {
        found.add(ROOT.relativize(file) + ": " + literal);
      }
    }
    assertThat(files).as("files that were read").isGreaterThan(100);
    assertThat(found).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x = \"/crm/v4/objects/\" + type;",
        "x = \"crm/objects/2026-03/\";",
        "addPathSegments(\"oauth/v1/token\")",
        "\"https://api.hubapi.com/oauth/2026-03/token\"",
        "// A comment.\n  y = \"/batch/associate/default\";",
        "\"a \\\" quote /associations/default/\""
      })
  void aPathThatIsWrittenIsFound(String code) {
    assertThat(paths(code)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/** {@code POST /oauth/2026-03/token} */ class X {}",
        "int x = 1; // PUT /crm/objects/2026-03/contacts",
        "x = \"https://developers.hubspot.com/docs/methods/auth/oauth-overview\";",
        "scope = \"crm.objects.contacts.write\";"
      })
  void whatIsSaidInACommentIsNoPath(String code) {
    assertThat(paths(code)).isEmpty();
  }

  private static List<String> paths(String code) {
    StringBuilder withoutComments = new StringBuilder();
    Matcher comment = COMMENT.matcher(code);
    while (comment.find()) {
      String literal = comment.group(1);
      comment.appendReplacement(
          withoutComments, literal == null ? "" : Matcher.quoteReplacement(literal));
    }
    comment.appendTail(withoutComments);
    List<String> paths = new ArrayList<>();
    Matcher literal = LITERAL.matcher(withoutComments);
    while (literal.find()) {
      if (PATH.matcher(literal.group()).find()) {
        paths.add(literal.group());
      }
    }
    return paths;
  }

  /** Hand-written code; what compares documents has to know how their paths end. */
  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String folder : new String[] {"generated-client", "extensions", "examples"}) {
      try (Stream<Path> all = Files.walk(ROOT.resolve(folder))) {
        sources.addAll(
            all.filter(file -> file.toString().matches(".*\\.(java|kt)"))
                .filter(file -> file.toString().replace('\\', '/').contains("/src/main/"))
                .filter(file -> !file.toString().replace('\\', '/').contains("/target/"))
                .collect(Collectors.toList()));
      }
    }
    return sources;
  }
}

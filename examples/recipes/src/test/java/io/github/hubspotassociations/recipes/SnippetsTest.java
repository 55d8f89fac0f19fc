package io.github.hubspotassociations.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationOutcome.Kind;
import io.github.hubspotassociations.AssociationOutcome.Rejected;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.emulator.HubSpotEmulator;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.TransportException;
import io.github.hubspotassociations.recipes.ReadmeSnippets.Row;
import io.reactivex.rxjava3.core.Single;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The pages show code that compiles and works: each snippet of theirs is one of {@link
 * ReadmeSnippets}, which runs here.
 */
final class SnippetsTest {
  private static final Path HOUSE = Path.of("../..");
  private static final Path SNIPPETS =
      Path.of("src/test/java/io/github/hubspotassociations/recipes/ReadmeSnippets.java");

  private final ReadmeSnippets snippets = new ReadmeSnippets();
  private HubSpotEmulator emulator;
  private HubSpotAssociations hubspot;

  @BeforeEach
  void start() {
    emulator = HubSpotEmulator.start();
    hubspot = Recipe.client(emulator.url(), "any");
  }

  @AfterEach
  void stop() {
    hubspot.close();
    emulator.close();
    assertThat(emulator.violations()).isEmpty();
  }

  @Test
  void everySnippetOfTheReadmeIsCompiledAndRunHere() throws IOException {
    List<String> shown = find("```java\n(.*?)```", Files.readString(HOUSE.resolve("README.md")));

    assertThat(shown).isNotEmpty();
    assertThat(regions("snippet")).containsAll(shown);
  }

  @Test
  void everySnippetHereIsInTheReadme() throws IOException {
    List<String> shown = find("```java\n(.*?)```", Files.readString(HOUSE.resolve("README.md")));

    assertThat(shown).containsAll(regions("snippet"));
  }

  @Test
  void everySnippetOfTheJavadocIsCompiledAndRunHere() throws IOException {
    List<String> shown = new ArrayList<>();
    try (Stream<Path> files = Files.walk(HOUSE.resolve("extensions/src/main/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        String text = Files.readString(file).replaceAll("(?m)^ *\\* ?", "");
        shown.addAll(find("<pre>\\{@code\n(.*?)}</pre>", text));
      }
    }

    assertThat(shown).isNotEmpty();
    assertThat(regions("(?:snippet|javadoc)")).containsAll(shown);
  }

  @Test
  void bulkGivesEveryRowItsOutcome() {
    snippets.bulk(
        hubspot, List.of(snippets.request(new Row("1", "2")), snippets.request(new Row("3", "4"))));

    assertThat(snippets.shown).containsExactly("1 ASSOCIATED", "3 ASSOCIATED");
  }

  @Test
  void anOutcomeFoldsToALine() {
    assertThat(snippets.line(outcome("202"))).isEqualTo("done");
    assertThat(snippets.line(outcome("4040401"))).startsWith("refused: ").contains("4040401");
  }

  @Test
  void aMissingRecordAsksForAnotherId() throws InterruptedException {
    snippets.errorsByClass(
        hubspot, ObjectRef.of("contacts", 101), ObjectRef.of("companies", 4040401));

    assertThat(snippets.shown.take()).isEqualTo("another id than 4040401");
  }

  @Test
  void oneHandlerServesCallsAndInputs() throws InterruptedException {
    snippets.oneHandler(
        hubspot,
        ObjectRef.of("contacts", 101),
        ObjectRef.of("companies", 4040401),
        outcome("4040402"));

    assertThat(List.of(snippets.shown.take(), snippets.shown.take()))
        .containsExactly("handled OBJECT_NOT_FOUND", "handled OBJECT_NOT_FOUND");
  }

  @Test
  void failuresAreShownOrAskForScopes() throws InterruptedException {
    snippets.errorsOfAnyCall(
        hubspot, ObjectRef.of("contacts", 101), ObjectRef.of("companies", 4040401));

    assertThat(snippets.shown.take()).contains("4040401");
  }

  @Test
  void aKindSaysWhatToDo() {
    HubSpotException missing = ((Rejected<Row>) outcome("4040401")).error().toException();

    assertThat(snippets.whatToDo(missing, "row 7")).isEqualTo("drop row 7");
    assertThat(snippets.whatToDo(new TransportException("PUT /", new IOException()), "row 7"))
        .isEqualTo("later: row 7");
  }

  @Test
  void aRejectedInputSaysWhichRecordIsMissing() {
    AssociationOutcome<Row> outcome = outcome("4040401");

    assertThat(outcome.kind()).isEqualTo(Kind.REJECTED);
    assertThat(snippets.errorsByKind((Rejected<Row>) outcome)).isEqualTo("no such record: 4040401");
  }

  @Test
  void aBatcherAnswersEachCaller() {
    assertThat(
            snippets
                .gathered(hubspot, ObjectRef.of("contacts", 101), ObjectRef.of("companies", 202))
                .blockingGet()
                .to())
        .isEqualTo(ObjectRef.of("companies", 202));
  }

  @Test
  void theClientOfTheSettingsBuilds() {
    try (HubSpotAssociations built = snippets.settings(rejected -> Single.just("a-token"))) {
      assertThat(built.toString()).contains("https://api.hubapi.com").doesNotContain("a-token");
    }
  }

  @Test
  void theUnitTestPasses() {
    snippets.new LinkingTest().aNewContactIsLinkedToItsCompany(emulator);
  }

  private AssociationOutcome<Row> outcome(String company) {
    return hubspot
        .bulk()
        .build()
        .associate(List.of(snippets.request(new Row("101", company))))
        .blockingFirst();
  }

  private static List<String> regions(String marker) throws IOException {
    return find("// " + marker + "\n(.*?)// end", Files.readString(SNIPPETS));
  }

  /** The texts that match, without white space, which pages and formatters treat differently. */
  private static List<String> find(String pattern, String text) {
    List<String> found = new ArrayList<>();
    Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1).replaceAll("\\s+", ""));
    }
    return found;
  }
}

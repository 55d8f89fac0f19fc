package io.github.hubspotassociations.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationOutcome.Kind;
import io.github.hubspotassociations.AssociationOutcome.Rejected;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.emulator.HubSpotEmulator;
import io.github.hubspotassociations.emulator.HubSpotEmulatorExtension;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.ObjectNotFoundException;
import io.github.hubspotassociations.error.TransportException;
import io.github.hubspotassociations.recipes.ReadmeSnippets.Row;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * Compares the snippets of the README and the Javadoc with {@link ReadmeSnippets}, and runs them.
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
    assertThat(all()).containsAll(shown);
  }

  @Test
  void everySnippetHereIsInTheReadme() throws IOException {
    List<String> shown = find("```java\n(.*?)```", Files.readString(HOUSE.resolve("README.md")));

    assertThat(shown).containsAll(all());
  }

  @Test
  void everySnippetOfTheJavadocIsCompiledAndRunHere() throws IOException {
    List<String> shown = new ArrayList<>();
    try (Stream<Path> files = Files.walk(HOUSE.resolve("extensions/src/main"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        String text = Files.readString(file).replaceAll("(?m)^ *\\* ?", "");
        shown.addAll(find("<pre>\\{@code\n(.*?)}</pre>", text));
      }
    }

    assertThat(shown).isNotEmpty();
    List<String> compiled = all();
    compiled.addAll(regions("javadoc"));
    assertThat(compiled).containsAll(shown);
  }

  @Test
  void theClassLinksOnePairAndAMillion() {
    PrintStream out = System.out;
    // Not strict: the check of each request would take most of a minute for a million pairs.
    try (HubSpotEmulator fast = HubSpotEmulator.builder().strict(false).start();
        HubSpotAssociations client = Recipe.client(fast.url(), "any");
        PrintStream nowhere =
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      System.setOut(nowhere);
      Link.link(client);
      // Eleven of the contacts do not exist there: 40404 and 404040 to 404049.
      assertThat(fast.associations().count()).isEqualTo(1_000_000 - 11);
    } finally {
      System.setOut(out);
    }
  }

  @Test
  void theLibrariesOfOthersGetTheSame() {
    snippets.inYourCode(
        hubspot,
        ObjectRef.of("contacts", 101),
        ObjectRef.of("companies", 202),
        List.of(snippets.request(new Row("1", "2")), snippets.request(new Row("3", "4"))));

    assertThat(snippets.shown)
        .containsExactly(
            "companies/202", "companies/202", "companies/202", "1 ASSOCIATED", "3 ASSOCIATED");
  }

  @Test
  void aRequestTellsItsOperation() throws IOException {
    List<String> operations = new ArrayList<>();
    OkHttpClient client =
        new OkHttpClient.Builder()
            .addInterceptor(
                chain -> {
                  operations.add(snippets.operation(chain.request()));
                  return chain.proceed(chain.request());
                })
            .build();
    try (HubSpotAssociations counted =
        HubSpotAssociations.builder()
            .baseUrl(emulator.url())
            .accessToken("any")
            .okHttpClient(client)
            .build()) {
      counted.associateBlocking(ObjectRef.of("contacts", 1), ObjectRef.of("companies", 2));
    }
    client.connectionPool().evictAll();

    assertThat(operations).containsExactly("createDefaultStreaming");
    assertThat(snippets.operation(new Request.Builder().url("https://a/").build()))
        .isEqualTo("other");
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
    assertThat(snippets.line(outcome("4040401"))).startsWith("rejected: ").contains("4040401");
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
  void aRejectedInputNamesTheMissingRecord() {
    AssociationOutcome<Row> outcome = outcome("4040401");

    assertThat(outcome.kind()).isEqualTo(Kind.REJECTED);
    assertThat(((Rejected<Row>) outcome).error().objectId()).isEqualTo("4040401");
  }

  @Test
  void aBatcherServesEachCaller() {
    assertThat(
            snippets
                .gathered(hubspot, ObjectRef.of("contacts", 101), ObjectRef.of("companies", 202))
                .blockingGet()
                .to())
        .isEqualTo(ObjectRef.of("companies", 202));
  }

  @Test
  void aTestWrittenAsInTheReadmeFailsWhereARecordIsMissing() {
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(LinksAMissingCompany.class))
                .build(),
            listener);

    assertThat(listener.getSummary().getFailures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.getException()).isInstanceOf(ObjectNotFoundException.class);
              assertThat(failure.getException().getStackTrace())
                  .anyMatch(frame -> frame.getMethodName().equals("linksTheContactToItsCompany"));
            });
  }

  @ExtendWith(HubSpotEmulatorExtension.class)
  static final class LinksAMissingCompany {
    @Test
    void linksTheContactToItsCompany(HubSpotEmulator emulator) {
      try (HubSpotAssociations hubspot =
          HubSpotAssociations.builder().baseUrl(emulator.url()).accessToken("any").build()) {
        hubspot.associateBlocking(
            ObjectRef.of("contacts", "101"), ObjectRef.of("companies", "404041"));
      }
    }
  }

  private AssociationOutcome<Row> outcome(String company) {
    return hubspot
        .bulk()
        .build()
        .associate(List.of(snippets.request(new Row("101", company))))
        .blockingFirst();
  }

  /** The marked snippets, and the two classes that the README shows whole. */
  private static List<String> all() throws IOException {
    List<String> all = new ArrayList<>(regions("snippet"));
    for (String name : List.of("Link.java", "LinkingTest.java")) {
      String text = Files.readString(SNIPPETS.resolveSibling(name));
      all.add(text.substring(text.indexOf(';') + 1).replaceAll("\\s+", ""));
    }
    return all;
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

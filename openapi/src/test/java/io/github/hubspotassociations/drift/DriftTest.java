package io.github.hubspotassociations.drift;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is found between our document and changed copies of one in HubSpot's form. */
class DriftTest {
  private static final Path OURS = Path.of("associations.yaml");

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private static String published() throws IOException {
    try (InputStream in = DriftTest.class.getResourceAsStream("/published.yaml")) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private int run(String... documents) throws IOException {
    List<String> files = new ArrayList<>(List.of(OURS.toString()));
    for (String document : documents) {
      Path file = folder.resolve("published-" + files.size() + ".yaml");
      Files.writeString(file, document);
      files.add(file.toString());
    }
    return Drift.run(files, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }

  private List<String> lines() {
    return out.toString(UTF_8).lines().map(String::trim).distinct().toList();
  }

  @Test
  void aReleaseThatIsNotKnownYetIsCompared() throws IOException {
    assertThat(run(published())).isZero();
    assertThat(lines())
        .contains(
            "PUT /crm/objects/2031-03/{fromObjectType}/{fromObjectId}/associations/default/{toObjectType}/{toObjectId}",
            "POST /crm/associations/2031-03/{fromObjectType}/{toObjectType}/batch/associate/default",
            "note  response default: media type */*, ours application/json",
            "note  response default application/json $.correlationId: format uuid, ours any",
            "note  response 200 application/json $.errors[].subCategory: type object, ours any",
            "note  response 200 application/json $.requestedAt: may not be null, ours may",
            "note  responses: only ours lists 207, 400, 401, 403, 404, 409, 423, 429, 477, 4XX",
            "There is nothing that ours would reject or lose.")
        .noneMatch(line -> line.startsWith("HARM"));
  }

  @Test
  void version4IsComparedWithOursOfVersion4() throws IOException {
    assertThat(
            run(
                published()
                    .replace("/crm/associations/2031-03/", "/crm/v4/associations/")
                    .replace("/crm/objects/2031-03/", "/crm/v4/objects/")))
        .isZero();
    assertThat(lines())
        .contains(
            "POST /crm/v4/associations/{fromObjectType}/{toObjectType}/batch/associate/default");
  }

  static Stream<Arguments> changes() {
    String in200 = "  response 200 application/json $.";
    String noHarm = "note";
    String harm = "HARM";
    return Stream.of(
        arguments(
            "PROCESSING]",
            "PROCESSING, SKIPPED]",
            noHarm + in200 + "status: value SKIPPED, which ours keeps without a name for it"),
        arguments("CANCELED, ", "", noHarm + in200 + "status: value CANCELED is only ours"),
        arguments(
            "required: [message]",
            "required: [message, code]",
            noHarm + in200 + "errors[].errors[].code: is required, ours optional"),
        // What ours would lose.
        arguments(
            "        numErrors: ",
            "        traceId: {type: string}\n        numErrors: ",
            harm + in200 + "traceId: ours does not have this property"),
        arguments(
            "startedAt: {type: string, format: date-time}",
            "startedAt: {type: integer, format: int64}",
            harm + in200 + "startedAt: type integer, ours string"),
        arguments(
            "startedAt: {type: string, format: date-time}",
            "startedAt: {type: string}",
            harm + in200 + "startedAt: format any, ours date-time"),
        arguments(
            "[completedAt, results, startedAt, status]",
            "[results, startedAt, status]",
            harm + in200 + "completedAt: is optional, ours required"),
        arguments(
            "numErrors: {type: integer,",
            "numErrors: {nullable: true, type: integer,",
            harm + in200 + "numErrors: may be null, ours may not"),
        arguments(
            "        '200':",
            "        '202': {description: later}\n        '200':",
            harm + "  response 202: ours does not list it"),
        arguments(
            "[crm.objects.contacts.write]",
            "[crm.objects.robots.write]",
            harm + "  scopes: crm.objects.robots.write suffices, ours does not list it"),
        // What ours can't send.
        arguments(
            "PublicObjectId'}\n    BatchInput",
            "PublicObjectId'}\n        label: {type: string}\n    BatchInput",
            harm + "  request application/json $.inputs[].label: ours does not have this property"),
        arguments(
            "in: path, required: true, schema: {type: string}}\n      requestBody",
            "in: path, required: true, schema: {type: string}}\n"
                + "        - {name: dryRun, in: query, schema: {type: boolean}}\n      requestBody",
            harm + "  query parameter dryRun: ours can't send it"),
        // A path that ours does not send to.
        arguments(
            "/crm/associations/2031-03/",
            "/crm/links/2031-03/",
            harm
                + "  path: HubSpot's is"
                + " /crm/links/2031-03/{fromObjectType}/{toObjectType}/batch/associate/default,"
                + " ours"
                + " /crm/associations/{release}/{fromObjectType}/{toObjectType}/batch/associate/default"
                + " or /crm/v4/associations/{fromObjectType}/{toObjectType}/batch/associate/default"),
        arguments(
            "2031-03/",
            "2031-Q1/",
            harm
                + "  path: ours does not allow the release 2031-Q1:"
                + " ^[0-9]{4}-(0[1-9]|1[0-2])(-beta)?$"),
        arguments(
            "/batch/associate/default",
            "/batch/associate",
            harm + "  paths: HubSpot's document does not have this operation"));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void aDifferenceIsListedWithItsPlace(String was, String becomes, String line) throws IOException {
    String text = published();
    assertThat(text).contains(was);
    int status = run(text.replace(was, becomes));
    assertThat(lines()).contains(line);
    assertThat(status).isEqualTo(line.startsWith("HARM") ? 1 : 0);
  }

  @Test
  void aPropertyThatBecameRequiredInARequestIsHarm() throws IOException {
    // Ours made optional what HubSpot's requires: the same as the other way round a release later.
    String ours = Files.readString(OURS);
    Path loosened = folder.resolve("ours.yaml");
    Files.writeString(loosened, ours.replace("      required:\n        - inputs\n", ""));
    Path theirs = folder.resolve("theirs.yaml");
    Files.writeString(theirs, published());
    int status =
        Drift.run(
            List.of(loosened.toString(), theirs.toString()),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8));
    assertThat(lines())
        .contains("HARM  request application/json $.inputs: is required, ours optional");
    assertThat(status).isEqualTo(1);
  }

  @Test
  void oneHarmfulFileAmongSeveralIsEnough() throws IOException {
    assertThat(run(published(), published().replace("/batch/associate/default", "/x")))
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"no JSON at all", "{}", "'openapi: 3.0.1\ninfo: {title: x, version: 1}\npaths: {}'"})
  void aFileThatIsNoSpecificationIsNamed(String text) throws IOException {
    assertThat(run(text)).isEqualTo(2);
    assertThat(err.toString(UTF_8))
        .startsWith("drift: ")
        .contains("published-1.yaml is not an OpenAPI document with paths");
  }

  @Test
  void aFileThatDoesNotExistIsNamed() {
    int status =
        Drift.run(
            List.of(OURS.toString(), "no-such-file.json"),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8));
    assertThat(status).isEqualTo(2);
    assertThat(err.toString(UTF_8))
        .startsWith("drift: no-such-file.json can't be read: give an OpenAPI document");
  }
}

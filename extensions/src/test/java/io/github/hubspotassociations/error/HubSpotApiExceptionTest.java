package io.github.hubspotassociations.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HubSpotApiExceptionTest {
  private static HubSpotApiException decode(int status, String body) {
    return HubSpotErrors.decode(status, Headers.of(), body);
  }

  @ParameterizedTest
  @EnumSource
  void aKindHasTheStatusThatHubSpotGivesIt(ErrorKind kind) {
    if (kind.status != 0) {
      assertThat(decode(kind.status, "").kind().status).isEqualTo(kind.status);
    }
  }

  @Test
  void aLongMessageKeepsItsCorrelationIdAndItsHint() {
    String scopes =
        IntStream.range(0, 200)
            .mapToObj(i -> "crm.objects.custom" + i + ".read")
            .collect(Collectors.joining(" "));
    HubSpotApiException e =
        HubSpotErrors.decode(
            403,
            Headers.of("x-hubspot-correlation-id", "quote-me"),
            "{\"message\":\""
                + "very ".repeat(10_000)
                + "\",\"category\":\"MISSING_SCOPES\",\"subCategory\":\""
                + "s".repeat(3000)
                + "\",\"errors\":[{\"message\":\""
                + "more ".repeat(1000)
                + "\",\"context\":{\"missingScopes\":[\"first.scope "
                + scopes
                + "\"]}}]}",
            "POST /" + "p".repeat(3000));
    Invariants.check(e);
    assertThat(e.getMessage())
        .startsWith("very very")
        .contains(
            " more more",
            " (HTTP 403 MISSING_SCOPES): POST /ppp",
            "; grant the app the scopes first.scope, crm.")
        .endsWith(". [correlation id quote-me]");
    assertThat(e.getMessage().length()).isBetween(1600, 2000);
  }

  @Test
  void theMessageIsOneLine() {
    HubSpotApiException e =
        HubSpotErrors.decode(
            400,
            Headers.of(),
            "{\"message\":\"two\\n"
                + "lines\\r"
                + "\\n"
                + "\\tand \\u001b[31m a \\u2028third\\u202e\",\"category\":\"A\\n"
                + "B\"}",
            "PUT\n/x");
    assertThat(e).hasMessage("two lines and [31m a third (HTTP 400 A B): PUT /x");
    assertThat(e.error().message()).contains("two\nlines");
  }

  @Test
  void theFirstOfSeveralErrorsIsTold() {
    assertThat(
            decode(
                400,
                "{\"message\":\"Validation failed.\",\"errors\":[{\"message\":\"id is"
                    + " blank\"},\"x\",\"y\"]}"))
        .hasMessage("Validation failed. id is blank (and 2 more) (HTTP 400)");
    assertThat(decode(400, "{\"message\":\"id is blank\",\"errors\":[\"id is blank\"]}"))
        .hasMessage("id is blank (HTTP 400)");
    assertThat(decode(400, "[\"a\",\"b\"]")).hasMessage("a (and 1 more) (HTTP 400)");
  }

  @Test
  void theSnippetIsTheBeginningOfTheBody() {
    String body = "{\n  \"message\": \"x\"\n}";
    assertThat(decode(400, body).bodySnippet()).isEqualTo(body);
    assertThat(decode(400, "y".repeat(1001)).bodySnippet()).isEqualTo("y".repeat(999) + "\u2026");
    assertThat(decode(400, "y".repeat(1000)).bodySnippet()).isEqualTo("y".repeat(1000));
  }

  @Test
  void collectionsCannotBeChanged() {
    HubSpotError error =
        decode(
                400,
                "{\"context\":{\"a\":[\"b\"]},\"links\":{\"c\":\"d\"},\"errors\":[{\"message\":\"e\"}],"
                    + "\"f\":[{}],\"missingScopes\":[\"g\"]}")
            .error();
    assertThatThrownBy(() -> error.context().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> error.context().get("a").add("x"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> error.links().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> error.errors().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> error.missingScopes().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> AssociationError.of(207, error).objectIds().add("x"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void everyExceptionCanBeSerialized() throws Exception {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/bodies"))) {
      for (Path file : files.toList()) {
        for (int status : new int[] {200, 400, 401, 403, 404, 409, 423, 429, 477, 500, 999}) {
          HubSpotApiException e =
              HubSpotErrors.decode(
                  status, Headers.of("Retry-After", "3"), Files.readString(file), "GET /x");
          e.addSuppressed(new IOException("earlier"));
          HubSpotApiException copy = HubSpotErrorsFromTest.copy(e);
          assertThat(TypedResult.of(copy)).isEqualTo(TypedResult.of(e));
          assertThat(copy.bodySnippet()).isEqualTo(e.bodySnippet());
          assertThat(copy.getSuppressed()).hasSize(1);
        }
      }
    }
    TransportException e = new TransportException("GET /x", new IOException("reset"));
    assertThat(HubSpotErrorsFromTest.copy(e)).hasMessage(e.getMessage());
  }

  @Test
  void aCauseAndEarlierFailuresCanBeAdded() {
    HubSpotApiException e = decode(200, "{\"cut");
    IOException cause = new IOException("cut");
    e.initCause(cause);
    e.addSuppressed(decode(502, ""));
    assertThat(e).hasCause(cause).hasSuppressedException(e.getSuppressed()[0]);
  }
}

package io.github.hubspotassociations.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The document of the two endpoints: complete, and nowhere narrower than what HubSpot documents.
 */
class AssociationsDocumentTest {
  /**
   * Where our document says less than HubSpot's, so as to allow more: a sub-category is an object
   * in HubSpot's document and a string in its responses, and a correlation id is not always a UUID.
   */
  private static final List<String> LOOSENED =
      Arrays.asList(
          "components.schemas.StandardError.properties.subCategory.type",
          "components.schemas.Error.properties.correlationId.format");

  private final Map<String, Object> document =
      yaml(Files.newInputStream(Paths.get("../openapi/associations.yaml")));
  private final Map<String, Object> documented =
      yaml(AssociationsDocumentTest.class.getResourceAsStream("/hubspot-documented.yaml"));

  AssociationsDocumentTest() throws IOException {}

  @Test
  void allThatHubSpotDocumentsIsInTheDocument() {
    for (String section : Arrays.asList("paths", "components")) {
      assertContains(section, documented.get(section), document.get(section));
    }
  }

  @Test
  void whatHubSpotLeavesOptionalIsOptional() {
    // Required lists are equal, not larger: the loop above proves one half, this the other.
    for (Map.Entry<String, Object> schema : schemas(documented).entrySet()) {
      assertThat(list(at(schemas(document), schema.getKey(), "required")))
          .as(schema.getKey())
          .hasSameElementsAs(list(at(schema.getValue(), "required")));
    }
    eachOperation(
        (name, operation) -> {
          for (Object parameter : list(at(operation, "parameters"))) {
            assertThat(at(resolve(parameter), "in")).as(name).isEqualTo("path");
          }
        });
  }

  @Test
  void everyResponseHasABodyAndHeadersThatAreDescribed() {
    eachOperation(
        (name, operation) -> {
          Map<String, Object> responses = map(at(operation, "responses"));
          assertThat(responses.keySet())
              .as(name)
              .contains("200", "207", "400", "401", "403", "404", "409", "423", "429", "477")
              .contains("4XX", "default");
          responses.forEach(
              (status, reference) -> {
                Map<String, Object> response = map(resolve(reference));
                assertThat(at(response, "description")).as(name + status).isNotNull();
                assertThat(at(response, "content", "application/json", "schema"))
                    .as(name + status)
                    .isNotNull();
                Map<String, Object> headers = map(at(response, "headers"));
                assertThat(headers).as(name + status).containsKey("x-hubspot-correlation-id");
                headers
                    .values()
                    .forEach(header -> assertThat(map(resolve(header))).containsKey("description"));
              });
          for (String status : Arrays.asList("200", "207", "429")) {
            assertThat(map(at(resolve(responses.get(status)), "headers")))
                .as(name + status)
                .containsKeys(
                    "X-HubSpot-RateLimit-Max",
                    "X-HubSpot-RateLimit-Remaining",
                    "X-HubSpot-RateLimit-Interval-Milliseconds",
                    "X-HubSpot-RateLimit-Daily",
                    "X-HubSpot-RateLimit-Daily-Remaining");
          }
          for (String status : Arrays.asList("423", "429", "477", "default")) {
            assertThat(map(at(resolve(responses.get(status)), "headers")))
                .as(name + status)
                .containsKey("Retry-After");
          }
        });
  }

  @Test
  void everySchemaAndPropertyIsDescribed() {
    for (Map.Entry<String, Object> schema : schemas(document).entrySet()) {
      assertThat(at(schema.getValue(), "description")).as(schema.getKey()).isNotNull();
      for (Map.Entry<String, Object> property :
          map(at(schema.getValue(), "properties")).entrySet()) {
        assertThat(at(resolve(property.getValue()), "description"))
            .as("%s.%s", schema.getKey(), property.getKey())
            .isNotNull();
      }
    }
  }

  @Test
  void callsAreMadeWithABearerToken() {
    Map<String, Object> schemes = map(at(document, "components", "securitySchemes"));

    assertThat(at(schemes, "bearer", "scheme")).isEqualTo("bearer");
    assertThat(at(schemes, "oauth2", "type")).isEqualTo("oauth2");
    Set<String> used =
        list(document.get("security")).stream()
            .flatMap(requirement -> map(requirement).keySet().stream())
            .collect(Collectors.toSet());
    assertThat(used).containsExactlyInAnyOrder("bearer", "oauth2");
  }

  /**
   * Lists contain, maps contain key by key, references may stand on one side only, all else is
   * equal.
   */
  private void assertContains(String path, Object expected, Object actual) {
    if (LOOSENED.contains(path)) {
      assertThat(actual).as(path).isNull();
      return;
    }
    if (path.endsWith("parameters")) {
      for (Object parameter : list(expected)) {
        Object name = at(parameter, "name");
        Object ours =
            list(actual).stream()
                .map(this::resolve)
                .filter(candidate -> name.equals(at(candidate, "name")))
                .findAny()
                .orElse(null);
        assertContains(path + "." + name, parameter, ours);
      }
      return;
    }
    if (expected instanceof Map && !((Map<?, ?>) expected).containsKey("$ref")) {
      Object resolved = resolve(actual);
      assertThat(resolved).as(path).isInstanceOf(Map.class);
      map(expected)
          .forEach((key, value) -> assertContains(path + "." + key, value, map(resolved).get(key)));
    } else if (expected instanceof Collection) {
      assertThat(list(actual)).as(path).containsAll(list(expected));
    } else {
      assertThat(actual).as(path).isEqualTo(expected);
    }
  }

  /** The operations that associate. */
  private void eachOperation(BiConsumer<String, Map<String, Object>> check) {
    map(document.get("paths"))
        .forEach(
            (path, item) -> {
              if (!path.startsWith("/oauth/")) {
                map(item).forEach((method, operation) -> check.accept(path, map(operation)));
              }
            });
  }

  private Object resolve(Object value) {
    Object reference = value instanceof Map ? ((Map<?, ?>) value).get("$ref") : null;
    return reference == null
        ? value
        : at(document, ((String) reference).substring("#/".length()).split("/"));
  }

  private static Map<String, Object> schemas(Map<String, Object> document) {
    return map(at(document, "components", "schemas"));
  }

  private static Object at(Object value, String... keys) {
    for (String key : keys) {
      value = value == null ? null : map(value).get(key);
    }
    return value;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return value == null ? Collections.emptyMap() : (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(Object value) {
    return value == null ? Collections.emptyList() : (List<Object>) value;
  }

  private static Map<String, Object> yaml(InputStream text) throws IOException {
    try (InputStream in = text) {
      return new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
    }
  }
}

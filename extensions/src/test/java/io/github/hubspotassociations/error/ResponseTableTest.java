package io.github.hubspotassociations.error;

import static org.assertj.core.api.Assertions.assertThat;

import com.squareup.moshi.Moshi;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The responses in {@code bodies/}, and what each becomes, which {@code responses.json} lists:
 * status, headers, a file of {@code bodies/} or a body in place, and the exact typed result. A fact
 * that is not listed there must be absent.
 */
class ResponseTableTest {
  private static final Path BODIES = Path.of("src/test/resources/bodies");

  @TestFactory
  Stream<DynamicTest> everyResponseBecomesItsExactTypedResult() throws IOException {
    return table().stream()
        .map(row -> DynamicTest.dynamicTest(row.get("name").toString(), () -> check(row)));
  }

  @Test
  void everyBodyIsInTheTable() throws IOException {
    try (Stream<Path> files = Files.list(BODIES)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .isSubsetOf(
              table().stream()
                  .filter(row -> row.containsKey("file"))
                  .map(row -> row.get("file").toString())
                  .collect(java.util.stream.Collectors.toCollection(TreeSet::new)))
          .hasSizeGreaterThanOrEqualTo(15);
    }
  }

  private static void check(Map<String, Object> row) throws IOException {
    int status = ((Double) row.get("status")).intValue();
    @SuppressWarnings("unchecked")
    Headers headers = Headers.of((Map<String, String>) row.getOrDefault("headers", Map.of()));
    String body =
        row.containsKey("file")
            ? Files.readString(BODIES.resolve(row.get("file").toString()))
            : (String) row.get("body");
    String request = (String) row.get("request");

    HubSpotApiException fromText = decode(status, headers, body, request);

    assertThat(fromText.status()).isEqualTo(status);
    assertThat(fromText.requestDescription()).isEqualTo(request);
    assertThat(json(TypedResult.of(fromText))).isEqualTo(json(row.get("result")));

    if (body != null) {
      ResponseBody bytes =
          ResponseBody.create(body.getBytes(StandardCharsets.UTF_8), MediaType.get("text/plain"));
      HubSpotApiException fromBytes = HubSpotErrors.decode(status, headers, bytes, request);
      assertThat(TypedResult.of(fromBytes)).isEqualTo(TypedResult.of(fromText));
      assertThat(bytes.string()).isEqualTo(body);
    }
  }

  static HubSpotApiException decode(int status, Headers headers, String body, String request) {
    return HubSpotErrors.decode(status, headers, body, request);
  }

  /** Compared as JSON text of sorted shape, so that a difference can be read. */
  private static String json(Object facts) {
    return new Moshi.Builder().build().adapter(Object.class).indent("  ").toJson(facts);
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> table() throws IOException {
    try (InputStream in = ResponseTableTest.class.getResourceAsStream("/responses.json")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return (List<Map<String, Object>>)
          new Moshi.Builder().build().adapter(Object.class).fromJson(text);
    }
  }
}

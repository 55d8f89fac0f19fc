package io.github.hubspotassociations.emulator;

import com.squareup.moshi.JsonReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** Sends plain requests, without the library. */
final class TestClient {
  static final String CONTACTS_TO_COMPANIES =
      "/crm/associations/2026-03/contacts/companies/batch/associate/default";
  static final MediaType JSON = MediaType.get("application/json");

  private final OkHttpClient http;
  private final String url;
  private @Nullable String token = "a-token";

  TestClient(OkHttpClient http, String url) {
    this.http = http;
    this.url = url;
  }

  TestClient withToken(@Nullable String token) {
    TestClient other = new TestClient(http, url);
    other.token = token;
    return other;
  }

  /** A response with its whole body. */
  record TestResponse(int status, Headers headers, String body) {
    Object json() {
      try (JsonReader reader = JsonReader.of(new Buffer().writeUtf8(body))) {
        Object value = reader.readJsonValue();
        assert reader.peek() == JsonReader.Token.END_DOCUMENT;
        return value;
      } catch (IOException e) {
        throw new UncheckedIOException("Not JSON: " + body, e);
      }
    }

    /** Returns the value at a path of names and positions, such as "errors.0.message". */
    Object at(String path) {
      Object value = json();
      for (String step : path.split("\\.", -1)) {
        value =
            value instanceof List<?> list
                ? list.get(Integer.parseInt(step))
                : ((Map<?, ?>) value).get(step);
      }
      return value;
    }

    /** Returns the results as "from>to:typeId". */
    List<String> rows() {
      List<String> rows = new ArrayList<>();
      for (Object row : (List<?>) at("results")) {
        Map<?, ?> spec = (Map<?, ?>) ((Map<?, ?>) row).get("associationSpec");
        rows.add(
            id(row, "from")
                + ">"
                + id(row, "to")
                + ":"
                + ((Double) spec.get("associationTypeId")).intValue());
      }
      return rows;
    }

    private static Object id(Object row, String side) {
      return ((Map<?, ?>) ((Map<?, ?>) row).get(side)).get("id");
    }
  }

  TestResponse put(String fromType, String fromId, String toType, String toId) throws IOException {
    return putPath(
        "/crm/objects/2026-03/"
            + fromType
            + "/"
            + fromId
            + "/associations/default/"
            + toType
            + "/"
            + toId);
  }

  TestResponse putPath(String path) throws IOException {
    return send(request(path).put(RequestBody.create(new byte[0], null)));
  }

  TestResponse batch(String... pairs) throws IOException {
    return post(CONTACTS_TO_COMPANIES, inputs(pairs));
  }

  TestResponse post(String path, String json) throws IOException {
    return send(request(path).post(RequestBody.create(json, JSON)));
  }

  Request.Builder request(String path) {
    Request.Builder request = new Request.Builder().url(url + path);
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  TestResponse send(Request.Builder request) throws IOException {
    try (Response response = http.newCall(request.build()).execute()) {
      return new TestResponse(response.code(), response.headers(), response.body().string());
    }
  }

  /** Returns the body of a batch of pairs such as "1>2". */
  static String inputs(String... pairs) {
    return List.of(pairs).stream()
        .map(pair -> pair.split(">", -1))
        .map(ids -> input(ids[0], ids[1]))
        .collect(Collectors.joining(",", "{\"inputs\":[", "]}"));
  }

  /** Returns the body of a batch that pairs each number of a range with its successor. */
  static String range(long from, long to) {
    return LongStream.range(from, to)
        .mapToObj(id -> input(Long.toString(id), Long.toString(id + 1)))
        .collect(Collectors.joining(",", "{\"inputs\":[", "]}"));
  }

  private static String input(String from, String to) {
    return "{\"from\":{\"id\":\"" + from + "\"},\"to\":{\"id\":\"" + to + "\"}}";
  }
}

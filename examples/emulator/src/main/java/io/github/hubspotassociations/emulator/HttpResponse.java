package io.github.hubspotassociations.emulator;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A response: a status, headers and a body. Immutable. */
final class HttpResponse {
  static final String JSON = "application/json;charset=utf-8";
  static final String HTML = "text/html;charset=utf-8";

  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;

  private HttpResponse(int status, Map<String, String> headers, byte[] body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  static HttpResponse json(int status, byte[] body) {
    return new HttpResponse(status, Map.of("Content-Type", JSON), body);
  }

  static HttpResponse json(int status, String body) {
    return json(status, body.getBytes(StandardCharsets.UTF_8));
  }

  static HttpResponse html(int status, String body) {
    return new HttpResponse(
        status, Map.of("Content-Type", HTML), body.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns a response without a body and without a Content-Type. */
  static HttpResponse empty(int status) {
    return new HttpResponse(status, Map.of(), new byte[0]);
  }

  HttpResponse withBody(byte[] body) {
    return new HttpResponse(status, headers, body);
  }

  HttpResponse withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new HttpResponse(status, Collections.unmodifiableMap(more), body);
  }

  int status() {
    return status;
  }

  Map<String, String> headers() {
    return headers;
  }

  @Nullable String header(String name) {
    for (Map.Entry<String, String> header : headers.entrySet()) {
      if (header.getKey().equalsIgnoreCase(name)) {
        return header.getValue();
      }
    }
    return null;
  }

  byte[] body() {
    return body;
  }
}

package io.github.hubspotassociations.emulator;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is answered to one request: a status, headers and a body. Immutable. */
final class HttpAnswer {
  static final String JSON = "application/json;charset=utf-8";
  static final String HTML = "text/html;charset=utf-8";

  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;

  private HttpAnswer(int status, Map<String, String> headers, byte[] body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  static HttpAnswer json(int status, byte[] body) {
    return new HttpAnswer(status, Map.of("Content-Type", JSON), body);
  }

  static HttpAnswer json(int status, String body) {
    return json(status, body.getBytes(StandardCharsets.UTF_8));
  }

  static HttpAnswer html(int status, String body) {
    return new HttpAnswer(
        status, Map.of("Content-Type", HTML), body.getBytes(StandardCharsets.UTF_8));
  }

  /** An answer without a body and without a Content-Type. */
  static HttpAnswer empty(int status) {
    return new HttpAnswer(status, Map.of(), new byte[0]);
  }

  HttpAnswer withBody(byte[] body) {
    return new HttpAnswer(status, headers, body);
  }

  HttpAnswer withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new HttpAnswer(status, Collections.unmodifiableMap(more), body);
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

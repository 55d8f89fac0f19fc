package io.github.hubspotassociations.emulator;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as it was read from the wire.
 *
 * @param method the method, as it was sent
 * @param target the request target, still percent-encoded, with its query
 * @param headers the values of every header by its lower-case name
 * @param body the whole body, empty when none was sent
 * @param keepAlive whether the client keeps the connection open for another request
 */
@SuppressWarnings("ArrayRecordComponent") // Requests are read once, never compared.
record HttpRequest(
    String method,
    String target,
    Map<String, List<String>> headers,
    byte[] body,
    boolean keepAlive) {

  /** Returns the first value of a header; its name is case-insensitive. */
  @Nullable String header(String name) {
    List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
    return values == null ? null : values.get(0);
  }

  /** Returns the decoded fields of a form body. */
  Map<String, String> form() {
    return parameters(new String(body, StandardCharsets.UTF_8));
  }

  /** Returns the decoded parameters of the query. */
  Map<String, String> query() {
    int query = target.indexOf('?');
    return query < 0 ? Map.of() : parameters(target.substring(query + 1));
  }

  private static Map<String, String> parameters(String encoded) {
    Map<String, String> parameters = new HashMap<>();
    for (String parameter : encoded.split("&", -1)) {
      int equals = parameter.indexOf('=');
      if (equals > 0) {
        parameters.put(parameter.substring(0, equals), decoded(parameter.substring(equals + 1)));
      }
    }
    return parameters;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text; // A percent sign without two hexadecimal digits.
    }
  }

  /** Returns the target without its query, still percent-encoded. */
  String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }
}

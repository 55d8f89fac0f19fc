package io.github.hubspotassociations.emulator;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request as it was read from the wire.
 *
 * @param method the method, as it was sent
 * @param target the request target, still percent-encoded, with its query
 * @param headers the values of every header by its lower-case name
 * @param body the whole body, empty when none was sent
 * @param keepAlive whether the client is ready to send another request on the same connection
 */
@SuppressWarnings("ArrayRecordComponent") // Requests are read once, never compared.
record HttpRequest(
    String method,
    String target,
    Map<String, List<String>> headers,
    byte[] body,
    boolean keepAlive) {

  /** The first value of a header, whatever the case of its name. */
  @Nullable String header(String name) {
    List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
    return values == null ? null : values.get(0);
  }

  /** The fields of a body that is a form, decoded. */
  Map<String, String> form() {
    return parameters(new String(body, StandardCharsets.UTF_8));
  }

  /** The parameters of the query, decoded. */
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

  /** The target without its query, still percent-encoded. */
  String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }
}

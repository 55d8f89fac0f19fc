package io.github.hubspotassociations.emulator;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A path of the API with its parameters in braces, as the OpenAPI document writes it. */
final class PathTemplate {
  private final String[] segments;

  private PathTemplate(String[] segments) {
    this.segments = segments;
  }

  static PathTemplate of(String template) {
    return new PathTemplate(template.split("/", -1));
  }

  /** Returns the decoded values of the parameters in order; null if the path does not match. */
  @Nullable List<String> match(String path) {
    String[] given = path.split("/", -1);
    if (given.length != segments.length) {
      return null;
    }
    List<String> values = new ArrayList<>();
    for (int i = 0; i < given.length; i++) {
      if (segments[i].startsWith("{")) {
        String value = decoded(given[i]);
        if (value == null || value.isEmpty()) {
          return null;
        }
        values.add(value);
      } else if (!segments[i].equals(given[i])) {
        return null;
      }
    }
    return values;
  }

  private static @Nullable String decoded(String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return null; // A percent sign without two hexadecimal digits.
    }
  }
}

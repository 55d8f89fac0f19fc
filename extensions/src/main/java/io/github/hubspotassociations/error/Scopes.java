package io.github.hubspotassociations.error;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/** Finds the scopes that an error body names, wherever it does. */
final class Scopes {
  private static final Set<String> NAMES =
      new HashSet<>(Arrays.asList("missingScopes", "requiredScopes", "requiredGranularScopes"));

  private Scopes() {}

  static Set<String> in(@Nullable Object json) {
    Set<String> scopes = new LinkedHashSet<>();
    collect(json, false, scopes);
    return scopes;
  }

  /** Whether the error itself, not one of its errors, speaks of scopes. */
  static boolean areNamedBy(HubSpotError error) {
    return !Collections.disjoint(error.context().keySet(), NAMES)
        || !Collections.disjoint(error.raw().keySet(), NAMES);
  }

  private static void collect(@Nullable Object json, boolean named, Set<String> scopes) {
    if (json instanceof Map) {
      for (Map.Entry<?, ?> member : ((Map<?, ?>) json).entrySet()) {
        collect(member.getValue(), named || NAMES.contains(member.getKey()), scopes);
      }
    } else if (json instanceof List) {
      for (Object item : (List<?>) json) {
        collect(item, named, scopes);
      }
    } else if (json instanceof String) {
      String text = ((String) json).trim();
      Map<String, List<String>> printed = PrintedMap.parse(text);
      for (String name : NAMES) {
        if (printed.containsKey(name)) {
          addWords(String.join(" ", printed.get(name)), scopes);
        }
      }
      if (named && printed.isEmpty()) {
        addWords(text, scopes);
      }
    }
  }

  /** Parts at what no scope has, but a list that was printed. */
  private static void addWords(String text, Set<String> scopes) {
    StringTokenizer words = new StringTokenizer(text, " \t\r\n,;[]");
    while (words.hasMoreTokens()) {
      scopes.add(words.nextToken());
    }
  }
}

package io.github.hubspotassociations.emulator;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Decides which tokens are accepted. Safe for use by several threads. */
final class Tokens {
  private static final int MAX_ISSUED = 10_000;

  private final Set<String> accepted = ConcurrentHashMap.newKeySet();
  private final Map<String, Instant> expired = new ConcurrentHashMap<>();

  /** When the tokens that the token endpoint issued expire, the oldest token first. */
  private final Map<String, Instant> issued = Collections.synchronizedMap(new LinkedHashMap<>());

  private final Map<String, List<String>> missingScopes = new ConcurrentHashMap<>();

  private volatile boolean onlyKnown;

  void accept(String token) {
    accepted.add(token);
    expired.remove(token);
    issued.remove(token);
  }

  /** Rejects every token that was neither configured nor issued. */
  void acceptOnlyKnown() {
    onlyKnown = true;
  }

  /** Accepts a token that the token endpoint issued, until it expires. */
  void issue(String token, Instant end) {
    synchronized (issued) {
      if (issued.size() == MAX_ISSUED) {
        issued.remove(issued.keySet().iterator().next());
      }
      issued.put(token, end);
    }
  }

  void expire(String token, Instant when) {
    expired.put(token, when);
  }

  void withoutScopes(String token, List<String> scopes) {
    missingScopes.put(token, List.copyOf(scopes));
  }

  /** Returns the bearer token of a request, or null if it has none. */
  static @Nullable String of(HttpRequest request) {
    String authorization = request.header("Authorization");
    if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith("bearer ")) {
      return null;
    }
    String token = authorization.substring("bearer ".length()).trim();
    return token.isEmpty() ? null : token;
  }

  /** Returns the response that rejects a token, or null if the token is accepted. */
  @Nullable HttpResponse rejection(@Nullable String token, Instant now, String correlationId) {
    if (token == null) {
      return ErrorPages.noCredentials(correlationId);
    }
    Instant end = expired.getOrDefault(token, issued.get(token));
    if (end != null && !now.isBefore(end)) {
      return ErrorPages.expiredToken(end, now, correlationId);
    }
    List<String> scopes = missingScopes.get(token);
    if (scopes != null) {
      return ErrorPages.missingScopes(scopes, correlationId);
    }
    boolean anyWillDo = accepted.isEmpty() && !onlyKnown;
    if (!anyWillDo && !accepted.contains(token) && !issued.containsKey(token)) {
      return ErrorPages.unknownToken(correlationId);
    }
    return null;
  }
}

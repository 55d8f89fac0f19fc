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

/** Which tokens are good, and for what. Safe for several threads. */
final class Tokens {
  private static final int MAX_ISSUED = 10_000;

  private final Set<String> accepted = ConcurrentHashMap.newKeySet();
  private final Map<String, Instant> expired = new ConcurrentHashMap<>();

  /** The ends of tokens that the token endpoint issued, the oldest first. */
  private final Map<String, Instant> issued = Collections.synchronizedMap(new LinkedHashMap<>());

  private final Map<String, List<String>> missingScopes = new ConcurrentHashMap<>();

  private volatile boolean onlyKnown;

  void accept(String token) {
    accepted.add(token);
    expired.remove(token);
    issued.remove(token);
  }

  /** From now on no token is accepted that was neither named nor issued. */
  void acceptOnlyKnown() {
    onlyKnown = true;
  }

  /** A token of the token endpoint's. */
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

  /** The bearer token of a request, or null if it has none. */
  static @Nullable String of(HttpRequest request) {
    String authorization = request.header("Authorization");
    if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith("bearer ")) {
      return null;
    }
    String token = authorization.substring("bearer ".length()).trim();
    return token.isEmpty() ? null : token;
  }

  /** The refusal of a token, or null if it may do what it asks for. */
  @Nullable HttpAnswer refusal(@Nullable String token, Instant now, String correlationId) {
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

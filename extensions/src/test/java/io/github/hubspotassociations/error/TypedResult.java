package io.github.hubspotassociations.error;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that a decoded response says, as plain data that a table can hold; nothings left out.
 */
final class TypedResult {
  private TypedResult() {}

  static Map<String, Object> of(HubSpotApiException e) {
    Map<String, Object> facts = new LinkedHashMap<>();
    put(facts, "type", e.getClass().getSimpleName());
    put(facts, "kind", e.kind().name());
    put(facts, "retryable", e.isRetryable());
    put(facts, "retryAfter", e.retryAfter());
    if (e instanceof AuthenticationException authentication) {
      put(facts, "expired", authentication.isExpired());
    }
    if (e instanceof MissingScopesException scopes) {
      put(facts, "missingScopes", new ArrayList<>(scopes.missingScopes()));
    }
    if (e instanceof ObjectNotFoundException notFound) {
      put(facts, "side", notFound.side());
      put(facts, "objectType", notFound.objectType());
      put(facts, "objectId", notFound.objectId());
    }
    if (e instanceof RateLimitException rateLimit) {
      put(facts, "policy", rateLimit.policy());
      put(facts, "suggestedWait", rateLimit.suggestedWait());
    }
    put(facts, "association", association(AssociationError.of(e)));
    put(facts, "exceptionMessage", e.getMessage());
    put(facts, "error", error(e.status(), e.error()));
    return facts;
  }

  private static Map<String, Object> association(AssociationError error) {
    Map<String, Object> facts = new LinkedHashMap<>();
    put(facts, "kind", error.kind().name());
    put(facts, "side", error.side());
    put(facts, "objectType", error.objectType());
    put(facts, "objectIds", error.objectIds());
    put(facts, "exception", error.toException().getClass().getSimpleName());
    return facts;
  }

  private static Map<String, Object> error(int status, HubSpotError error) {
    Map<String, Object> facts = new LinkedHashMap<>();
    put(facts, "message", error.message());
    put(facts, "status", error.status());
    put(facts, "category", error.category());
    put(facts, "subCategory", error.subCategory());
    put(facts, "errorType", error.errorType());
    put(facts, "code", error.code());
    put(facts, "in", error.in());
    put(facts, "policyName", error.policyName());
    put(facts, "correlationId", error.correlationId());
    put(facts, "context", error.context());
    put(facts, "links", error.links());
    List<Object> errors = new ArrayList<>();
    for (HubSpotError nested : error.errors()) {
      Map<String, Object> entry = error(status, nested);
      put(entry, "association", association(AssociationError.of(status, nested)));
      errors.add(entry);
    }
    put(facts, "errors", errors);
    return facts;
  }

  private static void put(Map<String, Object> facts, String name, Object value) {
    boolean nothing =
        value == null
            || (value instanceof Collection<?> items && items.isEmpty())
            || (value instanceof Map<?, ?> map && map.isEmpty());
    if (!nothing) {
      boolean data =
          value instanceof Collection || value instanceof Map || value instanceof Boolean;
      facts.put(name, data ? value : value.toString());
    }
  }
}

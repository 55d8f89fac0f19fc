package io.github.hubspotassociations.emulator;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Checks requests and responses against the OpenAPI document, if the emulator is strict, and keeps
 * the violations. Safe for use by several threads.
 */
final class ContractLog {
  private static final int MAX_VIOLATIONS = 1_000;

  private final @Nullable Contract contract;
  private final Queue<ContractViolation> violations = new ConcurrentLinkedQueue<>();

  ContractLog(@Nullable Contract contract) {
    this.contract = contract;
  }

  /** Returns the violations of a request; empty if there are none. */
  List<String> violations(HttpRequest request) {
    return contract == null ? List.of() : contract.violations(request);
  }

  /** Keeps the violations of a request. */
  void add(HttpRequest request, HttpResponse response, List<String> wrong) {
    if (!wrong.isEmpty()) {
      add(ContractViolation.Part.REQUEST, request, response.status(), wrong);
    }
  }

  /** Returns the response if it conforms to the document, or else a 500 that says why not. */
  HttpResponse checked(HttpRequest request, HttpResponse response, String correlationId) {
    if (contract == null) {
      return response;
    }
    List<String> wrong = contract.violations(request.method(), request.path(), response);
    if (wrong.isEmpty()) {
      return response;
    }
    add(ContractViolation.Part.RESPONSE, request, response.status(), wrong);
    return ErrorPages.error(
        500,
        "The emulator's response violates the OpenAPI document: " + String.join("; ", wrong),
        "INTERNAL_ERROR",
        correlationId);
  }

  private void add(
      ContractViolation.Part part, HttpRequest request, int status, List<String> messages) {
    if (violations.size() < MAX_VIOLATIONS) {
      violations.add(
          new ContractViolation(part, request.method(), request.path(), status, messages));
    }
  }

  /** Returns the violations that were kept, the oldest first. */
  List<ContractViolation> all() {
    return List.copyOf(violations);
  }

  void clear() {
    violations.clear();
  }
}

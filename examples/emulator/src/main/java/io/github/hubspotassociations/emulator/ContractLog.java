package io.github.hubspotassociations.emulator;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Checks requests and answers against the OpenAPI document if there is one to check against, and
 * keeps what breaks it. Safe for use by several threads.
 */
final class ContractLog {
  private static final int MAX_VIOLATIONS = 1_000;

  private final @Nullable Contract contract;
  private final Queue<ContractViolation> violations = new ConcurrentLinkedQueue<>();

  ContractLog(@Nullable Contract contract) {
    this.contract = contract;
  }

  /** What is wrong with a request; empty if nothing is. */
  List<String> violations(HttpRequest request) {
    return contract == null ? List.of() : contract.violations(request);
  }

  /** Keeps what is wrong with a request. */
  void add(HttpRequest request, HttpAnswer answer, List<String> wrong) {
    if (!wrong.isEmpty()) {
      add(ContractViolation.Part.REQUEST, request, answer.status(), wrong);
    }
  }

  /** Returns the answer if it is as the document says, or else one that says why it is not. */
  HttpAnswer checked(HttpRequest request, HttpAnswer answer, String correlationId) {
    if (contract == null) {
      return answer;
    }
    List<String> wrong = contract.violations(request.method(), request.path(), answer);
    if (wrong.isEmpty()) {
      return answer;
    }
    add(ContractViolation.Part.ANSWER, request, answer.status(), wrong);
    return ErrorPages.error(
        500,
        "The emulator's answer breaks the OpenAPI document: " + String.join("; ", wrong),
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

  /** What was kept, the oldest first. */
  List<ContractViolation> all() {
    return List.copyOf(violations);
  }

  void clear() {
    violations.clear();
  }
}

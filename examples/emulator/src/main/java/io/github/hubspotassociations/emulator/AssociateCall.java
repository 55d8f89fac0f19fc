package io.github.hubspotassociations.emulator;

import java.util.List;

/**
 * A request to associate.
 *
 * @param request the request
 * @param route the endpoint that its path names
 * @param plan what the faults decided about it
 * @param violations how it violates the OpenAPI document
 * @param correlationId the correlation ID of its response
 */
record AssociateCall(
    HttpRequest request,
    Route route,
    FaultPlan plan,
    List<String> violations,
    String correlationId) {

  boolean isBatch() {
    return route.isBatch();
  }

  List<String> parameters() {
    return route.parameters();
  }

  String fromType() {
    return parameters().get(0);
  }

  String toType() {
    return parameters().get(isBatch() ? 1 : 2);
  }
}

package io.github.hubspotassociations.emulator;

import java.util.List;

/**
 * A request to associate.
 *
 * @param request the request
 * @param route where its path leads
 * @param plan what the faults have decided about it
 * @param violations what of it is not as the OpenAPI document says
 * @param correlationId the id of its answer
 */
record Call(
    HttpRequest request, Route route, Plan plan, List<String> violations, String correlationId) {

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

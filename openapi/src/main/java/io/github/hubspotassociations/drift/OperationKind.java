package io.github.hubspotassociations.drift;

import io.swagger.v3.oas.models.PathItem.HttpMethod;
import java.util.regex.Pattern;

/** One of the operations to compare, found by how its path ends, whatever stands before. */
enum OperationKind {
  /** Creates the default association of one pair. */
  SINGLE(HttpMethod.PUT, "/associations/default/\\{[^}/]+}/\\{[^}/]+}$"),
  /** Creates the default associations of a batch of pairs. */
  BATCH(HttpMethod.POST, "/batch/associate/default$");

  private final HttpMethod method;
  private final Pattern end;

  OperationKind(HttpMethod method, String end) {
    this.method = method;
    this.end = Pattern.compile(end);
  }

  HttpMethod method() {
    return method;
  }

  boolean hasPath(String path) {
    return end.matcher(path).find();
  }
}

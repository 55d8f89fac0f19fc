package io.github.hubspotassociations.drift;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** An OpenAPI document. */
record Spec(OpenAPI document) {
  static Spec parse(String text, String name) throws IOException {
    ParseOptions options = new ParseOptions();
    options.setResolve(true);
    SwaggerParseResult result = new OpenAPIV3Parser().readContents(text, List.of(), options);
    OpenAPI document = result.getOpenAPI();
    if (document == null || document.getPaths() == null || document.getPaths().isEmpty()) {
      throw new IOException(
          name
              + " is not an OpenAPI document with paths: "
              + String.join("; ", result.getMessages()));
    }
    return new Spec(document);
  }

  /** The paths of an operation, in every release that the document has. */
  List<String> paths(OperationKind operation) {
    List<String> paths = new ArrayList<>();
    for (Map.Entry<String, PathItem> path : document.getPaths().entrySet()) {
      if (operation.hasPath(path.getKey())
          && path.getValue().readOperationsMap().containsKey(operation.method())) {
        paths.add(path.getKey());
      }
    }
    return paths;
  }

  Operation at(String path, OperationKind operation) {
    return document.getPaths().get(path).readOperationsMap().get(operation.method());
  }

  /** The scopes of which any one suffices, for an operation. */
  Set<String> scopes(Operation operation) {
    List<SecurityRequirement> security =
        operation.getSecurity() == null ? document.getSecurity() : operation.getSecurity();
    Set<String> scopes = new TreeSet<>();
    if (security != null) {
      security.forEach(requirement -> requirement.values().forEach(scopes::addAll));
    }
    return scopes;
  }
}

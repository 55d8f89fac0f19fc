package io.github.hubspotassociations.drift;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openapitools.openapidiff.core.OpenApiCompare;
import org.openapitools.openapidiff.core.model.ChangedApiResponse;
import org.openapitools.openapidiff.core.model.ChangedContent;
import org.openapitools.openapidiff.core.model.ChangedOpenApi;
import org.openapitools.openapidiff.core.model.ChangedOperation;
import org.openapitools.openapidiff.core.model.ChangedParameter;
import org.openapitools.openapidiff.core.model.ChangedRequestBody;

/**
 * Compares one operation of ours with HubSpot's. What both say at the same place is left to
 * openapi-diff; paths, which hold the release, and scopes, which are alternatives, are compared
 * here.
 */
final class Comparison {
  private static final Pattern RELEASE = Pattern.compile("(?<=/)(v[0-9]+|[0-9]{4}-[^/]*)(?=/)");
  private static final String ANY = "*/*";
  private static final String JSON = "application/json";

  private final Spec ours;
  private final Spec published;
  private final OperationKind kind;
  private final Differences differences;

  private Comparison(Spec ours, Spec published, OperationKind kind, Differences differences) {
    this.ours = ours;
    this.published = published;
    this.kind = kind;
    this.differences = differences;
  }

  /** The differences of an operation, in all releases that HubSpot's document has. */
  static Differences of(OperationKind kind, Spec ours, Spec published) {
    List<String> paths = published.paths(kind);
    String title = kind.method() + " " + (paths.isEmpty() ? kind : String.join(", ", paths));
    Differences differences = new Differences(title);
    if (paths.isEmpty()) {
      differences.harm("paths", "HubSpot's document does not have this operation");
    }
    for (String path : paths) {
      new Comparison(ours, published, kind, differences).compare(path);
    }
    return differences;
  }

  private void compare(String path) {
    String ourPath = ourPath(path);
    Operation our = ours.at(ourPath, kind);
    Operation their = published.at(path, kind);
    scopes(ours.scopes(our), published.scopes(their));
    if (Boolean.TRUE.equals(their.getDeprecated())) {
      differences.note("deprecated", "HubSpot's says so");
    }
    ChangedOpenApi changed =
        OpenApiCompare.fromSpecifications(
            alone(ours.document(), path, withoutRelease(our)),
            alone(published.document(), path, likeOurs(their, our)));
    changed.getChangedOperations().forEach(this::operation);
  }

  /** Our path of the same release; reports a path that ours would not send to. */
  private String ourPath(String path) {
    Matcher matcher = RELEASE.matcher(path);
    String release = matcher.find() ? matcher.group() : "";
    List<String> candidates = ours.paths(kind);
    for (String candidate : candidates) {
      if (candidate.replace("{release}", release).equals(path)) {
        if (candidate.contains("{release}")) {
          releaseName(candidate, release);
        }
        return candidate;
      }
    }
    differences.harm("path", "HubSpot's is " + path + ", ours " + String.join(" or ", candidates));
    return candidates.stream()
        .filter(candidate -> candidate.contains("{release}"))
        .findFirst()
        .orElse(candidates.get(0));
  }

  private void releaseName(String path, String release) {
    for (Parameter parameter : ours.at(path, kind).getParameters()) {
      Parameter resolved = resolved(parameter);
      String pattern = resolved.getSchema() == null ? null : resolved.getSchema().getPattern();
      if (resolved.getName().equals("release")
          && pattern != null
          && !Pattern.compile(pattern).matcher(release).find()) {
        differences.harm("path", "ours does not allow the release " + release + ": " + pattern);
      }
    }
  }

  private Parameter resolved(Parameter parameter) {
    String reference = parameter.get$ref();
    return reference == null
        ? parameter
        : ours.document()
            .getComponents()
            .getParameters()
            .get(reference.substring(reference.lastIndexOf('/') + 1));
  }

  private Operation withoutRelease(Operation operation) {
    List<Parameter> parameters = new ArrayList<>();
    for (Parameter parameter : operation.getParameters()) {
      if (!resolved(parameter).getName().equals("release")) {
        parameters.add(parameter);
      }
    }
    return copy(operation).parameters(parameters).responses(operation.getResponses());
  }

  /** Reports any media type of theirs where ours has JSON, and compares it as JSON. */
  private Operation likeOurs(Operation their, Operation our) {
    ApiResponses responses = new ApiResponses();
    their
        .getResponses()
        .forEach(
            (status, response) -> {
              Content content = resolved(published.document(), response).getContent();
              ApiResponse ourResponse = our.getResponses().get(status);
              Content ourContent =
                  ourResponse == null ? null : resolved(ours.document(), ourResponse).getContent();
              if (content != null
                  && content.containsKey(ANY)
                  && ourContent != null
                  && ourContent.containsKey(JSON)) {
                differences.note("response " + status, "media type */*, ours application/json");
                response =
                    new ApiResponse()
                        .description(response.getDescription())
                        .content(new Content().addMediaType(JSON, content.get(ANY)));
              }
              responses.addApiResponse(status, response);
            });
    return copy(their).parameters(their.getParameters()).responses(responses);
  }

  private static ApiResponse resolved(OpenAPI document, ApiResponse response) {
    String reference = response.get$ref();
    return reference == null
        ? response
        : document
            .getComponents()
            .getResponses()
            .get(reference.substring(reference.lastIndexOf('/') + 1));
  }

  private static Operation copy(Operation operation) {
    return new Operation()
        .operationId("compared")
        .requestBody(operation.getRequestBody())
        .security(List.of());
  }

  private OpenAPI alone(OpenAPI document, String path, Operation operation) {
    PathItem item = new PathItem();
    item.operation(kind.method(), operation);
    return new OpenAPI()
        .info(document.getInfo())
        .components(document.getComponents())
        .paths(new Paths().addPathItem(path, item));
  }

  private void scopes(Set<String> our, Set<String> their) {
    Set<String> added = new TreeSet<>(their);
    added.removeAll(our);
    added.forEach(scope -> differences.harm("scopes", scope + " suffices, ours does not list it"));
    Set<String> gone = new LinkedHashSet<>(our);
    gone.removeAll(their);
    if (!gone.isEmpty()) {
      differences.note("scopes", "only ours lists " + String.join(", ", gone));
    }
  }

  private void operation(ChangedOperation operation) {
    if (operation.getParameters() != null) {
      for (Parameter added : operation.getParameters().getIncreased()) {
        differences.harm(place(added), "ours can't send it");
      }
      for (Parameter gone : operation.getParameters().getMissing()) {
        differences.note(place(gone), "only ours has it");
      }
      operation.getParameters().getChanged().forEach(this::parameter);
    }
    if (operation.getRequestBody() != null) {
      requestBody(operation.getRequestBody());
    }
    if (operation.getApiResponses() != null) {
      responses(operation.getApiResponses());
    }
  }

  private static String place(Parameter parameter) {
    return parameter.getIn() + " parameter " + parameter.getName();
  }

  private void parameter(ChangedParameter parameter) {
    String place = parameter.getIn() + " parameter " + parameter.getName();
    if (parameter.isChangeRequired()) {
      boolean required = Boolean.TRUE.equals(parameter.getNewParameter().getRequired());
      differences.add(
          true, place, required ? "is required, ours optional" : "is optional, ours required");
    }
    if (parameter.getSchema() != null) {
      new SchemaComparison(differences, false).compare(place, parameter.getSchema());
    }
  }

  private void requestBody(ChangedRequestBody body) {
    if (body.isChangeRequired()) {
      boolean required = Boolean.TRUE.equals(body.getNewRequestBody().getRequired());
      differences.harm(
          "request", required ? "is required, ours optional" : "is optional, ours required");
    }
    content("request", body.getContent(), false);
  }

  private void responses(ChangedApiResponse responses) {
    Set<String> ourStatuses = responses.getOldApiResponses().keySet();
    for (String status : responses.getIncreased().keySet()) {
      boolean covered =
          ourStatuses.contains(status.charAt(0) + "XX")
              || (!status.startsWith("2") && ourStatuses.contains("default"));
      differences.add(!covered, "response " + status, "ours does not list it");
    }
    Set<String> gone = new TreeSet<>(responses.getMissing().keySet());
    if (!gone.isEmpty()) {
      differences.note("responses", "only ours lists " + String.join(", ", gone));
    }
    responses
        .getChanged()
        .forEach((status, response) -> content("response " + status, response.getContent(), true));
  }

  private void content(String place, @Nullable ChangedContent content, boolean response) {
    if (content == null) {
      return;
    }
    for (String added : content.getIncreased().keySet()) {
      differences.add(response, place, "media type " + added + ", ours does not list it");
    }
    for (String gone : content.getMissing().keySet()) {
      differences.add(!response, place, "media type " + gone + " is only ours");
    }
    content
        .getChanged()
        .forEach(
            (type, media) -> {
              if (media.getSchema() != null) {
                new SchemaComparison(differences, response)
                    .compare(place + " " + type + " $", media.getSchema());
              }
            });
  }
}

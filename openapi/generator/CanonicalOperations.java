package generator;

import static generator.Problems.at;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Rewrites operations to what Retrofit can send and the generated code can read: parameters that
 * are scalars, lists or maps of these, one body, one successful response. The extensions tell the
 * rest.
 */
final class CanonicalOperations {
  /** On a parameter: one of the annotations of Retrofit, such as {@code Query}. */
  static final String ANNOTATION = "x-annotation";

  /** On a parameter: what is said of it in brackets. */
  static final String NOTE = "x-note";

  /** On an operation: the request's body is no JSON, and the caller's own. */
  static final String RAW_BODY = "x-raw-body";

  /** On an operation: the response's body is no JSON, and the caller reads it. */
  static final String RAW_RESPONSE = "x-raw-response";

  /** On an operation: a successful response may have no body, though it may have one. */
  static final String MAYBE = "x-maybe";

  /** On an operation: the media type to ask for. */
  static final String ACCEPT = "x-accept";

  private static final Pattern JSON = Pattern.compile("[^/]+/([^;]+\\+)?json *(;.*)?|\\*/\\*");
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final Set<String> NOT_PARAMETERS =
      Set.of("accept", "content-type", "authorization");

  private final OpenAPI document;
  private final CanonicalDocument schemas;
  private final Problems problems;

  CanonicalOperations(OpenAPI document, CanonicalDocument schemas, Problems problems) {
    this.document = document;
    this.schemas = schemas;
    this.problems = problems;
  }

  void rewrite() {
    if (document.getPaths() == null) {
      return;
    }
    document
        .getPaths()
        .forEach(
            (path, item) -> {
              String place = at("#/paths", path);
              item.readOperationsMap()
                  .forEach(
                      (method, operation) ->
                          operation(
                              item, method, operation, at(place, method.name().toLowerCase())));
              item.setParameters(null);
            });
  }

  private void operation(
      PathItem item, PathItem.HttpMethod method, Operation operation, String place) {
    operation.setCallbacks(null);
    operation.setParameters(parameters(item, operation, place));
    RequestBody body = body(operation.getRequestBody(), place);
    operation.setRequestBody(null);
    if (body != null) {
      body(operation, body, method, at(place, "requestBody"));
    }
    Set<String> seen = new LinkedHashSet<>();
    for (Parameter parameter : operation.getParameters()) {
      if (!seen.add(parameter.getExtensions().get(ANNOTATION) + " " + parameter.getName())) {
        problems.add(place, "has two parameters " + parameter.getName());
      }
    }
    response(operation, method, at(place, "responses"));
  }

  // ------------------------------------------------------------------ parameters

  private List<Parameter> parameters(PathItem item, Operation operation, String place) {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    for (List<Parameter> some :
        java.util.Arrays.asList(item.getParameters(), operation.getParameters())) {
      for (Parameter parameter : some == null ? List.<Parameter>of() : some) {
        Parameter resolved = parameter(parameter, place);
        if (resolved != null) {
          parameters.put(resolved.getIn() + " " + resolved.getName(), resolved);
        }
      }
    }
    List<Parameter> result = new ArrayList<>();
    for (Parameter parameter : parameters.values()) {
      String at = at(place, "parameters") + " (" + parameter.getName() + ")";
      String in = parameter.getIn();
      if (in.equals("header") && NOT_PARAMETERS.contains(parameter.getName().toLowerCase())) {
        continue;
      }
      if (in.equals("cookie")) {
        problems.add(
            at, "cookie parameters are not supported: set the header Cookie in an interceptor");
        continue;
      }
      String annotation = in.equals("path") ? "Path" : in.equals("header") ? "Header" : "Query";
      if (!empty(parameter.getContent())) {
        result.add(
            text(parameter, annotation, "as " + parameter.getContent().keySet().iterator().next()));
        continue;
      }
      Schema<?> schema = schemas.canonical(parameter.getSchema(), at(at, "schema"));
      String style =
          parameter.getStyle() == null
              ? (in.equals("query") ? "form" : "simple")
              : parameter.getStyle().toString();
      boolean explode =
          parameter.getExplode() == null ? style.equals("form") : parameter.getExplode();
      if (style.equals("matrix") || style.equals("label")) {
        problems.add(at, "the style " + style + " is not supported");
        continue;
      }
      add(result, parameter, schema, annotation, style, explode, at);
    }
    return result;
  }

  private void add(
      List<Parameter> result,
      Parameter parameter,
      Schema<?> schema,
      String annotation,
      String style,
      boolean explode,
      String place) {
    boolean separate =
        !annotation.equals("Path")
            && (annotation.equals("Header") || style.equals("form") && explode);
    Schema<?> object = object(schema);
    if (isText(schema)) {
      result.add(
          text(parameter, annotation, "byte".equals(schema.getFormat()) ? "as base64" : "as text"));
    } else if ("array".equals(schema.getType())) {
      Schema<?> items = schema.getItems();
      if (object(items) != null || isContainer(items) || style.equals("deepObject")) {
        problems.add(place, "OpenAPI has no form for a list of lists or objects as a parameter");
      } else if (separate) {
        if (isText(items)) {
          schema.setItems(new Schema<>().type("string"));
        }
        result.add(
            copy(
                parameter, parameter.getName(), schema, parameter.getRequired(), annotation, null));
      } else {
        result.add(text(parameter, annotation, "the values joined"));
      }
    } else if (object != null
        && annotation.equals("Query")
        && (separate || style.equals("deepObject"))) {
      // An object in a query is a parameter for each of its properties.
      for (Map.Entry<String, Schema> property : object.getProperties().entrySet()) {
        Schema<?> value = property.getValue();
        String at = at(place, property.getKey());
        boolean list = "array".equals(value.getType());
        if (object(value) != null || isMap(value) || list && style.equals("deepObject")) {
          problems.add(at, "OpenAPI has no form for an object's objects or lists as a parameter");
          continue;
        }
        boolean required =
            Boolean.TRUE.equals(parameter.getRequired())
                && object.getRequired() != null
                && object.getRequired().contains(property.getKey());
        String name =
            separate ? property.getKey() : parameter.getName() + "[" + property.getKey() + "]";
        add(
            result,
            new Parameter().name(name).required(required).description(value.getDescription()),
            value,
            annotation,
            "form",
            true,
            at);
      }
    } else if (object != null) {
      result.add(text(parameter, annotation, "names and values joined"));
    } else if (isMap(schema)) {
      Schema<?> values = (Schema<?>) schema.getAdditionalProperties();
      if (object(values) != null || isContainer(values)) {
        problems.add(place, "OpenAPI has no form for a map of lists or objects as a parameter");
      } else if (separate && !annotation.equals("Header")) {
        if (isText(values)) {
          schema.setAdditionalProperties(new Schema<>().type("string"));
        }
        result.add(
            copy(
                parameter,
                parameter.getName(),
                schema,
                parameter.getRequired(),
                annotation + "Map",
                null));
      } else if (style.equals("deepObject")) {
        problems.add(place, "a map as deepObject is not supported: name its properties");
      } else {
        result.add(text(parameter, annotation, "names and values joined"));
      }
    } else {
      result.add(
          copy(parameter, parameter.getName(), schema, parameter.getRequired(), annotation, null));
    }
  }

  private static Parameter text(Parameter parameter, String annotation, String note) {
    Schema<?> text = new Schema<>().type("string");
    return copy(parameter, parameter.getName(), text, parameter.getRequired(), annotation, note);
  }

  private static Parameter copy(
      Parameter from,
      String name,
      Schema<?> schema,
      Boolean required,
      String annotation,
      String note) {
    Parameter parameter = new Parameter();
    parameter.setName(name);
    parameter.setIn(
        annotation.equals("Path") ? "path" : annotation.equals("Header") ? "header" : "query");
    parameter.setSchema(schema);
    parameter.setRequired(Boolean.TRUE.equals(required) || annotation.equals("Path"));
    parameter.setDescription(from.getDescription());
    parameter.addExtension(ANNOTATION, annotation);
    if (note != null) {
      parameter.addExtension(NOTE, note);
    }
    return parameter;
  }

  /** Whether a value is sent as the text that the caller makes of it. */
  private static boolean isText(Schema<?> schema) {
    boolean any = schema.getType() == null && schema.get$ref() == null;
    boolean free = isFree(schema);
    return any || free || "byte".equals(schema.getFormat()) || isChoice(schema);
  }

  private static boolean isChoice(Schema<?> schema) {
    return CanonicalDocument.extension(schema, CanonicalDocument.ANY_VALUE) != null;
  }

  private static boolean isFree(Schema<?> schema) {
    return "object".equals(schema.getType())
        && empty(schema.getProperties())
        && schema.getAdditionalProperties() == null;
  }

  private static boolean isMap(Schema<?> schema) {
    return "object".equals(schema.getType())
        && empty(schema.getProperties())
        && schema.getAdditionalProperties() instanceof Schema;
  }

  private static boolean isContainer(Schema<?> schema) {
    return "array".equals(schema.getType()) || isMap(schema);
  }

  /** {@return the schema as an object with named properties, or null} */
  private Schema<?> object(Schema<?> schema) {
    Schema<?> target = target(schema);
    return empty(target.getProperties()) || isChoice(target) ? null : target;
  }

  private Schema<?> target(Schema<?> schema) {
    if (schema.get$ref() == null) {
      return schema;
    }
    String name = schema.get$ref().substring("#/components/schemas/".length());
    return document.getComponents().getSchemas().get(name.replace("~1", "/").replace("~0", "~"));
  }

  // ------------------------------------------------------------------ bodies

  private void body(
      Operation operation, RequestBody body, PathItem.HttpMethod method, String place) {
    if (method == PathItem.HttpMethod.GET
        || method == PathItem.HttpMethod.HEAD
        || method == PathItem.HttpMethod.TRACE) {
      problems.add(place, "OkHttp sends no body with " + method);
      return;
    }
    if (empty(body.getContent())) {
      problems.add(place, "has no content");
      return;
    }
    boolean required = Boolean.TRUE.equals(body.getRequired());
    String json = json(body.getContent());
    if (json == null && body.getContent().containsKey(FORM)) {
      MediaType form = body.getContent().get(FORM);
      Schema<?> canonical = schemas.canonical(form.getSchema(), at(place, FORM));
      Schema<?> object = object(canonical);
      if (object == null) {
        problems.add(place, "a form is an object with named properties");
        return;
      }
      for (Map.Entry<String, Schema> property : object.getProperties().entrySet()) {
        Schema<?> value = property.getValue();
        String at = at(place, property.getKey());
        if (object(value) != null || isMap(value)) {
          problems.add(at, "an object in a form is not supported");
          continue;
        }
        boolean needed =
            object.getRequired() != null && object.getRequired().contains(property.getKey());
        Parameter field =
            new Parameter()
                .name(property.getKey())
                .required(required && needed)
                .description(value.getDescription());
        add(operation.getParameters(), field, value, "Field", "form", true, at);
      }
      return;
    }
    String type = json != null ? json : body.getContent().keySet().iterator().next();
    Schema<?> schema = new Schema<>().type("string");
    if (json == null) {
      operation.addExtension(RAW_BODY, String.join(", ", body.getContent().keySet()));
    } else {
      schema = schemas.canonical(body.getContent().get(json).getSchema(), at(place, json));
    }
    operation.setRequestBody(
        new RequestBody()
            .required(required)
            .description(body.getDescription())
            .content(new Content().addMediaType(type, new MediaType().schema(schema))));
  }

  private void response(Operation operation, PathItem.HttpMethod method, String place) {
    Map<String, ApiResponse> all = new LinkedHashMap<>();
    if (operation.getResponses() != null) {
      operation
          .getResponses()
          .forEach((code, response) -> all.put(code, response(response, at(place, code))));
    }
    List<ApiResponse> success = new ArrayList<>();
    all.forEach(
        (code, response) -> {
          if (code.startsWith("2")) {
            success.add(response);
          }
        });
    boolean onlyDefault =
        all.keySet().stream()
            .allMatch(
                code -> code.equals("default") || code.startsWith("4") || code.startsWith("5"));
    if (success.isEmpty() && onlyDefault && all.containsKey("default")) {
      success.add(all.get("default"));
    }
    boolean empty = success.isEmpty();
    boolean raw = false;
    Set<String> accept = new LinkedHashSet<>();
    List<Schema<?>> bodies = new ArrayList<>();
    for (ApiResponse response : success) {
      if (empty(response.getContent()) || method == PathItem.HttpMethod.HEAD) {
        empty = true;
        continue;
      }
      String json = json(response.getContent());
      if (json == null) {
        raw = true;
        accept.addAll(response.getContent().keySet());
      } else {
        accept.add(json);
        bodies.add(schemas.canonical(response.getContent().get(json).getSchema(), at(place, json)));
      }
    }
    boolean hasBody = raw || !bodies.isEmpty();
    if (hasBody) {
      operation.addExtension(ACCEPT, String.join(", ", accept));
      operation.addExtension(MAYBE, empty);
      operation.addExtension(RAW_RESPONSE, raw);
    }
    ApiResponse only = new ApiResponse().description("");
    if (hasBody && !raw) {
      only.setContent(
          new Content().addMediaType("application/json", new MediaType().schema(widest(bodies))));
    } else if (raw) {
      only.setContent(
          new Content()
              .addMediaType("text/plain", new MediaType().schema(new Schema<>().type("string"))));
    }
    ApiResponses responses = new ApiResponses();
    responses.put("200", only);
    operation.setResponses(responses);
  }

  /** {@return the schema that has all properties of the others, or else the one for any JSON} */
  private Schema<?> widest(List<Schema<?>> bodies) {
    for (Schema<?> candidate : bodies) {
      if (bodies.stream().allMatch(other -> holds(candidate, other))) {
        return candidate;
      }
    }
    return new Schema<>();
  }

  private boolean holds(Schema<?> wide, Schema<?> narrow) {
    if (Objects.equals(wide, narrow)) {
      return true;
    }
    Schema<?> outer = object(wide);
    Schema<?> inner = object(narrow);
    return outer != null
        && inner != null
        && (inner.getAdditionalProperties() == null
            || Objects.equals(inner.getAdditionalProperties(), outer.getAdditionalProperties()))
        && inner.getProperties().entrySet().stream()
            .allMatch(
                property -> {
                  Schema<?> same = outer.getProperties().get(property.getKey());
                  return same != null && sameShape(same, property.getValue());
                });
  }

  private static boolean sameShape(Schema<?> one, Schema<?> other) {
    return Objects.equals(one.get$ref(), other.get$ref())
        && Objects.equals(one.getType(), other.getType())
        && Objects.equals(one.getFormat(), other.getFormat())
        && Objects.equals(one.getProperties(), other.getProperties())
        && Objects.equals(one.getItems(), other.getItems())
        && Objects.equals(one.getAdditionalProperties(), other.getAdditionalProperties());
  }

  private static String json(Content content) {
    if (content.containsKey("application/json")) {
      return "application/json";
    }
    return content.keySet().stream()
        .filter(type -> JSON.matcher(type).matches())
        .findFirst()
        .orElse(null);
  }

  // ------------------------------------------------------------------ references

  private Parameter parameter(Parameter parameter, String place) {
    return parameter.get$ref() == null
        ? parameter
        : component(parameter.get$ref(), document.getComponents().getParameters(), place);
  }

  private RequestBody body(RequestBody body, String place) {
    return body == null || body.get$ref() == null
        ? body
        : component(body.get$ref(), document.getComponents().getRequestBodies(), place);
  }

  private ApiResponse response(ApiResponse response, String place) {
    ApiResponse resolved =
        response.get$ref() == null
            ? response
            : component(response.get$ref(), document.getComponents().getResponses(), place);
    return resolved == null ? new ApiResponse() : resolved;
  }

  private <T> T component(String reference, Map<String, T> components, String place) {
    T component =
        components == null
            ? null
            : components.get(reference.substring(reference.lastIndexOf('/') + 1));
    if (component == null) {
      problems.add(place, "there is no " + reference);
    }
    return component;
  }

  private static boolean empty(Map<?, ?> map) {
    return map == null || map.isEmpty();
  }
}

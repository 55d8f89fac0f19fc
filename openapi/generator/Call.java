package generator;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the templates say of one canonical operation. */
final class Call {
  private static final Pattern PATH_NAME = Pattern.compile("\\{([^}]+)\\}");
  private static final Set<String> OWN_ANNOTATION =
      Set.of("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT");

  private final String path;
  private final String method;
  private final Operation operation;
  private final String id;
  private final Function<String, String> parameterName;
  private final Types types;
  private final Types bodyTypes;

  Call(
      String path,
      String method,
      Operation operation,
      String id,
      Function<String, String> parameterName,
      Function<String, String> className) {
    this.path = path;
    this.method = method.toUpperCase(Locale.ROOT);
    this.operation = operation;
    this.id = id;
    this.parameterName = parameterName;
    this.types = new Types(className, null, true);
    this.bodyTypes = new Types(className, null, false);
  }

  Map<String, Object> values() {
    List<Map<String, Object>> parameters = new ArrayList<>();
    Map<String, Object> body = null;
    Set<String> names = new HashSet<>(Set.of("requestTag"));
    for (Parameter parameter : operation.getParameters()) {
      parameters.add(parameter(parameter, names));
    }
    if (operation.getRequestBody() != null) {
      body = body(names);
      parameters.add(body);
    }
    List<Map<String, Object>> sorted = new ArrayList<>();
    for (boolean required : new boolean[] {true, false}) {
      parameters.stream()
          .filter(each -> each.get("required").equals(required))
          .forEach(sorted::add);
    }
    boolean form = has("Field") || has("FieldMap");
    boolean hasResponse = operation.getResponses().get("200").getContent() != null;
    String accept = hasResponse ? (String) extension(CanonicalOperations.ACCEPT) : null;
    String contentType = body == null ? "" : (String) body.get("contentType");

    Map<String, Object> values = new LinkedHashMap<>();
    values.put("id", id);
    values.put("constant", constant() + "_PATH");
    values.put("pathLiteral", Text.literal(path));
    values.put("deprecated", Boolean.TRUE.equals(operation.getDeprecated()));
    values.put("form", form);
    values.put("head", method.equals("HEAD"));
    values.put("empty", !hasResponse);
    values.put("maybe", hasResponse && Boolean.TRUE.equals(extension(CanonicalOperations.MAYBE)));
    values.put("type", hasResponse ? responseType() : "Void");
    values.put("accept", accept == null ? false : Text.literal("Accept: " + accept));
    values.put("headers", headers(accept, contentType));
    values.put("hasPath", has("Path"));
    values.put("httpAnnotation", httpAnnotation(body != null));
    List<Map<String, Object>> streaming = new ArrayList<>();
    for (Map<String, Object> parameter : sorted) {
      Map<String, Object> copy = new LinkedHashMap<>(parameter);
      copy.put("annotation", parameter.get("streamingAnnotation"));
      copy.put("type", parameter.get("streamingType"));
      streaming.add(copy);
    }
    values.put("streaming", streaming);
    List<Map<String, Object>> forms = new ArrayList<>();
    forms.add(new LinkedHashMap<>(Map.of("parameters", sorted, "doc", doc(""))));
    if (body != null && !(boolean) body.get("required")) {
      // Retrofit takes no null for a body.
      List<Map<String, Object>> without = new ArrayList<>(sorted);
      without.remove(body);
      Map<String, Object> second =
          new LinkedHashMap<>(Map.of("parameters", without, "doc", doc(" Sends no body.")));
      second.put("headers", headers(accept, ""));
      second.put("httpAnnotation", httpAnnotation(false));
      forms.add(second);
    }
    values.put("forms", forms);
    return values;
  }

  private Map<String, Object> parameter(Parameter parameter, Set<String> names) {
    String annotation = (String) parameter.getExtensions().get(CanonicalOperations.ANNOTATION);
    String note = (String) parameter.getExtensions().get(CanonicalOperations.NOTE);
    boolean required = Boolean.TRUE.equals(parameter.getRequired());
    String type = types.type(parameter.getSchema());
    String named =
        Text.literal(
            annotation.equals("Path") ? pathName(parameter.getName()) : parameter.getName());
    String argument = annotation.endsWith("Map") ? "" : "(" + named + ")";
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("name", unique(names, parameterName.apply(parameter.getName())));
    values.put("required", required);
    boolean map = annotation.endsWith("Map"); // Retrofit takes no null for one.
    values.put(
        "type",
        required || map ? type : Types.nullable(type, "@org.jspecify.annotations.Nullable "));
    values.put("streamingType", values.get("type"));
    values.put("annotation", "@retrofit2.http." + annotation + argument);
    values.put(
        "streamingAnnotation",
        annotation.equals("Path")
            ? "@retrofit2.http.Path(value = " + named + ", encoded = true)"
            : values.get("annotation"));
    values.put(
        "doc",
        Text.doc(parameter.getDescription(), "{@code " + Text.code(parameter.getName()) + "}")
            + (note == null ? "" : " (" + Text.html(note) + ")")
            + (required ? "" : map ? " (may be empty)" : " (null: not sent)"));
    return values;
  }

  private Map<String, Object> body(Set<String> names) {
    String contentType = operation.getRequestBody().getContent().keySet().iterator().next();
    Object raw = extension(CanonicalOperations.RAW_BODY);
    Schema<?> schema = operation.getRequestBody().getContent().get(contentType).getSchema();
    Object name = extension("x-codegen-request-body-name");
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("name", unique(names, parameterName.apply(name == null ? "body" : name.toString())));
    values.put("required", Boolean.TRUE.equals(operation.getRequestBody().getRequired()));
    values.put("type", raw != null ? "okhttp3.RequestBody" : bodyTypes.type(schema));
    values.put("streamingType", "okhttp3.RequestBody");
    values.put("annotation", "@retrofit2.http.Body");
    values.put("streamingAnnotation", "@retrofit2.http.Body");
    boolean usual =
        raw != null || contentType.startsWith("application/json") || contentType.equals("*/*");
    values.put("contentType", usual ? "" : contentType);
    values.put(
        "doc",
        Text.doc(operation.getRequestBody().getDescription(), "{@code " + values.get("name") + "}")
            + (raw == null ? "" : " (" + Text.html(raw.toString()) + ")"));
    return values;
  }

  private String responseType() {
    return Boolean.TRUE.equals(extension(CanonicalOperations.RAW_RESPONSE))
        ? "okhttp3.ResponseBody"
        : bodyTypes.type(
            operation
                .getResponses()
                .get("200")
                .getContent()
                .values()
                .iterator()
                .next()
                .getSchema());
  }

  private String doc(String more) {
    String summary = operation.getSummary();
    String notes = operation.getDescription();
    String first = summary == null || summary.isBlank() ? notes : summary;
    String doc = Text.doc(first, "Calls {@code " + Text.code(method + " " + path) + "}.");
    if (first == summary && notes != null && !notes.isBlank()) {
      doc += "\n   *\n   * <p>" + Text.doc(notes, "");
    }
    return doc + more;
  }

  private static Object headers(String accept, String contentType) {
    String type = contentType.isEmpty() ? "" : Text.literal("Content-Type: " + contentType);
    if (accept == null) {
      return type.isEmpty() ? false : type;
    }
    String literal = Text.literal("Accept: " + accept);
    return type.isEmpty() ? literal : "{" + literal + ", " + type + "}";
  }

  private String httpAnnotation(boolean hasBody) {
    String relative = Text.literal(relativePath());
    boolean takesBody = Set.of("PATCH", "POST", "PUT").contains(method);
    return OWN_ANNOTATION.contains(method) && (takesBody || !hasBody)
        ? "@retrofit2.http." + method + "(" + relative + ")"
        : "@retrofit2.http.HTTP(method = \""
            + method
            + "\", path = "
            + relative
            + ", hasBody = "
            + hasBody
            + ")";
  }

  /** {@return the path, relative, so that a base URL may have a path of its own} */
  private String relativePath() {
    StringBuilder relative = new StringBuilder();
    Matcher matcher = PATH_NAME.matcher(path.startsWith("/") ? path.substring(1) : path);
    while (matcher.find()) {
      matcher.appendReplacement(
          relative, Matcher.quoteReplacement("{" + pathName(matcher.group(1)) + "}"));
    }
    matcher.appendTail(relative);
    int slash = relative.indexOf("/");
    String first = slash == -1 ? relative.toString() : relative.substring(0, slash);
    // Before a colon would be the scheme of a URL.
    return first.replace(":", "%3A") + relative.substring(first.length());
  }

  /** {@return the name of a path parameter, which Retrofit wants to be a word} */
  private static String pathName(String name) {
    String word = name.replaceAll("[^a-zA-Z0-9_-]", "_");
    return Character.isLetter(word.charAt(0)) ? word : "p" + word;
  }

  private String constant() {
    return org.openapitools.codegen.utils.StringUtils.underscore(id).toUpperCase(Locale.ROOT);
  }

  private boolean has(String annotation) {
    return operation.getParameters().stream()
        .anyMatch(
            each -> annotation.equals(each.getExtensions().get(CanonicalOperations.ANNOTATION)));
  }

  private Object extension(String name) {
    return operation.getExtensions() == null ? null : operation.getExtensions().get(name);
  }

  private static String unique(Set<String> used, String wanted) {
    String name = wanted;
    for (int i = 2; !used.add(name); i++) {
      name = wanted + i;
    }
    return name;
  }
}

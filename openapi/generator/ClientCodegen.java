package generator;

import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.servers.Server;
import io.swagger.v3.oas.models.tags.Tag;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.openapitools.codegen.CodegenModel;
import org.openapitools.codegen.CodegenOperation;
import org.openapitools.codegen.SupportingFile;
import org.openapitools.codegen.languages.JavaClientCodegen;
import org.openapitools.codegen.model.ModelMap;
import org.openapitools.codegen.model.ModelsMap;
import org.openapitools.codegen.model.OperationsMap;
import org.openapitools.codegen.utils.ModelUtils;
import org.openapitools.codegen.utils.StringUtils;

/**
 * Tells the templates what to write. The generator reads the document, names things and writes the
 * files; the types and the names within a class come from the canonical schemas, so that templates
 * decide nothing.
 */
final class ClientCodegen extends JavaClientCodegen {
  /** Simple names that the templates use in the package of the models. */
  private static final Set<String> TAKEN =
      Set.of(
          "Boolean",
          "Deprecated",
          "Double",
          "Float",
          "Integer",
          "Long",
          "Nullable",
          "Object",
          "Override",
          "String",
          "SuppressWarnings",
          "Builder",
          "ModelJsonAdapterFactory");

  /**
   * Names that a property or an operation can't have: methods of every object, and what the
   * templates use.
   */
  private static final Set<String> METHODS =
      Set.of(
          "builder",
          "clone",
          "equals",
          "finalize",
          "getClass",
          "hashCode",
          "notify",
          "notifyAll",
          "toString",
          "wait");

  private final String packageName;
  private final Problems problems;
  private final Set<String> classNames = new HashSet<>();
  private final Map<String, Set<String>> apiNames = new HashMap<>();

  ClientCodegen(String packageName, Problems problems) {
    this.packageName = packageName;
    this.problems = problems;
    setLibrary("retrofit2");
    setOpenApiNullable(false);
    openapiNormalizer().put("DISABLE_ALL", "true");
    additionalProperties.put("apiPackage", packageName + ".api");
    additionalProperties.put("modelPackage", packageName + ".model");
    additionalProperties.put("sourceFolder", "");
    additionalProperties.put("hideGenerationTimestamp", "true");
    // Used in expressions, such as java.util.Objects.equals(…), where a variable would hide them.
    reservedWords.addAll(Set.of("true", "false", "null", "java", "io"));
  }

  @Override
  public void processOpts() {
    super.processOpts();
    supportingFiles.clear();
    importMapping.clear(); // It keeps a schema called DateTime or UUID from becoming a class.
    apiTestTemplateFiles.clear();
    modelTestTemplateFiles.clear();
    modelTemplateFiles.clear();
    modelTemplateFiles.put("model.mustache", ".java");
    String models = (packageName + ".model").replace('.', '/');
    String apis = (packageName + ".api").replace('.', '/');
    supportingFiles.add(
        new SupportingFile("adapterFactory.mustache", models, "ModelJsonAdapterFactory.java"));
    supportingFiles.add(
        new SupportingFile("modelPackageInfo.mustache", models, "package-info.java"));
    supportingFiles.add(new SupportingFile("apiPackageInfo.mustache", apis, "package-info.java"));
  }

  /** Prints nothing: the generator would ask for donations. */
  @Override
  public void postProcess() {}

  // ------------------------------------------------------------------ names

  /** Gives each schema a class name of its own, on file systems that ignore case too. */
  @Override
  public void preprocessOpenAPI(OpenAPI openApi) {
    super.preprocessOpenAPI(openApi);
    Set<String> used = new HashSet<>();
    for (String schema : openApi.getComponents().getSchemas().keySet()) {
      String name = toModelName(schema);
      String wanted = TAKEN.contains(name) ? "Model" + name : name;
      String unique = wanted;
      for (int i = 2; !used.add(unique.toLowerCase(Locale.ROOT)); i++) {
        unique = wanted + i;
      }
      if (!unique.equals(name)) {
        modelNameMapping.put(schema, unique);
      }
      classNames.add(unique);
    }
  }

  /** The generator would number names that differ by case alone once more. */
  @Override
  public String modelFilename(String template, String model, String folder) {
    return Path.of(folder, toModelName(model) + modelTemplateFiles.get(template)).toString();
  }

  @Override
  public String modelFilename(String template, String model) {
    return modelFilename(template, model, modelFileFolder());
  }

  private static String unique(Set<String> used, String wanted) {
    String name = wanted;
    for (int i = 2; !used.add(name); i++) {
      name = wanted + i;
    }
    return name;
  }

  private String propertyName(String name) {
    String java = toVarName(name);
    return METHODS.contains(java) ? java + "Property" : java;
  }

  // ------------------------------------------------------------------ models

  @Override
  public CodegenModel fromModel(String name, Schema schema) {
    CodegenModel model = super.fromModel(name, schema);
    model.vendorExtensions.put("shape", shape(toModelName(name), schema));
    return model;
  }

  /** Does nothing: what Jackson and Gson would want of models and enums is not used here. */
  @Override
  public ModelsMap postProcessModels(ModelsMap models) {
    return models;
  }

  private Map<String, Object> shape(String name, Schema<?> schema) {
    boolean anyValue = CanonicalDocument.extension(schema, CanonicalDocument.ANY_VALUE) != null;
    boolean isEnum = schema.getEnum() != null;
    Map<String, Object> shape = new LinkedHashMap<>();
    if (isEnum) {
      shape.putAll(enumeration(name, schema, name));
    }
    shape.put("name", name);
    shape.put("owner", name);
    shape.put("nested", false);
    shape.put("deprecated", Boolean.TRUE.equals(schema.getDeprecated()));
    shape.put("isEnum", isEnum);
    shape.put("isAnyValue", anyValue);
    shape.put("isObject", !isEnum && !anyValue);
    String kind =
        isEnum ? "The values of {@code " : anyValue ? "The value {@code " : "The object {@code ";
    shape.put("doc", Text.doc(schema.getDescription(), kind + Text.code(name) + "}."));
    List<Map<String, Object>> enums = new ArrayList<>();
    List<Map<String, Object>> properties = new ArrayList<>();
    List<Integer> needed = new ArrayList<>();
    List<Integer> secrets = new ArrayList<>();
    List<Integer> nulls = new ArrayList<>();
    shape.put("open", false);
    if (!isEnum && !anyValue) {
      Set<String> names = new HashSet<>();
      Set<String> nested = new HashSet<>(List.of(name, "Builder"));
      boolean open = schema.getAdditionalProperties() instanceof Schema;
      if (open) {
        names.add("additionalProperties");
      }
      Map<String, String> javaNames = new LinkedHashMap<>();
      for (String property : schema.getProperties().keySet()) {
        javaNames.put(property, unique(names, propertyName(property)));
      }
      schema
          .getProperties()
          .forEach(
              (property, of) -> {
                Map<String, Object> values =
                    property(javaNames.get(property), property, of, name, nested, enums);
                List<String> required = schema.getRequired();
                values.put("required", required != null && required.contains(property));
                boolean writtenAsNull =
                    (boolean) values.get("required") && (boolean) values.get("nullable");
                values.put(
                    "setterType",
                    (boolean) values.get("required") && !writtenAsNull
                        ? values.get("type")
                        : values.get("nullableType"));
                if (writtenAsNull) {
                  nulls.add(properties.size());
                }
                int index = properties.size();
                values.put("index", index);
                if ((boolean) values.get("required")
                    && !writtenAsNull
                    && !Boolean.TRUE.equals(of.getReadOnly())) {
                  needed.add(index);
                }
                if ("password".equals(of.getFormat())) {
                  secrets.add(index);
                }
                properties.add(values);
              });
      if (open) {
        Schema<?> of = (Schema<?>) schema.getAdditionalProperties();
        Map<String, Object> additional =
            property("additionalProperties", "additionalProperties", of, name, nested, enums);
        additional.put("boxedType", additional.get("type"));
        shape.put("open", additional);
      }
    }
    shape.put("properties", properties);
    shape.put("count", properties.size());
    shape.put("slots", properties.size() + (shape.get("open").equals(false) ? 0 : 1));
    shape.put("needed", needed);
    shape.put("secrets", secrets);
    shape.put("writtenAsNull", nulls);
    shape.put("enums", enums);
    return shape;
  }

  private Map<String, Object> property(
      String name,
      String baseName,
      Schema<?> schema,
      String owner,
      Set<String> nested,
      List<Map<String, Object>> enums) {
    Schema<?> inner = Types.innermost(schema);
    String enumName = null;
    if (inner.getEnum() != null) {
      String wanted = StringUtils.camelize(name.replaceFirst("^[_$]+", ""));
      if (wanted.isEmpty() || !Character.isJavaIdentifierStart(wanted.charAt(0))) {
        wanted = "E" + wanted;
      }
      if (classNames.contains(wanted) || TAKEN.contains(wanted) || nested.contains(wanted)) {
        wanted += "Enum";
      }
      enumName = unique(nested, wanted);
      Map<String, Object> values = enumeration(enumName, inner, name);
      values.put("owner", owner);
      values.put("nested", true);
      values.put("deprecated", false);
      values.put(
          "doc",
          Text.doc(
              inner == schema ? schema.getDescription() : null,
              "The values of {@code " + Text.code(name) + "}."));
      enums.add(values);
      enumName = owner + "." + enumName;
    }
    Types types = new Types(this::className, enumName, false);
    Map<String, Object> values = new LinkedHashMap<>();
    String type = types.type(schema);
    values.put("name", name);
    values.put("jsonLiteral", Text.literal(baseName));
    values.put("type", type);
    values.put("nullableType", Types.nullable(type, "@Nullable "));
    values.put("adapter", types.adapter(schema));
    values.put("nullable", Boolean.TRUE.equals(schema.getNullable()));
    values.put("deprecated", Boolean.TRUE.equals(schema.getDeprecated()));
    Object assumed = CanonicalDocument.extension(schema, CanonicalDocument.DEFAULT);
    values.put(
        "doc",
        Text.doc(schema.getDescription(), "The property {@code " + Text.code(baseName) + "}.")
            + (assumed == null
                ? ""
                : " Where it is left out the API assumes <code>"
                    + Text.html(json(assumed))
                    + "</code>."));
    return values;
  }

  private static String json(Object value) {
    try {
      return Json.mapper().writeValueAsString(value);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<String, Object> enumeration(String name, Schema<?> schema, String place) {
    String valueType = new Types(this::className, null, false).scalar(schema);
    List<?> descriptions =
        CanonicalDocument.extension(schema, CanonicalDocument.DESCRIPTIONS) instanceof List<?> list
            ? list
            : List.of();
    List<Map<String, Object>> constants = new ArrayList<>();
    Set<String> names = new HashSet<>(Set.of("known", "value"));
    for (Object value : schema.getEnum()) {
      String literal =
          valueType.equals("String")
              ? Text.literal((String) value)
              : value + (valueType.equals("Long") ? "L" : "");
      String description =
          constants.size() < descriptions.size()
              ? String.valueOf(descriptions.get(constants.size()))
              : null;
      constants.add(
          new LinkedHashMap<>(
              Map.of(
                  "constant", unique(names, toEnumVarName(String.valueOf(value), valueType)),
                  "literal", literal,
                  "doc",
                      Text.doc(
                          description, "The value <code>" + Text.html(literal) + "</code>."))));
    }
    if (constants.size() > 2500) {
      problems.add(
          Problems.at("#/components/schemas", place),
          "has " + constants.size() + " values; a Java class takes at most 2500");
    }
    return new LinkedHashMap<>(
        Map.of("name", name, "valueType", valueType, "constants", constants));
  }

  private String className(String reference) {
    return toModelName(ModelUtils.getSimpleRef(reference));
  }

  // ------------------------------------------------------------------ operations

  @Override
  public CodegenOperation fromOperation(
      String path, String method, Operation operation, List<Server> servers) {
    CodegenOperation result = super.fromOperation(path, method, operation, servers);
    String id =
        METHODS.contains(result.operationId)
            ? "call" + StringUtils.camelize(result.operationId)
            : result.operationId;
    result.vendorExtensions.put(
        "call",
        new Call(
                path,
                method,
                operation,
                id,
                this::toParamName,
                reference -> packageName + ".model." + className(reference))
            .values());
    return result;
  }

  @Override
  public OperationsMap postProcessOperationsWithModels(
      OperationsMap objects, List<ModelMap> models) {
    OperationsMap result = super.postProcessOperationsWithModels(objects, models);
    String api = result.getOperations().getClassname();
    Set<String> names = apiNames.computeIfAbsent(api, key -> new HashSet<>());
    for (CodegenOperation operation : result.getOperations().getOperation()) {
      @SuppressWarnings("unchecked")
      Map<String, Object> call = (Map<String, Object>) operation.vendorExtensions.get("call");
      for (String suffix : List.of("", "WithHttpInfo", "Streaming", "_PATH")) {
        String name =
            suffix.equals("_PATH") ? (String) call.get("constant") : call.get("id") + suffix;
        if (!names.add(name)) {
          problems.add(
              Problems.at(
                  "#/paths",
                  operation.path.startsWith("/") ? operation.path : "/" + operation.path),
              "two operations of " + api + " are called " + name);
        }
      }
    }
    String tag = String.valueOf(result.getOperations().get("pathPrefix"));
    String group = result.getOperations().getOperation().get(0).baseName;
    String description = null;
    if (openAPI.getTags() != null) {
      for (Tag each : openAPI.getTags()) {
        if (group != null && sanitizeTag(each.getName()).equals(sanitizeTag(group))) {
          description = each.getDescription();
          group = each.getName();
        }
      }
    }
    result
        .getOperations()
        .put(
            "tagDoc",
            Text.doc(
                description,
                "The operations tagged {@code " + Text.code(group == null ? tag : group) + "}."));
    return result;
  }
}

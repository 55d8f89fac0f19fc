package generator;

import io.swagger.v3.oas.models.media.Schema;
import java.util.function.Function;

/** The Java type and the Moshi adapter of a canonical schema. */
final class Types {
  static final String JSON = "io.github.hubspotassociations.client.internal.ModelJson";

  private final Function<String, String> className;
  private final String enumName;
  private final boolean parameter;

  /**
   * @param className gives the class of a reference
   * @param enumName the class of an inline enum, or null for the type of its values
   * @param parameter whether the value is printed by toString(): a time is an Instant then, which
   *     always prints its seconds
   */
  Types(Function<String, String> className, String enumName, boolean parameter) {
    this.className = className;
    this.enumName = enumName;
    this.parameter = parameter;
  }

  String type(Schema<?> schema) {
    if (schema.get$ref() != null) {
      return className.apply(schema.get$ref());
    }
    if ("array".equals(schema.getType())) {
      return "java.util.List<" + type(schema.getItems()) + ">";
    }
    if (schema.getAdditionalProperties() instanceof Schema<?> values) {
      return "java.util.Map<String, " + type(values) + ">";
    }
    return schema.getEnum() != null && enumName != null ? enumName : scalar(schema);
  }

  String adapter(Schema<?> schema) {
    if (schema.get$ref() == null && "array".equals(schema.getType())) {
      return JSON + ".list(" + adapter(schema.getItems()) + ")";
    }
    if (schema.getAdditionalProperties() instanceof Schema<?> values) {
      return JSON + ".map(" + adapter(values) + ")";
    }
    String type = type(schema);
    // Any JSON is decoded by ModelJson, not by Moshi, which would make doubles of all numbers.
    return type.equals("Object") ? JSON + ".ANY" : "moshi.adapter(" + type + ".class)";
  }

  String scalar(Schema<?> schema) {
    String type = schema.getType() == null ? "" : schema.getType();
    String format = schema.getFormat() == null ? "" : schema.getFormat();
    switch (type) {
      case "boolean":
        return "Boolean";
      case "integer":
        return format.equals("int32") ? "Integer" : "Long";
      case "number":
        return format.equals("float")
            ? "Float"
            : format.equals("double") ? "Double" : "java.math.BigDecimal";
      case "string":
        switch (format) {
          case "date":
            return "java.time.LocalDate";
          case "date-time":
            return parameter ? "java.time.Instant" : "java.time.OffsetDateTime";
          case "uuid":
            return "java.util.UUID";
          case "uri":
            return "java.net.URI";
          case "byte":
            return "okio.ByteString";
          default:
            return "String";
        }
      default:
        return "Object";
    }
  }

  /** {@return the schema within all lists and maps} */
  static Schema<?> innermost(Schema<?> schema) {
    if (schema.get$ref() == null && "array".equals(schema.getType())) {
      return innermost(schema.getItems());
    }
    return schema.getAdditionalProperties() instanceof Schema<?> values
        ? innermost(values)
        : schema;
  }

  /** Puts the annotation before the simple name, where Java wants it. */
  static String nullable(String type, String annotation) {
    int arguments = type.indexOf('<');
    int dot = type.lastIndexOf('.', arguments == -1 ? type.length() : arguments);
    return type.substring(0, dot + 1) + annotation + type.substring(dot + 1);
  }
}

package generator;

import static generator.Problems.at;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Schema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Rewrites a document to the few forms that the generated code knows, so that the generator has
 * nothing to interpret: a schema is afterwards a reference to a class, a list, a map, a scalar with
 * a format of Java's, an enum of strings or integers, an object with all its properties, a choice
 * (an object marked {@link #ANY_VALUE}), or empty for any JSON.
 *
 * <ul>
 *   <li>The parts of an {@code allOf} are merged: properties, {@code required}, additional ones.
 *   <li>A {@code oneOf} or {@code anyOf} that only says what is required is dropped; any other is a
 *       choice, which is kept as plain JSON.
 *   <li>References to schemas that are no class (lists, maps, scalars) are replaced by them.
 *   <li>A base with a discriminator keeps its subtypes' properties as additional ones.
 * </ul>
 */
final class CanonicalDocument {
  /** On a schema of a document: it is there to be read by people, and becomes no class. */
  private static final String NO_CLASS = "x-no-class";

  static final String ANY_VALUE = "x-any-value";
  static final String DEFAULT = "x-default-json";
  static final String DESCRIPTIONS = "x-enum-descriptions";

  private static final String SCHEMAS = "#/components/schemas";
  private static final Set<String> TEXT_FORMATS =
      Set.of("date", "date-time", "uuid", "uri", "byte", "password");
  private static final Set<String> SMALL_INTEGERS =
      Set.of("int32", "int16", "int8", "uint8", "uint16");
  private static final Set<String> BIG_INTEGERS = Set.of("uint64", "bigint", "int128", "uint128");
  private static final BigDecimal LONG_MAX = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final BigDecimal LONG_MIN = BigDecimal.valueOf(Long.MIN_VALUE);

  private enum Kind {
    OBJECT,
    CHOICE,
    ENUM,
    LIST,
    MAP,
    FREE,
    SCALAR,
    ANY
  }

  private final OpenAPI document;
  private final Problems problems;
  private final Map<String, Schema<?>> originals = new LinkedHashMap<>();
  private final Set<String> inlining = new LinkedHashSet<>();

  CanonicalDocument(OpenAPI document, Problems problems) {
    this.document = document;
    this.problems = problems;
  }

  void rewrite() {
    if (document.getComponents() == null) {
      document.setComponents(new Components());
    }
    if (document.getComponents().getSchemas() != null) {
      document.getComponents().getSchemas().forEach(originals::put);
    }
    Map<String, Schema> schemas = new LinkedHashMap<>();
    originals.forEach(
        (name, schema) -> {
          if (isClass(kind(schema, Set.of())) && !hasNoClass(schema)) {
            schemas.put(name, canonical(schema, at(SCHEMAS, name), true));
          }
        });
    document.getComponents().setSchemas(schemas);
    new CanonicalOperations(document, this, problems).rewrite();
    document.getComponents().setParameters(null);
    document.getComponents().setRequestBodies(null);
    document.getComponents().setResponses(null);
    document.getComponents().setHeaders(null);
  }

  /** {@return the canonical form of a schema that stands within another or in an operation} */
  Schema<?> canonical(Schema<?> schema, String place) {
    return schema == null ? new Schema<>() : canonical(schema, place, false);
  }

  private Schema<?> canonical(Schema<?> schema, String place, boolean top) {
    if (schema.get$ref() != null && !top) {
      String name = name(schema, place);
      Schema<?> target = originals.get(name);
      if (target == null) {
        problems.add(place, "there is no " + schema.get$ref());
        return new Schema<>();
      }
      if (hasNoClass(target)) {
        problems.add(place, name + " is marked " + NO_CLASS + ", and used here");
        return new Schema<>();
      }
      if (isClass(kind(target, Set.of()))) {
        return new Schema<>().$ref(at(SCHEMAS, name));
      }
      if (!inlining.add(name)) {
        return new Schema<>(); // A list or map of itself: any JSON.
      }
      try {
        return canonical(target, at(SCHEMAS, name), false);
      } finally {
        inlining.remove(name);
      }
    }
    Schema<?> only = onlyReference(schema);
    if (!top && only != null) {
      Schema<?> result = canonical(only, place, false);
      return describe(copyOf(result), schema);
    }
    Schema<?> merged = merged(only != null ? only : schema, place);
    Schema<?> result = new Schema<>();
    switch (kind(merged, Set.of())) {
      case CHOICE -> {
        result.setType("object");
        result.addProperty("value", new Schema<>());
        result.addExtension(ANY_VALUE, merged.getOneOf() + "" + merged.getAnyOf());
      }
      case OBJECT -> object(merged, result, place);
      case ENUM -> enumeration(merged, result);
      case LIST -> {
        result.setType("array");
        result.setItems(canonical(merged.getItems(), at(place, "items")));
      }
      case MAP -> {
        result.setType("object");
        result.setAdditionalProperties(additional(merged, place));
      }
      case SCALAR -> {
        scalar(merged, result);
        if (!Set.of("string", "integer", "number", "boolean").contains(result.getType())) {
          problems.add(
              place, "has the type " + result.getType() + ", which OpenAPI 3.0 does not have");
        }
      }
      default -> {}
    }
    return describe(result, schema);
  }

  private void object(Schema<?> schema, Schema<?> result, String place) {
    result.setType("object");
    Map<String, Schema> properties = new LinkedHashMap<>();
    schema
        .getProperties()
        .forEach(
            (name, property) ->
                properties.put(name, canonical(property, at(at(place, "properties"), name))));
    result.setProperties(properties);
    if (schema.getRequired() != null) {
      result.setRequired(
          schema.getRequired().stream()
              .filter(properties::containsKey)
              .distinct()
              .collect(Collectors.toList()));
    }
    Schema<?> additional = additional(schema, place);
    if (additional == null && schema.getDiscriminator() != null) {
      additional = new Schema<>(); // What its subtypes have.
    }
    result.setAdditionalProperties(additional);
    if (properties.size() > 1000) {
      problems.add(
          place, "has " + properties.size() + " properties; a Java class takes at most 1000");
    }
  }

  private Schema<?> additional(Schema<?> schema, String place) {
    Object additional = schema.getAdditionalProperties();
    if (additional instanceof Schema<?> of) {
      return canonical(of, at(place, "additionalProperties"));
    }
    return Boolean.TRUE.equals(additional) ? new Schema<>() : null;
  }

  private void enumeration(Schema<?> schema, Schema<?> result) {
    scalar(schema, result);
    List<Object> values = new ArrayList<>(new LinkedHashSet<>(enumValues(schema)));
    if (!isInteger(result)) {
      values.replaceAll(String::valueOf);
    }
    @SuppressWarnings("unchecked")
    Schema<Object> typed = (Schema<Object>) result;
    typed.setEnum(values);
    Object descriptions = extension(schema, DESCRIPTIONS);
    if (descriptions != null) {
      result.addExtension(DESCRIPTIONS, descriptions);
    }
  }

  private static void scalar(Schema<?> schema, Schema<?> result) {
    String type = type(schema);
    String format = schema.getFormat();
    result.setType(type);
    if (type.equals("string")) {
      result.setFormat(format != null && TEXT_FORMATS.contains(format) ? format : null);
    } else if (type.equals("integer")) {
      boolean big =
          (format != null && BIG_INTEGERS.contains(format))
              || (schema.getMaximum() != null && schema.getMaximum().compareTo(LONG_MAX) > 0)
              || (schema.getMinimum() != null && schema.getMinimum().compareTo(LONG_MIN) < 0);
      result.setType(big ? "number" : "integer");
      result.setFormat(
          big ? null : format != null && SMALL_INTEGERS.contains(format) ? "int32" : "int64");
    } else if (type.equals("number")) {
      result.setFormat("float".equals(format) || "double".equals(format) ? format : null);
    }
  }

  /** Takes over what says something about a place rather than about the shape of its values. */
  private static Schema<?> describe(Schema<?> result, Schema<?> from) {
    if (from.getDescription() != null) {
      result.setDescription(from.getDescription());
    }
    if (from.getNullable() != null) {
      result.setNullable(from.getNullable());
    }
    if (from.getDeprecated() != null) {
      result.setDeprecated(from.getDeprecated());
    }
    if (from.getReadOnly() != null) {
      result.setReadOnly(from.getReadOnly());
    }
    if (from.getDefault() != null) {
      result.addExtension(DEFAULT, from.getDefault());
    }
    return result;
  }

  private static Schema<?> copyOf(Schema<?> schema) {
    Schema<?> copy = new Schema<>();
    copy.set$ref(schema.get$ref());
    copy.setType(schema.getType());
    copy.setFormat(schema.getFormat());
    copy.setItems(schema.getItems());
    copy.setProperties(schema.getProperties());
    copy.setRequired(schema.getRequired());
    copy.setAdditionalProperties(schema.getAdditionalProperties());
    copy.setExtensions(schema.getExtensions());
    if (schema.getEnum() != null) {
      @SuppressWarnings("unchecked")
      Schema<Object> typed = (Schema<Object>) copy;
      typed.setEnum(new ArrayList<>(schema.getEnum()));
    }
    return describe(copy, schema);
  }

  // ------------------------------------------------------------------ composition

  /** {@return the one schema that an allOf, oneOf or anyOf wraps to describe it, or null} */
  private static Schema<?> onlyReference(Schema<?> schema) {
    List<Schema<?>> parts = Stream.concat(list(schema.getAllOf()), choices(schema)).toList();
    boolean bare =
        parts.size() == 1
            && empty(schema.getProperties())
            && schema.getAdditionalProperties() == null
            && schema.getItems() == null
            && empty(schema.getRequired());
    return bare ? parts.get(0) : null;
  }

  /** {@return the schema without allOf, and without choices that only say what is required} */
  private Schema<?> merged(Schema<?> schema, String place) {
    Schema<?> resolved = schema;
    for (Set<String> seen = new LinkedHashSet<>(); resolved.get$ref() != null; ) {
      String name = name(resolved, place);
      Schema<?> target = originals.get(name);
      if (target == null || !seen.add(name)) {
        problems.add(
            place, target == null ? "there is no " + resolved.get$ref() : "refers to itself");
        return new Schema<>();
      }
      resolved = target;
    }
    if (list(resolved.getAllOf()).findAny().isEmpty()) {
      return resolved;
    }
    return merge(resolved, place, new LinkedHashSet<>());
  }

  private Schema<?> merge(Schema<?> schema, String place, Set<Schema<?>> merging) {
    if (schema.get$ref() != null) {
      Schema<?> target = originals.get(name(schema, place));
      if (target == null) {
        problems.add(place, "there is no " + schema.get$ref());
        return new Schema<>();
      }
      return merge(target, place, merging);
    }
    List<Schema<?>> parts = list(schema.getAllOf()).toList();
    if (parts.isEmpty()) {
      return schema;
    }
    if (merging.stream().anyMatch(outer -> outer == schema)) {
      problems.add(place, "is a part of itself by allOf");
      return new Schema<>();
    }
    Set<Schema<?>> inner = new LinkedHashSet<>(merging);
    inner.add(schema);
    Schema<?> result = new Schema<>();
    for (int i = 0; i < parts.size(); i++) {
      String partPlace = at(at(place, "allOf"), String.valueOf(i));
      Schema<?> part = merge(parts.get(i), partPlace, inner);
      addPart(result, part, partPlace);
    }
    addPart(result, schema, place);
    result.setDiscriminator(schema.getDiscriminator());
    return result;
  }

  @SuppressWarnings("unchecked")
  private void addPart(Schema<?> result, Schema<?> part, String place) {
    List<Schema<?>> choices = choices(part).toList();
    if (!choices.isEmpty()) {
      choices.forEach(choice -> result.addOneOfItem(choice));
    }
    String type = type(part);
    String before = type(result);
    if (before != null && type != null && !before.equals(type)) {
      problems.add(place, "is " + type + ", though another part of the allOf is " + before);
      return;
    }
    if (type != null) {
      result.setType(type);
    }
    if (part.getFormat() != null) {
      result.setFormat(part.getFormat());
    }
    if (part.getItems() != null) {
      result.setItems(part.getItems());
    }
    if (part.getEnum() != null) {
      ((Schema<Object>) result).setEnum(new ArrayList<>(part.getEnum()));
      Object descriptions = extension(part, DESCRIPTIONS);
      if (descriptions != null) {
        result.addExtension(DESCRIPTIONS, descriptions);
      }
    }
    if (part.getProperties() != null) {
      part.getProperties().forEach((name, property) -> addProperty(result, name, property, place));
    }
    if (part.getRequired() != null) {
      part.getRequired().forEach(result::addRequiredItem);
    }
    Object additional = part.getAdditionalProperties();
    if (additional instanceof Schema || Boolean.TRUE.equals(additional)) {
      Object earlier = result.getAdditionalProperties();
      // Where two parts differ about them, any JSON holds both.
      result.setAdditionalProperties(
          earlier == null || earlier.equals(additional) ? additional : Boolean.TRUE);
    }
    if (part.getMaximum() != null) {
      result.setMaximum(part.getMaximum());
    }
    if (part.getMinimum() != null) {
      result.setMinimum(part.getMinimum());
    }
  }

  private void addProperty(Schema<?> result, String name, Schema<?> property, String place) {
    Schema<?> earlier = result.getProperties() == null ? null : result.getProperties().get(name);
    if (earlier == null) {
      result.addProperty(name, property);
      return;
    }
    Kind first = kind(earlier, Set.of());
    Kind second = kind(property, Set.of());
    if (second == Kind.ANY || second == Kind.FREE) {
      return; // The part that knows more about it stays.
    }
    boolean sameType = Objects.equals(type(deref(earlier)), type(deref(property)));
    boolean scalars =
        (first == Kind.SCALAR || first == Kind.ENUM)
            && (second == Kind.SCALAR || second == Kind.ENUM);
    boolean refines =
        first == Kind.ANY
            || first == Kind.FREE
            || (first == second && sameType)
            || (scalars && sameType)
            || (first == Kind.MAP && second == Kind.OBJECT);
    if (!refines) {
      problems.add(
          at(at(place, "properties"), name), "has another type in another part of the allOf");
    }
    if (first == Kind.ENUM && second == Kind.SCALAR) {
      return;
    }
    if (first == Kind.OBJECT && second == Kind.OBJECT && !earlier.equals(property)) {
      result.addProperty(name, new Schema<>().addAllOfItem(earlier).addAllOfItem(property));
      return;
    }
    result.addProperty(name, property);
  }

  // ------------------------------------------------------------------ kinds

  private static boolean isClass(Kind kind) {
    return kind == Kind.OBJECT || kind == Kind.CHOICE || kind == Kind.ENUM;
  }

  private Kind kind(Schema<?> schema, Set<String> seen) {
    if (schema.get$ref() != null) {
      String name = name(schema, "");
      Schema<?> target = originals.get(name);
      if (target == null || seen.contains(name)) {
        return Kind.ANY;
      }
      Set<String> further = new LinkedHashSet<>(seen);
      further.add(name);
      return kind(target, further);
    }
    Schema<?> only = onlyReference(schema);
    if (only != null) {
      return kind(only, seen);
    }
    if (choices(schema).findAny().isPresent()) {
      return Kind.CHOICE;
    }
    Kind own = ownKind(schema);
    for (Schema<?> part : list(schema.getAllOf()).toList()) {
      Kind kind = kind(part, seen);
      if (kind == Kind.CHOICE) {
        return kind;
      }
      boolean stronger =
          own == Kind.ANY
              || (own == Kind.FREE && kind != Kind.ANY)
              || (own == Kind.MAP && kind == Kind.OBJECT)
              || (own == Kind.SCALAR && kind == Kind.ENUM);
      if (stronger) {
        own = kind;
      }
    }
    return own;
  }

  private static Kind ownKind(Schema<?> schema) {
    String type = type(schema);
    if (!empty(schema.getProperties())) {
      return Kind.OBJECT;
    }
    if (type == null) {
      return Kind.ANY;
    }
    switch (type) {
      case "array":
        return Kind.LIST;
      case "object":
        Object additional = schema.getAdditionalProperties();
        return additional instanceof Schema || Boolean.TRUE.equals(additional)
            ? Kind.MAP
            : Kind.FREE;
      default:
        boolean named =
            !enumValues(schema).isEmpty()
                && (isInteger(schema) || type.equals("string"))
                && !Set.of("date", "date-time", "uuid", "uri", "byte")
                    .contains(String.valueOf(schema.getFormat()));
        return named ? Kind.ENUM : Kind.SCALAR;
    }
  }

  /** {@return the values of an enum of strings or integers; of another type none} */
  private static List<Object> enumValues(Schema<?> schema) {
    List<Object> values = new ArrayList<>();
    if (schema.getEnum() != null) {
      for (Object value : schema.getEnum()) {
        if (value != null) {
          values.add(value);
        }
      }
    }
    Schema<?> scalar = new Schema<>();
    String type = type(schema);
    if (type != null) {
      scalar(schema, scalar);
    }
    if (isInteger(schema) && !isInteger(scalar)) {
      return List.of(); // Too big for a long.
    }
    return values;
  }

  private static boolean isInteger(Schema<?> schema) {
    return "integer".equals(type(schema));
  }

  /** {@return the type, or what the rest of a schema without one implies, or null} */
  static String type(Schema<?> schema) {
    if (schema.getType() != null) {
      return schema.getType();
    }
    if (!empty(schema.getProperties()) || schema.getAdditionalProperties() != null) {
      return "object";
    }
    if (schema.getItems() != null) {
      return "array";
    }
    if (!empty(schema.getEnum())
        && schema.getEnum().stream().allMatch(v -> v == null || v instanceof String)) {
      return "string";
    }
    return null;
  }

  /** {@return the members of oneOf and anyOf, unless all of them only say what is required} */
  private static Stream<Schema<?>> choices(Schema<?> schema) {
    List<Schema<?>> members =
        Stream.concat(list(schema.getOneOf()), list(schema.getAnyOf())).toList();
    return members.stream().anyMatch(CanonicalDocument::hasShape) ? members.stream() : Stream.of();
  }

  private static boolean hasShape(Schema<?> schema) {
    return schema.get$ref() != null
        || type(schema) != null
        || Stream.of(schema.getAllOf(), schema.getOneOf(), schema.getAnyOf())
            .anyMatch(parts -> !empty(parts));
  }

  private Schema<?> deref(Schema<?> schema) {
    return merged(schema, "");
  }

  private String name(Schema<?> schema, String place) {
    String reference = schema.get$ref();
    if (!reference.startsWith(SCHEMAS + "/")) {
      problems.add(place, reference + " is not a reference to #/components/schemas");
    }
    return reference
        .substring(reference.lastIndexOf('/') + 1)
        .replace("~1", "/")
        .replace("~0", "~");
  }

  private static boolean hasNoClass(Schema<?> schema) {
    return Boolean.TRUE.equals(extension(schema, NO_CLASS));
  }

  static Object extension(Schema<?> schema, String name) {
    return schema.getExtensions() == null ? null : schema.getExtensions().get(name);
  }

  private static boolean empty(Map<?, ?> map) {
    return map == null || map.isEmpty();
  }

  private static boolean empty(List<?> list) {
    return list == null || list.isEmpty();
  }

  @SuppressWarnings({"rawtypes", "unchecked"})
  private static Stream<Schema<?>> list(List<Schema> schemas) {
    return schemas == null
        ? Stream.empty()
        : (Stream<Schema<?>>) (Stream) schemas.stream().filter(Objects::nonNull);
  }
}

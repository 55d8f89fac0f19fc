package io.github.hubspotassociations.documents;

import io.github.hubspotassociations.client.internal.ModelJson;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** An OpenAPI document made of a seed, with an example of each of its schemas. */
final class RandomDocument {
  private static final List<String> NAMES =
      Arrays.asList(
          "a",
          "b",
          "id",
          "class",
          "true",
          "java",
          "io",
          "type",
          "builder",
          "wait",
          "value",
          "reader",
          "aB",
          "a-b",
          "a_b",
          "$x",
          "1st",
          "additionalProperties",
          "名",
          "hashCode",
          "two words",
          "build",
          "equals",
          "list");
  private static final List<String> TEXTS =
      Arrays.asList(
          "", "a", "A", "*/", "\t", "\n", "\"", "\\", "\\u0041", "@x", "{@y", "é", "a b", "null",
          "<b>");
  private static final List<String> CLASSES =
      Arrays.asList(
          "Pet",
          "Type",
          "Set",
          "DateTime",
          "UUID",
          "String",
          "Object",
          "Builder",
          "Moshi",
          "Nullable",
          "OpenEnum");

  private final Random random;
  private final Map<String, Object> schemas = new LinkedHashMap<>();
  private final Map<String, Object> examples = new LinkedHashMap<>();
  private final Map<String, Object> paths = new LinkedHashMap<>();

  private static final class Sample {
    final Map<String, Object> schema;
    final Object example;

    Sample(Map<String, Object> schema, Object example) {
      this.schema = schema;
      this.example = example;
    }
  }

  RandomDocument(int seed) {
    random = new Random(seed);
    for (int i = 0, count = 3 + random.nextInt(8); i < count; i++) {
      // Half of the names are such as the generator keeps: those are looked up again by the test.
      String name = random.nextBoolean() ? "Schema" + i : pick(CLASSES);
      if (!schemas.containsKey(name)) {
        Sample sample =
            random.nextInt(4) == 0 ? composed() : random.nextInt(5) == 0 ? any(2) : object(2);
        schemas.put(name, sample.schema);
        examples.put(name, sample.example);
      }
    }
    for (int i = 0, count = 1 + random.nextInt(4); i < count; i++) {
      paths.put("/p" + i, map(pick(Arrays.asList("post", "put", "patch", "delete")), operation(i)));
    }
  }

  Map<String, Object> examples() {
    return examples;
  }

  String json() {
    return ModelJson.ANY.toJson(
        map(
            "openapi",
            "3.0.3",
            "info",
            map("title", "fuzz", "version", "1"),
            "paths",
            paths,
            "components",
            map("schemas", schemas)));
  }

  private Map<String, Object> operation(int index) {
    List<Object> parameters = new ArrayList<>();
    for (String name : Arrays.asList("q", "class", "X-Head", "requestTag")) {
      if (random.nextBoolean()) {
        parameters.add(
            map(
                "name",
                name,
                "in",
                name.startsWith("X") ? "header" : "query",
                "required",
                random.nextBoolean(),
                "description",
                pick(TEXTS),
                "schema",
                any(random.nextInt(3) == 0 ? 1 : 0).schema));
      }
    }
    String media = pick(Arrays.asList("application/json", "application/x+json", "text/plain"));
    Map<String, Object> responses = new LinkedHashMap<>();
    responses.put(
        "200", map("description", "ok", "content", map(media, map("schema", any(1).schema))));
    if (random.nextInt(3) == 0) {
      responses.put(
          "201",
          map(
              "description",
              "ok",
              "content",
              map("application/json", map("schema", object(1).schema))));
    }
    if (random.nextInt(3) == 0) {
      responses.put("204", map("description", "none"));
    }
    Map<String, Object> body =
        map("required", random.nextBoolean(), "content", map(media, map("schema", any(2).schema)));
    return map(
        "operationId",
        pick(NAMES) + index,
        "parameters",
        parameters,
        "requestBody",
        body,
        "responses",
        responses);
  }

  private Sample object(int depth) {
    Map<String, Object> properties = new LinkedHashMap<>();
    Map<String, Object> example = new LinkedHashMap<>();
    List<Object> required = new ArrayList<>();
    for (int i = 0, count = 1 + random.nextInt(8); i < count; i++) {
      String name = pick(NAMES);
      Sample sample = any(depth - 1);
      if (properties.put(name, sample.schema) == null && random.nextBoolean()) {
        required.add(name);
      }
      example.put(name, sample.example);
    }
    Map<String, Object> schema = map("type", "object", "properties", properties);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    if (random.nextInt(3) == 0) {
      Sample more = any(0);
      schema.put("additionalProperties", more.schema);
      example.put("more & more", more.example);
    }
    if (random.nextInt(6) == 0) {
      schema.put(
          "anyOf",
          Arrays.asList(
              map("required", Arrays.asList(pick(NAMES))), map("required", Arrays.asList("a"))));
    }
    if (random.nextInt(8) == 0) {
      schema.put("oneOf", Arrays.asList(object(0).schema, object(0).schema));
    }
    schema.put("description", pick(TEXTS));
    return new Sample(schema, example);
  }

  private Sample composed() {
    Sample first = object(1);
    Sample second = object(1);
    // What both parts name would have to fit both.
    copy(second.schema.get("properties")).keySet().removeAll(copy(first.example).keySet());
    copy(second.example).keySet().removeAll(copy(first.example).keySet());
    Map<String, Object> example = new LinkedHashMap<>(copy(second.example));
    example.putAll(copy(first.example));
    return new Sample(map("allOf", Arrays.asList(first.schema, second.schema)), example);
  }

  @SuppressWarnings("unchecked") // The example of an object.
  private static Map<String, Object> copy(Object example) {
    return (Map<String, Object>) example;
  }

  private Sample any(int depth) {
    int kind = random.nextInt(depth > 0 ? 17 : 12);
    switch (kind) {
      case 0 -> {
        return new Sample(map("type", "string"), pick(TEXTS));
      }
      case 1 -> {
        return new Sample(map("type", "integer"), random.nextLong());
      }
      case 2 -> {
        return new Sample(map("type", "integer", "format", "int32"), (long) random.nextInt());
      }
      case 3 -> {
        return new Sample(
            map("type", "integer", "format", "uint64"), new BigDecimal("18446744073709551615"));
      }
      case 4 -> {
        return new Sample(map("type", "number"), new BigDecimal("0.10"));
      }
      case 5 -> {
        return new Sample(map("type", "boolean", "default", true), random.nextBoolean());
      }
      case 6 -> {
        return new Sample(map("type", "string", "format", "date-time"), "2026-03-10T09:30:00Z");
      }
      case 7 -> {
        return new Sample(
            map("type", "string", "format", pick(Arrays.asList("uri", "byte", "time", "password"))),
            "AP8=");
      }
      case 8 -> {
        List<Object> values = new ArrayList<>(Arrays.asList(pick(TEXTS), pick(TEXTS), "x"));
        return new Sample(
            map("type", "string", "enum", new ArrayList<>(new java.util.LinkedHashSet<>(values))),
            pick(Arrays.asList("x", "other")));
      }
      case 9 -> {
        return new Sample(
            map("type", "integer", "enum", Arrays.asList(1L, 5_000_000_000L)), 5_000_000_000L);
      }
      case 10 -> {
        return new Sample(map(), Arrays.asList(1L, "a", map("n", null)));
      }
      case 11 -> {
        return new Sample(
            map("type", "number", "format", "double", "nullable", true), new BigDecimal("1.5"));
      }
      case 12 -> {
        Sample items = any(depth - 1);
        return new Sample(
            map("type", "array", "items", items.schema),
            Arrays.asList(items.example, items.example));
      }
      case 13 -> {
        Sample of = any(depth - 1);
        return new Sample(
            map("type", "object", "additionalProperties", of.schema), map("key \"\\", of.example));
      }
      case 14 -> {
        return new Sample(
            map("oneOf", Arrays.asList(any(0).schema, object(0).schema)), map("x", 1L));
      }
      case 15 -> {
        if (!schemas.isEmpty()) {
          String name = pick(new ArrayList<>(schemas.keySet()));
          return new Sample(map("$ref", "#/components/schemas/" + name), examples.get(name));
        }
        return object(depth - 1);
      }
      default -> {
        return object(depth - 1);
      }
    }
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private static Map<String, Object> map(Object... entries) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < entries.length; i += 2) {
      map.put((String) entries[i], entries[i + 1]);
    }
    return map;
  }
}

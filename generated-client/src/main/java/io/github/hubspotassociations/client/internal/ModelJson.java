package io.github.hubspotassociations.client.internal;

import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonWriter;
import com.squareup.moshi.Moshi;
import com.squareup.moshi.Types;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** The JSON of everything that is not a model. Null passes through all of it. */
public final class ModelJson {
  /** Any JSON: see {@link Any}. */
  public static final JsonAdapter<Object> ANY = new Any();

  private ModelJson() {}

  /**
   * {@return whether a type is one of those that models are made of and that Moshi has an adapter
   * for}
   *
   * <p>Asked first, since a comparison with each model would load them all.
   */
  public static boolean isOfMoshi(Type type) {
    return type == String.class
        || type == Boolean.class
        || type == Integer.class
        || type == Long.class
        || type == Float.class
        || type == Double.class;
  }

  /**
   * {@return the adapter of a type that models are made of and that Moshi has none for, or null}
   *
   * <p>Among them are lists and maps, which Moshi would decode to modifiable ones and, in maps,
   * write without their nulls.
   */
  public static @Nullable JsonAdapter<?> adapter(Type type, Moshi moshi) {
    if (type instanceof ParameterizedType) {
      Class<?> raw = Types.getRawType(type);
      Type[] arguments = ((ParameterizedType) type).getActualTypeArguments();
      if (raw == List.class) {
        return list(moshi.adapter(arguments[0]));
      }
      return raw == Map.class && arguments[0] == String.class
          ? map(moshi.adapter(arguments[1]))
          : null;
    }
    // Made when they are asked for: loading the classes of dates costs an application's start.
    if (type == OffsetDateTime.class) {
      return new Scalars<>(
          "a date and time such as 2026-03-10T09:30:00Z",
          OffsetDateTime::parse,
          DateTimeFormatter.ISO_OFFSET_DATE_TIME::format);
    }
    if (type == LocalDate.class) {
      return new Scalars<>("a date such as 2026-03-10", LocalDate::parse, LocalDate::toString);
    }
    if (type == java.util.UUID.class) {
      return new Scalars<>("a UUID", java.util.UUID::fromString, java.util.UUID::toString);
    }
    if (type == java.net.URI.class) {
      return new Scalars<>("a URI", java.net.URI::create, java.net.URI::toString);
    }
    if (type == BigDecimal.class) {
      return new Scalars<>("a number", BigDecimal::new, BigDecimal::toString);
    }
    if (type == ByteString.class) {
      return new Scalars<>("base64", ModelJson::decodeBase64, ByteString::base64);
    }
    // Moshi's own would make doubles of all numbers.
    return type == Object.class ? ANY : null;
  }

  /** {@return an adapter of lists, which are unmodifiable} */
  public static <T> JsonAdapter<List<T>> list(JsonAdapter<T> elements) {
    return new Lists<>(elements);
  }

  /** {@return an adapter of maps, which are unmodifiable and whose nulls are written} */
  public static <T> JsonAdapter<Map<String, T>> map(JsonAdapter<T> values) {
    return new Maps<>(values);
  }

  /** Writes a null too, where the writer would leave it out. */
  static <T> void toJsonWithNull(JsonAdapter<T> adapter, JsonWriter writer, @Nullable T value)
      throws IOException {
    boolean serializeNulls = writer.getSerializeNulls();
    writer.setSerializeNulls(serializeNulls || value == null);
    adapter.toJson(writer, value);
    writer.setSerializeNulls(serializeNulls);
  }

  /** Copies lists and maps, whatever their depth, to unmodifiable ones; all else is immutable. */
  @SuppressWarnings("unchecked") // A list becomes a list and a map a map, of the same elements.
  public static <T extends @Nullable Object> T copy(T value) {
    if (value instanceof List) {
      List<Object> copy = new ArrayList<>(((List<?>) value).size());
      for (Object element : (List<?>) value) {
        copy.add(copy(element));
      }
      return (T) Collections.unmodifiableList(copy);
    }
    if (value instanceof Map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
        copy.put(entry.getKey(), copy(entry.getValue()));
      }
      return (T) Collections.unmodifiableMap(copy);
    }
    return value;
  }

  private static ByteString decodeBase64(String text) {
    ByteString bytes = ByteString.decodeBase64(text);
    if (bytes == null) {
      throw new IllegalArgumentException("not base64");
    }
    return bytes;
  }

  /** A value of one token: text that is parsed, or a number with all its digits. */
  static final class Scalars<T> extends JsonAdapter<T> {
    private final String expected;
    private final Function<String, T> parse;
    private final Function<T, String> format;

    Scalars(String expected, Function<String, T> parse, Function<T, String> format) {
      this.expected = expected;
      this.parse = parse;
      this.format = format;
    }

    @Override
    public @Nullable T fromJson(JsonReader reader) throws IOException {
      if (reader.peek() == JsonReader.Token.NULL) {
        return reader.<T>nextNull();
      }
      // Read before the value: after it, an array's path names the next element.
      String path = reader.getPath();
      String text = reader.nextString();
      try {
        return parse.apply(text);
      } catch (RuntimeException e) {
        throw new JsonDataException(
            "Expected " + expected + " but was " + text + " at path " + path, e);
      }
    }

    @Override
    public void toJson(JsonWriter writer, @Nullable T value) throws IOException {
      if (value instanceof Number) {
        writer.value((Number) value);
      } else {
        writer.value(value == null ? null : format.apply(value));
      }
    }
  }

  static final class Lists<T> extends JsonAdapter<List<T>> {
    private final JsonAdapter<T> elements;

    Lists(JsonAdapter<T> elements) {
      this.elements = elements;
    }

    @Override
    public @Nullable List<T> fromJson(JsonReader reader) throws IOException {
      if (reader.peek() == JsonReader.Token.NULL) {
        return reader.<List<T>>nextNull();
      }
      List<T> list = new ArrayList<>();
      reader.beginArray();
      while (reader.hasNext()) {
        list.add(elements.fromJson(reader));
      }
      reader.endArray();
      return Collections.unmodifiableList(list);
    }

    @Override
    public void toJson(JsonWriter writer, @Nullable List<T> value) throws IOException {
      if (value == null) {
        writer.nullValue();
        return;
      }
      writer.beginArray();
      for (T element : value) {
        elements.toJson(writer, element);
      }
      writer.endArray();
    }
  }

  static final class Maps<T> extends JsonAdapter<Map<String, T>> {
    private final JsonAdapter<T> values;

    Maps(JsonAdapter<T> values) {
      this.values = values;
    }

    @Override
    public @Nullable Map<String, T> fromJson(JsonReader reader) throws IOException {
      if (reader.peek() == JsonReader.Token.NULL) {
        return reader.<Map<String, T>>nextNull();
      }
      Map<String, T> map = new LinkedHashMap<>();
      reader.beginObject();
      while (reader.hasNext()) {
        map.put(reader.nextName(), values.fromJson(reader));
      }
      reader.endObject();
      return Collections.unmodifiableMap(map);
    }

    @Override
    public void toJson(JsonWriter writer, @Nullable Map<String, T> value) throws IOException {
      if (value == null) {
        writer.nullValue();
        return;
      }
      writer.beginObject();
      for (Map.Entry<String, T> entry : value.entrySet()) {
        writer.name(entry.getKey());
        toJsonWithNull(values, writer, entry.getValue());
      }
      writer.endObject();
    }
  }

  /**
   * Any JSON: String, Boolean, Long or (with a fraction, an exponent or more digits) BigDecimal,
   * List, Map.
   */
  static final class Any extends JsonAdapter<Object> {
    private final JsonAdapter<List<Object>> lists = list(this);
    private final JsonAdapter<Map<String, Object>> maps = map(this);

    @Override
    public @Nullable Object fromJson(JsonReader reader) throws IOException {
      JsonReader.Token next = reader.peek();
      if (next == JsonReader.Token.BEGIN_ARRAY) {
        return lists.fromJson(reader);
      }
      if (next == JsonReader.Token.BEGIN_OBJECT) {
        return maps.fromJson(reader);
      }
      if (next == JsonReader.Token.STRING) {
        return reader.nextString();
      }
      if (next == JsonReader.Token.BOOLEAN) {
        return reader.nextBoolean();
      }
      if (next != JsonReader.Token.NUMBER) {
        return reader.nextNull();
      }
      BigDecimal number = new BigDecimal(reader.nextString());
      return number.scale() == 0 && number.precision() < 19 ? (Object) number.longValue() : number;
    }

    @Override
    @SuppressWarnings("unchecked") // Keys that are not strings fail in the writer.
    public void toJson(JsonWriter writer, @Nullable Object value) throws IOException {
      if (value instanceof List) {
        lists.toJson(writer, (List<Object>) value);
      } else if (value instanceof Map) {
        maps.toJson(writer, (Map<String, Object>) value);
      } else if (value instanceof Number) {
        writer.value((Number) value);
      } else if (value instanceof Boolean) {
        writer.value((Boolean) value);
      } else if (value == null || value instanceof String) {
        writer.value((String) value);
      } else {
        throw new JsonDataException(
            "Expected plain JSON (String, Number, Boolean, List, Map) but was "
                + value.getClass().getName()
                + " at path "
                + writer.getPath());
      }
    }
  }
}

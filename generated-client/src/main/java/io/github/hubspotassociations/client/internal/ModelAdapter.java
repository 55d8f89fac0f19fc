package io.github.hubspotassociations.client.internal;

import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonWriter;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes an object of a fixed list of properties. Each generated model names its
 * properties and their adapters, and converts between the object and the array of its values.
 *
 * @param <T> the object
 */
public final class ModelAdapter<T> extends JsonAdapter<T> {
  private final String[] names;
  private final JsonReader.Options options;
  private final JsonAdapter<Object>[] adapters;
  private final @Nullable JsonAdapter<Object> additional;
  private final Function<@Nullable Object[], T> create;
  private final Function<T, @Nullable Object[]> valuesOf;

  /**
   * @param names the names of the properties in JSON
   * @param adapters their adapters; see {@link ModelJson#nullWritten}
   * @param additional the adapter of the properties without a name, or null to skip them
   * @param create makes the object of its values; the map of additional properties is the last
   * @param valuesOf returns an object's values, in the order of their names
   */
  @SuppressWarnings("unchecked") // Each adapter only ever meets values of its own property.
  public ModelAdapter(
      String[] names,
      JsonAdapter<?>[] adapters,
      @Nullable JsonAdapter<?> additional,
      Function<@Nullable Object[], T> create,
      Function<T, @Nullable Object[]> valuesOf) {
    this.names = names;
    this.options = JsonReader.Options.of(names);
    this.adapters = (JsonAdapter<Object>[]) adapters;
    this.additional = (JsonAdapter<Object>) additional;
    this.create = create;
    this.valuesOf = valuesOf;
  }

  @Override
  public @Nullable T fromJson(JsonReader reader) throws IOException {
    if (reader.peek() == JsonReader.Token.NULL) {
      return reader.<T>nextNull();
    }
    Object[] values = new Object[names.length + 1];
    Map<String, Object> others = new LinkedHashMap<>();
    reader.beginObject();
    while (reader.hasNext()) {
      int index = reader.selectName(options);
      if (index != -1) {
        values[index] = adapters[index].fromJson(reader);
      } else if (additional != null) {
        others.put(reader.nextName(), additional.fromJson(reader));
      } else {
        reader.skipName();
        reader.skipValue();
      }
    }
    reader.endObject();
    values[names.length] = Collections.unmodifiableMap(others);
    return create.apply(values);
  }

  @Override
  public void toJson(JsonWriter writer, @Nullable T object) throws IOException {
    if (object == null) {
      writer.nullValue();
      return;
    }
    Object[] values = valuesOf.apply(object);
    writer.beginObject();
    for (int i = 0; i < names.length; i++) {
      if (values[i] != null || adapters[i] instanceof ModelJson.NullWritten) {
        writer.name(names[i]);
        adapters[i].toJson(writer, values[i]);
      }
    }
    if (additional != null) {
      for (Map.Entry<?, ?> entry : ((Map<?, ?>) values[names.length]).entrySet()) {
        writer.name((String) entry.getKey());
        ModelJson.toJsonWithNull(additional, writer, entry.getValue());
      }
    }
    writer.endObject();
  }
}

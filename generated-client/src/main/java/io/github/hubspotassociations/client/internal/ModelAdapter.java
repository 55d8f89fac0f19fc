package io.github.hubspotassociations.client.internal;

import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonWriter;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes a model. Each generated model names its properties and their adapters.
 *
 * @param <T> the model
 */
public final class ModelAdapter<T extends Model> extends JsonAdapter<T> {
  private final Function<@Nullable Object[], T> create;
  private final String[] names;
  private final JsonReader.Options options;
  private final int[] writtenAsNull;
  private final @Nullable JsonAdapter<Object> additional;
  private final JsonAdapter<Object>[] adapters;

  /**
   * @param create makes the model of its values; the map of additional properties is the last
   * @param names the names of the properties in JSON
   * @param writtenAsNull which properties are written as null rather than left out, in ascending
   *     order
   * @param additional the adapter of the properties without a name, or null to skip them
   * @param adapters the adapters of the properties
   */
  @SuppressWarnings("unchecked") // Each adapter only ever meets values of its own property.
  public ModelAdapter(
      Function<@Nullable Object[], T> create,
      String[] names,
      int[] writtenAsNull,
      @Nullable JsonAdapter<?> additional,
      JsonAdapter<?>... adapters) {
    this.create = create;
    this.names = names;
    this.options = JsonReader.Options.of(names);
    this.writtenAsNull = writtenAsNull;
    this.additional = (JsonAdapter<Object>) additional;
    this.adapters = (JsonAdapter<Object>[]) adapters;
  }

  @Override
  public @Nullable T fromJson(JsonReader reader) throws IOException {
    if (reader.peek() == JsonReader.Token.NULL) {
      return reader.<T>nextNull();
    }
    Object[] values = new Object[names.length + (additional == null ? 0 : 1)];
    Map<String, Object> others =
        additional == null ? Collections.emptyMap() : new LinkedHashMap<>();
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
    if (additional != null) {
      values[names.length] = Collections.unmodifiableMap(others);
    }
    return create.apply(values);
  }

  @Override
  public void toJson(JsonWriter writer, @Nullable T model) throws IOException {
    if (model == null) {
      writer.nullValue();
      return;
    }
    Object[] values = model.values;
    writer.beginObject();
    for (int i = 0; i < names.length; i++) {
      if (values[i] != null || Arrays.binarySearch(writtenAsNull, i) >= 0) {
        writer.name(names[i]);
        ModelJson.toJsonWithNull(adapters[i], writer, values[i]);
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

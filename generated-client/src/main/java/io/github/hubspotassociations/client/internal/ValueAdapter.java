package io.github.hubspotassociations.client.internal;

import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonWriter;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes an enum that keeps values it does not know, or any other class that wraps one
 * value.
 *
 * @param <V> the type of the value in JSON
 * @param <T> the class that wraps it
 */
public final class ValueAdapter<V, T> extends JsonAdapter<T> {
  private final JsonAdapter<V> values;
  private final Function<V, T> wrap;
  private final Function<T, V> unwrap;
  private final T[] known;
  private final JsonReader.Options options;

  public ValueAdapter(
      JsonAdapter<V> values, Function<V, T> wrap, Function<T, V> unwrap, T[] known) {
    this.values = values;
    this.wrap = wrap;
    this.unwrap = unwrap;
    this.known = known;
    String[] texts = new String[known.length];
    for (int i = 0; i < known.length; i++) {
      texts[i] = known[i].toString();
    }
    this.options = JsonReader.Options.of(texts);
  }

  @Override
  public @Nullable T fromJson(JsonReader reader) throws IOException {
    if (reader.peek() == JsonReader.Token.STRING) {
      int index = reader.selectString(options);
      if (index != -1) {
        return known[index];
      }
    }
    V value = values.fromJson(reader);
    return value == null ? null : wrap.apply(value);
  }

  @Override
  public void toJson(JsonWriter writer, @Nullable T object) throws IOException {
    values.toJson(writer, object == null ? null : unwrap.apply(object));
  }
}

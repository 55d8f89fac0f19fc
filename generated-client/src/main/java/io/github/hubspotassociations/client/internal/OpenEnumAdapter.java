package io.github.hubspotassociations.client.internal;

import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonWriter;
import io.github.hubspotassociations.client.OpenEnum;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes an enum that keeps values it does not know.
 *
 * @param <V> the type of its values in JSON
 * @param <T> the enum
 */
public final class OpenEnumAdapter<V, T extends OpenEnum<V>> extends JsonAdapter<T> {
  private final JsonAdapter<V> values;
  private final T[] known;
  private final JsonReader.Options options;
  private final Function<V, T> of;

  public OpenEnumAdapter(JsonAdapter<V> values, T[] known, Function<V, T> of) {
    this.values = values;
    this.known = known;
    this.of = of;
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
    V read = values.fromJson(reader);
    return read == null ? null : of.apply(read);
  }

  @Override
  public void toJson(JsonWriter writer, @Nullable T value) throws IOException {
    values.toJson(writer, value == null ? null : value.value());
  }
}

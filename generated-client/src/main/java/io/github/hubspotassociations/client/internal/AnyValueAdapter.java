package io.github.hubspotassociations.client.internal;

import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonWriter;
import io.github.hubspotassociations.client.AnyValue;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes a value that is kept as plain JSON.
 *
 * @param <T> the class that wraps it
 */
public final class AnyValueAdapter<T extends AnyValue> extends JsonAdapter<T> {
  private final Function<Object, T> of;

  public AnyValueAdapter(Function<Object, T> of) {
    this.of = of;
  }

  @Override
  public @Nullable T fromJson(JsonReader reader) throws IOException {
    Object value = ModelJson.ANY.fromJson(reader);
    return value == null ? null : of.apply(value);
  }

  @Override
  public void toJson(JsonWriter writer, @Nullable T value) throws IOException {
    ModelJson.ANY.toJson(writer, value == null ? null : value.value());
  }
}

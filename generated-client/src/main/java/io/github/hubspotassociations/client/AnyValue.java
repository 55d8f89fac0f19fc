package io.github.hubspotassociations.client;

import io.github.hubspotassociations.client.internal.ModelJson;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value for which the API's document allows several forms, kept as plain JSON: a string, a
 * boolean, a {@code Long} or {@code BigDecimal}, or an unmodifiable list or map of these.
 */
public abstract class AnyValue {
  private final Object value;

  /**
   * Wraps a plain JSON value. Lists and maps are copied.
   *
   * @param value the value
   */
  protected AnyValue(Object value) {
    this.value = ModelJson.copy(Objects.requireNonNull(value, "value"));
  }

  /** {@return the plain JSON value} */
  public final Object value() {
    return value;
  }

  @Override
  @SuppressWarnings("EqualsGetClass") // Values of two schemas are never equal.
  public final boolean equals(@Nullable Object other) {
    return other != null
        && other.getClass() == getClass()
        && value.equals(((AnyValue) other).value);
  }

  @Override
  public final int hashCode() {
    return value.hashCode();
  }

  @Override
  public final String toString() {
    return value.toString();
  }
}

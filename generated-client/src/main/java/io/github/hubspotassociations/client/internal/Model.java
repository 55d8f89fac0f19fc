package io.github.hubspotassociations.client.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What all models have in common: they are immutable, and equal if all their values are. */
public abstract class Model {
  private final Shape shape;
  final @Nullable Object[] values;

  /**
   * @param shape what the values are, in the same order
   * @param values the values, which the model keeps and nothing changes
   */
  protected Model(Shape shape, @Nullable Object[] values) {
    this.shape = shape;
    this.values = values;
  }

  /** {@return the value of a property, which has the type of that property} */
  @SuppressWarnings({
    "unchecked",
    "TypeParameterUnusedInFormals"
  }) // As the builder and the adapter made it.
  protected final <T extends @Nullable Object> T get(int property) {
    return (T) values[property];
  }

  @Override
  @SuppressWarnings("EqualsGetClass") // Models of two schemas are never equal.
  public final boolean equals(@Nullable Object other) {
    return other != null
        && other.getClass() == getClass()
        && Arrays.equals(values, ((Model) other).values);
  }

  @Override
  public final int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public final String toString() {
    return shape.toString(values);
  }
}

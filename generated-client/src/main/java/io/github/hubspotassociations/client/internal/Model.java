package io.github.hubspotassociations.client.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What all models have in common: they are immutable, and equal if all their values are. */
public abstract class Model {
  private final String[] names;
  final @Nullable Object[] values;
  private final int[] secrets;

  /**
   * @param names the name of the model, and those of its properties in Java
   * @param values the values of the properties, which the model keeps and nothing changes
   * @param secrets which properties {@code toString()} hides, in ascending order
   */
  protected Model(String[] names, @Nullable Object[] values, int... secrets) {
    this.names = names;
    this.values = values;
    this.secrets = secrets;
  }

  /** {@return the value of a property, which has the type of that property} */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // As it was made.
  protected final <T extends @Nullable Object> T get(int property) {
    return (T) values[property];
  }

  /**
   * Returns what a model keeps of a builder's values. Lists and maps are copied, whatever their
   * depth.
   *
   * @param names the name of the model, and those of its properties in Java
   * @param required which properties must have a value
   * @throws IllegalStateException if a required property has none
   */
  public static @Nullable Object[] build(
      String[] names, @Nullable Object[] values, int... required) {
    for (int property : required) {
      if (values[property] == null) {
        String name = names[property + 1];
        throw new IllegalStateException(
            names[0] + " needs " + name + ": call " + name + "(...) with a value before build()");
      }
    }
    Object[] copy = new Object[values.length];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = ModelJson.copy(values[i]);
    }
    return copy;
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

  /** Describes the model; properties that its schema does not name come last. */
  @Override
  public final String toString() {
    StringBuilder text = new StringBuilder(names[0]).append('[');
    for (int i = 0; i < names.length - 1; i++) {
      text.append(i == 0 ? "" : ", ").append(names[i + 1]).append('=');
      text.append(Arrays.binarySearch(secrets, i) < 0 ? values[i] : "***");
    }
    if (values.length == names.length) {
      text.append(' ').append(values[names.length - 1]);
    }
    return text.append(']').toString();
  }
}

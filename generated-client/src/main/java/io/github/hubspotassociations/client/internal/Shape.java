package io.github.hubspotassociations.client.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The properties of a model, by their names in Java. */
public final class Shape {
  private final String type;
  private final String[] names;
  private final int[] secrets;

  /**
   * @param type the name of the model
   * @param names the names of its properties
   * @param secrets which properties {@code toString()} hides, in ascending order
   */
  public Shape(String type, String[] names, int... secrets) {
    this.type = type;
    this.names = names;
    this.secrets = secrets;
  }

  /**
   * Returns what a model keeps of a builder's values. Lists and maps are copied, whatever their
   * depth.
   *
   * @param required which properties must have a value
   * @throws IllegalStateException if a required property has none
   */
  public @Nullable Object[] build(@Nullable Object[] values, int... required) {
    for (int property : required) {
      if (values[property] == null) {
        String name = names[property];
        throw new IllegalStateException(
            type + " needs " + name + ": call " + name + "(...) with a value before build()");
      }
    }
    Object[] copy = new Object[values.length];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = ModelJson.copy(values[i]);
    }
    return copy;
  }

  /** Describes a model; properties that its schema does not name come last. */
  String toString(@Nullable Object[] values) {
    StringBuilder text = new StringBuilder(type).append('[');
    for (int i = 0; i < names.length; i++) {
      text.append(i == 0 ? "" : ", ").append(names[i]).append('=');
      text.append(Arrays.binarySearch(secrets, i) < 0 ? values[i] : "***");
    }
    if (values.length > names.length) {
      text.append(' ').append(values[names.length]);
    }
    return text.append(']').toString();
  }
}

package io.github.hubspotassociations.client;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value of an enum that the API may extend: a value that its document does not name is kept as it
 * came. Compare by {@code equals}, or switch over {@link #value()}.
 *
 * @param <V> the type of the values in JSON
 */
public abstract class OpenEnum<V> {
  private final V value;
  private final boolean known;

  /**
   * Wraps a value.
   *
   * @param value the value as it stands in JSON
   * @param known whether the API's document names it
   */
  protected OpenEnum(V value, boolean known) {
    this.value = Objects.requireNonNull(value, "value");
    this.known = known;
  }

  /** {@return the value as it stands in JSON} */
  public final V value() {
    return value;
  }

  /** {@return whether the API's document names the value} */
  public final boolean isKnown() {
    return known;
  }

  @Override
  @SuppressWarnings("EqualsGetClass") // Values of two enums are never equal.
  public final boolean equals(@Nullable Object other) {
    return other != null
        && other.getClass() == getClass()
        && value.equals(((OpenEnum<?>) other).value);
  }

  @Override
  public final int hashCode() {
    return value.hashCode();
  }

  /** {@return the value as it stands in JSON} */
  @Override
  public final String toString() {
    return value.toString();
  }
}

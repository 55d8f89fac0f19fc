package io.github.hubspotassociations;

import io.github.hubspotassociations.client.model.AssociationSpec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Two records that HubSpot has confirmed as associated, with the types of the association it made.
 * Immutable and thread-safe.
 */
public final class AssociatedPair {
  private final ObjectRef from;
  private final ObjectRef to;
  private final @Nullable AssociationSpec spec;
  private final @Nullable AssociationSpec inverseSpec;

  private AssociatedPair(
      ObjectRef from,
      ObjectRef to,
      @Nullable AssociationSpec spec,
      @Nullable AssociationSpec inverseSpec) {
    this.from = Objects.requireNonNull(from, "from");
    this.to = Objects.requireNonNull(to, "to");
    this.spec = spec;
    this.inverseSpec = inverseSpec;
  }

  /**
   * Returns a confirmed pair, for tests of applications.
   *
   * @param from the record the association starts at
   * @param to the record the association leads to
   * @param spec the association's type from the first record to the second, null if the response
   *     had none
   * @param inverseSpec the type in the other direction, null if the response had none
   * @return the pair
   */
  public static AssociatedPair of(
      ObjectRef from,
      ObjectRef to,
      @Nullable AssociationSpec spec,
      @Nullable AssociationSpec inverseSpec) {
    return new AssociatedPair(from, to, spec, inverseSpec);
  }

  /** {@return the record the association starts at, as it was asked for} */
  public ObjectRef from() {
    return from;
  }

  /** {@return the record the association leads to, as it was asked for} */
  public ObjectRef to() {
    return to;
  }

  /**
   * {@return the association's type from {@link #from()} to {@link #to()}; null if the response has
   * only the other direction}
   */
  public @Nullable AssociationSpec spec() {
    return spec;
  }

  /**
   * {@return the association's type from {@link #to()} back to {@link #from()}; null if the
   * response does not have it}
   */
  public @Nullable AssociationSpec inverseSpec() {
    return inverseSpec;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof AssociatedPair)) {
      return false;
    }
    AssociatedPair that = (AssociatedPair) other;
    return from.equals(that.from)
        && to.equals(that.to)
        && Objects.equals(spec, that.spec)
        && Objects.equals(inverseSpec, that.inverseSpec);
  }

  @Override
  public int hashCode() {
    return Objects.hash(from, to, spec, inverseSpec);
  }

  @Override
  public String toString() {
    return "AssociatedPair{"
        + from
        + " → "
        + to
        + ", spec="
        + spec
        + ", inverseSpec="
        + inverseSpec
        + '}';
  }
}

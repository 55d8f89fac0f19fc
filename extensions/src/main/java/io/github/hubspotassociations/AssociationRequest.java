package io.github.hubspotassociations;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One input of a bulk run: two records to associate, and what the caller wants back with the
 * outcome, such as a row of a file. Immutable; as thread-safe as its context.
 *
 * @param <C> the type of the caller's context
 */
public final class AssociationRequest<C> {
  private final ObjectRef from;
  private final ObjectRef to;
  private final @Nullable C context;

  private AssociationRequest(ObjectRef from, ObjectRef to, @Nullable C context) {
    this.from = Objects.requireNonNull(from, "from");
    this.to = Objects.requireNonNull(to, "to");
    this.context = context;
  }

  /**
   * Returns a request without a context.
   *
   * @param from the record the association starts at
   * @param to the record the association leads to
   * @return the request
   * @throws NullPointerException if either record is null
   */
  public static AssociationRequest<Void> of(ObjectRef from, ObjectRef to) {
    return new AssociationRequest<>(from, to, null);
  }

  /**
   * Returns a request whose context travels with it to its outcome. The library never reads the
   * context.
   *
   * @param <C> the type of the caller's context
   * @param from the record the association starts at
   * @param to the record the association leads to
   * @param context what the caller wants back with the outcome, or null
   * @return the request
   * @throws NullPointerException if either record is null
   */
  public static <C> AssociationRequest<C> of(ObjectRef from, ObjectRef to, @Nullable C context) {
    return new AssociationRequest<>(from, to, context);
  }

  /** {@return the record the association starts at} */
  public ObjectRef from() {
    return from;
  }

  /** {@return the record the association leads to} */
  public ObjectRef to() {
    return to;
  }

  /** {@return the caller's context; null if there is none} */
  public @Nullable C context() {
    return context;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof AssociationRequest)) {
      return false;
    }
    AssociationRequest<?> that = (AssociationRequest<?>) other;
    return from.equals(that.from) && to.equals(that.to) && Objects.equals(context, that.context);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * from.hashCode() + to.hashCode()) + Objects.hashCode(context);
  }

  @Override
  public String toString() {
    String pair = from + " → " + to;
    return context == null ? pair : pair + " (" + context + ")";
  }
}

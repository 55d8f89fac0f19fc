package io.github.hubspotassociations;

import io.github.hubspotassociations.client.model.AssociationSpec;
import io.github.hubspotassociations.error.AssociationError;
import io.github.hubspotassociations.error.HubSpotException;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one input of a bulk run. Every input has exactly one, of four kinds:
 *
 * <ul>
 *   <li>{@link Associated}: HubSpot's response names the pair as associated.
 *   <li>{@link Rejected}: HubSpot said no, and why. Sending it again as it is will not help.
 *   <li>{@link Unconfirmed}: it was sent, and no usable response came. Sending it again is safe as
 *       far as repeating a default association changes nothing, which users of HubSpot report and
 *       HubSpot does not promise.
 *   <li>{@link NotAttempted}: it was never applied; send it again once the reason is gone.
 * </ul>
 *
 * <p>Callers tell them apart by {@link #kind()}, or take one apart in one expression:
 *
 * <pre>{@code
 * String line =
 *     outcome.fold(
 *         associated -> "done",
 *         rejected -> "rejected: " + rejected.error().message(),
 *         unconfirmed -> "send again: " + unconfirmed.reason(),
 *         notAttempted -> "not sent: " + notAttempted.reason());
 * }</pre>
 *
 * <p>Immutable; as thread-safe as the context of its request.
 *
 * @param <C> the type of the caller's context
 */
public abstract class AssociationOutcome<C> {
  private final long index;
  private final AssociationRequest<C> request;
  private final int attempts;
  private final @Nullable String correlationId;

  // Not public: there are four kinds and no others.
  AssociationOutcome(
      long index, AssociationRequest<C> request, int attempts, @Nullable String correlationId) {
    this.index = index;
    this.request = Objects.requireNonNull(request, "request");
    this.attempts = attempts;
    this.correlationId = correlationId;
  }

  /**
   * Returns the outcome of an input that is associated, for tests of applications: it has one
   * attempt and no correlation id, unless {@link #withAttempts} says otherwise.
   *
   * @param <C> the type of the caller's context
   * @param index the input's position in its run, from 0
   * @param request the input
   * @param spec the association's type, null if the response had none
   * @param inverseSpec the type of the other direction, null if the response had none
   * @return the outcome
   */
  public static <C> Associated<C> associated(
      long index,
      AssociationRequest<C> request,
      @Nullable AssociationSpec spec,
      @Nullable AssociationSpec inverseSpec) {
    return new Associated<>(index, request, 1, null, spec, inverseSpec);
  }

  /**
   * Returns the outcome of an input that HubSpot rejected, with one attempt.
   *
   * @param <C> the type of the caller's context
   * @param index the input's position in its run, from 0
   * @param request the input
   * @param error what HubSpot said
   * @return the outcome
   */
  public static <C> Rejected<C> rejected(
      long index, AssociationRequest<C> request, AssociationError error) {
    return new Rejected<>(index, request, 1, null, error);
  }

  /**
   * Returns the outcome of an input that was sent and not confirmed, with one attempt.
   *
   * @param <C> the type of the caller's context
   * @param index the input's position in its run, from 0
   * @param request the input
   * @param reason why, in one line
   * @param cause the failure that it comes from, or null
   * @return the outcome
   */
  public static <C> Unconfirmed<C> unconfirmed(
      long index, AssociationRequest<C> request, String reason, @Nullable HubSpotException cause) {
    return new Unconfirmed<>(index, request, 1, null, reason, cause);
  }

  /**
   * Returns the outcome of an input that was not applied, with no attempt.
   *
   * @param <C> the type of the caller's context
   * @param index the input's position in its run, from 0
   * @param request the input
   * @param reason why, in one line
   * @param cause the failure that it comes from, or null
   * @return the outcome
   */
  public static <C> NotAttempted<C> notAttempted(
      long index, AssociationRequest<C> request, String reason, @Nullable HubSpotException cause) {
    return new NotAttempted<>(index, request, 0, null, reason, cause);
  }

  /**
   * Returns this outcome with another number of attempts and another correlation id.
   *
   * @param attempts how many HTTP requests carried the input
   * @param correlationId HubSpot's id of the last response that concerned it, or null
   * @return the outcome
   */
  public abstract AssociationOutcome<C> withAttempts(int attempts, @Nullable String correlationId);

  /** The four outcomes, for a {@code switch}. */
  public enum Kind {
    /** See {@link Associated}. */
    ASSOCIATED,
    /** See {@link Rejected}. */
    REJECTED,
    /** See {@link Unconfirmed}. */
    UNCONFIRMED,
    /** See {@link NotAttempted}. */
    NOT_ATTEMPTED
  }

  /** {@return which of the four outcomes this is} */
  public final Kind kind() {
    if (this instanceof Associated) {
      return Kind.ASSOCIATED;
    }
    if (this instanceof Rejected) {
      return Kind.REJECTED;
    }
    return this instanceof Unconfirmed ? Kind.UNCONFIRMED : Kind.NOT_ATTEMPTED;
  }

  /**
   * Takes the outcome apart: applies the one function that fits and returns what it returns.
   *
   * @param <R> what the functions make of it
   * @param onAssociated applied to an {@link Associated}
   * @param onRejected applied to a {@link Rejected}
   * @param onUnconfirmed applied to an {@link Unconfirmed}
   * @param onNotAttempted applied to a {@link NotAttempted}
   * @return what the function returned
   * @throws NullPointerException if a function is null
   */
  public final <R> R fold(
      Function<? super Associated<C>, ? extends R> onAssociated,
      Function<? super Rejected<C>, ? extends R> onRejected,
      Function<? super Unconfirmed<C>, ? extends R> onUnconfirmed,
      Function<? super NotAttempted<C>, ? extends R> onNotAttempted) {
    Objects.requireNonNull(onAssociated, "onAssociated");
    Objects.requireNonNull(onRejected, "onRejected");
    Objects.requireNonNull(onUnconfirmed, "onUnconfirmed");
    Objects.requireNonNull(onNotAttempted, "onNotAttempted");
    if (this instanceof Associated) {
      return onAssociated.apply((Associated<C>) this);
    }
    if (this instanceof Rejected) {
      return onRejected.apply((Rejected<C>) this);
    }
    return this instanceof Unconfirmed
        ? onUnconfirmed.apply((Unconfirmed<C>) this)
        : onNotAttempted.apply((NotAttempted<C>) this);
  }

  /** {@return the input's position in its run, from 0} */
  public final long index() {
    return index;
  }

  /** {@return the input itself} */
  public final AssociationRequest<C> request() {
    return request;
  }

  /** {@return the context the input came with; null if it came with none} */
  public final @Nullable C context() {
    return request.context();
  }

  /**
   * {@return how many HTTP requests carried this input: 0 if it was never sent, more than 1 after
   * retries and splits}
   */
  public final int attempts() {
    return attempts;
  }

  /**
   * {@return what HubSpot's support asks for: the correlation id of the last response that
   * concerned the input; null if none}
   */
  public final @Nullable String correlationId() {
    return correlationId;
  }

  @Override
  public final String toString() {
    return kind()
        + "{"
        + index
        + ": "
        + request
        + details()
        + ", attempts="
        + attempts
        + (correlationId == null ? "" : ", correlationId=" + correlationId)
        + '}';
  }

  private String details() {
    if (this instanceof Associated) {
      Associated<C> associated = (Associated<C>) this;
      return ", spec=" + associated.spec + ", inverseSpec=" + associated.inverseSpec;
    }
    if (this instanceof Rejected) {
      return ", error=" + ((Rejected<C>) this).error;
    }
    return ", reason="
        + (this instanceof Unconfirmed
            ? ((Unconfirmed<C>) this).reason
            : ((NotAttempted<C>) this).reason);
  }

  /**
   * HubSpot's response names the pair as associated.
   *
   * @param <C> the type of the caller's context
   */
  public static final class Associated<C> extends AssociationOutcome<C> {
    final @Nullable AssociationSpec spec;
    final @Nullable AssociationSpec inverseSpec;

    Associated(
        long index,
        AssociationRequest<C> request,
        int attempts,
        @Nullable String correlationId,
        @Nullable AssociationSpec spec,
        @Nullable AssociationSpec inverseSpec) {
      super(index, request, attempts, correlationId);
      this.spec = spec;
      this.inverseSpec = inverseSpec;
    }

    @Override
    public Associated<C> withAttempts(int attempts, @Nullable String correlationId) {
      return new Associated<>(index(), request(), attempts, correlationId, spec, inverseSpec);
    }

    /**
     * {@return the association's type in the direction of the request; null if the response has
     * only the other one}
     */
    public @Nullable AssociationSpec spec() {
      return spec;
    }

    /** {@return the association's type in the other direction; null if the response has none} */
    public @Nullable AssociationSpec inverseSpec() {
      return inverseSpec;
    }
  }

  /**
   * HubSpot rejected the input: an error named it, it was rejected when sent alone, or it was
   * rejected with its whole page.
   *
   * @param <C> the type of the caller's context
   */
  public static final class Rejected<C> extends AssociationOutcome<C> {
    final AssociationError error;

    Rejected(
        long index,
        AssociationRequest<C> request,
        int attempts,
        @Nullable String correlationId,
        AssociationError error) {
      super(index, request, attempts, correlationId);
      this.error = Objects.requireNonNull(error, "error");
    }

    @Override
    public Rejected<C> withAttempts(int attempts, @Nullable String correlationId) {
      return new Rejected<>(index(), request(), attempts, correlationId, error);
    }

    /** {@return what HubSpot said, decoded as every error is} */
    public AssociationError error() {
      return error;
    }
  }

  /**
   * The input was sent, and no usable response came: whether HubSpot applied it is not known.
   *
   * @param <C> the type of the caller's context
   */
  public static final class Unconfirmed<C> extends AssociationOutcome<C> {
    final String reason;
    final @Nullable HubSpotException cause;

    Unconfirmed(
        long index,
        AssociationRequest<C> request,
        int attempts,
        @Nullable String correlationId,
        String reason,
        @Nullable HubSpotException cause) {
      super(index, request, attempts, correlationId);
      this.reason = Objects.requireNonNull(reason, "reason");
      this.cause = cause;
    }

    @Override
    public Unconfirmed<C> withAttempts(int attempts, @Nullable String correlationId) {
      return new Unconfirmed<>(index(), request(), attempts, correlationId, reason, cause);
    }

    /** {@return why, in one line} */
    public String reason() {
      return reason;
    }

    /**
     * {@return the failure that it comes from: the last of the input's requests, or what stopped
     * the run} Null if a response did not mention the input, or the caller stopped the run.
     */
    public @Nullable HubSpotException cause() {
      return cause;
    }
  }

  /**
   * The input was never applied: the run stopped before it was sent, or HubSpot turned its request
   * away unread.
   *
   * @param <C> the type of the caller's context
   */
  public static final class NotAttempted<C> extends AssociationOutcome<C> {
    final String reason;
    final @Nullable HubSpotException cause;

    NotAttempted(
        long index,
        AssociationRequest<C> request,
        int attempts,
        @Nullable String correlationId,
        String reason,
        @Nullable HubSpotException cause) {
      super(index, request, attempts, correlationId);
      this.reason = Objects.requireNonNull(reason, "reason");
      this.cause = cause;
    }

    @Override
    public NotAttempted<C> withAttempts(int attempts, @Nullable String correlationId) {
      return new NotAttempted<>(index(), request(), attempts, correlationId, reason, cause);
    }

    /** {@return why, in one line} */
    public String reason() {
      return reason;
    }

    /**
     * {@return the failure that it comes from: the last of the input's requests, or what stopped
     * the run} Null if a response did not mention the input, or the caller stopped the run.
     */
    public @Nullable HubSpotException cause() {
      return cause;
    }
  }
}

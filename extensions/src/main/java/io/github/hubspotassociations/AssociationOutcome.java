package io.github.hubspotassociations;

import io.github.hubspotassociations.client.model.AssociationSpec;
import io.github.hubspotassociations.error.AssociationError;
import io.github.hubspotassociations.error.HubSpotException;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What became of one input of a bulk run. Every input has exactly one outcome, and it is one of
 * four:
 *
 * <ul>
 *   <li>{@link Associated}: HubSpot's answer names the pair as associated.
 *   <li>{@link Rejected}: HubSpot said no, and why. Sending it again as it is will not help.
 *   <li>{@link Unconfirmed}: it was sent and no usable answer came. Sending it again is safe as far
 *       as repeating a default association changes nothing, which is HubSpot's reported behaviour,
 *       not a promise of theirs.
 *   <li>{@link NotAttempted}: it was never applied; send it again once the reason is gone.
 * </ul>
 *
 * <p>Tell them apart by {@link #kind()}, or take one apart in one expression:
 *
 * <pre>{@code
 * String line =
 *     outcome.fold(
 *         associated -> "done",
 *         rejected -> "refused: " + rejected.error().message(),
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

  private AssociationOutcome(
      long index, AssociationRequest<C> request, int attempts, @Nullable String correlationId) {
    this.index = index;
    this.request = Objects.requireNonNull(request, "request");
    this.attempts = attempts;
    this.correlationId = correlationId;
  }

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
  public abstract Kind kind();

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
    switch (kind()) {
      case ASSOCIATED:
        return onAssociated.apply((Associated<C>) this);
      case REJECTED:
        return onRejected.apply((Rejected<C>) this);
      case UNCONFIRMED:
        return onUnconfirmed.apply((Unconfirmed<C>) this);
      case NOT_ATTEMPTED:
        return onNotAttempted.apply((NotAttempted<C>) this);
    }
    throw new AssertionError(kind());
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
   * {@return what HubSpot's support asks for: the correlation id of the last answer that concerned
   * the input; null if none}
   */
  public final @Nullable String correlationId() {
    return correlationId;
  }

  @Override
  public final String toString() {
    StringBuilder text =
        new StringBuilder().append(kind()).append('{').append(index).append(": ").append(request);
    describe(text);
    text.append(", attempts=").append(attempts);
    if (correlationId != null) {
      text.append(", correlationId=").append(correlationId);
    }
    return text.append('}').toString();
  }

  abstract void describe(StringBuilder text);

  /**
   * HubSpot's answer names the pair as associated.
   *
   * @param <C> the type of the caller's context
   */
  public static final class Associated<C> extends AssociationOutcome<C> {
    private final @Nullable AssociationSpec spec;
    private final @Nullable AssociationSpec inverseSpec;

    /**
     * An outcome, as the engine makes it; public for the tests of applications.
     *
     * @param index the input's position in its run, from 0
     * @param request the input
     * @param attempts how many HTTP requests carried it
     * @param correlationId HubSpot's id of the last answer that concerned it, or null
     * @param spec the association's type, null if the answer had none
     * @param inverseSpec the type of the way back, null if the answer had none
     */
    public Associated(
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
    public Kind kind() {
      return Kind.ASSOCIATED;
    }

    /**
     * {@return the association's type in the direction asked for; null if the answer told only the
     * way back}
     */
    public @Nullable AssociationSpec spec() {
      return spec;
    }

    /** {@return the association's type of the way back; null if the answer did not tell it} */
    public @Nullable AssociationSpec inverseSpec() {
      return inverseSpec;
    }

    @Override
    void describe(StringBuilder text) {
      text.append(", spec=").append(spec).append(", inverseSpec=").append(inverseSpec);
    }
  }

  /**
   * HubSpot refused the input: it was named by an error, refused when it was sent alone, or refused
   * with its whole page for a reason that all its inputs share.
   *
   * @param <C> the type of the caller's context
   */
  public static final class Rejected<C> extends AssociationOutcome<C> {
    private final AssociationError error;

    /**
     * An outcome, as the engine makes it; public for the tests of applications.
     *
     * @param index the input's position in its run, from 0
     * @param request the input
     * @param attempts how many HTTP requests carried it
     * @param correlationId HubSpot's id of the last answer that concerned it, or null
     * @param error what HubSpot said
     */
    public Rejected(
        long index,
        AssociationRequest<C> request,
        int attempts,
        @Nullable String correlationId,
        AssociationError error) {
      super(index, request, attempts, correlationId);
      this.error = Objects.requireNonNull(error, "error");
    }

    @Override
    public Kind kind() {
      return Kind.REJECTED;
    }

    /** {@return what HubSpot said, decoded as every error is} */
    public AssociationError error() {
      return error;
    }

    @Override
    void describe(StringBuilder text) {
      text.append(", error=").append(error);
    }
  }

  /**
   * The input was sent, and no usable answer came: whether HubSpot applied it is not known.
   *
   * @param <C> the type of the caller's context
   */
  public static final class Unconfirmed<C> extends AssociationOutcome<C> {
    private final String reason;
    private final @Nullable HubSpotException cause;

    /**
     * An outcome, as the engine makes it; public for the tests of applications.
     *
     * @param index the input's position in its run, from 0
     * @param request the input
     * @param attempts how many HTTP requests carried it
     * @param correlationId HubSpot's id of the last answer that concerned it, or null
     * @param reason why, in one line
     * @param cause the failure behind it, or null
     */
    public Unconfirmed(
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
    public Kind kind() {
      return Kind.UNCONFIRMED;
    }

    /** {@return why nothing is known, in one line} */
    public String reason() {
      return reason;
    }

    /**
     * {@return the last failure; null if there was an answer that just did not mention the input}
     */
    public @Nullable HubSpotException cause() {
      return cause;
    }

    @Override
    void describe(StringBuilder text) {
      text.append(", reason=").append(reason);
    }
  }

  /**
   * The input was never applied: the run stopped before it was sent, or HubSpot turned its request
   * away unread.
   *
   * @param <C> the type of the caller's context
   */
  public static final class NotAttempted<C> extends AssociationOutcome<C> {
    private final String reason;
    private final @Nullable HubSpotException cause;

    /**
     * An outcome, as the engine makes it; public for the tests of applications.
     *
     * @param index the input's position in its run, from 0
     * @param request the input
     * @param attempts how many HTTP requests carried it
     * @param correlationId HubSpot's id of the last answer that concerned it, or null
     * @param reason why, in one line
     * @param cause the failure behind it, or null
     */
    public NotAttempted(
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
    public Kind kind() {
      return Kind.NOT_ATTEMPTED;
    }

    /** {@return why it was not applied, in one line} */
    public String reason() {
      return reason;
    }

    /**
     * {@return what stopped the run or turned the request away; null if the caller stopped the run}
     */
    public @Nullable HubSpotException cause() {
      return cause;
    }

    @Override
    void describe(StringBuilder text) {
      text.append(", reason=").append(reason);
    }
  }
}

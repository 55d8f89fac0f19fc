package io.github.hubspotassociations.error;

import io.github.hubspotassociations.internal.error.Texts;
import org.jspecify.annotations.Nullable;

/**
 * The root of all failures that this library reports about a call to HubSpot. Unchecked, since
 * RxJava carries failures past the compiler anyway.
 *
 * <p><b>What causes it.</b> This class itself is for failures without an HTTP exchange, such as a
 * token provider that fails. A response is a {@link HubSpotApiException}, and where none came, it
 * is a {@link TransportException}.
 *
 * <p><b>What to do.</b> Switch over {@link #kind()}, or catch the subclass you can act on. {@link
 * HubSpotErrors#from(Throwable)} turns any failure of a bare Retrofit call into one of these.
 *
 * <p>The message is one line of at most 2,000 characters, without control characters and without
 * anything that looks like a HubSpot token.
 */
public class HubSpotException extends RuntimeException {
  /** The longest {@link #getMessage()}, in characters. */
  static final int MAX_MESSAGE_LENGTH = 2000;

  /**
   * A failure without a cause.
   *
   * @param message what failed and what to do; made one line, tokens masked, cut at 2,000
   *     characters; null is taken for none
   */
  public HubSpotException(@Nullable String message) {
    super(oneLine(message));
  }

  /**
   * A failure with a cause.
   *
   * @param message what failed and what to do; made one line, tokens masked, cut at 2,000
   *     characters; null is taken for none
   * @param cause what made it fail, or null
   */
  public HubSpotException(@Nullable String message, @Nullable Throwable cause) {
    super(oneLine(message), cause);
  }

  /** What a response says is masked already. */
  HubSpotException(ErrorResponse response) {
    super(ErrorMessage.of(response));
    if (response.unusable != null) {
      initCause(response.unusable); // Left open otherwise, for those who know the cause.
    }
  }

  private static String oneLine(@Nullable String message) {
    return message == null ? "" : Texts.line(Texts.mask(message), MAX_MESSAGE_LENGTH);
  }

  /**
   * What went wrong, for a {@code switch} statement.
   *
   * @return {@link ErrorKind#OTHER} unless a subclass knows better
   */
  public ErrorKind kind() {
    return ErrorKind.OTHER;
  }
}

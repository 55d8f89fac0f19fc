package io.github.hubspotassociations.error;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * No response came from HubSpot.
 *
 * <p><b>What causes it.</b> An unknown host, a rejected or reset connection, a failed TLS
 * handshake, a timeout, a cancelled call.
 *
 * <p><b>What to do.</b> Retry later. Unless the connection itself failed, the request may have
 * reached HubSpot and been applied; users report that creating a default association twice changes
 * nothing. If no call ever succeeds, check the base URL, DNS, proxy and firewall.
 */
public final class TransportException extends HubSpotException {
  private final @Nullable String requestDescription;

  /**
   * A failed exchange.
   *
   * @param requestDescription what was requested, such as a method and a path; null if not known
   * @param cause why no response came
   */
  public TransportException(@Nullable String requestDescription, IOException cause) {
    super(describe(requestDescription, Objects.requireNonNull(cause, "cause")), cause);
    this.requestDescription = ErrorResponse.describable(requestDescription);
  }

  private static String describe(@Nullable String requestDescription, IOException cause) {
    return (timedOut(cause) ? "No response in time" : "No response")
        + ErrorMessage.inBrackets(cause)
        + (requestDescription == null ? "" : ": " + ErrorResponse.describable(requestDescription));
  }

  /** OkHttp's call timeout is an InterruptedIOException("timeout"), the others a subclass of it. */
  private static boolean timedOut(@Nullable Throwable cause) {
    for (Throwable t : HubSpotErrors.causes(cause)) {
      if (t instanceof SocketTimeoutException
          || (t instanceof InterruptedIOException && "timeout".equals(t.getMessage()))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public ErrorKind kind() {
    return ErrorKind.TRANSPORT;
  }

  /**
   * Returns what was requested: method and path, never a token.
   *
   * @return null if it is not known
   */
  public @Nullable String requestDescription() {
    return requestDescription;
  }

  /**
   * Returns whether a timeout ended the call: connecting, reading, writing, or the call as a whole.
   *
   * @return true if time ran out
   */
  public boolean isTimeout() {
    return timedOut(getCause());
  }
}

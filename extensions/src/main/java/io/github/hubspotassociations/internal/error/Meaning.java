package io.github.hubspotassociations.internal.error;

import io.github.hubspotassociations.error.AssociationError;
import io.github.hubspotassociations.error.ErrorKind;
import io.github.hubspotassociations.error.HubSpotApiException;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.TransportException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.UnknownServiceException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.internal.http2.ConnectionShutdownException;
import org.jspecify.annotations.Nullable;

/**
 * What the failure of a request means for its pairs and for the pairs that follow: the one table of
 * HTTP statuses and error kinds, which retries, isolation and outcomes use.
 *
 * <p>It applies to requests for associations. After a failure to get a token the pairs have not
 * been sent, whatever the status of the token endpoint.
 */
public enum Meaning {
  /** The request never left this machine, or was not processed as the protocol guarantees. */
  NEVER_SENT(true, true, false),

  /** No usable response came: it broke off, timed out, or is a fault that passes. */
  LOST(true, false, true),

  /** A fault of a server or gateway that lasts: a retry does not help. */
  LASTING_FAULT(false, false, true),

  /** Turned away unread for now: rate limited, locked, or the account is being moved. */
  BUSY(true, true, false),

  /** Another client changed the record at the same time. Rejected if retries do not help. */
  CONFLICT(true, false, false),

  /** The request reached another host: a proxy before HubSpot, or the wrong data center. */
  MISROUTED(true, true, false),

  /** Turned away unread for good, as every request would be. */
  SHUT_OUT(false, true, false),

  /** The token may not link records of these types. */
  FORBIDDEN(false, true, false),

  /** The endpoint does not take this pair of object types. */
  UNSUITED_TYPES(false, false, false),

  /** HubSpot read the request and rejected something in it. */
  REJECTED(false, false, false);

  /** What each kind means and, of a response of any other kind, each status. */
  private static final Map<Object, Meaning> TABLE = new HashMap<>();

  static {
    row(LOST, ErrorKind.TRANSPORT, ErrorKind.UNEXPECTED_RESPONSE, ErrorKind.SERVER_ERROR);
    // HubSpot asks for a retry after these faults, as it does not for 522, 525 and 526.
    row(LOST, 408, 500, 502, 503, 504, 521, 523, 524);
    row(BUSY, ErrorKind.LOCKED, ErrorKind.RATE_LIMIT, ErrorKind.MIGRATION_IN_PROGRESS);
    row(BUSY, 423, 429, 477);
    row(CONFLICT, ErrorKind.CONFLICT);
    row(MISROUTED, ErrorKind.INTERMEDIARY, ErrorKind.WRONG_DATA_CENTER);
    row(SHUT_OUT, ErrorKind.AUTHENTICATION, ErrorKind.NOT_FOUND, ErrorKind.DAILY_LIMIT);
    row(SHUT_OUT, 401, 402, 407, 451);
    row(FORBIDDEN, ErrorKind.FORBIDDEN, ErrorKind.MISSING_SCOPES, 403);
    row(UNSUITED_TYPES, ErrorKind.UNKNOWN_OBJECT_TYPE, 405, 415);
  }

  private static void row(Meaning meaning, Object... kindsAndStatuses) {
    for (Object each : kindsAndStatuses) {
      TABLE.put(each, meaning);
    }
  }

  private final boolean retryable;
  private final boolean turnedAway;
  private final boolean fateUnknown;

  Meaning(boolean retryable, boolean turnedAway, boolean fateUnknown) {
    this.retryable = retryable;
    this.turnedAway = turnedAway;
    this.fateUnknown = fateUnknown;
  }

  /**
   * {@return what the failure of a request means}
   *
   * @param failure why the request failed
   */
  public static Meaning of(HubSpotException failure) {
    if (failure instanceof TransportException) {
      return isNeverSent(failure.getCause()) ? NEVER_SENT : LOST;
    }
    if (!(failure instanceof HubSpotApiException)) {
      return SHUT_OUT; // No token, or the client was closed: nothing was sent, nothing will be.
    }
    HubSpotApiException response = (HubSpotApiException) failure;
    Meaning meaning = of(response.status(), response.kind());
    boolean namesRecords =
        meaning == FORBIDDEN && !AssociationError.of(response).objectIds().isEmpty();
    return namesRecords ? REJECTED : meaning;
  }

  /**
   * {@return what one entry of a batch's errors means for the pairs that it names} It rejects them
   * unless it is of a kind that passes.
   *
   * @param entry the entry
   */
  public static Meaning ofEntry(AssociationError entry) {
    Meaning meaning = of(200, entry.kind());
    return meaning.retryable || entry.kind() == ErrorKind.DAILY_LIMIT ? meaning : REJECTED;
  }

  /**
   * {@return what a response means} Its kind counts before its status.
   *
   * @param status its HTTP status
   * @param kind the kind of its error
   */
  public static Meaning of(int status, ErrorKind kind) {
    if (status == 408 || status >= 500) {
      return TABLE.getOrDefault(status, LASTING_FAULT);
    }
    if (status < 200 || (status >= 300 && status < 400)) {
      return SHUT_OUT;
    }
    return TABLE.getOrDefault(kind, TABLE.getOrDefault(status, REJECTED));
  }

  /** {@return whether the same request may well succeed a little later} */
  public boolean isRetryable() {
    return retryable;
  }

  /** {@return whether HubSpot did not read the request, so that none of its pairs was applied} */
  public boolean isTurnedAway() {
    return turnedAway;
  }

  /** {@return whether the pairs may or may not have been applied} */
  public boolean leavesFateUnknown() {
    return fateUnknown;
  }

  /** {@return whether this ends the run, once it is not retried any more} */
  public boolean stopsRun() {
    return this == MISROUTED || this == SHUT_OUT;
  }

  /** {@return whether this ends all pairs of the two object types, as it is about the types} */
  public boolean stopsTypePair() {
    return this == FORBIDDEN || this == UNSUITED_TYPES;
  }

  private static boolean isNeverSent(@Nullable Throwable cause) {
    return cause instanceof ConnectException
        || cause instanceof UnknownHostException
        || cause instanceof NoRouteToHostException
        || cause instanceof UnknownServiceException
        || cause instanceof SSLHandshakeException
        || cause instanceof SSLPeerUnverifiedException
        || cause instanceof ConnectionShutdownException
        || (cause instanceof IOException && saysNeverSent(String.valueOf(cause.getMessage())));
  }

  /** Failures without a class of their own; the messages are the JDK's, Android's and OkHttp's. */
  private static boolean saysNeverSent(String message) {
    String words = message.toLowerCase(Locale.ROOT);
    return words.equals("connect timed out")
        || words.startsWith("failed to connect to ")
        || words.startsWith("failed to authenticate with proxy")
        || words.startsWith("unexpected response code for connect")
        || words.startsWith("unsupported or unrecognized ssl message")
        || words.equals("executor rejected")
        || words.equals("stream was reset: refused_stream");
  }
}

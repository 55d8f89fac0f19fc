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
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
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
  NEVER_SENT(true, true, false, Stops.NOTHING),

  /** No usable response came: it broke off, timed out, or is a fault that passes. */
  LOST(true, false, true, Stops.NOTHING),

  /** A fault of a server or gateway that lasts: a retry does not help. */
  LASTING_FAULT(false, false, true, Stops.NOTHING),

  /** Turned away unread for now: rate limited, locked, or the account is being moved. */
  BUSY(true, true, false, Stops.NOTHING),

  /** Another client changed the record at the same time. Rejected if retries do not help. */
  CONFLICT(true, false, false, Stops.PAGE),

  /** The request reached another host: a proxy before HubSpot, or the wrong data center. */
  MISROUTED(true, true, false, Stops.RUN),

  /** Turned away unread for good, as every request would be. */
  SHUT_OUT(false, true, false, Stops.RUN),

  /** The token may not link records of these types. */
  FORBIDDEN(false, true, false, Stops.TYPE_PAIR),

  /** The endpoint does not take this pair of object types. */
  UNSUITED_TYPES(false, false, false, Stops.TYPE_PAIR),

  /** HubSpot read the request and rejected something in it. */
  REJECTED(false, false, false, Stops.PAGE);

  /** How far a failure reaches, once it is not retried any more. */
  public enum Stops {
    /** No more than the pairs that were sent. */
    NOTHING,
    /** The page, whose bad pairs are isolated. */
    PAGE,
    /** All pairs of these two object types. */
    TYPE_PAIR,
    /** Everything. */
    RUN
  }

  /**
   * The status that HubSpot gives a whole request for an error of a kind, 0 if it has none. Of
   * several kinds with one status, the first is that of an error whose body does not tell its kind.
   */
  private static final Map<ErrorKind, Integer> STATUSES = new LinkedHashMap<>();

  /** What a kind means; null where that depends on the status. */
  private static final Map<ErrorKind, Meaning> MEANINGS = new HashMap<>();

  static {
    kind(ErrorKind.OTHER, 0, null);
    kind(ErrorKind.TRANSPORT, 0, LOST);
    kind(ErrorKind.INTERMEDIARY, 0, MISROUTED);
    kind(ErrorKind.UNEXPECTED_RESPONSE, 200, LOST);
    kind(ErrorKind.INVALID_REQUEST, 400, null);
    kind(ErrorKind.UNKNOWN_OBJECT_TYPE, 400, UNSUITED_TYPES);
    kind(ErrorKind.DUPLICATE_INPUT, 400, null);
    kind(ErrorKind.AUTHENTICATION, 401, SHUT_OUT);
    kind(ErrorKind.FORBIDDEN, 403, FORBIDDEN);
    kind(ErrorKind.MISSING_SCOPES, 403, FORBIDDEN);
    kind(ErrorKind.NOT_FOUND, 404, SHUT_OUT);
    kind(ErrorKind.OBJECT_NOT_FOUND, 404, null);
    kind(ErrorKind.CONFLICT, 409, CONFLICT);
    kind(ErrorKind.LOCKED, 423, BUSY);
    kind(ErrorKind.RATE_LIMIT, 429, BUSY);
    kind(ErrorKind.DAILY_LIMIT, 429, SHUT_OUT);
    kind(ErrorKind.MIGRATION_IN_PROGRESS, 477, BUSY);
    kind(ErrorKind.WRONG_DATA_CENTER, 488, MISROUTED);
    kind(ErrorKind.SERVER_ERROR, 500, LOST);
  }

  private static void kind(ErrorKind kind, int status, @Nullable Meaning meaning) {
    STATUSES.put(kind, status);
    MEANINGS.put(kind, meaning);
  }

  /** Statuses for which HubSpot asks for a retry, as it does not for 522, 525 and 526. */
  private static final List<Integer> PASSING =
      Arrays.asList(408, 500, 502, 503, 504, 521, 523, 524);

  private final boolean retryable;
  private final boolean turnedAway;
  private final boolean fateUnknown;
  private final Stops stops;

  Meaning(boolean retryable, boolean turnedAway, boolean fateUnknown, Stops stops) {
    this.retryable = retryable;
    this.turnedAway = turnedAway;
    this.fateUnknown = fateUnknown;
    this.stops = stops;
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
      return PASSING.contains(status) ? LOST : LASTING_FAULT;
    }
    if (status < 200 || (status >= 300 && status < 400)) {
      return SHUT_OUT;
    }
    Meaning meaning = MEANINGS.get(kind);
    return meaning == null ? ofStatus(status) : meaning;
  }

  private static Meaning ofStatus(int status) {
    switch (status) {
      case 401:
      case 402:
      case 407:
      case 451:
        return SHUT_OUT;
      case 403:
        return FORBIDDEN;
      case 405:
      case 415:
        return UNSUITED_TYPES;
      case 423:
      case 429:
      case 477:
        return BUSY;
      default:
        return REJECTED;
    }
  }

  /**
   * {@return the kind of an error whose body does not tell it}
   *
   * @param status its HTTP status
   */
  public static ErrorKind kindOf(int status) {
    for (Map.Entry<ErrorKind, Integer> kind : STATUSES.entrySet()) {
      if (kind.getValue() == status) {
        return kind.getKey();
      }
    }
    switch (status) {
      case 405:
      case 406:
      case 411:
      case 413:
      case 414:
      case 415:
      case 422:
      case 431:
        return ErrorKind.INVALID_REQUEST;
      case 410:
        return ErrorKind.NOT_FOUND;
      default:
        if (status >= 500 && status < 600) {
          return ErrorKind.SERVER_ERROR;
        }
        return isSuccess(status) ? ErrorKind.UNEXPECTED_RESPONSE : ErrorKind.OTHER;
    }
  }

  /**
   * {@return the status that HubSpot gives a whole request for an error of this kind, 0 if it has
   * none}
   *
   * @param kind the kind
   */
  public static int statusOf(ErrorKind kind) {
    return STATUSES.get(kind);
  }

  /**
   * {@return whether a status is a success}
   *
   * @param status an HTTP status
   */
  public static boolean isSuccess(int status) {
    return status >= 200 && status < 300;
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

  /** {@return whether the request never reached HubSpot, so that every policy may retry it} */
  public boolean neverSent() {
    return this == NEVER_SENT;
  }

  /** {@return what this ends, once it is not retried any more} */
  public Stops stops() {
    return stops;
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

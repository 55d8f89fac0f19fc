package io.github.hubspotassociations.error;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonEncodingException;
import io.github.hubspotassociations.internal.error.Texts;
import io.reactivex.rxjava3.exceptions.CompositeException;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Headers;
import okhttp3.Request;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;
import retrofit2.HttpException;
import retrofit2.Response;

/**
 * Turns any response, and any failure of a call, into an exception that callers can act on.
 *
 * <p>{@link #from(Throwable)} is for callers of the bare generated Retrofit interfaces; {@code
 * decode} is for callers that have a response. None of them throws, whatever the body is: HubSpot's
 * JSON in all its forms, other JSON, HTML, plain text, binary, empty, cut off anywhere.
 * Thread-safe.
 */
public final class HubSpotErrors {
  /**
   * No more than this many bytes of a {@link ResponseBody} are read: 1 MiB, some ten times the
   * longest error of a page of 2,000. The rest is left where it is.
   */
  public static final int MAX_BODY_BYTES = 1 << 20;

  private static final int MAX_CAUSES = 100;

  private HubSpotErrors() {}

  /**
   * Decodes a response whose body has been read.
   *
   * @param status the HTTP status, any number
   * @param headers its headers; null is taken for none
   * @param body its body, null if there is none
   * @param requestDescription method and path of the request, such as {@code POST /crm/…}; left out
   *     if not known
   * @return the exception for it, not thrown
   */
  public static HubSpotApiException decode(
      int status,
      @Nullable Headers headers,
      @Nullable String body,
      @Nullable String @Nullable ... requestDescription) {
    // With a fixed number of parameters, null as the body would be ambiguous.
    boolean isKnown = requestDescription != null && requestDescription.length > 0;
    String description = isKnown ? requestDescription[0] : null;
    return decodeText(status, headers, body, null, description);
  }

  /**
   * Decodes a response. At most {@link #MAX_BODY_BYTES} are read of the body, and none is consumed:
   * the body can be read, or decoded, again. It is not closed. If reading fails, what was read
   * before is decoded. Blocks for as long as the body does.
   *
   * @param status the HTTP status, any number
   * @param headers its headers; null is taken for none
   * @param body its body, null if there is none
   * @return the exception for it, not thrown
   */
  public static HubSpotApiException decode(
      int status, @Nullable Headers headers, @Nullable ResponseBody body) {
    return decode(status, headers, body, (String) null);
  }

  /**
   * Decodes a response, as {@link #decode(int, Headers, ResponseBody)} does.
   *
   * @param status the HTTP status, any number
   * @param headers its headers; null is taken for none
   * @param body its body, null if there is none
   * @param requestDescription method and path, such as {@code POST /crm/…}; null if not known
   * @return the exception for it, not thrown
   */
  public static HubSpotApiException decode(
      int status,
      @Nullable Headers headers,
      @Nullable ResponseBody body,
      @Nullable String requestDescription) {
    if (body == null) {
      return decodeText(status, headers, null, null, requestDescription);
    }
    Buffer read = new Buffer();
    IOException failure = peek(body, read);
    return decodeText(status, headers, text(read, body), failure, requestDescription);
  }

  /**
   * Turns the failure of a call into an exception that callers can act on.
   *
   * <ul>
   *   <li>A {@link HubSpotException} is returned as it is.
   *   <li>A Retrofit {@link HttpException} is decoded. Its error body is not consumed, so this
   *       works twice, and the body can still be read afterwards (but not if it was read before).
   *   <li>A body that Moshi could not read is an {@link UnexpectedResponseException} with status
   *       200, since only a success is read.
   *   <li>Any other {@link IOException} is a {@link TransportException}.
   *   <li>Something that wraps one of these, such as a {@code RuntimeException}, an {@code
   *       ExecutionException} or RxJava's {@code CompositeException}, is searched for them.
   *   <li>Anything else becomes a plain {@link HubSpotException}.
   * </ul>
   *
   * @param failure what a call failed with
   * @return an exception with {@code failure} as its cause, or a {@code HubSpotException} found in
   *     it
   */
  public static HubSpotException from(@Nullable Throwable failure) {
    List<Throwable> causes = causes(failure);
    for (Throwable cause : causes) {
      if (cause instanceof HubSpotException) {
        return (HubSpotException) cause;
      }
      if (cause instanceof HttpException) {
        return (HubSpotException) decode((HttpException) cause).initCause(failure);
      }
    }
    for (Throwable cause : causes) {
      if (isUnreadable(cause)) {
        HubSpotError error =
            ErrorDecoder.plain(Texts.mask(String.valueOf(cause.getMessage())), null);
        ErrorResponse response = new ErrorResponse(200, error, ErrorKind.UNEXPECTED_RESPONSE);
        return (HubSpotException) response.toException().initCause(failure);
      }
      if (cause instanceof IOException) {
        return new TransportException(null, (IOException) cause);
      }
    }
    return new HubSpotException("The call failed: " + failure, failure);
  }

  /** Returns a failure and everything it wraps, outermost first, each once. */
  static List<Throwable> causes(@Nullable Throwable failure) {
    List<Throwable> found = new ArrayList<>();
    add(found, failure);
    for (int i = 0; i < found.size(); i++) {
      Throwable next = found.get(i);
      if (next instanceof CompositeException) {
        // Its getCause() is made up for printing; the parts are what it wraps.
        for (Throwable part : ((CompositeException) next).getExceptions()) {
          add(found, part);
        }
      } else {
        add(found, next.getCause());
      }
    }
    return found;
  }

  private static void add(List<Throwable> found, @Nullable Throwable failure) {
    for (Throwable other : found) {
      if (other == failure) {
        return;
      }
    }
    if (failure != null && found.size() < MAX_CAUSES) {
      found.add(failure);
    }
  }

  /** Moshi says "End of input" by an EOFException, which a lost connection also does. */
  private static boolean isUnreadable(Throwable cause) {
    return cause instanceof JsonDataException
        || cause instanceof JsonEncodingException
        || (cause instanceof EOFException
            && cause.getMessage() != null
            && cause.getMessage().startsWith("End of input"));
  }

  private static HubSpotApiException decode(HttpException failure) {
    Response<?> response = failure.response();
    if (response == null) { // It is transient, so a deserialized exception has none.
      return decodeText(failure.code(), null, null, null, null);
    }
    Request request = response.raw().request();
    return decode(
        failure.code(),
        response.headers(),
        response.errorBody(),
        request.method() + " " + request.url().encodedPath());
  }

  private static HubSpotApiException decodeText(
      int status,
      @Nullable Headers headers,
      @Nullable String body,
      @Nullable IOException unusable,
      @Nullable String requestDescription) {
    return new ErrorResponse(
            status,
            headers == null ? Headers.of() : headers,
            body == null ? "" : body,
            unusable,
            requestDescription)
        .toException();
  }

  /** Copies the start of a body without consuming it; returns why reading failed, or null. */
  private static @Nullable IOException peek(ResponseBody body, Buffer start) {
    IOException failure = null;
    try {
      BufferedSource source = body.source();
      try {
        // A BufferedSource reads up to 8 KiB more than it is asked for.
        source.request(MAX_BODY_BYTES - 8192);
      } catch (IOException e) {
        failure = e; // What was read before is in the source's buffer.
      }
      Buffer read = source.getBuffer();
      read.copyTo(start, 0, Math.min(read.size(), MAX_BODY_BYTES));
    } catch (RuntimeException e) {
      start.clear(); // A body that was closed, or one of the caller's that fails otherwise.
    }
    return failure;
  }

  /** Decodes by the byte order mark, else by the declared type, else as UTF-8. */
  private static String text(Buffer bytes, ResponseBody body) {
    try {
      return ResponseBody.create(bytes.clone(), body.contentType(), bytes.size()).string();
    } catch (IOException | RuntimeException e) {
      return bytes.readUtf8(); // A type of the caller's that fails.
    }
  }
}

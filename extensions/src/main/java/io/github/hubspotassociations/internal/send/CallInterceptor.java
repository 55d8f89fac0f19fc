package io.github.hubspotassociations.internal.send;

import io.github.hubspotassociations.client.CallTag;
import io.github.hubspotassociations.error.HubSpotErrors;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * The last interceptor before OkHttp's own, for calls of the engine and of the bare interfaces
 * alike. Puts the token on the request, behind the caller's interceptors, so that what they log
 * does not have it; makes every body one-shot, so that OkHttp never sends a request twice; and caps
 * a body that is an error before Retrofit buffers it.
 */
public final class CallInterceptor implements Interceptor {
  private final TokenSource tokens;
  private final BooleanSupplier closed;

  /**
   * Creates an interceptor.
   *
   * @param tokens asked for calls that bring no token
   * @param closed whether calls that bring no token fail
   */
  public CallInterceptor(TokenSource tokens, BooleanSupplier closed) {
    this.tokens = tokens;
    this.closed = closed;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    Attempt attempt = attempt(request);
    if (attempt == null && closed.getAsBoolean()) {
      throw new IOException("This HubSpotAssociations is closed");
    }
    String token = attempt == null ? token(chain) : attempt.token;
    Response response = chain.proceed(sendable(request, token));
    if (response.isSuccessful() || response.body() == null) {
      return response;
    }
    if (attempt == null && response.code() == 401) {
      tokens.reject(token);
    }
    Response error = capped(response);
    if (attempt != null) {
      attempt.error = error;
    }
    return error;
  }

  /** The token within the time of the call; OkHttp, and so the caller, gets IOExceptions only. */
  private String token(Chain chain) throws IOException {
    Future<String> token = tokens.current().toFuture();
    try {
      return token.get(chain.call().timeout().timeoutNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (TimeoutException e) {
      throw new InterruptedIOException("timeout");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      token.cancel(false);
    }
  }

  private static Request sendable(Request request, String token) {
    Request.Builder sendable = request.newBuilder().header("Authorization", "Bearer " + token);
    RequestBody body = request.body();
    if (body != null && !body.isOneShot()) {
      sendable.method(request.method(), new OneShotBody(body));
    }
    return sendable.build();
  }

  /** Reads the body up to the cap, or to where it breaks off: its head says what went wrong. */
  private static Response capped(Response response) {
    ResponseBody body = response.body();
    Buffer start = new Buffer();
    try (BufferedSource source = body.source()) {
      while (start.size() < HubSpotErrors.MAX_BODY_BYTES
          && source.read(start, HubSpotErrors.MAX_BODY_BYTES - start.size()) != -1) {
        // Read on.
      }
    } catch (IOException e) {
      // What came before is kept.
    }
    return response
        .newBuilder()
        .body(ResponseBody.create(start, body.contentType(), start.size()))
        .build();
  }

  /**
   * A network interceptor: notes that a connection was made, whatever becomes of the call, and
   * makes it send at once.
   */
  public static Response connected(Chain chain) throws IOException {
    noteConnected(chain.request());
    // Otherwise the end of a body, which fills no packet, waits until the packets before it are
    // acknowledged: 25 ms for a page on loopback.
    chain.connection().socket().setTcpNoDelay(true);
    return chain.proceed(chain.request());
  }

  /** Notes that the host was reached for a request of the engine. */
  public static void noteConnected(Request request) {
    Attempt attempt = attempt(request);
    if (attempt != null) {
      attempt.context.connected();
    }
  }

  /** Returns the attempt that a request of the engine is; null for one of a bare interface. */
  private static @Nullable Attempt attempt(Request request) {
    CallTag tag = request.tag(CallTag.class);
    return tag instanceof Attempt ? (Attempt) tag : null;
  }
}

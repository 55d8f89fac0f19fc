package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.error.HubSpotErrors;
import io.github.hubspotassociations.internal.send.TokenSource;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * The last interceptor before OkHttp's own: puts the token on the request, behind the caller's
 * interceptors, so that what they log does not have it. For calls of the generated interfaces it
 * asks for the token itself, and caps a body that is an error before Retrofit buffers it.
 */
final class Wire implements Interceptor {
  private final TokenSource tokens;
  private final AtomicBoolean closed;
  private final @Nullable Consumer<String> requestLogger;

  Wire(TokenSource tokens, AtomicBoolean closed, @Nullable Consumer<String> requestLogger) {
    this.tokens = tokens;
    this.closed = closed;
    this.requestLogger = requestLogger;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    AttemptTag attempt = request.tag(AttemptTag.class);
    if (attempt != null) {
      return proceed(chain, authorized(request, attempt.token));
    }
    if (closed.get()) {
      throw new IOException("This HubSpotAssociations is closed");
    }
    String token = token(chain);
    Response response = proceed(chain, authorized(request, token));
    if (response.code() == 401) {
      tokens.reject(token);
    }
    return response.isSuccessful() || response.body() == null ? response : capped(response);
  }

  /**
   * The token within the time of the call; OkHttp, and so the caller, hears of IOExceptions only.
   */
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

  private Response proceed(Chain chain, Request request) throws IOException {
    if (requestLogger == null) {
      return chain.proceed(request);
    }
    long start = System.nanoTime();
    try {
      Response response = chain.proceed(request);
      String id = response.header(Sender.CORRELATION_ID);
      log(request, response.code() + (id == null ? "" : " (correlation id " + id + ")"), start);
      return response;
    } catch (IOException e) {
      log(request, e.toString(), start);
      throw e;
    }
  }

  /** Neither headers nor the query are logged: that is where secrets stand. */
  private void log(Request request, String end, long start) {
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    String path = request.url().encodedPath();
    try {
      requestLogger.accept(request.method() + ' ' + path + " → " + end + " in " + millis + " ms");
    } catch (RuntimeException e) {
      // A log that fails must not fail the call it tells of.
    }
  }

  private static Request authorized(Request request, String token) {
    return request.newBuilder().header("Authorization", "Bearer " + token).build();
  }

  private static Response capped(Response response) throws IOException {
    ResponseBody body = response.body();
    Buffer start = new Buffer();
    try (BufferedSource source = body.source()) {
      while (start.size() < HubSpotErrors.MAX_BODY_BYTES
          && source.read(start, HubSpotErrors.MAX_BODY_BYTES - start.size()) != -1) {
        // Read on.
      }
    }
    return response
        .newBuilder()
        .body(ResponseBody.create(start, body.contentType(), start.size()))
        .build();
  }

  /**
   * Notes that a connection was made, whatever becomes of the call, and has it send at once; runs
   * behind the connecting.
   */
  static final class Connected implements Interceptor {
    @Override
    public Response intercept(Chain chain) throws IOException {
      AttemptTag attempt = chain.request().tag(AttemptTag.class);
      if (attempt != null) {
        attempt.control.connected();
      }
      // Otherwise the end of a body, which fills no packet, waits until what went before it is
      // acknowledged: 25 ms for a page on loopback.
      chain.connection().socket().setTcpNoDelay(true);
      return chain.proceed(chain.request());
    }
  }
}

package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.error.HubSpotErrors;
import io.github.hubspotassociations.internal.send.OneShotBody;
import io.github.hubspotassociations.internal.send.TokenSource;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;

/**
 * The last interceptor before OkHttp's own: puts the token on the request, behind the caller's
 * interceptors, so that what they log does not have it. For calls of the generated interfaces it
 * asks for the token itself, and caps a body that is an error before Retrofit buffers it.
 */
final class Wire implements Interceptor {
  private final TokenSource tokens;
  private final AtomicBoolean closed;

  Wire(TokenSource tokens, AtomicBoolean closed) {
    this.tokens = tokens;
    this.closed = closed;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    AttemptTag attempt = request.tag(AttemptTag.class);
    if (attempt != null) {
      return chain.proceed(authorized(request, attempt.token));
    }
    if (closed.get()) {
      throw new IOException("This HubSpotAssociations is closed");
    }
    String token = token(chain);
    Response response = chain.proceed(authorized(request, token));
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

  private static Request authorized(Request request, String token) {
    Request.Builder authorized = request.newBuilder().header("Authorization", "Bearer " + token);
    RequestBody body = request.body();
    return body == null || body.isOneShot()
        ? authorized.build()
        : authorized.method(request.method(), new OneShotBody(body)).build();
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

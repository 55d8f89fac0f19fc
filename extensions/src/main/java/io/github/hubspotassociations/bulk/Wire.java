package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.error.HubSpotErrors;
import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Request;
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

  Wire(TokenSource tokens) {
    this.tokens = tokens;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    AttemptTag attempt = request.tag(AttemptTag.class);
    if (attempt != null) {
      return chain.proceed(authorized(request, attempt.token));
    }
    Response response = chain.proceed(authorized(request, tokens.current().blockingGet()));
    return response.isSuccessful() || response.body() == null ? response : capped(response);
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

  /** Notes that a connection was made, whatever becomes of the call; runs behind the connecting. */
  static final class Connected implements Interceptor {
    @Override
    public Response intercept(Chain chain) throws IOException {
      AttemptTag attempt = chain.request().tag(AttemptTag.class);
      if (attempt != null) {
        attempt.control.connected();
      }
      return chain.proceed(chain.request());
    }
  }
}

package io.github.hubspotassociations;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.Moshi;
import io.github.hubspotassociations.client.api.OAuthApi;
import io.github.hubspotassociations.client.model.ModelJsonAdapterFactory;
import io.github.hubspotassociations.client.model.TokenResponse;
import io.github.hubspotassociations.error.HubSpotErrors;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.TransportException;
import io.github.hubspotassociations.internal.error.Secrets;
import io.github.hubspotassociations.internal.send.OneShotBody;
import java.io.IOException;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;
import retrofit2.Response;
import retrofit2.Retrofit;

/** The grant of an access token for a refresh token, by one request to the token endpoint. */
final class RefreshGrant {
  /** A response has about 300 bytes. */
  private static final long MAX_BODY_BYTES = 1 << 16;

  private static final Moshi MOSHI =
      new Moshi.Builder().add(ModelJsonAdapterFactory.INSTANCE).build();

  final HttpUrl url;
  private final OAuthApi api;
  private final String release;
  private final String description;
  private final String clientId;
  private final String clientSecret;

  RefreshGrant(
      OkHttpClient client, HttpUrl baseUrl, String release, String clientId, String clientSecret) {
    String path = OAuthApi.CREATE_TOKEN_PATH.replace("{release}", release);
    this.api =
        new Retrofit.Builder().baseUrl(baseUrl).client(client).build().create(OAuthApi.class);
    this.url = baseUrl.resolve(path.substring(1));
    this.release = release;
    this.description = "POST " + path;
    this.clientId = clientId;
    this.clientSecret = clientSecret;
  }

  /** Asks for an access token, blocking. Throws a {@link HubSpotException}. */
  TokenResponse request(String refreshToken) {
    Secrets.inUse(clientSecret);
    Secrets.inUse(refreshToken);
    Response<ResponseBody> response;
    String body;
    try {
      response =
          api.createTokenStreaming(
                  release, "refresh_token", clientId, clientSecret, refreshToken, null, null, null)
              .execute();
      try (ResponseBody read = response.isSuccessful() ? response.body() : response.errorBody()) {
        body = read == null ? "" : read.string();
      }
    } catch (IOException e) {
      throw new TransportException(description, e);
    }
    if (!response.isSuccessful()) {
      throw HubSpotErrors.decode(
          response.code(),
          response.headers(),
          Secrets.hide(Secrets.hide(body, clientSecret), refreshToken),
          description);
    }
    TokenResponse grant = read(body);
    if (grant == null || grant.accessToken() == null || grant.accessToken().isEmpty()) {
      // Not the body itself: it may hold a token.
      throw HubSpotErrors.decode(
          response.code(), response.headers(), "no access_token in the response", description);
    }
    return grant;
  }

  private static @Nullable TokenResponse read(String body) {
    try {
      return MOSHI.adapter(TokenResponse.class).fromJson(body);
    } catch (IOException | JsonDataException e) {
      return null;
    }
  }

  /** Sends the form once, and reads no more of a body than a token can need. */
  static okhttp3.Response guarded(Interceptor.Chain chain) throws IOException {
    Request request = chain.request();
    Request once =
        request.newBuilder().method(request.method(), new OneShotBody(request.body())).build();
    try (okhttp3.Response response = chain.proceed(once)) {
      return response.newBuilder().body(response.peekBody(MAX_BODY_BYTES)).build();
    }
  }
}

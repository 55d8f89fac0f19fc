package io.github.hubspotassociations;

import com.squareup.moshi.JsonDataException;
import io.github.hubspotassociations.client.api.OAuthApi;
import io.github.hubspotassociations.client.model.TokenResponse;
import io.github.hubspotassociations.error.HubSpotErrors;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.RateLimitException;
import io.github.hubspotassociations.error.TransportException;
import io.github.hubspotassociations.internal.Checks;
import io.github.hubspotassociations.internal.Stopwatch;
import io.github.hubspotassociations.internal.Watchdog;
import io.github.hubspotassociations.internal.error.Texts;
import io.github.hubspotassociations.internal.send.OneShotBody;
import io.github.hubspotassociations.pacing.RetryPolicy;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;
import retrofit2.Response;
import retrofit2.Retrofit;

/**
 * Provides access tokens of a public HubSpot app, which it gets for a refresh token from {@code
 * POST /oauth/2026-03/token}.
 *
 * <p>HubSpot's access tokens live for 30 minutes. A token is renewed a while before it expires, or
 * when HubSpot rejects it; callers that come meanwhile share the one request. If renewing ahead of
 * time fails, the old token is used for as long as it lives. One provider may serve several
 * clients.
 *
 * <p>Failures that may pass (no response, 429, 5xx) are retried as the {@link RetryPolicy} says.
 * What remains is emitted as it is, so that a token endpoint that was not available is not taken
 * for a grant that has ended. For a refresh token that HubSpot does not know, or a wrong client
 * secret, that is a {@link io.github.hubspotassociations.error.HubSpotApiException} of the kind
 * {@link io.github.hubspotassociations.error.ErrorKind#AUTHENTICATION}.
 *
 * <p>The secrets are sent to the base URL alone, never to where a redirect points, and appear in no
 * message and no {@code toString()}. Thread-safe; requests run on {@link Schedulers#io()}.
 */
public final class OAuthRefreshTokenProvider implements AccessTokenProvider {
  /** HubSpot's shortest window: the pause after a 429 that names no other. */
  static final Duration SECOND = Duration.ofSeconds(1);

  /** How long the old token is used before the next try, if renewing ahead of time failed. */
  private static final Duration TRY_AGAIN = Duration.ofSeconds(30);

  /** HubSpot documents 30 minutes; used if the response does not say. */
  private static final long USUAL_LIFETIME_SECONDS = 1800;

  /** A response of the token endpoint has about 300 bytes. */
  private static final long MAX_BODY_BYTES = 1 << 16;

  private final HttpUrl url;
  private final OAuthApi api;
  private final String release;
  private final String clientId;
  private final String clientSecret;
  private final RetryPolicy retryPolicy;
  private final Scheduler scheduler;
  private final Stopwatch clock;
  private final Duration renewAhead;
  private final Consumer<String> onRefreshToken;

  // One renewal at a time touches these.
  private volatile String refreshToken;
  private volatile @Nullable String notReported;

  // All of these are guarded by this; times are the clock's.
  private @Nullable String token;
  private Duration renewAt = Duration.ZERO;
  private Duration expiresAt = Duration.ZERO;
  private @Nullable Single<String> renewal;

  OAuthRefreshTokenProvider(Builder builder) {
    HttpUrl baseUrl = builder.host.safeBaseUrl();
    this.release = builder.tokenRelease;
    this.url = baseUrl.resolve(path().substring(1));
    this.api =
        new Retrofit.Builder()
            .baseUrl(baseUrl)
            .client(builder.client())
            .build()
            .create(OAuthApi.class);
    this.clientId = required("clientId", builder.clientId);
    this.clientSecret = required("clientSecret", builder.clientSecret);
    this.refreshToken = required("refreshToken", builder.refreshToken);
    this.retryPolicy = builder.retryPolicy;
    this.scheduler = builder.scheduler;
    this.clock = Stopwatch.start(scheduler);
    this.renewAhead = builder.renewAhead;
    this.onRefreshToken = builder.onRefreshToken;
  }

  /** {@return a builder; client id, client secret and refresh token must be given} */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public Single<String> accessToken(@Nullable String rejected) {
    return Single.defer(() -> goodOrRenewed(rejected));
  }

  @Override
  public synchronized boolean isCurrent(String token) {
    Objects.requireNonNull(token, "token");
    return token.equals(this.token) && isGood();
  }

  /** {@return the URL that tokens come from} */
  @Override
  public String toString() {
    return "OAuthRefreshTokenProvider{" + url + '}';
  }

  private synchronized Single<String> goodOrRenewed(@Nullable String rejected) {
    if (token != null && token.equals(rejected)) {
      token = null;
    }
    if (isGood() && notReported == null) {
      return Single.just(token);
    }
    if (renewal == null) {
      // A token whose refresh token could not be reported is not asked for twice.
      Single<String> token = isGood() ? Single.just(this.token) : attempt(1, clock.elapsed());
      renewal =
          token
              .onErrorResumeNext(this::spare)
              .flatMap(this::reported)
              .doOnTerminate(this::ended)
              .cache();
    }
    return renewal;
  }

  private synchronized boolean isGood() {
    return token != null && clock.elapsed().compareTo(renewAt) < 0;
  }

  private synchronized void ended() {
    renewal = null;
  }

  /** Emits the old token while it lives, in place of a failure to renew it ahead of time. */
  private synchronized Single<String> spare(Throwable failure) {
    Duration now = clock.elapsed();
    if (token == null || now.compareTo(expiresAt) >= 0) {
      return Single.error(failure);
    }
    Duration next = now.plus(TRY_AGAIN);
    renewAt = next.compareTo(expiresAt) < 0 ? next : expiresAt;
    return Single.just(token);
  }

  private Single<String> attempt(int attempts, Duration firstAt) {
    return Watchdog.delay(Duration.ZERO, Schedulers.io())
        .andThen(
            Single.defer(
                () -> {
                  try {
                    return Single.just(keep(granted()));
                  } catch (Throwable e) {
                    // Fatal ones too: RxJava would throw them, and all callers wait forever.
                    HubSpotException failure = HubSpotErrors.from(e);
                    Duration delay = delay(failure, attempts, clock.elapsed().minus(firstAt));
                    if (delay == null) {
                      return Single.error(failure);
                    }
                    Single<String> next = attempt(attempts + 1, firstAt);
                    return delay.isZero() ? next : Watchdog.delay(delay, scheduler).andThen(next);
                  }
                }));
  }

  /** What the policy says; there is no budget here that would wait after a 429. */
  private @Nullable Duration delay(HubSpotException failure, int attempts, Duration elapsed) {
    if (!(failure instanceof RateLimitException)) {
      return retryPolicy.nextDelay(failure, attempts, elapsed);
    }
    Duration wait = ((RateLimitException) failure).suggestedWait();
    Duration pause = wait == null || wait.compareTo(SECOND) < 0 ? SECOND : wait;
    return attempts < retryPolicy.maxAttempts()
            && pause.compareTo(retryPolicy.maxWait()) <= 0
            && retryPolicy.nextDelay(failure, attempts, elapsed.plus(pause)) != null
        ? pause
        : null;
  }

  /** Asks for an access token, blocking. Throws a {@link HubSpotException}. */
  private TokenResponse granted() {
    String description = "POST " + path();
    String sent = refreshToken;
    Texts.keepSecret(clientSecret);
    Texts.keepSecret(sent);
    Response<ResponseBody> response;
    String body;
    try {
      response =
          api.createTokenStreaming(
                  release, "refresh_token", clientId, clientSecret, sent, null, null, null)
              .execute();
      try (ResponseBody read = response.isSuccessful() ? response.body() : response.errorBody()) {
        body = read == null ? "" : read.string();
      }
    } catch (IOException e) {
      throw new TransportException(description, e);
    }
    boolean isGranted = response.isSuccessful();
    TokenResponse issued = isGranted ? read(body) : null;
    if (issued != null && issued.accessToken() != null && !issued.accessToken().isEmpty()) {
      return issued;
    }
    // Not the body of a success itself: it may hold a token.
    String shown =
        isGranted
            ? "no access_token in the response"
            : Texts.hide(Texts.hide(body, clientSecret), sent);
    throw HubSpotErrors.decode(response.code(), response.headers(), shown, description);
  }

  private static @Nullable TokenResponse read(String body) {
    try {
      return HubSpotAssociations.MOSHI.adapter(TokenResponse.class).fromJson(body);
    } catch (IOException | JsonDataException e) {
      return null;
    }
  }

  private String path() {
    return OAuthApi.CREATE_TOKEN_PATH.replace("{release}", release);
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

  private synchronized String keep(TokenResponse issued) {
    Duration now = clock.elapsed();
    Long seconds = issued.expiresIn();
    Duration lifetime =
        Duration.ofSeconds(
            seconds == null || seconds <= 0
                ? USUAL_LIFETIME_SECONDS
                : Math.min(seconds, TimeUnit.DAYS.toSeconds(365)));
    // Half of its life at least, or a short-lived token would be renewed for each request.
    Duration use = lifetime.minus(renewAhead);
    Duration half = lifetime.dividedBy(2);
    token = issued.accessToken();
    expiresAt = now.plus(lifetime);
    renewAt = now.plus(use.compareTo(half) < 0 ? half : use);
    String next = issued.refreshToken();
    if (next != null && !next.isEmpty() && !next.equals(refreshToken)) {
      refreshToken = next;
      notReported = next;
    }
    return token;
  }

  /** Reports a new refresh token before the token is used, again where the callback threw. */
  private Single<String> reported(String fresh) {
    String next = notReported;
    if (next != null) {
      try {
        onRefreshToken.accept(next);
      } catch (Throwable e) {
        return Single.error(e);
      }
      notReported = null;
    }
    return Single.just(fresh);
  }

  private static String required(String name, @Nullable String value) {
    if (value == null || value.trim().isEmpty()) {
      throw new IllegalStateException(name + " is missing: give it to the builder");
    }
    return value;
  }

  /** Builds an {@link OAuthRefreshTokenProvider}. Not thread-safe. */
  public static final class Builder {
    @Nullable String clientId;
    @Nullable String clientSecret;
    @Nullable String refreshToken;
    final HubSpotHost host = new HubSpotHost();
    String tokenRelease = "2026-03";
    @Nullable OkHttpClient okHttpClient;
    RetryPolicy retryPolicy =
        RetryPolicy.builder()
            .maxAttempts(4)
            .maxElapsed(Duration.ofMinutes(1))
            .baseDelay(SECOND)
            .build();
    Scheduler scheduler = Schedulers.computation();
    Duration renewAhead = Duration.ofMinutes(5);
    Consumer<String> onRefreshToken = token -> {};

    Builder() {}

    /**
     * Sets the app.
     *
     * @param clientId the app's client id
     * @return this builder
     */
    public Builder clientId(String clientId) {
      this.clientId = Objects.requireNonNull(clientId, "clientId");
      return this;
    }

    /**
     * Sets the secret of the app.
     *
     * @param clientSecret the app's client secret
     * @return this builder
     */
    public Builder clientSecret(String clientSecret) {
      this.clientSecret = Objects.requireNonNull(clientSecret, "clientSecret");
      return this;
    }

    /**
     * Sets the refresh token to begin with.
     *
     * @param refreshToken what the account granted the app when it was installed, or the latest
     *     that {@link #onRefreshToken} was called with
     * @return this builder
     */
    public Builder refreshToken(String refreshToken) {
      this.refreshToken = Objects.requireNonNull(refreshToken, "refreshToken");
      return this;
    }

    /**
     * Sets where the token endpoint is. By default {@code https://api.hubapi.com}.
     *
     * @param baseUrl an https URL; an http one only of a loopback address or of a host named by
     *     {@link #allowPlainHttp}
     * @return this builder
     * @throws IllegalArgumentException if it is no URL, or has a user name, a password, a query or
     *     a fragment
     */
    public Builder baseUrl(String baseUrl) {
      host.baseUrl(baseUrl);
      return this;
    }

    /**
     * Allows the secrets to be sent over plain http to these hosts, such as an emulator in another
     * container.
     *
     * @param hosts the names of the hosts, without a port
     * @return this builder
     * @throws IllegalArgumentException if one is not the name of a host
     */
    public Builder allowPlainHttp(String... hosts) {
      host.allowPlainHttp(hosts);
      return this;
    }

    /**
     * Sets the release of the token endpoint. By default {@code 2026-03}; {@code v1} ends on 16
     * February 2027.
     *
     * @param tokenRelease a dated release such as {@code 2026-03}, or {@code v1}
     * @return this builder
     * @throws IllegalArgumentException if it has another form
     */
    public Builder tokenRelease(String tokenRelease) {
      if (!Objects.requireNonNull(tokenRelease, "tokenRelease").equals("v1")) {
        ApiRelease.of(tokenRelease); // Checks the form.
      }
      this.tokenRelease = tokenRelease;
      return this;
    }

    /**
     * Sets the OkHttp client whose connections, proxy, TLS settings and timeouts to use, through
     * {@code newBuilder()}. By default a new one that keeps no idle connection. Redirects are not
     * followed, and a call ends after 30 seconds unless the client says otherwise. Its application
     * interceptors are not used, since they would see the secrets; network interceptors are.
     *
     * @param okHttpClient a client, which is not closed
     * @return this builder
     */
    public Builder okHttpClient(OkHttpClient okHttpClient) {
      this.okHttpClient = Objects.requireNonNull(okHttpClient, "okHttpClient");
      return this;
    }

    /**
     * Sets what is retried, how often and when. By default up to 4 attempts within a minute, with
     * waits of up to 1, 2 and 4 seconds. Here, 429s count too.
     *
     * @param retryPolicy the policy
     * @return this builder
     */
    public Builder retryPolicy(RetryPolicy retryPolicy) {
      this.retryPolicy = Objects.requireNonNull(retryPolicy, "retryPolicy");
      return this;
    }

    /**
     * Sets the clock that tells when a token expires, and where waiting happens. By default {@link
     * Schedulers#computation()}.
     *
     * @param scheduler the scheduler
     * @return this builder
     */
    public Builder scheduler(Scheduler scheduler) {
      this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
      return this;
    }

    /**
     * Sets how long before it expires a token is renewed. By default 5 minutes. A token is used for
     * half of its life at least.
     *
     * @param renewAhead from zero to a day
     * @return this builder
     * @throws IllegalArgumentException if it is less or more
     */
    public Builder renewAhead(Duration renewAhead) {
      this.renewAhead = Checks.notNegative("renewAhead", renewAhead, 1);
      return this;
    }

    /**
     * Sets what stores a new refresh token when HubSpot issues one. It is called before the access
     * token that came with it is used. If it throws, callers that wait for a token fail, and it is
     * called again with the same refresh token before the next use.
     *
     * @param onRefreshToken called with the token; may block
     * @return this builder
     */
    public Builder onRefreshToken(Consumer<String> onRefreshToken) {
      this.onRefreshToken = Objects.requireNonNull(onRefreshToken, "onRefreshToken");
      return this;
    }

    /**
     * {@return the provider}
     *
     * @throws IllegalStateException if client id, client secret or refresh token are missing
     * @throws IllegalArgumentException if the secrets would go over plain http to a host that is
     *     neither this one nor allowed
     */
    public OAuthRefreshTokenProvider build() {
      return new OAuthRefreshTokenProvider(this);
    }

    OkHttpClient client() {
      OkHttpClient given = okHttpClient;
      // Used once in half an hour, and closed by nothing: it keeps no idle connection.
      OkHttpClient.Builder client =
          given == null
              ? new OkHttpClient.Builder()
                  .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
              : given.newBuilder();
      if (given == null || given.callTimeoutMillis() == 0) {
        client.callTimeout(30, TimeUnit.SECONDS);
      }
      client.interceptors().clear();
      return HubSpotHost.configure(client, null)
          .addInterceptor(OAuthRefreshTokenProvider::guarded)
          .build();
    }
  }
}

package io.github.hubspotassociations;

import com.squareup.moshi.JsonReader;
import io.github.hubspotassociations.error.HubSpotApiException;
import io.github.hubspotassociations.error.HubSpotErrors;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.RateLimitException;
import io.github.hubspotassociations.error.TransportException;
import io.github.hubspotassociations.pacing.RetryPolicy;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.subjects.SingleSubject;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import okhttp3.ConnectionPool;
import okhttp3.FormBody;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens of a public HubSpot app, got for a refresh token: {@code POST /oauth/v1/token}.
 *
 * <p>HubSpot's access tokens live for 30 minutes. This renews one a while before it expires, or
 * when HubSpot refuses it; callers that come meanwhile share the one request. If renewing ahead of
 * time fails, the old token is used for as long as it lives. One provider may serve several
 * clients.
 *
 * <p>Failures that may pass (no answer, 429, 5xx) are repeated as the {@link RetryPolicy} says.
 * What remains is a {@link HubSpotException}: for a refresh token that HubSpot does not know, or a
 * wrong client secret, a {@link HubSpotApiException} of the kind {@link
 * io.github.hubspotassociations.error.ErrorKind#AUTHENTICATION}.
 *
 * <p>The secrets are sent to the base URL alone, never to where a redirect points, and appear in no
 * message and no {@code toString()}. Thread-safe; requests run on {@link Schedulers#io()}.
 */
public final class OAuthRefreshTokenProvider implements AccessTokenProvider {
  /** HubSpot's shortest window: the pause after a 429 that names no other. */
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** A token's answer has about 300 bytes. */
  private static final long MAX_BODY_BYTES = 1 << 16;

  /** How long the old token is used before the next try, if renewing ahead of time failed. */
  private static final Duration TRY_AGAIN = Duration.ofSeconds(30);

  private final OkHttpClient client;
  private final HttpUrl url;
  private final String clientId;
  private final String clientSecret;
  private final RetryPolicy retryPolicy;
  private final Scheduler scheduler;
  private final long renewAhead;
  private final Consumer<String> onRefreshToken;

  // All of these are guarded by this; times are the scheduler's milliseconds.
  private String refreshToken;
  private @Nullable String untold;
  private @Nullable String token;
  private long renewAt;
  private long expiresAt;
  private @Nullable SingleSubject<String> renewing;

  private OAuthRefreshTokenProvider(Builder builder) {
    this.client = builder.client();
    this.url = builder.baseUrl.newBuilder().addPathSegments("oauth/v1/token").build();
    this.clientId = required("clientId", builder.clientId);
    this.clientSecret = required("clientSecret", builder.clientSecret);
    this.refreshToken = required("refreshToken", builder.refreshToken);
    this.retryPolicy = builder.retryPolicy;
    this.scheduler = builder.scheduler;
    this.renewAhead = builder.renewAhead.toMillis();
    this.onRefreshToken = builder.onRefreshToken;
  }

  /** {@return a builder; client id, client secret and refresh token must be given} */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public Single<String> accessToken(@Nullable String rejected) {
    return Single.defer(() -> renewedUnlessGood(rejected));
  }

  @Override
  public synchronized boolean isCurrent(String token) {
    Objects.requireNonNull(token, "token");
    return token.equals(this.token) && now() < renewAt;
  }

  /**
   * {@return the refresh token as it is now} HubSpot may give another one with an access token;
   * then that is the one to store. See {@link Builder#onRefreshToken}.
   */
  public synchronized String refreshToken() {
    return refreshToken;
  }

  /** {@return the URL that tokens come from} */
  @Override
  public String toString() {
    return "OAuthRefreshTokenProvider{" + url + '}';
  }

  private Single<String> renewedUnlessGood(@Nullable String rejected) {
    SingleSubject<String> answer;
    synchronized (this) {
      if (token != null && token.equals(rejected)) {
        token = null;
      }
      if (token != null && now() < renewAt) {
        return Single.just(token);
      }
      if (renewing != null) {
        return renewing;
      }
      answer = SingleSubject.create();
      renewing = answer;
    }
    Single.defer(() -> attempt(1, now()))
        .onErrorResumeNext(this::spare)
        .doOnSuccess(given -> tellRefreshToken())
        .doOnTerminate(this::renewed)
        .subscribe(answer);
    return answer;
  }

  private synchronized void renewed() {
    renewing = null;
  }

  /** The old token while it lives, in place of a failure to renew it ahead of time. */
  private synchronized Single<String> spare(Throwable failure) {
    if (token == null || now() >= expiresAt) {
      return Single.error(failure);
    }
    renewAt = Math.min(expiresAt, now() + TRY_AGAIN.toMillis());
    return Single.just(token);
  }

  private Single<String> attempt(int attempts, long began) {
    return Single.fromCallable(this::exchange)
        .subscribeOn(Schedulers.io())
        .onErrorResumeNext(
            e -> {
              HubSpotException failure = HubSpotErrors.from(e);
              Duration elapsed = Duration.ofMillis(now() - began);
              Duration delay = retryPolicy.nextDelay(failure, attempts, elapsed);
              if (delay == null) {
                return Single.error(failure);
              }
              long pause = orPause(delay, failure);
              Single<String> next = attempt(attempts + 1, began);
              return pause == 0
                  ? next
                  : next.delaySubscription(pause, TimeUnit.MILLISECONDS, scheduler);
            });
  }

  /** There is no budget here that would wait after a 429. */
  private static long orPause(Duration delay, HubSpotException failure) {
    if (!(failure instanceof RateLimitException)) {
      return delay.toMillis();
    }
    Duration pause = ((RateLimitException) failure).suggestedWait();
    return (pause == null || pause.compareTo(SECOND) < 0 ? SECOND : pause).toMillis();
  }

  /** Asks for a token, blocking. */
  private String exchange() throws IOException {
    String sentToken = refreshToken();
    Exchange exchange =
        new Exchange(
            new FormBody.Builder()
                .add("grant_type", "refresh_token")
                .add("client_id", clientId)
                .add("client_secret", clientSecret)
                .add("refresh_token", sentToken)
                .build());
    Request request =
        new Request.Builder()
            .url(url)
            .header("Accept", "application/json")
            .post(RequestBody.create(new byte[0], null))
            .tag(Exchange.class, exchange)
            .build();
    String description = "POST " + url.encodedPath();
    try (Response response = client.newCall(request).execute()) {
      if (!response.isSuccessful()) {
        throw HubSpotErrors.decode(
            response.code(),
            response.headers(),
            exchange.answer.replace(clientSecret, "***").replace(sentToken, "***"),
            description);
      }
      Grant grant = Grant.read(exchange.answer);
      if (grant == null) {
        // Not the body itself: it may have a token in it.
        throw HubSpotErrors.decode(
            response.code(), response.headers(), "no access_token in the answer", description);
      }
      return keep(grant);
    } catch (HubSpotException e) {
      throw e;
    } catch (IOException e) {
      throw new TransportException(description, e);
    }
  }

  private synchronized String keep(Grant grant) {
    long now = now();
    long lifetime = TimeUnit.SECONDS.toMillis(grant.expiresIn);
    token = grant.accessToken;
    expiresAt = now + lifetime;
    // Half of its life at least, or a short-lived token would be renewed for each request.
    renewAt = now + Math.max(lifetime - renewAhead, lifetime / 2);
    if (grant.refreshToken != null && !grant.refreshToken.equals(refreshToken)) {
      refreshToken = grant.refreshToken;
      untold = refreshToken;
    }
    return grant.accessToken;
  }

  private void tellRefreshToken() {
    String news;
    synchronized (this) {
      news = untold;
      untold = null;
    }
    if (news != null) {
      onRefreshToken.accept(news);
    }
  }

  private long now() {
    return scheduler.now(TimeUnit.MILLISECONDS);
  }

  private static String required(String name, @Nullable String value) {
    if (value == null || value.trim().isEmpty()) {
      throw new IllegalStateException(name + " is missing: give it to the builder");
    }
    return value;
  }

  /** A request's form and the text of its answer, kept from interceptors that may log them. */
  private static final class Exchange {
    private final RequestBody form;
    private String answer = "";

    Exchange(RequestBody form) {
      this.form = form;
    }
  }

  /** Behind the caller's interceptors: puts the form on the request and takes the answer's body. */
  private static final class Secrecy implements Interceptor {
    @Override
    public Response intercept(Chain chain) throws IOException {
      Request request = chain.request();
      Exchange exchange = request.tag(Exchange.class);
      if (exchange == null) {
        return chain.proceed(request);
      }
      try (Response response =
          chain.proceed(request.newBuilder().method(request.method(), exchange.form).build())) {
        exchange.answer = response.peekBody(MAX_BODY_BYTES).string();
        return response
            .newBuilder()
            .removeHeader("Content-Length")
            .body(ResponseBody.create(new byte[0], null))
            .build();
      }
    }
  }

  /** What HubSpot grants. */
  private static final class Grant {
    /** HubSpot documents 30 minutes; used if the answer does not say. */
    private static final long USUAL_LIFETIME = 1800;

    private static final long LONGEST_LIFETIME = TimeUnit.DAYS.toSeconds(365);

    private String accessToken = "";
    private @Nullable String refreshToken;
    private long expiresIn = USUAL_LIFETIME;

    /** Reads an answer; null if it has no access token. */
    static @Nullable Grant read(String json) {
      Grant grant = new Grant();
      try (JsonReader reader = JsonReader.of(new Buffer().writeUtf8(json))) {
        reader.beginObject();
        while (reader.hasNext()) {
          grant.readMember(reader.nextName(), reader);
        }
        reader.endObject();
      } catch (IOException | RuntimeException e) {
        return null;
      }
      return grant.accessToken.isEmpty() ? null : grant;
    }

    private void readMember(String name, JsonReader reader) throws IOException {
      Object value = reader.readJsonValue();
      if (name.equals("access_token") && value instanceof String) {
        accessToken = (String) value;
      } else if (name.equals("refresh_token") && value instanceof String) {
        String token = (String) value;
        refreshToken = token.isEmpty() ? null : token;
      } else if (name.equals("expires_in") && value instanceof Number) {
        double seconds = ((Number) value).doubleValue();
        expiresIn =
            seconds > 0 ? (long) Math.min(seconds, (double) LONGEST_LIFETIME) : USUAL_LIFETIME;
      }
    }
  }

  /** Builds an {@link OAuthRefreshTokenProvider}. Not thread-safe. */
  public static final class Builder {
    private @Nullable String clientId;
    private @Nullable String clientSecret;
    private @Nullable String refreshToken;
    private HttpUrl baseUrl = BaseUrls.parse("https://api.hubapi.com");
    private @Nullable OkHttpClient okHttpClient;
    private RetryPolicy retryPolicy =
        RetryPolicy.builder()
            .maxAttempts(4)
            .maxElapsed(Duration.ofMinutes(1))
            .baseDelay(Duration.ofSeconds(1))
            .build();
    private Scheduler scheduler = Schedulers.computation();
    private Duration renewAhead = Duration.ofMinutes(5);
    private Consumer<String> onRefreshToken = token -> {};

    private Builder() {}

    /**
     * Sets the app.
     *
     * @param clientId the app's client id
     * @return this
     */
    public Builder clientId(String clientId) {
      this.clientId = Objects.requireNonNull(clientId, "clientId");
      return this;
    }

    /**
     * Sets the secret of the app.
     *
     * @param clientSecret the app's client secret
     * @return this
     */
    public Builder clientSecret(String clientSecret) {
      this.clientSecret = Objects.requireNonNull(clientSecret, "clientSecret");
      return this;
    }

    /**
     * Sets what access tokens are got for.
     *
     * @param refreshToken what the account granted the app when it was installed
     * @return this
     */
    public Builder refreshToken(String refreshToken) {
      this.refreshToken = Objects.requireNonNull(refreshToken, "refreshToken");
      return this;
    }

    /**
     * Sets where {@code /oauth/v1/token} is; by default {@code https://api.hubapi.com}.
     *
     * @param baseUrl an https URL, or an http one of a loopback address
     * @return this
     * @throws IllegalArgumentException if it is neither
     */
    public Builder baseUrl(String baseUrl) {
      this.baseUrl = BaseUrls.parse(baseUrl);
      return this;
    }

    /**
     * Sets the OkHttp client to derive from, through {@code newBuilder()}; by default a new one.
     * Redirects are not followed, and a call ends after 30 seconds unless the client says
     * otherwise. Its application interceptors see neither the form nor the answer's body; network
     * interceptors do.
     *
     * @param okHttpClient a client, which is not closed
     * @return this
     */
    public Builder okHttpClient(OkHttpClient okHttpClient) {
      this.okHttpClient = Objects.requireNonNull(okHttpClient, "okHttpClient");
      return this;
    }

    /**
     * Sets what is repeated when no token comes, how often and when; by default up to 4 attempts
     * within a minute, with waits of up to 1, 2 and 4 seconds.
     *
     * @param retryPolicy the policy
     * @return this
     */
    public Builder retryPolicy(RetryPolicy retryPolicy) {
      this.retryPolicy = Objects.requireNonNull(retryPolicy, "retryPolicy");
      return this;
    }

    /**
     * Sets whose clock tells when a token expires, and where it waits before it asks again; by
     * default {@link Schedulers#computation()}.
     *
     * @param scheduler the scheduler
     * @return this
     */
    public Builder scheduler(Scheduler scheduler) {
      this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
      return this;
    }

    /**
     * Sets how long before it expires a token is renewed; by default 5 minutes. A token is used for
     * half of its life at least.
     *
     * @param renewAhead from zero to a day
     * @return this
     * @throws IllegalArgumentException if it is less or more
     */
    public Builder renewAhead(Duration renewAhead) {
      Objects.requireNonNull(renewAhead, "renewAhead");
      if (renewAhead.isNegative() || renewAhead.compareTo(Duration.ofDays(1)) > 0) {
        throw new IllegalArgumentException(
            "renewAhead is " + renewAhead + ": it must be from zero to a day");
      }
      this.renewAhead = renewAhead;
      return this;
    }

    /**
     * Sets what to do with a new refresh token when HubSpot gives one: the place to store it.
     * Called before the access token that came with it is used, on the thread of the request.
     *
     * @param onRefreshToken is given the token; if it throws, that renewal fails
     * @return this
     */
    public Builder onRefreshToken(Consumer<String> onRefreshToken) {
      this.onRefreshToken = Objects.requireNonNull(onRefreshToken, "onRefreshToken");
      return this;
    }

    /**
     * {@return the provider}
     *
     * @throws IllegalStateException if client id, client secret or refresh token are missing
     */
    public OAuthRefreshTokenProvider build() {
      return new OAuthRefreshTokenProvider(this);
    }

    private OkHttpClient client() {
      OkHttpClient given = okHttpClient;
      // Asked once in half an hour, by what nobody closes: an idle connection would only be left
      // over.
      OkHttpClient.Builder client =
          given == null
              ? new OkHttpClient.Builder()
                  .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
              : given.newBuilder();
      if (given == null || given.callTimeoutMillis() == 0) {
        client.callTimeout(30, TimeUnit.SECONDS);
      }
      return client
          .followRedirects(false)
          .followSslRedirects(false)
          .retryOnConnectionFailure(false)
          .addInterceptor(new Secrecy())
          .build();
    }
  }
}

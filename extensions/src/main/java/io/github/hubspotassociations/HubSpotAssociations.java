package io.github.hubspotassociations;

import com.squareup.moshi.Moshi;
import io.github.hubspotassociations.bulk.AssociationBatcher;
import io.github.hubspotassociations.bulk.AssociationEngine;
import io.github.hubspotassociations.bulk.BulkAssociator;
import io.github.hubspotassociations.client.model.ModelJsonAdapterFactory;
import io.github.hubspotassociations.internal.send.TokenSource;
import io.github.hubspotassociations.pacing.RequestBudget;
import io.github.hubspotassociations.pacing.RetryPolicy;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.io.Closeable;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import retrofit2.Retrofit;
import retrofit2.adapter.rxjava3.RxJava3CallAdapterFactory;
import retrofit2.converter.moshi.MoshiConverterFactory;

/**
 * Associates CRM records in HubSpot by the default association of their types: one pair, single
 * calls gathered into batches, or any number of pairs with an exact account of each.
 *
 * <pre>{@code
 * try (HubSpotAssociations hubspot = HubSpotAssociations.builder().accessToken(token).build()) {
 *   AssociatedPair pair =
 *       hubspot
 *           .associate(ObjectRef.of("contacts", "101"), ObjectRef.of("companies", "202"))
 *           .blockingGet();
 * }
 * }</pre>
 *
 * <p>Thread-safe. Make one for each token, share it, and {@link #close} it when nothing needs it
 * any more. Nothing here blocks: calls run on threads of the client's own, and whatever waits does
 * so on the scheduler.
 */
public final class HubSpotAssociations implements Closeable {
  private final AssociationEngine engine;
  private final HttpUrl baseUrl;
  private final OkHttpClient client;
  private final boolean ownsConnections;
  private @Nullable Retrofit retrofit;

  private HubSpotAssociations(Builder builder) {
    OkHttpClient given = builder.okHttpClient;
    this.baseUrl = builder.baseUrl;
    this.ownsConnections = given == null;
    this.engine =
        new AssociationEngine(
            builder.callClient(),
            baseUrl,
            builder.apiRelease,
            new TokenSource(
                builder.accessTokenProvider,
                builder.tokenIsFixed ? Schedulers.trampoline() : Schedulers.io()),
            builder.requestBudget == null ? RequestBudget.adaptive() : builder.requestBudget,
            builder.retryPolicy == null ? RetryPolicy.interactive() : builder.retryPolicy,
            builder.retryPolicy == null ? RetryPolicy.standard() : builder.retryPolicy,
            builder.scheduler,
            builder.requestLogger);
    this.client = engine.client();
  }

  /** {@return a builder with the defaults; it needs a token} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Associates one pair, once for each subscription.
   *
   * <p>Fails with a {@link io.github.hubspotassociations.error.HubSpotException}: an {@link
   * io.github.hubspotassociations.error.ObjectNotFoundException} where a record does not exist, an
   * {@link io.github.hubspotassociations.error.AuthenticationException} where the token is not
   * good, a {@link io.github.hubspotassociations.error.TransportException} where no answer came,
   * and so on; after what the retry policy allows. Emits on a thread of the client's or of the
   * scheduler.
   *
   * @param from the record the association starts at
   * @param to the record the association leads to
   * @return the pair as HubSpot confirmed it
   */
  public Single<AssociatedPair> associate(ObjectRef from, ObjectRef to) {
    return engine.associate(Objects.requireNonNull(from, "from"), Objects.requireNonNull(to, "to"));
  }

  /**
   * A builder for associating many pairs.
   *
   * @return the builder
   * @throws IllegalStateException if this is closed
   */
  public BulkAssociator.Builder bulk() {
    return engine.bulk();
  }

  /**
   * A builder for gathering single calls into batches.
   *
   * @return the builder
   * @throws IllegalStateException if this is closed
   */
  public AssociationBatcher.Builder batcher() {
    return engine.batcher();
  }

  /**
   * A generated Retrofit interface, bare: with the token, the timeouts and a cap on bodies that are
   * errors, without the request budget and without retries. Calls run, and emit, on {@link
   * Schedulers#io()}. {@link io.github.hubspotassociations.error.HubSpotErrors#from} decodes their
   * failures.
   *
   * @param <T> the interface
   * @param generatedApi the interface's class, such as {@code AssociationsApi.class}
   * @return the interface's implementation
   * @throws IllegalArgumentException if it is not an interface
   * @throws IllegalStateException if this is closed
   */
  public <T> T api(Class<T> generatedApi) {
    Objects.requireNonNull(generatedApi, "generatedApi");
    engine.requireOpen();
    if (!generatedApi.isInterface()) {
      throw new IllegalArgumentException(
          "generatedApi is "
              + generatedApi.getName()
              + ": give a generated interface, such as AssociationsApi.class");
    }
    return retrofit().create(generatedApi);
  }

  private synchronized Retrofit retrofit() {
    if (retrofit == null) {
      Moshi moshi = new Moshi.Builder().add(ModelJsonAdapterFactory.INSTANCE).build();
      retrofit =
          new Retrofit.Builder()
              .baseUrl(baseUrl)
              .client(client)
              .addConverterFactory(MoshiConverterFactory.create(moshi))
              // Its asynchronous calls never end after a call timeout, which they take for a
              // disposal.
              .addCallAdapterFactory(RxJava3CallAdapterFactory.createWithScheduler(Schedulers.io()))
              .build();
    }
    return retrofit;
  }

  /**
   * Takes no new calls; calls under way go on and are not repeated, and their threads end with
   * them. What waits for its turn ends with an error, in a bulk run as NotAttempted. The {@link
   * OkHttpClient} that was given is not closed. May be called more than once.
   */
  @Override
  public void close() {
    engine.close();
    client.dispatcher().executorService().shutdown();
    if (ownsConnections) {
      client.connectionPool().evictAll();
    }
  }

  @Override
  public String toString() {
    return "HubSpotAssociations{" + baseUrl + '}';
  }

  /**
   * Builds a {@link HubSpotAssociations}; everything but the token has a default. Not thread-safe.
   */
  public static final class Builder {
    private static final String DEFAULT_BASE_URL = "https://api.hubapi.com";

    // A page of 2,000 takes HubSpot seconds. The call timeout ends what none of the others does: an
    // answer that trickles.
    private static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration DEFAULT_READ_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration DEFAULT_WRITE_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration DEFAULT_CALL_TIMEOUT = Duration.ofMinutes(2);

    /** OkHttp counts timeouts in milliseconds, as an int: 24 days and a half. */
    private static final Duration LONGEST_TIMEOUT = Duration.ofDays(24);

    private HttpUrl baseUrl = BaseUrls.parse(DEFAULT_BASE_URL);
    private ApiRelease apiRelease = ApiRelease.of("2026-03");
    private @Nullable AccessTokenProvider accessTokenProvider;
    private boolean tokenIsFixed;
    private @Nullable OkHttpClient okHttpClient;
    private @Nullable RequestBudget requestBudget;
    private @Nullable RetryPolicy retryPolicy;
    private Scheduler scheduler = Schedulers.computation();
    private @Nullable Consumer<String> requestLogger;
    private @Nullable Duration connectTimeout;
    private @Nullable Duration readTimeout;
    private @Nullable Duration writeTimeout;
    private @Nullable Duration callTimeout;

    private Builder() {}

    /**
     * The token of a private app, or another that does not expire. It appears in no message, log or
     * {@code toString()}.
     *
     * @param accessToken the token
     * @return this builder
     * @throws IllegalArgumentException if it is blank or cannot stand in a header
     */
    public Builder accessToken(String accessToken) {
      requireHeaderValue(Objects.requireNonNull(accessToken, "accessToken"));
      Single<String> token = Single.just(accessToken);
      accessTokenProvider(rejected -> token);
      this.tokenIsFixed = true;
      return this;
    }

    /**
     * Gives the token, and a new one when HubSpot refuses it, such as an {@link
     * OAuthRefreshTokenProvider}.
     *
     * @param provider where tokens come from
     * @return this builder
     */
    public Builder accessTokenProvider(AccessTokenProvider provider) {
      this.accessTokenProvider = Objects.requireNonNull(provider, "provider");
      this.tokenIsFixed = false;
      return this;
    }

    /**
     * Sets the release of HubSpot's API that requests are sent to. Default {@code 2026-03}. Calls
     * of {@link HubSpotAssociations#api} name their release themselves.
     *
     * @param release the release
     * @return this builder
     */
    public Builder apiRelease(ApiRelease release) {
      this.apiRelease = Objects.requireNonNull(release, "release");
      return this;
    }

    /**
     * Where HubSpot is. Default {@code https://api.hubapi.com}. A path is kept, as a prefix.
     *
     * @param baseUrl an https URL, or an http one of a loopback address, since a token goes there
     * @return this builder
     * @throws IllegalArgumentException if it is neither
     */
    public Builder baseUrl(String baseUrl) {
      this.baseUrl = BaseUrls.parse(baseUrl);
      return this;
    }

    /**
     * An OkHttp client whose connections, interceptors, proxy and TLS settings to use. It is used
     * through {@code newBuilder()} and never closed. Its own retries and redirects are off in what
     * is made of it, its dispatcher is replaced; its timeouts hold unless they are set here. Its
     * application interceptors do not see the token; its network interceptors do.
     *
     * @param client the client to derive from
     * @return this builder
     */
    public Builder okHttpClient(OkHttpClient client) {
      this.okHttpClient = Objects.requireNonNull(client, "client");
      return this;
    }

    /**
     * The budget that every request pays. Default {@link RequestBudget#adaptive()}. Share one
     * between clients of an account.
     *
     * @param budget what every request pays
     * @return this builder
     */
    public Builder requestBudget(RequestBudget budget) {
      this.requestBudget = Objects.requireNonNull(budget, "budget");
      return this;
    }

    /**
     * Sets what is retried, how often and when, for everything. By default single calls and those
     * gathered by a batcher use {@link RetryPolicy#interactive()}, bulk runs {@link
     * RetryPolicy#standard()}.
     *
     * @param policy what is retried
     * @return this builder
     */
    public Builder retryPolicy(RetryPolicy policy) {
      this.retryPolicy = Objects.requireNonNull(policy, "policy");
      return this;
    }

    /**
     * How long one attempt may take in all, from connecting to the last byte of the answer. Default
     * 2 minutes.
     *
     * @param timeout how long, more than zero and at most 24 days
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public Builder callTimeout(Duration timeout) {
      this.callTimeout = checkedTimeout("callTimeout", timeout);
      return this;
    }

    /**
     * How long connecting may take. Default 10 seconds.
     *
     * @param timeout how long, more than zero and at most 24 days
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public Builder connectTimeout(Duration timeout) {
      this.connectTimeout = checkedTimeout("connectTimeout", timeout);
      return this;
    }

    /**
     * How long to wait for the next bytes of an answer. Default 60 seconds.
     *
     * @param timeout how long, more than zero and at most 24 days
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public Builder readTimeout(Duration timeout) {
      this.readTimeout = checkedTimeout("readTimeout", timeout);
      return this;
    }

    /**
     * How long to wait until the next bytes of a request can be sent. Default 60 seconds.
     *
     * @param timeout how long, more than zero and at most 24 days
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public Builder writeTimeout(Duration timeout) {
      this.writeTimeout = checkedTimeout("writeTimeout", timeout);
      return this;
    }

    /**
     * Told of every HTTP request when its answer's headers have come or it has failed, in one line:
     * method, path, status or failure, time, and HubSpot's correlation id. Never a header, so never
     * the token. Called on the thread of the request; must not block. Default: none.
     *
     * @param logger told of each request, on its thread
     * @return this builder
     */
    public Builder requestLogger(Consumer<String> logger) {
      this.requestLogger = Objects.requireNonNull(logger, "logger");
      return this;
    }

    /**
     * Where waiting happens and what tells the time. Default {@link Schedulers#computation()}.
     *
     * @param scheduler where waiting happens, and the clock
     * @return this builder
     */
    public Builder scheduler(Scheduler scheduler) {
      this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
      return this;
    }

    /**
     * A client with these settings.
     *
     * @return the client
     * @throws IllegalStateException if there is no token
     */
    public HubSpotAssociations build() {
      if (accessTokenProvider == null) {
        throw new IllegalStateException(
            "There is no access token: give accessToken(…) or accessTokenProvider(…)");
      }
      return new HubSpotAssociations(this);
    }

    /** Says what is wrong with a token without saying the token. */
    private static void requireHeaderValue(String token) {
      boolean blank = true;
      for (int i = 0; i < token.length(); i++) {
        char c = token.charAt(i);
        if (c < ' ' || c > '~') {
          throw new IllegalArgumentException(
              "accessToken has a character that cannot stand in a header, at position "
                  + i
                  + ": is there a line break at its end?");
        }
        blank &= c == ' ';
      }
      if (blank) {
        throw new IllegalArgumentException("accessToken is blank: give the token of a private app");
      }
    }

    private OkHttpClient callClient() {
      OkHttpClient given = okHttpClient;
      OkHttpClient.Builder client =
          (given == null ? new OkHttpClient() : given)
              .newBuilder()
              .dispatcher(ownDispatcher())
              .retryOnConnectionFailure(false)
              .followRedirects(false)
              .followSslRedirects(false);
      boolean isFresh = given == null;
      if (isFresh || connectTimeout != null) {
        client.connectTimeout(
            millis(connectTimeout, DEFAULT_CONNECT_TIMEOUT), TimeUnit.MILLISECONDS);
      }
      if (isFresh || readTimeout != null) {
        client.readTimeout(millis(readTimeout, DEFAULT_READ_TIMEOUT), TimeUnit.MILLISECONDS);
      }
      if (isFresh || writeTimeout != null) {
        client.writeTimeout(millis(writeTimeout, DEFAULT_WRITE_TIMEOUT), TimeUnit.MILLISECONDS);
      }
      if (isFresh || callTimeout != null || given.callTimeoutMillis() == 0) {
        client.callTimeout(millis(callTimeout, DEFAULT_CALL_TIMEOUT), TimeUnit.MILLISECONDS);
      }
      return client.build();
    }

    /**
     * A dispatcher without limits of its own: how many calls are under way is the business of
     * {@code maxInFlight} and the budget, and OkHttp's default of five a host would undercut them.
     * Idle threads end after 5 seconds, so that they do not keep a process that forgot to close.
     */
    private static Dispatcher ownDispatcher() {
      ThreadPoolExecutor threads =
          new ThreadPoolExecutor(
              0,
              Integer.MAX_VALUE,
              5,
              TimeUnit.SECONDS,
              new SynchronousQueue<>(),
              task -> new Thread(task, "HubSpotAssociations"));
      Dispatcher dispatcher = new Dispatcher(threads);
      dispatcher.setMaxRequests(Integer.MAX_VALUE);
      dispatcher.setMaxRequestsPerHost(Integer.MAX_VALUE);
      return dispatcher;
    }

    private static long millis(@Nullable Duration set, Duration otherwise) {
      return Math.max(1, (set == null ? otherwise : set).toMillis());
    }

    private static Duration checkedTimeout(String name, Duration timeout) {
      Objects.requireNonNull(timeout, name);
      if (timeout.isNegative() || timeout.isZero()) {
        throw new IllegalArgumentException(name + " is " + timeout + ": give more than zero");
      }
      if (timeout.compareTo(LONGEST_TIMEOUT) > 0) {
        throw new IllegalArgumentException(
            name + " is " + timeout + ": give " + LONGEST_TIMEOUT.toDays() + " days or less");
      }
      return timeout;
    }
  }
}

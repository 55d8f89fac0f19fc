package io.github.hubspotassociations;

import com.squareup.moshi.Moshi;
import io.github.hubspotassociations.bulk.AssociationBatcher;
import io.github.hubspotassociations.bulk.BulkAssociator;
import io.github.hubspotassociations.client.model.ModelJsonAdapterFactory;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.internal.Checks;
import io.github.hubspotassociations.internal.Engine;
import io.github.hubspotassociations.internal.send.CallInterceptor;
import io.github.hubspotassociations.internal.send.Sender;
import io.github.hubspotassociations.internal.send.TokenSource;
import io.github.hubspotassociations.pacing.RequestBudget;
import io.github.hubspotassociations.pacing.RetryPolicy;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.exceptions.Exceptions;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.io.Closeable;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.Dispatcher;
import okhttp3.EventListener;
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
  /** Reads and writes the models; for the token provider too, since a Moshi caches its adapters. */
  static final Moshi MOSHI = new Moshi.Builder().add(ModelJsonAdapterFactory.INSTANCE).build();

  final OkHttpClient client;
  private final boolean ownsConnections;
  private final Retrofit retrofit;
  final Sender callSender;
  private final Sender bulkSender;
  private final Engine engine;

  HubSpotAssociations(Builder builder) {
    HttpUrl baseUrl = builder.host.safeBaseUrl();
    this.ownsConnections = builder.okHttpClient == null;
    TokenSource tokens =
        new TokenSource(
            builder.accessTokenProvider,
            builder.tokenIsFixed ? Schedulers.trampoline() : Schedulers.io());
    RequestBudget budget =
        builder.requestBudget == null ? RequestBudget.adaptive() : builder.requestBudget;
    RetryPolicy policy = builder.retryPolicy;
    this.callSender =
        new Sender(
            tokens, budget, policy == null ? RetryPolicy.interactive() : policy, builder.scheduler);
    this.bulkSender =
        new Sender(
            tokens, budget, policy == null ? RetryPolicy.standard() : policy, builder.scheduler);
    OkHttpClient.Builder http =
        builder
            .client()
            .addInterceptor(new CallInterceptor(tokens, callSender::isClosed))
            .addNetworkInterceptor(chain -> CallInterceptor.connected(chain));
    if (ownsConnections) {
      http.eventListener(
          new EventListener() {
            @Override
            public void connectionReleased(Call call, Connection connection) {
              if (callSender.isClosed()) {
                // The connection of a call that was in flight is idle now.
                client.connectionPool().evictAll();
              }
            }
          });
    }
    this.client = http.build();
    this.retrofit =
        new Retrofit.Builder()
            .baseUrl(baseUrl)
            .client(client)
            .addConverterFactory(MoshiConverterFactory.create(MOSHI))
            // Its asynchronous calls never end after a call timeout, which they take for a
            // disposal.
            .addCallAdapterFactory(RxJava3CallAdapterFactory.createWithScheduler(Schedulers.io()))
            .build();
    this.engine = BulkAssociator.engine(retrofit, builder.apiRelease, callSender, bulkSender);
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
   * good, a {@link io.github.hubspotassociations.error.TransportException} where no response came,
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
   * Associates one pair and waits for the result, as {@link #associate} does, for callers that
   * block. A failure is thrown with the stack of the calling thread.
   *
   * <p>If the thread is interrupted, the call is cancelled, the thread's interrupted flag is set
   * again, and a {@link HubSpotException} is thrown; HubSpot may have made the association.
   *
   * @param from the record the association starts at
   * @param to the record the association leads to
   * @return the pair as HubSpot confirmed it
   * @throws HubSpotException if the call failed
   */
  public AssociatedPair associateBlocking(ObjectRef from, ObjectRef to) {
    Future<AssociatedPair> call = associate(from, to).toFuture();
    try {
      return call.get();
    } catch (InterruptedException e) {
      call.cancel(true);
      Thread.currentThread().interrupt();
      throw new HubSpotException("Interrupted while associating " + from + " → " + to, e);
    } catch (ExecutionException e) {
      Throwable failure = e.getCause();
      if (failure instanceof HubSpotException) {
        failure.setStackTrace(new Throwable().getStackTrace()); // Made on a thread of OkHttp.
      }
      throw Exceptions.propagate(failure);
    }
  }

  /**
   * Returns a builder for associating many pairs.
   *
   * @return the builder
   * @throws IllegalStateException if this is closed
   */
  public BulkAssociator.Builder bulk() {
    return engine.bulk();
  }

  /**
   * Returns a builder for gathering single calls into batches.
   *
   * @return the builder
   * @throws IllegalStateException if this is closed
   */
  public AssociationBatcher.Builder batcher() {
    return engine.batcher();
  }

  /**
   * Returns a generated Retrofit interface, bare: with the token, the timeouts and a cap on bodies
   * that are errors, without the request budget and without retries. No request is sent twice.
   * After a 401, the next call asks the {@link AccessTokenProvider} for another token. Calls run,
   * and emit, on {@link Schedulers#io()}. {@link
   * io.github.hubspotassociations.error.HubSpotErrors#from} decodes their failures.
   *
   * @param <T> the interface
   * @param generatedApi the interface's class, such as {@code AssociationsApi.class}
   * @return the interface's implementation
   * @throws IllegalArgumentException if it is not an interface
   * @throws IllegalStateException if this is closed
   */
  public <T> T api(Class<T> generatedApi) {
    Objects.requireNonNull(generatedApi, "generatedApi");
    callSender.requireOpen();
    if (!generatedApi.isInterface()) {
      throw new IllegalArgumentException(
          "generatedApi is "
              + generatedApi.getName()
              + ": give a generated interface, such as AssociationsApi.class");
    }
    return retrofit.create(generatedApi);
  }

  /**
   * Takes no new calls and does not wait: calls in flight go on without retries, and their threads
   * end with them. Calls that wait for their turn fail, in a bulk run as NotAttempted. An {@link
   * OkHttpClient} that was given is not closed. May be called more than once.
   */
  @Override
  public void close() {
    callSender.close();
    bulkSender.close();
    client.dispatcher().executorService().shutdown();
    if (ownsConnections) {
      client.connectionPool().evictAll();
    }
  }

  /**
   * Closes this as {@link #close()} does, and waits until the calls in flight have ended. Don't
   * call it where results of this client are observed: that would wait for itself.
   *
   * @param timeout how long to wait at most
   * @return whether all calls have ended; false too if the thread is interrupted, whose interrupted
   *     flag is set again then
   */
  public boolean close(Duration timeout) {
    long nanos = Objects.requireNonNull(timeout, "timeout").toNanos();
    close();
    try {
      return client.dispatcher().executorService().awaitTermination(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public String toString() {
    return "HubSpotAssociations{" + retrofit.baseUrl() + '}';
  }

  /**
   * Builds a {@link HubSpotAssociations}; everything but the token has a default. Not thread-safe.
   */
  public static final class Builder {
    final HubSpotHost host = new HubSpotHost();
    ApiRelease apiRelease = ApiRelease.of("2026-03");
    @Nullable AccessTokenProvider accessTokenProvider;
    boolean tokenIsFixed;
    @Nullable OkHttpClient okHttpClient;
    @Nullable RequestBudget requestBudget;
    @Nullable RetryPolicy retryPolicy;
    Scheduler scheduler = Schedulers.computation();
    @Nullable String userAgent;
    @Nullable Duration callTimeout;

    Builder() {}

    /**
     * Sets an access token that does not expire: of a service key or a private app, or of OAuth for
     * as long as it lives. It appears in no message, log or {@code toString()}.
     *
     * @param accessToken the token alone, without "Bearer"
     * @return this builder
     * @throws IllegalArgumentException if it is blank, or not a token alone
     */
    public Builder accessToken(String accessToken) {
      if (accessToken == null) {
        throw new NullPointerException("accessToken is null: is the environment variable set?");
      }
      TokenSource.requireToken("accessToken", accessToken);
      Single<String> token = Single.just(accessToken);
      accessTokenProvider(rejected -> token);
      this.tokenIsFixed = true;
      return this;
    }

    /**
     * Sets a source of tokens, which is asked for another when HubSpot rejects one, such as an
     * {@link OAuthRefreshTokenProvider}.
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
     * Sets where HubSpot is. By default {@code https://api.hubapi.com}; accounts of the European
     * data centre also have {@code https://api-eu1.hubapi.com}. A path is kept, as a prefix.
     *
     * @param baseUrl an https URL; an http one only of a loopback address or of a host named by
     *     {@link #allowPlainHttp}, since the token goes there
     * @return this builder
     * @throws IllegalArgumentException if it is no URL, or has a user name, a password, a query or
     *     a fragment
     */
    public Builder baseUrl(String baseUrl) {
      host.baseUrl(baseUrl);
      return this;
    }

    /**
     * Allows a token to be sent over plain http to these hosts, such as an emulator in another
     * container. Never name a host that is reached over a network you don't trust.
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
     * Sets how the application names itself to HubSpot. It is put before the library's own name and
     * version in the {@code User-Agent} header.
     *
     * @param userAgent such as {@code my-app/1}
     * @return this builder
     * @throws IllegalArgumentException if it is blank or not allowed in a header
     */
    public Builder userAgent(String userAgent) {
      if (!Objects.requireNonNull(userAgent, "userAgent").matches("[!-~]+( [!-~]+)*")) {
        throw new IllegalArgumentException(
            "userAgent is \"" + userAgent + "\": give words of printable ASCII, such as my-app/1");
      }
      this.userAgent = userAgent;
      return this;
    }

    /**
     * Sets an OkHttp client whose connections, interceptors, proxy, TLS settings and timeouts to
     * use, by default one that gives a connection 10 seconds, and reads and writes 60. It is used
     * through {@code newBuilder()} and never closed. Its dispatcher is replaced, redirects are not
     * followed, and no request is sent twice. Its application interceptors do not see the token;
     * its network interceptors do.
     *
     * @param client the client to derive from
     * @return this builder
     */
    public Builder okHttpClient(OkHttpClient client) {
      this.okHttpClient = Objects.requireNonNull(client, "client");
      return this;
    }

    /**
     * Sets the budget that every request takes a place in. By default {@link
     * RequestBudget#adaptive()}. Share one between clients of an account.
     *
     * @param budget what every request takes a place in
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
     * Sets how long one attempt may take in all, from connecting to the last byte of the response.
     * By default 2 minutes; a {@link RetryPolicy#attemptTimeout()} may be shorter.
     *
     * @param timeout how long, more than zero and at most 24 days
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public Builder callTimeout(Duration timeout) {
      // OkHttp counts timeouts in milliseconds, as an int: 24 days and a half.
      this.callTimeout = Checks.aboveZero("callTimeout", timeout, 24);
      return this;
    }

    /**
     * Sets where waiting happens, and the clock. By default {@link Schedulers#computation()}.
     *
     * @param scheduler where waiting happens, and the clock
     * @return this builder
     */
    public Builder scheduler(Scheduler scheduler) {
      this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
      return this;
    }

    /**
     * {@return a client with these settings}
     *
     * @throws IllegalStateException if there is no token
     * @throws IllegalArgumentException if a token would go over plain http to a host that is
     *     neither this one nor allowed
     */
    public HubSpotAssociations build() {
      if (accessTokenProvider == null) {
        throw new IllegalStateException(
            "There is no access token: give accessToken(…) or accessTokenProvider(…)");
      }
      return new HubSpotAssociations(this);
    }

    OkHttpClient.Builder client() {
      OkHttpClient given = okHttpClient;
      // A page of 2,000 takes HubSpot seconds. The call timeout ends what the others don't: a
      // response that trickles.
      OkHttpClient.Builder client =
          given == null
              ? new OkHttpClient.Builder()
                  .connectTimeout(10, TimeUnit.SECONDS)
                  .readTimeout(60, TimeUnit.SECONDS)
                  .writeTimeout(60, TimeUnit.SECONDS)
              : given.newBuilder();
      if (callTimeout != null) {
        client.callTimeout(Math.max(1, callTimeout.toMillis()), TimeUnit.MILLISECONDS);
      } else if (given == null || given.callTimeoutMillis() == 0) {
        client.callTimeout(2, TimeUnit.MINUTES);
      }
      return HubSpotHost.configure(client.dispatcher(ownDispatcher()), userAgent);
    }

    /**
     * Returns a dispatcher without limits: {@code maxInFlight} and the budget set how many calls
     * are in flight, and OkHttp's default of five for a host would undercut them. Idle threads end
     * after 5 seconds, so that they don't keep a process alive that forgot to close.
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
  }
}

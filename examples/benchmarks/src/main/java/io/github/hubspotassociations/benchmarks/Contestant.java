package io.github.hubspotassociations.benchmarks;

import com.squareup.moshi.Moshi;
import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.bulk.BulkAssociator;
import io.github.hubspotassociations.bulk.BulkSummary;
import io.github.hubspotassociations.bulk.Ordering;
import io.github.hubspotassociations.client.model.BatchInputPublicDefaultAssociationMultiPost;
import io.github.hubspotassociations.client.model.ModelJsonAdapterFactory;
import io.github.hubspotassociations.client.model.PublicDefaultAssociationMultiPost;
import io.github.hubspotassociations.client.model.PublicObjectId;
import io.github.hubspotassociations.pacing.RequestBudget;
import io.reactivex.rxjava3.core.Flowable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import okhttp3.Call;
import okhttp3.Dispatcher;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Okio;
import retrofit2.Retrofit;
import retrofit2.adapter.rxjava3.RxJava3CallAdapterFactory;
import retrofit2.converter.moshi.MoshiConverterFactory;

/**
 * A client that associates as many pairs as it is asked to, and checks what it can of the account.
 */
interface Contestant extends AutoCloseable {
  /**
   * Associates pairs, and returns once every response has arrived.
   *
   * @param pairs how many; a multiple of the page size where it is not for single calls
   */
  void associate(int pairs) throws Exception;

  /** Ends the client's threads and connections; a process that ends needs not. */
  @Override
  default void close() {}

  /** A contestant that closes its client. */
  private static Contestant closing(Runnable close, Contestant contestant) {
    return new Contestant() {
      @Override
      public void associate(int pairs) throws Exception {
        contestant.associate(pairs);
      }

      @Override
      public void close() {
        close.run();
      }
    };
  }

  private static void close(OkHttpClient client) {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }

  /** The contestants that run in a JVM, by the name they are started with. */
  static Contestant named(String name, String url) {
    String together = url + "/together";
    return switch (name) {
      case "okhttp" -> new OkHttpLimit(together, okHttpClient(), false);
      case "okhttp-at-once" -> new OkHttpLimit(together, sendingAtOnce(), false);
      case "okhttp-ready" -> new OkHttpLimit(together, okHttpClient(), true);
      case "engine" -> engine(together, Ordering.COMPLETION, ready());
      case "engine-apart" -> engine(url + "/apart", Ordering.COMPLETION, ready());
      case "engine-shuffled" -> engine(url + "/shuffled", Ordering.COMPLETION, ready());
      case "engine-input-order" -> engine(together, Ordering.INPUT, ready());
      case "engine-fresh-inputs" -> engine(together, Ordering.COMPLETION, Contestant::fresh);
      case "summarize" -> summarize(together);
      case "retrofit" -> retrofit(together);
      case "single-engine" -> singleEngine(together);
      case "single-retrofit" -> singleRetrofit(together);
      default -> throw new IllegalArgumentException("There is no contestant " + name);
    };
  }

  /** The client as applications build it, only unpaced. */
  static HubSpotAssociations client(String url) {
    return HubSpotAssociations.builder()
        .accessToken("pat-benchmark")
        .apiRelease(Workload.release())
        .baseUrl(url)
        .requestBudget(RequestBudget.unlimited())
        .build();
  }

  /** The generated interface as Retrofit's own documentation would have it used. */
  static BareApi api(String url) {
    return api(url, okHttpClient());
  }

  private static OkHttpClient okHttpClient() {
    Dispatcher dispatcher = new Dispatcher();
    dispatcher.setMaxRequestsPerHost(Workload.IN_FLIGHT);
    return new OkHttpClient.Builder().dispatcher(dispatcher).build();
  }

  /** What the library's client does too: without it the end of a page waits on loopback. */
  private static OkHttpClient sendingAtOnce() {
    return okHttpClient()
        .newBuilder()
        .addNetworkInterceptor(
            chain -> {
              chain.connection().socket().setTcpNoDelay(true);
              return chain.proceed(chain.request());
            })
        .build();
  }

  private static BareApi api(String url, OkHttpClient client) {
    Retrofit retrofit =
        new Retrofit.Builder()
            .baseUrl(url + "/")
            .client(client)
            .addConverterFactory(
                MoshiConverterFactory.create(
                    new Moshi.Builder().add(ModelJsonAdapterFactory.INSTANCE).build()))
            .addCallAdapterFactory(RxJava3CallAdapterFactory.create())
            .build();
    return BareApi.of(retrofit);
  }

  /** Inputs that are made before anything is measured. */
  private static IntFunction<AssociationRequest<Integer>> ready() {
    List<AssociationRequest<Integer>> requests = Workload.requests();
    return pair -> requests.get(pair % Workload.PAIRS);
  }

  /** Inputs that the caller makes on the way, as from the lines of a file. */
  private static AssociationRequest<Integer> fresh(int pair) {
    return Workload.request(pair % Workload.PAIRS);
  }

  private static Contestant engine(
      String url, Ordering ordering, IntFunction<AssociationRequest<Integer>> input) {
    HubSpotAssociations client = client(url);
    BulkAssociator bulk = client.bulk().maxInFlight(Workload.IN_FLIGHT).ordering(ordering).build();
    return closing(
        client::close,
        pairs -> {
          Account account =
              bulk.associate(source(pairs, input))
                  .collect(Account::new, Account::add)
                  .blockingGet();
          require(account.complete, pairs);
          require(account.contexts, contexts(pairs));
        });
  }

  /** What the caller of a run keeps of it. */
  final class Account {
    private long complete;
    private long contexts;

    void add(AssociationOutcome<Integer> outcome) {
      if (isComplete(outcome)) {
        complete++;
        contexts += outcome.context();
      }
    }
  }

  private static long contexts(int pairs) {
    long sum = 0;
    for (int pair = 0; pair < pairs; pair++) {
      sum += pair % Workload.PAIRS;
    }
    return sum;
  }

  private static boolean isComplete(AssociationOutcome<?> outcome) {
    return outcome instanceof AssociationOutcome.Associated<?> associated
        && associated.spec() != null
        && associated.inverseSpec() != null;
  }

  private static Contestant summarize(String url) {
    IntFunction<AssociationRequest<Integer>> input = ready();
    HubSpotAssociations client = client(url);
    BulkAssociator bulk = client.bulk().maxInFlight(Workload.IN_FLIGHT).build();
    return closing(
        client::close,
        pairs -> {
          BulkSummary summary = bulk.summarize(source(pairs, input)).blockingGet();
          require(summary.associated(), pairs);
        });
  }

  private static Iterable<AssociationRequest<Integer>> source(
      int pairs, IntFunction<AssociationRequest<Integer>> input) {
    return () ->
        new Iterator<>() {
          private int next;

          @Override
          public boolean hasNext() {
            return next < pairs;
          }

          @Override
          public AssociationRequest<Integer> next() {
            return input.apply(next++);
          }
        };
  }

  private static Contestant retrofit(String url) {
    OkHttpClient client = okHttpClient();
    BareApi api = api(url, client);
    List<AssociationRequest<Integer>> requests = Workload.requests();
    return closing(
        () -> close(client),
        pairs -> {
          long rows =
              Flowable.range(0, pairs / Workload.PAGE_SIZE)
                  .flatMapSingle(page -> api.batch(body(requests, page)), true, Workload.IN_FLIGHT)
                  .reduce(0L, (sum, response) -> sum + response.results().size())
                  .blockingGet();
          require(rows, 2L * pairs);
        });
  }

  private static BatchInputPublicDefaultAssociationMultiPost body(
      List<AssociationRequest<Integer>> requests, int page) {
    int first = page % Workload.PAGES * Workload.PAGE_SIZE;
    List<PublicDefaultAssociationMultiPost> inputs = new ArrayList<>(Workload.PAGE_SIZE);
    for (AssociationRequest<Integer> request :
        requests.subList(first, first + Workload.PAGE_SIZE)) {
      inputs.add(
          PublicDefaultAssociationMultiPost.builder()
              .from(PublicObjectId.builder().id(request.from().id()).build())
              .to(PublicObjectId.builder().id(request.to().id()).build())
              .build());
    }
    return BatchInputPublicDefaultAssociationMultiPost.builder().inputs(inputs).build();
  }

  private static Contestant singleEngine(String url) {
    HubSpotAssociations hubspot = client(url);
    ObjectRef from = ObjectRef.of(Workload.FROM_TYPE, Workload.fromId(0));
    ObjectRef to = ObjectRef.of(Workload.TO_TYPE, Workload.toId(0));
    return closing(
        hubspot::close,
        calls -> {
          for (int i = 0; i < calls; i++) {
            require(hubspot.associate(from, to).blockingGet().spec().associationTypeId(), 279);
          }
        });
  }

  private static Contestant singleRetrofit(String url) {
    OkHttpClient client = okHttpClient();
    BareApi api = api(url, client);
    String from = Long.toString(Workload.fromId(0));
    String to = Long.toString(Workload.toId(0));
    return closing(
        () -> close(client),
        calls -> {
          for (int i = 0; i < calls; i++) {
            require(
                api.one(from, to)
                    .blockingGet()
                    .results()
                    .get(0)
                    .associationSpec()
                    .associationTypeId(),
                279);
          }
        });
  }

  private static void require(long found, long expected) {
    if (found != expected) {
      throw new IllegalStateException("The account is wrong: " + found + " of " + expected);
    }
  }

  /**
   * The limit: OkHttp posts bytes that were put together by hand and throws the response away. What
   * a client does on top of this is its own.
   */
  final class OkHttpLimit implements Contestant {
    private static final MediaType JSON = MediaType.get("application/json");

    private final OkHttpClient client;
    private final ExecutorService threads = Executors.newFixedThreadPool(Workload.IN_FLIGHT);
    private final String url;
    private final IntFunction<byte[]> bodies;

    /**
     * The limit with one kind of client and of bodies.
     *
     * @param ready whether they are there before anything is measured, or each is made from its
     *     pairs when it is sent
     */
    OkHttpLimit(String baseUrl, OkHttpClient client, boolean ready) {
      this.client = client;
      url = baseUrl + Workload.BATCH_PATH;
      if (ready) {
        byte[][] all = new byte[Workload.PAGES][];
        for (int page = 0; page < all.length; page++) {
          all[page] = Workload.requestBody(page);
        }
        bodies = page -> all[page];
      } else {
        List<AssociationRequest<Integer>> requests = Workload.requests();
        bodies =
            page ->
                Workload.requestBody(
                    requests.subList(page * Workload.PAGE_SIZE, (page + 1) * Workload.PAGE_SIZE));
      }
    }

    @Override
    public void associate(int pairs) throws Exception {
      int pages = pairs / Workload.PAGE_SIZE;
      AtomicInteger next = new AtomicInteger();
      AtomicInteger responses = new AtomicInteger();
      Callable<Void> poster =
          () -> {
            for (int page = next.getAndIncrement(); page < pages; page = next.getAndIncrement()) {
              post(page % Workload.PAGES);
              responses.incrementAndGet();
            }
            return null;
          };
      for (Future<Void> posted :
          threads.invokeAll(Collections.nCopies(Workload.IN_FLIGHT, poster))) {
        posted.get();
      }
      require(responses.get(), pages);
    }

    @Override
    public void close() {
      threads.shutdown();
      Contestant.close(client);
    }

    private void post(int page) throws IOException {
      Call call =
          client.newCall(
              new Request.Builder()
                  .url(url)
                  .header("Authorization", "Bearer pat-benchmark")
                  .post(RequestBody.create(bodies.apply(page), JSON))
                  .build());
      try (Response response = call.execute()) {
        require(response.code(), 200);
        response.body().source().readAll(Okio.blackhole());
      }
    }
  }
}

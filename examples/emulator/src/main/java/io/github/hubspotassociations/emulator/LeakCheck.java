package io.github.hubspotassociations.emulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails each JUnit 5 test that leaves something behind: a thread that still runs, a call that is
 * still under way, a connection whose answer was not read to its end or closed.
 *
 * <pre>{@code
 * @RegisterExtension @Order(1)
 * LeakCheck leaks = new LeakCheck();
 *
 * OkHttpClient client = leaks.watch(new OkHttpClient());
 * }</pre>
 *
 * <p>Register it before what it is to check ({@code @Order(1)}), so that it looks last. What ends
 * by itself soon after a test, such as an OkHttp thread without work, is given {@linkplain
 * #LeakCheck( Duration) a grace}. Threads that a library shares for as long as the JVM lives
 * (RxJava's standard schedulers, OkHttp's task runner, the common pool) are no leak. Tests that run
 * at the same time see each other's threads. Needs {@code org.junit.jupiter:junit-jupiter-api} on
 * the class path.
 */
public final class LeakCheck implements BeforeEachCallback, AfterEachCallback {
  private static final Pattern SHARED =
      Pattern.compile(
          "Rx(Computation|SingleScheduler|CachedThreadScheduler|CachedWorkerPoolEvictor"
              + "|NewThreadScheduler|SchedulerPurge).*"
              + "|OkHttp TaskRunner|Okio Watchdog|Common-Cleaner|Cleaner-.*|process reaper"
              + "|ForkJoinPool\\.commonPool-.*|CompletableFutureDelayScheduler"
              + "|Attach Listener|junit-.*|surefire-.*|Keep-Alive-.*|Java2D Disposer");

  /** Said once more, since Contract must not be loaded where strict's library is missing. */
  private static final String CONTRACT_THREADS = "hubspot-emulator-contract";

  private static final Duration DEFAULT_GRACE = Duration.ofSeconds(3);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);

  private final Duration grace;
  private final List<OkHttpClient> clients = new CopyOnWriteArrayList<>();
  private Set<Thread> before = Set.of();

  /** A check that gives 3 seconds for everything to end. */
  public LeakCheck() {
    this(DEFAULT_GRACE);
  }

  /**
   * A check with a grace of your own.
   *
   * @param grace how long after a test everything may take to end; nobody waits if nothing is left
   */
  public LeakCheck(Duration grace) {
    this.grace = grace;
  }

  /**
   * Watches a client until the end of the test. Once it has no more calls under way, its idle
   * connections are closed and the threads of its dispatcher ended: that is no leak but how OkHttp
   * works.
   *
   * @param client the client, or one that shares its connections and dispatcher
   * @return the same client
   */
  public OkHttpClient watch(OkHttpClient client) {
    clients.add(client);
    return client;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    before = new HashSet<>(threads());
  }

  @Override
  public void afterEach(ExtensionContext context) throws InterruptedException {
    long deadline = System.nanoTime() + grace.toNanos();
    List<String> leaks = leaks();
    while (!leaks.isEmpty() && System.nanoTime() < deadline) {
      Thread.sleep(BETWEEN_LOOKS.toMillis());
      leaks = leaks();
    }
    clients.clear();
    if (!leaks.isEmpty()) {
      throw new AssertionError("The test left behind: " + String.join("; ", leaks));
    }
  }

  private List<String> leaks() {
    List<String> leaks = new ArrayList<>();
    for (OkHttpClient client : clients) {
      int calls = client.dispatcher().runningCallsCount() + client.dispatcher().queuedCallsCount();
      if (calls > 0) {
        leaks.add(calls + " calls under way");
      }
      client.connectionPool().evictAll();
      int busy = client.connectionPool().connectionCount();
      if (busy > 0) {
        leaks.add(busy + " connections in use, whose answers were neither read nor closed");
      }
      if (calls == 0) {
        client.dispatcher().executorService().shutdown();
      }
    }
    for (Thread thread : threads()) {
      if (!before.contains(thread) && !isShared(thread)) {
        leaks.add("thread " + thread.getName() + place(thread));
      }
    }
    return leaks;
  }

  private static boolean isShared(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    return SHARED.matcher(thread.getName()).matches()
        || (group != null && group.getName().equals(CONTRACT_THREADS));
  }

  private static String place(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .limit(3)
        .map(StackTraceElement::toString)
        .collect(Collectors.joining(" < ", " at ", ""));
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet();
  }
}

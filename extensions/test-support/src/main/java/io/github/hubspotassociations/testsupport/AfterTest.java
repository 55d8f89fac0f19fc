package io.github.hubspotassociations.testsupport;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import okhttp3.OkHttpClient;

/** What is closed at the end of the test that runs, the latest first. */
public final class AfterTest {
  private static final Deque<AutoCloseable> OPEN = new ConcurrentLinkedDeque<>();

  private AfterTest() {}

  /**
   * Closes something when the test and its {@code @AfterEach} methods have ended.
   *
   * @param resource what to close; closed already is fine if it may be closed twice
   * @param <T> its type
   * @return the same
   */
  public static <T extends AutoCloseable> T close(T resource) {
    OPEN.push(resource);
    return resource;
  }

  /**
   * Ends a client's threads and its idle connections when the test and its {@code @AfterEach}
   * methods have ended. Connections in use stay: they are leaks.
   *
   * @param client the client, or one that shares its connections and dispatcher
   * @return the same
   */
  public static OkHttpClient close(OkHttpClient client) {
    OPEN.push(() -> closeNow(client));
    return client;
  }

  /**
   * Ends a client's threads and its idle connections; OkHttp has no method for that.
   *
   * @param client the client
   */
  public static void closeNow(OkHttpClient client) {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }

  /** Closes everything, whatever fails, and throws the first failure. */
  static void closeAll() throws Exception {
    Exception failure = null;
    for (AutoCloseable next = OPEN.poll(); next != null; next = OPEN.poll()) {
      try {
        next.close();
      } catch (Exception e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}

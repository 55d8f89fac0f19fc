package io.github.hubspotassociations.emulator;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A small HTTP/1.1 server with one thread per connection and a bounded number of connections.
 *
 * <p>The JDK's server is not used because it can't produce transport faults: a reset, a connection
 * closed in the middle of a body or before any response, a status without a reason phrase. On JDK
 * 17 it also delays each response by 40 ms until the client acknowledges, unless a system property
 * is set for the whole JVM.
 */
final class HttpServer implements AutoCloseable {
  /** Handles requests, on as many threads as there are connections. */
  interface Handler {
    WireResponse handle(HttpRequest request);

    /** Notes a request that was rejected before it could be handled. */
    void rejected(int status);
  }

  private static final int BACKLOG = 512;
  private static final long CLOSE_TIMEOUT_MILLIS = 3_000;

  private final ServerSocket serverSocket;
  private final Handler handler;
  private final Semaphore places;
  private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicInteger threadNumber = new AtomicInteger();
  private final Thread acceptor;

  private HttpServer(ServerSocket serverSocket, int maxConnections, Handler handler) {
    this.serverSocket = serverSocket;
    this.handler = handler;
    this.places = new Semaphore(maxConnections);
    this.acceptor = thread(this::acceptAll, "acceptor");
  }

  static HttpServer start(InetSocketAddress address, int maxConnections, Handler handler)
      throws IOException {
    ServerSocket serverSocket = new ServerSocket();
    try {
      serverSocket.setReuseAddress(true);
      serverSocket.bind(address, BACKLOG);
    } catch (IOException e) {
      serverSocket.close();
      throw e;
    }
    HttpServer server = new HttpServer(serverSocket, maxConnections, handler);
    server.acceptor.start();
    return server;
  }

  int port() {
    return serverSocket.getLocalPort();
  }

  /** Returns the number of open connections. */
  int openConnections() {
    return connections.size();
  }

  /**
   * Stops accepting, sends the responses that are in the making, cuts those that are delayed, and
   * returns when every thread has ended. Does nothing the second time.
   */
  @Override
  public void close() {
    closing.countDown();
    try {
      serverSocket.close();
    } catch (IOException e) {
      // Nothing more can be accepted either way.
    }
    for (HttpConnection connection : connections) {
      connection.closeIfIdle();
    }
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_TIMEOUT_MILLIS);
    joinUninterruptibly(acceptor, deadline);
    for (HttpConnection connection : connections) {
      joinUninterruptibly(connection.thread, deadline);
    }
    for (HttpConnection connection : connections) {
      connection.closeNow();
      joinUninterruptibly(connection.thread, System.nanoTime() + TimeUnit.SECONDS.toNanos(1));
    }
  }

  private static void joinUninterruptibly(Thread thread, long deadline) {
    if (thread == Thread.currentThread()) {
      return;
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (millis <= 0) {
        break;
      }
      try {
        thread.join(millis);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  Thread thread(Runnable work, String name) {
    Thread thread =
        new Thread(work, "hubspot-emulator-" + serverSocket.getLocalPort() + "-" + name);
    // A daemon, so that a test that forgets to close its emulator still ends.
    thread.setDaemon(true);
    return thread;
  }

  boolean isClosing() {
    return closing.getCount() == 0;
  }

  /** Waits, and returns whether the server began to close in the meantime. */
  boolean awaitClosing(Duration longest) throws InterruptedException {
    return closing.await(longest.toNanos(), TimeUnit.NANOSECONDS);
  }

  Handler handler() {
    return handler;
  }

  /** Frees the place of a connection that has ended. */
  void ended(HttpConnection connection) {
    connections.remove(connection);
    places.release();
  }

  private void acceptAll() {
    while (!isClosing()) {
      Socket socket = null;
      try {
        socket = serverSocket.accept();
        awaitPlace();
        HttpConnection connection =
            new HttpConnection(this, socket, "connection-" + threadNumber.incrementAndGet());
        connections.add(connection);
        connection.thread.start();
      } catch (IOException e) {
        closeQuietly(socket);
        pauseAfterFailure();
      } catch (InterruptedException e) {
        closeQuietly(socket);
      }
    }
  }

  /** Pauses, so that a lack of file handles, say, does not become a busy loop. */
  private void pauseAfterFailure() {
    try {
      closing.await(10, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for a place; if none is free, closes the connection that has been idle longest. */
  private void awaitPlace() throws InterruptedException, IOException {
    while (!places.tryAcquire(10, TimeUnit.MILLISECONDS)) {
      if (isClosing()) {
        throw new IOException("closing");
      }
      HttpConnection longestIdle = null;
      long oldest = Long.MAX_VALUE;
      for (HttpConnection connection : connections) {
        long since = connection.idleSince;
        if (since != HttpConnection.BUSY && since < oldest) {
          longestIdle = connection;
          oldest = since;
        }
      }
      if (longestIdle != null) {
        longestIdle.closeIfIdle();
      }
    }
  }

  static void closeQuietly(@Nullable Socket socket) {
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        // It is gone either way.
      }
    }
  }
}

package io.github.hubspotassociations.emulator;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A small HTTP/1.1 server: one thread for each connection, a bounded number of them.
 *
 * <p>The JDK's server is not used because faults of transport are this program's business: a reset,
 * an end of the connection in the middle of a body or before any answer, a status without a name.
 * On JDK 17 it also lets each answer wait 40 ms for the client's acknowledgement, unless a system
 * property is set for the whole JVM.
 */
final class HttpServer implements AutoCloseable {
  /** Answers requests, from as many threads as there are connections. */
  interface Handler {
    Reply handle(HttpRequest request);

    /** Told of every request that was refused before it could be handled. */
    void refused(int status);
  }

  private static final int BACKLOG = 512;
  private static final int MAX_TARGET = 8 * 1024;
  private static final int MAX_HEADERS = 32 * 1024;
  private static final int MAX_BODY = 8 * 1024 * 1024;
  private static final int IDLE_TIMEOUT_MILLIS = 60_000;
  private static final int READ_TIMEOUT_MILLIS = 30_000;
  private static final int LINGER_MILLIS = 500;
  private static final long CLOSE_TIMEOUT_MILLIS = 3_000;

  private final ServerSocket serverSocket;
  private final Handler handler;
  private final Semaphore places;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
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

  /** How many connections are open now. */
  int openConnections() {
    return connections.size();
  }

  /**
   * Stops accepting, lets answers that are being made go out, cuts those that wait, and returns
   * when every thread has ended. Does nothing the second time.
   */
  @Override
  public void close() {
    closing.countDown();
    try {
      serverSocket.close();
    } catch (IOException e) {
      // Nothing more can be accepted either way.
    }
    for (Connection connection : connections) {
      connection.closeIfIdle();
    }
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_TIMEOUT_MILLIS);
    joinUninterruptibly(acceptor, deadline);
    for (Connection connection : connections) {
      joinUninterruptibly(connection.thread, deadline);
    }
    for (Connection connection : connections) {
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

  private Thread thread(Runnable work, String name) {
    Thread thread =
        new Thread(work, "hubspot-emulator-" + serverSocket.getLocalPort() + "-" + name);
    // A test that forgets to close its emulator still ends.
    thread.setDaemon(true);
    return thread;
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void acceptAll() {
    while (!isClosing()) {
      Socket socket = null;
      try {
        socket = serverSocket.accept();
        awaitPlace();
        Connection connection = new Connection(socket);
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

  /** So that a lack of file handles, say, does not keep a processor busy. */
  private void pauseAfterFailure() {
    try {
      closing.await(10, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for a place; a full house gives the place of the connection that idled longest. */
  private void awaitPlace() throws InterruptedException, IOException {
    while (!places.tryAcquire(10, TimeUnit.MILLISECONDS)) {
      if (isClosing()) {
        throw new IOException("closing");
      }
      Connection longestIdle = null;
      long oldest = Long.MAX_VALUE;
      for (Connection connection : connections) {
        long since = connection.idleSince;
        if (since != Connection.BUSY && since < oldest) {
          longestIdle = connection;
          oldest = since;
        }
      }
      if (longestIdle != null) {
        longestIdle.closeIfIdle();
      }
    }
  }

  private static void closeQuietly(@Nullable Socket socket) {
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        // It is gone either way.
      }
    }
  }

  /** Thrown for a request that cannot be understood as HTTP; the connection ends with it. */
  private static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    final int status;

    RefusedException(int status, String message) {
      super(message);
      this.status = status;
    }
  }

  /** One connection: requests are read and answered one after the other. */
  private final class Connection {
    static final long BUSY = Long.MIN_VALUE;

    final Socket socket;
    final Thread thread;
    volatile long idleSince = System.nanoTime();

    Connection(Socket socket) {
      this.socket = socket;
      this.thread = thread(this::run, "connection-" + threadNumber.incrementAndGet());
    }

    private void run() {
      try (socket) {
        socket.setTcpNoDelay(true);
        serve(
            new BufferedInputStream(socket.getInputStream(), 32 * 1024), socket.getOutputStream());
      } catch (IOException e) {
        // The client went away, or the server is closing: there is nobody left to tell.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        connections.remove(this);
        places.release();
      }
    }

    void closeIfIdle() {
      if (idleSince != BUSY) {
        closeQuietly(socket);
      }
    }

    void closeNow() {
      closeQuietly(socket);
      thread.interrupt();
    }

    private void serve(InputStream in, OutputStream out) throws IOException, InterruptedException {
      while (true) {
        idleSince = System.nanoTime();
        if (isClosing()) {
          return; // Seen here or by closeIfIdle, whichever comes second.
        }
        socket.setSoTimeout(IDLE_TIMEOUT_MILLIS);
        in.mark(1);
        int first;
        try {
          first = in.read();
        } catch (SocketTimeoutException e) {
          return;
        }
        if (first < 0) {
          return;
        }
        idleSince = BUSY;
        in.reset();
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        HttpRequest request;
        try {
          request = read(in, out);
        } catch (RefusedException e) {
          handler.refused(e.status);
          send(out, HttpPages.error(e.status, e.getMessage()), false, false);
          lingeringClose(in);
          return;
        }
        Reply reply;
        try {
          reply = handler.handle(request);
        } catch (RuntimeException e) {
          handler.refused(500);
          send(out, HttpPages.error(500, "A fault of the emulator itself: " + e), false, false);
          return;
        }
        boolean keepAlive = request.keepAlive() && !isClosing();
        if (!send(out, request, reply, keepAlive) || !keepAlive) {
          return;
        }
      }
    }

    /** Sends one reply and says whether the connection may go on. */
    private boolean send(OutputStream out, HttpRequest request, Reply reply, boolean keepAlive)
        throws IOException, InterruptedException {
      if (!reply.delay().isZero() && pause(reply.delay())) {
        return false;
      }
      HttpAnswer answer = reply.answer();
      if (answer == null) {
        return cut(reply);
      }
      boolean head = request.method().equals("HEAD");
      if (reply.bodyLimit() < 0 && reply.pieceSize() == 0) {
        send(out, answer, keepAlive, head);
        return true;
      }
      out.write(head(answer, keepAlive));
      byte[] body = head ? new byte[0] : answer.body();
      int length = reply.bodyLimit() < 0 ? body.length : Math.min(body.length, reply.bodyLimit());
      int piece = reply.pieceSize() == 0 ? Math.max(1, length) : reply.pieceSize();
      for (int at = 0; at < length; at += piece) {
        out.write(body, at, Math.min(piece, length - at));
        if (!reply.piecePause().isZero() && pause(reply.piecePause())) {
          return false;
        }
      }
      return length == body.length || cut(reply);
    }

    private boolean cut(Reply reply) throws IOException {
      if (reply.reset()) {
        socket.setSoLinger(true, 0);
      }
      return false;
    }

    /** Waits, and says whether the server began to close meanwhile. */
    private boolean pause(Duration duration) throws InterruptedException {
      return closing.await(duration.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void send(OutputStream out, HttpAnswer answer, boolean keepAlive, boolean head)
        throws IOException {
      byte[] headers = head(answer, keepAlive);
      byte[] body = head ? new byte[0] : answer.body();
      if (body.length > 16 * 1024) {
        out.write(headers);
        out.write(body);
        return;
      }
      byte[] whole = new byte[headers.length + body.length];
      System.arraycopy(headers, 0, whole, 0, headers.length);
      System.arraycopy(body, 0, whole, headers.length, body.length);
      out.write(whole);
    }

    private byte[] head(HttpAnswer answer, boolean keepAlive) {
      StringBuilder head = new StringBuilder(256);
      head.append("HTTP/1.1 ").append(answer.status()).append(' ');
      head.append(HttpPages.reason(answer.status())).append("\r\n");
      answer.headers().forEach((name, value) -> appendHeader(head, name, value));
      appendHeader(head, "Date", HttpPages.date());
      if (answer.status() != 204 && answer.status() != 304) {
        appendHeader(head, "Content-Length", Integer.toString(answer.body().length));
      }
      appendHeader(head, "Connection", keepAlive ? "keep-alive" : "close");
      return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private void appendHeader(StringBuilder head, String name, String value) {
      head.append(name).append(": ").append(value).append("\r\n");
    }

    /** Reads what the client still sends, for a short while, so that it gets to see the answer. */
    private void lingeringClose(InputStream in) throws IOException {
      socket.shutdownOutput();
      socket.setSoTimeout(LINGER_MILLIS);
      byte[] scratch = new byte[16 * 1024];
      long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LINGER_MILLIS);
      int read = 0;
      while (read >= 0 && System.nanoTime() < deadline && !isClosing()) {
        read = in.read(scratch);
      }
    }

    private HttpRequest read(InputStream in, OutputStream out)
        throws IOException, RefusedException {
      String requestLine = line(in, MAX_TARGET, 414, "The request line is too long");
      while (requestLine.isEmpty()) {
        requestLine = line(in, MAX_TARGET, 414, "The request line is too long");
      }
      String[] parts = requestLine.split(" ", -1);
      if (parts.length != 3 || parts[0].isEmpty() || parts[1].isEmpty()) {
        throw new RefusedException(400, "Malformed request line");
      }
      if (!parts[2].equals("HTTP/1.1") && !parts[2].equals("HTTP/1.0")) {
        throw new RefusedException(505, "Only HTTP/1.1 and HTTP/1.0 are spoken here");
      }
      Map<String, List<String>> headers = headers(in);
      boolean http11 = parts[2].equals("HTTP/1.1");
      if (http11 && !headers.containsKey("host")) {
        throw new RefusedException(400, "A Host header is required");
      }
      String target = parts[1];
      if (target.startsWith("http://")) {
        int slash = target.indexOf('/', "http://".length());
        target = slash < 0 ? "/" : target.substring(slash);
      }
      byte[] body = body(in, out, headers);
      boolean keepAlive = keepAlive(http11, headers.getOrDefault("connection", List.of()));
      return new HttpRequest(parts[0], target, headers, body, keepAlive);
    }

    private boolean keepAlive(boolean http11, List<String> values) {
      String connection = String.join(",", values).toLowerCase(Locale.ROOT);
      return http11 ? !connection.contains("close") : connection.contains("keep-alive");
    }

    private Map<String, List<String>> headers(InputStream in) throws IOException, RefusedException {
      Map<String, List<String>> headers = new HashMap<>();
      int left = MAX_HEADERS;
      while (true) {
        String line = line(in, left, 431, "The headers are too large");
        if (line.isEmpty()) {
          return headers;
        }
        left -= line.length() + 2;
        int colon = line.indexOf(':');
        if (colon <= 0 || line.charAt(0) <= ' ' || line.charAt(colon - 1) <= ' ') {
          throw new RefusedException(400, "Malformed header line");
        }
        String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
        headers
            .computeIfAbsent(name, n -> new ArrayList<>(1))
            .add(line.substring(colon + 1).trim());
      }
    }

    private byte[] body(InputStream in, OutputStream out, Map<String, List<String>> headers)
        throws IOException, RefusedException {
      List<String> codings = headers.get("transfer-encoding");
      List<String> lengths = headers.get("content-length");
      if (codings == null && lengths == null) {
        return new byte[0];
      }
      if (codings != null && (lengths != null || codings.size() > 1)) {
        throw new RefusedException(400, "Ambiguous length of the body");
      }
      if (codings != null && !codings.get(0).equalsIgnoreCase("chunked")) {
        throw new RefusedException(501, "Unknown Transfer-Encoding");
      }
      int length = codings != null ? -1 : contentLength(lengths);
      if (headers.containsKey("expect")) {
        if (!headers.get("expect").get(0).equalsIgnoreCase("100-continue")) {
          throw new RefusedException(417, "Unknown expectation");
        }
        out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      }
      return length < 0 ? chunks(in) : bytes(in, length);
    }

    private int contentLength(List<String> lengths) throws RefusedException {
      String text = lengths.get(0);
      if (lengths.stream().anyMatch(other -> !other.equals(text)) || !text.matches("[0-9]+")) {
        throw new RefusedException(400, "Malformed Content-Length");
      }
      if (text.length() > 9 || Integer.parseInt(text) > MAX_BODY) {
        throw new RefusedException(413, "The body is larger than " + MAX_BODY + " bytes");
      }
      return Integer.parseInt(text);
    }

    private byte[] bytes(InputStream in, int length) throws IOException {
      byte[] body = in.readNBytes(length);
      if (body.length < length) {
        throw new IOException("the client ended the connection within a body");
      }
      return body;
    }

    private byte[] chunks(InputStream in) throws IOException, RefusedException {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      while (true) {
        String sizeLine = line(in, 1024, 400, "Malformed chunk");
        int extension = sizeLine.indexOf(';');
        String size = (extension < 0 ? sizeLine : sizeLine.substring(0, extension)).trim();
        if (!size.matches("[0-9a-fA-F]{1,7}")) {
          throw new RefusedException(400, "Malformed chunk");
        }
        int length = Integer.parseInt(size, 16);
        if (body.size() + length > MAX_BODY) {
          throw new RefusedException(413, "The body is larger than " + MAX_BODY + " bytes");
        }
        if (length == 0) {
          headers(in);
          return body.toByteArray();
        }
        body.write(bytes(in, length));
        if (!line(in, 2, 400, "Malformed chunk").isEmpty()) {
          throw new RefusedException(400, "Malformed chunk");
        }
      }
    }

    private String line(InputStream in, int max, int status, String tooLong)
        throws IOException, RefusedException {
      StringBuilder line = new StringBuilder(80);
      while (true) {
        int next = in.read();
        if (next < 0) {
          throw new IOException("the client ended the connection within a request");
        }
        if (next == '\n') {
          int length = line.length();
          if (length > 0 && line.charAt(length - 1) == '\r') {
            line.setLength(length - 1);
          }
          return line.toString();
        }
        if (line.length() > max) {
          throw new RefusedException(status, tooLong);
        }
        line.append((char) next);
      }
    }
  }
}

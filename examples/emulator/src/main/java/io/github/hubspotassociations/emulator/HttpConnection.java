package io.github.hubspotassociations.emulator;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Serves one connection: reads requests and sends their responses, one after the other. */
final class HttpConnection {
  static final long BUSY = Long.MIN_VALUE;

  private static final int IDLE_TIMEOUT_MILLIS = 60_000;
  private static final int READ_TIMEOUT_MILLIS = 30_000;
  private static final int LINGER_MILLIS = 500;

  private final HttpServer server;
  private final Socket socket;
  final Thread thread;
  volatile long idleSince = System.nanoTime();

  HttpConnection(HttpServer server, Socket socket, String name) {
    this.server = server;
    this.socket = socket;
    this.thread = server.thread(this::run, name);
  }

  private void run() {
    try (socket) {
      socket.setTcpNoDelay(true);
      serve(new BufferedInputStream(socket.getInputStream(), 32 * 1024), socket.getOutputStream());
    } catch (IOException e) {
      // The client went away, or the server is closing: there is no response to send.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      server.ended(this);
    }
  }

  void closeIfIdle() {
    if (idleSince != BUSY) {
      HttpServer.closeQuietly(socket);
    }
  }

  void closeNow() {
    HttpServer.closeQuietly(socket);
    thread.interrupt();
  }

  private void serve(InputStream in, OutputStream out) throws IOException, InterruptedException {
    HttpRequestReader requests = new HttpRequestReader(in, out);
    while (true) {
      idleSince = System.nanoTime();
      if (server.isClosing()) {
        return; // Checked after idleSince is set, so that closeIfIdle or this line sees it.
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
        request = requests.read();
      } catch (HttpRequestReader.RejectedException e) {
        server.handler().rejected(e.status);
        send(out, HttpPages.error(e.status, e.getMessage()), false, false);
        lingeringClose(in);
        return;
      }
      WireResponse wire;
      try {
        wire = server.handler().handle(request);
      } catch (RuntimeException e) {
        server.handler().rejected(500);
        send(out, HttpPages.error(500, "The emulator itself failed: " + e), false, false);
        return;
      }
      boolean keepAlive = request.keepAlive() && !server.isClosing();
      if (!send(out, request, wire, keepAlive) || !keepAlive) {
        return;
      }
    }
  }

  /** Sends one response and returns whether the connection stays open. */
  private boolean send(OutputStream out, HttpRequest request, WireResponse wire, boolean keepAlive)
      throws IOException, InterruptedException {
    if (!wire.delay().isZero() && server.awaitClosing(wire.delay())) {
      return false;
    }
    HttpResponse response = wire.response();
    if (response == null) {
      return cut(wire);
    }
    boolean head = request.method().equals("HEAD");
    if (wire.bodyLimit() < 0 && wire.pieceSize() == 0) {
      send(out, response, keepAlive, head);
      return true;
    }
    out.write(head(response, keepAlive));
    byte[] body = head ? new byte[0] : response.body();
    int length = wire.bodyLimit() < 0 ? body.length : Math.min(body.length, wire.bodyLimit());
    int piece = wire.pieceSize() == 0 ? Math.max(1, length) : wire.pieceSize();
    for (int at = 0; at < length; at += piece) {
      out.write(body, at, Math.min(piece, length - at));
      if (!wire.piecePause().isZero() && server.awaitClosing(wire.piecePause())) {
        return false;
      }
    }
    return length == body.length || cut(wire);
  }

  private boolean cut(WireResponse wire) throws IOException {
    if (wire.reset()) {
      socket.setSoLinger(true, 0);
    }
    return false;
  }

  private void send(OutputStream out, HttpResponse response, boolean keepAlive, boolean head)
      throws IOException {
    byte[] headers = head(response, keepAlive);
    byte[] body = head ? new byte[0] : response.body();
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

  private byte[] head(HttpResponse response, boolean keepAlive) {
    StringBuilder head = new StringBuilder(256);
    head.append("HTTP/1.1 ").append(response.status()).append(' ');
    head.append(HttpPages.reason(response.status())).append("\r\n");
    response.headers().forEach((name, value) -> appendHeader(head, name, value));
    appendHeader(head, "Date", HttpPages.date());
    if (response.status() != 204 && response.status() != 304) {
      appendHeader(head, "Content-Length", Integer.toString(response.body().length));
    }
    appendHeader(head, "Connection", keepAlive ? "keep-alive" : "close");
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private void appendHeader(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }

  /** Keeps reading for a short while, so that the client sees the response before the close. */
  private void lingeringClose(InputStream in) throws IOException {
    socket.shutdownOutput();
    socket.setSoTimeout(LINGER_MILLIS);
    byte[] scratch = new byte[16 * 1024];
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LINGER_MILLIS);
    int read = 0;
    while (read >= 0 && System.nanoTime() < deadline && !server.isClosing()) {
      read = in.read(scratch);
    }
  }
}

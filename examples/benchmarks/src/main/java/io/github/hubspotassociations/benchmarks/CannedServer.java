package io.github.hubspotassociations.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.hubspotassociations.benchmarks.Workload.RowOrder;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * Serves prepared bytes on the loopback interface, and reads no more of a request than which
 * response it needs: in a process of its own it costs the clients that are measured nothing but the
 * wait.
 *
 * <p>The first part of a path is the {@link RowOrder} of the response. A server, not a stub in the
 * client's process, because the limit that the library is measured against is the work of sockets.
 */
final class CannedServer implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final String CONTENT_LENGTH = "Content-Length:";
  private static final int LONGEST_PREFIX = 64;

  private final ServerSocket socket;
  private final Map<RowOrder, byte[][]> responses = new EnumMap<>(RowOrder.class);

  private CannedServer(ServerSocket socket) {
    this.socket = socket;
    for (RowOrder order : RowOrder.values()) {
      byte[][] pages = new byte[Workload.PAGES][];
      for (int page = 0; page < pages.length; page++) {
        pages[page] = http(Workload.response(page, order));
      }
      responses.put(order, pages);
    }
  }

  static CannedServer start() throws IOException {
    CannedServer server =
        new CannedServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    startThread(server::accept);
    return server;
  }

  String url() {
    return "http://127.0.0.1:" + socket.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Serves until its input ends, which it does when the process that started it is gone. */
  public static void main(String[] args) throws IOException {
    try (CannedServer server = start()) {
      System.out.println(server.url());
      while (System.in.read() != -1) {
        // Nothing is said to it but the end.
      }
    }
  }

  private void accept() {
    while (true) {
      try {
        Socket connection = socket.accept();
        connection.setTcpNoDelay(true);
        startThread(() -> serve(connection));
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void startThread(Runnable task) {
    Thread thread = new Thread(task, "CannedServer");
    thread.setDaemon(true);
    thread.start();
  }

  private void serve(Socket connection) {
    try (connection) {
      OutputStream out = connection.getOutputStream();
      Requests requests = new Requests(connection.getInputStream());
      while (requests.next()) {
        out.write(response(requests));
      }
    } catch (SocketException e) {
      // The client closed its side.
    } catch (IOException e) {
      System.err.println("CannedServer: " + e);
    }
  }

  private byte[] response(Requests request) {
    String[] path = request.path.split("/", -1);
    if (request.bodyPrefix.isEmpty()) {
      // /{order}/crm/objects/{release}/{type}/{id}/associations/default/{type}/{id}, in every
      // release
      return http(Workload.response(path[6], path[10]));
    }
    RowOrder order = RowOrder.valueOf(path[1].toUpperCase(Locale.ROOT));
    return responses.get(order)[Workload.pageOf(firstId(request.bodyPrefix))];
  }

  private static long firstId(String bodyPrefix) {
    int start = bodyPrefix.indexOf("\"id\":\"") + 6;
    return Long.parseLong(bodyPrefix.substring(start, bodyPrefix.indexOf('"', start)));
  }

  private static byte[] http(byte[] body) {
    byte[] head =
        ("HTTP/1.1 200 OK\r\n"
                + "Content-Type: application/json;charset=utf-8\r\n"
                + "x-hubspot-correlation-id: 0f6c3a52-6c9a-4b6c-9a64-2b6f1c0f8d11\r\n"
                + "Content-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(US_ASCII);
    byte[] response = new byte[head.length + body.length];
    System.arraycopy(head, 0, response, 0, head.length);
    System.arraycopy(body, 0, response, head.length, body.length);
    return response;
  }

  /** The requests of one connection, one after the other. */
  private static final class Requests {
    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;

    private String path = "";
    private String bodyPrefix = "";

    Requests(InputStream in) {
      this.in = in;
    }

    /** Reads a request; false if there is none any more. */
    boolean next() throws IOException {
      int headEnd = readHead();
      if (headEnd == -1) {
        return false;
      }
      String head = new String(buffer, position, headEnd - position, US_ASCII);
      path = head.split(" ", 3)[1];
      int length = contentLength(head);
      position = headEnd;
      while (limit - position < Math.min(length, LONGEST_PREFIX)) {
        fill();
      }
      bodyPrefix = new String(buffer, position, Math.min(length, LONGEST_PREFIX), US_ASCII);
      skip(length);
      return true;
    }

    private int readHead() throws IOException {
      while (true) {
        for (int i = position; i + 3 < limit; i++) {
          if (buffer[i] == '\r' && buffer[i + 1] == '\n' && buffer[i + 2] == '\r') {
            return i + 4;
          }
        }
        boolean fresh = position == limit;
        int read = read();
        if (read == -1) {
          if (fresh) {
            return -1;
          }
          throw new EOFException("A request breaks off");
        }
      }
    }

    private static int contentLength(String head) {
      for (String line : head.split("\r\n", -1)) {
        if (line.regionMatches(true, 0, CONTENT_LENGTH, 0, CONTENT_LENGTH.length())) {
          return Integer.parseInt(line.substring(CONTENT_LENGTH.length()).trim());
        }
      }
      return 0;
    }

    private void skip(int length) throws IOException {
      int left = length - (limit - position);
      if (left <= 0) {
        position += length;
        return;
      }
      position = 0;
      limit = 0;
      while (left > 0) {
        int read = in.read(buffer, 0, Math.min(left, buffer.length));
        if (read == -1) {
          throw new EOFException("A request's body breaks off");
        }
        left -= read;
      }
    }

    private void fill() throws IOException {
      if (read() == -1) {
        throw new EOFException("A request breaks off");
      }
    }

    private int read() throws IOException {
      System.arraycopy(buffer, position, buffer, 0, limit - position);
      limit -= position;
      position = 0;
      int read = in.read(buffer, limit, buffer.length - limit);
      if (read > 0) {
        limit += read;
      }
      return read;
    }
  }
}

package io.github.hubspotassociations.emulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads the requests of one connection. */
final class HttpRequestReader {
  private static final int MAX_TARGET = 8 * 1024;
  private static final int MAX_HEADERS = 32 * 1024;
  private static final int MAX_BODY = 8 * 1024 * 1024;

  private final InputStream in;
  private final OutputStream out;

  HttpRequestReader(InputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
  }

  /** Thrown for a request that cannot be understood as HTTP; the connection ends with it. */
  static final class RejectedException extends Exception {
    private static final long serialVersionUID = 1;

    final int status;

    RejectedException(int status, String message) {
      super(message);
      this.status = status;
    }
  }

  /** Reads the next request. */
  HttpRequest read() throws IOException, RejectedException {
    String requestLine = line(MAX_TARGET, 414, "The request line is too long");
    while (requestLine.isEmpty()) {
      requestLine = line(MAX_TARGET, 414, "The request line is too long");
    }
    String[] parts = requestLine.split(" ", -1);
    if (parts.length != 3 || parts[0].isEmpty() || parts[1].isEmpty()) {
      throw new RejectedException(400, "Malformed request line");
    }
    if (!parts[2].equals("HTTP/1.1") && !parts[2].equals("HTTP/1.0")) {
      throw new RejectedException(505, "Only HTTP/1.1 and HTTP/1.0 are supported");
    }
    Map<String, List<String>> headers = headers();
    boolean http11 = parts[2].equals("HTTP/1.1");
    if (http11 && !headers.containsKey("host")) {
      throw new RejectedException(400, "A Host header is required");
    }
    String target = parts[1];
    if (target.startsWith("http://")) {
      int slash = target.indexOf('/', "http://".length());
      target = slash < 0 ? "/" : target.substring(slash);
    }
    byte[] body = body(headers);
    boolean keepAlive = keepAlive(http11, headers.getOrDefault("connection", List.of()));
    return new HttpRequest(parts[0], target, headers, body, keepAlive);
  }

  private boolean keepAlive(boolean http11, List<String> values) {
    String connection = String.join(",", values).toLowerCase(Locale.ROOT);
    return http11 ? !connection.contains("close") : connection.contains("keep-alive");
  }

  private Map<String, List<String>> headers() throws IOException, RejectedException {
    Map<String, List<String>> headers = new HashMap<>();
    int left = MAX_HEADERS;
    while (true) {
      String line = line(left, 431, "The headers are too large");
      if (line.isEmpty()) {
        return headers;
      }
      left -= line.length() + 2;
      int colon = line.indexOf(':');
      if (colon <= 0 || line.charAt(0) <= ' ' || line.charAt(colon - 1) <= ' ') {
        throw new RejectedException(400, "Malformed header line");
      }
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      headers.computeIfAbsent(name, n -> new ArrayList<>(1)).add(line.substring(colon + 1).trim());
    }
  }

  private byte[] body(Map<String, List<String>> headers) throws IOException, RejectedException {
    List<String> codings = headers.get("transfer-encoding");
    List<String> lengths = headers.get("content-length");
    if (codings == null && lengths == null) {
      return new byte[0];
    }
    if (codings != null && (lengths != null || codings.size() > 1)) {
      throw new RejectedException(400, "Ambiguous length of the body");
    }
    if (codings != null && !codings.get(0).equalsIgnoreCase("chunked")) {
      throw new RejectedException(501, "Unknown Transfer-Encoding");
    }
    int length = codings != null ? -1 : contentLength(lengths);
    if (headers.containsKey("expect")) {
      if (!headers.get("expect").get(0).equalsIgnoreCase("100-continue")) {
        throw new RejectedException(417, "Unknown expectation");
      }
      out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }
    return length < 0 ? chunks() : bytes(length);
  }

  private int contentLength(List<String> lengths) throws RejectedException {
    String text = lengths.get(0);
    if (lengths.stream().anyMatch(other -> !other.equals(text)) || !text.matches("[0-9]+")) {
      throw new RejectedException(400, "Malformed Content-Length");
    }
    if (text.length() > 9 || Integer.parseInt(text) > MAX_BODY) {
      throw new RejectedException(413, "The body is larger than " + MAX_BODY + " bytes");
    }
    return Integer.parseInt(text);
  }

  private byte[] bytes(int length) throws IOException {
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new IOException("the client closed the connection within a body");
    }
    return body;
  }

  private byte[] chunks() throws IOException, RejectedException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String sizeLine = line(1024, 400, "Malformed chunk");
      int extension = sizeLine.indexOf(';');
      String size = (extension < 0 ? sizeLine : sizeLine.substring(0, extension)).trim();
      if (!size.matches("[0-9a-fA-F]{1,7}")) {
        throw new RejectedException(400, "Malformed chunk");
      }
      int length = Integer.parseInt(size, 16);
      if (body.size() + length > MAX_BODY) {
        throw new RejectedException(413, "The body is larger than " + MAX_BODY + " bytes");
      }
      if (length == 0) {
        headers();
        return body.toByteArray();
      }
      body.write(bytes(length));
      if (!line(2, 400, "Malformed chunk").isEmpty()) {
        throw new RejectedException(400, "Malformed chunk");
      }
    }
  }

  private String line(int max, int status, String tooLong) throws IOException, RejectedException {
    StringBuilder line = new StringBuilder(80);
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the client closed the connection within a request");
      }
      if (next == '\n') {
        int length = line.length();
        if (length > 0 && line.charAt(length - 1) == '\r') {
          line.setLength(length - 1);
        }
        return line.toString();
      }
      if (line.length() > max) {
        throw new RejectedException(status, tooLong);
      }
      line.append((char) next);
    }
  }
}

package io.github.hubspotassociations.emulator;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/** Provides the human-readable parts of HTTP: reason phrases and error pages. */
final class HttpPages {
  private static final Map<Integer, String> REASONS =
      Map.ofEntries(
          Map.entry(200, "OK"),
          Map.entry(204, "No Content"),
          Map.entry(207, "Multi-Status"),
          Map.entry(302, "Found"),
          Map.entry(400, "Bad Request"),
          Map.entry(401, "Unauthorized"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not Found"),
          Map.entry(405, "Method Not Allowed"),
          Map.entry(409, "Conflict"),
          Map.entry(413, "Content Too Large"),
          Map.entry(414, "Request-URI Too Large"),
          Map.entry(415, "Unsupported Media Type"),
          Map.entry(417, "Expectation Failed"),
          Map.entry(423, "Locked"),
          Map.entry(429, "Too Many Requests"),
          Map.entry(431, "Request Header Fields Too Large"),
          Map.entry(477, "Migration in Progress"),
          Map.entry(500, "Internal Server Error"),
          Map.entry(501, "Not Implemented"),
          Map.entry(502, "Bad Gateway"),
          Map.entry(503, "Service Unavailable"),
          Map.entry(504, "Gateway Timeout"),
          Map.entry(505, "HTTP Version Not Supported"),
          Map.entry(521, "Web Server Is Down"),
          Map.entry(522, "Connection Timed Out"),
          Map.entry(523, "Origin Is Unreachable"),
          Map.entry(524, "A Timeout Occurred"),
          Map.entry(525, "SSL Handshake Failed"),
          Map.entry(526, "Invalid SSL Certificate"));

  private HttpPages() {}

  static String reason(int status) {
    return REASONS.getOrDefault(status, "Unnamed");
  }

  static String date() {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
  }

  /** Builds the error page of a web server in front of the API. */
  static HttpResponse error(int status, String detail) {
    String title = status + " " + reason(status);
    return HttpResponse.html(
        status,
        "<html>\n<head><title>"
            + title
            + "</title></head>\n<body>\n<center><h1>"
            + title
            + "</h1></center>\n<p>"
            + escaped(detail)
            + "</p>\n</body>\n</html>\n");
  }

  /** Builds a redirect as a proxy sends it. */
  static HttpResponse found() {
    return error(302, "Please log in");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}

package io.github.hubspotassociations.bulkimport;

import io.github.hubspotassociations.bulkimport.support.Cells;
import io.github.hubspotassociations.error.HubSpotApiException;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.TransportException;
import java.io.EOFException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** What went wrong with a request, in a few words for people. */
final class Failures {
  /** OkHttp's words where a proxy does not open a tunnel. */
  private static final String PROXY_REFUSAL = "Unexpected response code for CONNECT:";

  private Failures() {}

  /** Such as "connection refused" or "HTTP 503"; a few words and no sentence. */
  static String words(HubSpotException failure) {
    if (failure instanceof HubSpotApiException api) {
      return "HTTP " + api.status();
    }
    Throwable cause = failure.getCause();
    return failure instanceof TransportException && cause != null
        ? ofTransport(cause)
        : Cells.shortened(String.valueOf(failure.getMessage()), 100);
  }

  private static String ofTransport(Throwable cause) {
    if (cause instanceof UnknownHostException) {
      return "the host name is unknown";
    }
    if (cause instanceof SocketTimeoutException || cause instanceof InterruptedIOException) {
      return "no response in time";
    }
    if (cause instanceof NoRouteToHostException) {
      return "no route to the host";
    }
    if (cause instanceof ConnectException) {
      return "connection refused";
    }
    if (cause instanceof SSLException) {
      return "no secure connection, since the certificate is not trusted or the protocol differs";
    }
    if (cause instanceof EOFException) {
      return "the connection was closed";
    }
    String message = String.valueOf(cause.getMessage());
    if (message.startsWith(PROXY_REFUSAL)) {
      return "the proxy says" + message.substring(PROXY_REFUSAL.length());
    }
    if (message.startsWith("Failed to authenticate with proxy")) {
      return "the proxy asks for a user and a password";
    }
    return cause.getMessage() == null ? "the connection failed" : Cells.shortened(message, 100);
  }
}

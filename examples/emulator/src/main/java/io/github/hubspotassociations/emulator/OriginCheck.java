package io.github.hubspotassociations.emulator;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps pages of other sites, open in the same browser, from reading or changing the emulator. The
 * {@code Host} of a request must name this machine, so that DNS rebinding gains nothing; if a
 * browser sends it for a page, that page must be the emulator's own.
 */
final class OriginCheck {
  private static final Pattern IP = Pattern.compile("[0-9.]+|\\[[0-9a-f:.]+]");

  private final Set<String> hosts;

  /**
   * @param hosts the host names to accept besides addresses, localhost and names without a dot,
   *     such as those of containers
   */
  OriginCheck(Set<String> hosts) {
    this.hosts = hosts;
  }

  /** Returns why the request is rejected; null if it is not. */
  @Nullable String objection(HttpRequest request) {
    String authority = request.header("Host");
    if (authority != null && !isOurs(hostOf(authority))) {
      return "Host is " + authority + ": use an address, localhost, or allow it with --allow-host";
    }
    String origin = request.header("Origin");
    if (origin != null && !origin.equals("http://" + authority)) {
      return "Origin is " + origin + ": only the emulator's own page may send requests";
    }
    String site = request.header("Sec-Fetch-Site");
    if (site != null && !site.equals("same-origin") && !site.equals("none")) {
      // A link on another site may open the page, and nothing else.
      boolean opensThePage = request.path().equals("/") && request.method().equals("GET");
      if (!opensThePage) {
        return "Sec-Fetch-Site is " + site + ": only the emulator's own page may send requests";
      }
    }
    return null;
  }

  private boolean isOurs(String host) {
    return IP.matcher(host).matches()
        || host.equals("localhost")
        || host.endsWith(".localhost")
        || host.indexOf('.') < 0
        || hosts.contains(host);
  }

  private static String hostOf(String authority) {
    String host = authority.toLowerCase(Locale.ROOT);
    int port = host.lastIndexOf(':');
    return port > host.lastIndexOf(']') ? host.substring(0, port) : host;
  }
}

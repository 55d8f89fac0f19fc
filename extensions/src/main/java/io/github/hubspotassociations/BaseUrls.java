package io.github.hubspotassociations;

import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/** Reads base URLs, and says where a token may be sent: over https, or to this machine itself. */
final class BaseUrls {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|::1|127(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");

  private BaseUrls() {}

  /** Messages show no more than scheme, host and path: the rest may hold secrets. */
  static HttpUrl parse(String url) {
    HttpUrl parsed = HttpUrl.parse(Objects.requireNonNull(url, "baseUrl").trim());
    if (parsed == null) {
      throw new IllegalArgumentException(
          "baseUrl is " + shown(url, "no URL") + ": give a URL such as https://api.hubapi.com");
    }
    HttpUrl normal = normal(parsed);
    if (!parsed.username().isEmpty() || !parsed.password().isEmpty()) {
      throw new IllegalArgumentException(
          "baseUrl is \""
              + normal
              + "\" with a user name or a password: give it without; the access token is all that"
              + " HubSpot needs");
    }
    if (parsed.query() != null || parsed.fragment() != null) {
      throw new IllegalArgumentException(
          "baseUrl is \"" + normal + "\" with a query or a fragment: give it without");
    }
    return normal;
  }

  /** Checks that a token may go to a URL. */
  static HttpUrl requireSafe(HttpUrl url, Set<String> plainHttpHosts) {
    if (!url.isHttps()
        && !LOOPBACK.matcher(url.host()).matches()
        && !plainHttpHosts.contains(url.host())) {
      throw new IllegalArgumentException(
          "baseUrl is \""
              + url
              + "\": a token goes over https only, or over http to a loopback address or a host"
              + " named by allowPlainHttp(…); use https");
    }
    return url;
  }

  /** Returns a host as it stands in a URL. */
  static String host(String host) {
    HttpUrl url = HttpUrl.parse("http://" + Objects.requireNonNull(host, "hosts"));
    if (url == null || !url.equals(new HttpUrl.Builder().scheme("http").host(url.host()).build())) {
      throw new IllegalArgumentException(
          "hosts has "
              + shown(host, "what is no host")
              + ": give the name of a host alone, such as \"hubspot-emulator\"");
    }
    return url.host();
  }

  /** Returns a text in quotes if it has neither user info nor a query. */
  private static String shown(String text, String otherwise) {
    return text.matches("[\\w.:/-]*") ? '"' + text + '"' : otherwise;
  }

  /** One slash between segments and one at the end, since Retrofit drops what follows the last. */
  private static HttpUrl normal(HttpUrl url) {
    HttpUrl.Builder normal =
        new HttpUrl.Builder().scheme(url.scheme()).host(url.host()).port(url.port());
    for (String segment : url.encodedPathSegments()) {
      if (!segment.isEmpty()) {
        normal.addEncodedPathSegment(segment);
      }
    }
    return normal.addPathSegment("").build();
  }
}

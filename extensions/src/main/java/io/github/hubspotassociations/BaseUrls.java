package io.github.hubspotassociations;

import java.util.Objects;
import okhttp3.HttpUrl;

/** Where a token may be sent: over https, or to this machine itself. */
final class BaseUrls {
  private BaseUrls() {}

  static HttpUrl parse(String url) {
    HttpUrl parsed = HttpUrl.parse(Objects.requireNonNull(url, "baseUrl"));
    if (parsed == null) {
      throw new IllegalArgumentException(
          "baseUrl is \"" + url + "\": give a URL such as https://api.hubapi.com");
    }
    if (!parsed.isHttps() && !isLoopback(parsed.host())) {
      throw new IllegalArgumentException(
          "baseUrl is \""
              + url
              + "\": a token goes over https only, or over http to a loopback address; use https");
    }
    if (parsed.query() != null || parsed.fragment() != null) {
      throw new IllegalArgumentException(
          "baseUrl is \"" + url + "\": give it without a query or a fragment");
    }
    return parsed;
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.\\d+){3}");
  }
}

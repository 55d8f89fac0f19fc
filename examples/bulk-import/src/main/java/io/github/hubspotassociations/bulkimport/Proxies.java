package io.github.hubspotassociations.bulkimport;

import io.github.hubspotassociations.bulkimport.support.UsageException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import okhttp3.Credentials;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * The proxies that the environment names, as other command line tools understand it: {@code
 * HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY}, in capitals or not.
 */
final class Proxies extends ProxySelector {
  private final @Nullable URI https;
  private final @Nullable URI http;
  private final List<String> direct;

  private Proxies(Map<String, String> env) {
    this.https = proxy(env, "HTTPS_PROXY");
    this.http = proxy(env, "HTTP_PROXY");
    this.direct =
        List.of(value(env, "NO_PROXY").toLowerCase(Locale.ROOT).replace(" ", "").split(","));
  }

  /** Returns a client that goes through the proxies, or null where none is named. */
  static @Nullable OkHttpClient client(Map<String, String> env) {
    Proxies proxies = new Proxies(env);
    if (proxies.https == null && proxies.http == null) {
      return null;
    }
    // The library keeps the timeouts of a client that it is given, and OkHttp's own are too short
    // for a page of 2,000.
    return new OkHttpClient.Builder()
        .proxySelector(proxies)
        .proxyAuthenticator(
            (route, response) -> {
              String user = proxies.user(response.request().url().isHttps());
              return user == null || response.request().header("Proxy-Authorization") != null
                  ? null
                  : response.request().newBuilder().header("Proxy-Authorization", user).build();
            })
        .readTimeout(Duration.ofSeconds(60))
        .writeTimeout(Duration.ofSeconds(60))
        .build();
  }

  private static String value(Map<String, String> env, String name) {
    String value = env.getOrDefault(name, "");
    return (value.isBlank() ? env.getOrDefault(name.toLowerCase(Locale.ROOT), "") : value).strip();
  }

  private static @Nullable URI proxy(Map<String, String> env, String name) {
    String value = value(env, name);
    if (value.isEmpty()) {
      return null;
    }
    try {
      URI uri = URI.create(value.contains("://") ? value : "http://" + value);
      if (uri.getHost() != null && "http".equalsIgnoreCase(uri.getScheme())) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // The same message as for an address without a host; never the value, which may have a
      // password.
    }
    throw new UsageException(
        name + " is no address of an HTTP proxy: write it as http://host:port, or unset it");
  }

  private @Nullable String user(boolean secure) {
    URI proxy = secure ? https : http;
    String user = proxy == null ? null : proxy.getRawUserInfo();
    if (user == null) {
      return null;
    }
    String[] parts = user.split(":", 2);
    return Credentials.basic(decoded(parts[0]), parts.length < 2 ? "" : decoded(parts[1]));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  @Override
  public List<Proxy> select(URI uri) {
    URI proxy = "https".equalsIgnoreCase(uri.getScheme()) ? https : http;
    if (proxy == null || isDirect(String.valueOf(uri.getHost()), uri.getPort())) {
      return List.of(Proxy.NO_PROXY);
    }
    int port = proxy.getPort() < 0 ? 80 : proxy.getPort();
    return List.of(
        new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.getHost(), port)));
  }

  /** Of this machine, or named by NO_PROXY: a host, a domain, or * for all. */
  private boolean isDirect(String host, int port) {
    String name = host.toLowerCase(Locale.ROOT).replace("[", "").replace("]", "");
    if (name.equals("localhost") || name.startsWith("127.") || name.equals("::1")) {
      return true;
    }
    for (String entry : direct) {
      String domain = entry.replaceFirst("^\\*?\\.", "");
      if (entry.equals("*")
          || (!domain.isEmpty()
              && (name.equals(domain)
                  || (name + ":" + port).equals(domain)
                  || name.endsWith("." + domain)))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // OkHttp reports it.
  }
}

package io.github.hubspotassociations;

import io.github.hubspotassociations.client.internal.ClientVersion;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * The host that requests and their secrets are sent to, as a builder sets it: over https, or to
 * this machine itself, or to a host allowed by name. Not thread-safe.
 */
final class HubSpotHost {
  private static final String LOOPBACK = "localhost|::1|127(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}";

  private HttpUrl baseUrl = parse("https://api.hubapi.com");
  private final Set<String> plainHttpHosts = new HashSet<>();

  void baseUrl(String url) {
    baseUrl = parse(url);
  }

  void allowPlainHttp(String... hosts) {
    for (String host : Objects.requireNonNull(hosts, "hosts")) {
      HttpUrl url = HttpUrl.parse("http://" + Objects.requireNonNull(host, "hosts"));
      if (url == null
          || !url.equals(new HttpUrl.Builder().scheme("http").host(url.host()).build())) {
        throw new IllegalArgumentException(
            "hosts has "
                + shown(host, "what is no host")
                + ": give the name of a host alone, such as \"hubspot-emulator\"");
      }
      plainHttpHosts.add(url.host());
    }
  }

  /** Returns the base URL, with a slash at its end. Fails if a token must not go there. */
  HttpUrl safeBaseUrl() {
    String host = baseUrl.host();
    if (!baseUrl.isHttps() && !host.matches(LOOPBACK) && !plainHttpHosts.contains(host)) {
      throw new IllegalArgumentException(
          "baseUrl is \""
              + baseUrl
              + "\": a token goes over https only, or over http to a loopback address or a host"
              + " named by allowPlainHttp(…); use https");
    }
    return baseUrl;
  }

  /**
   * Sets what holds for every client: no redirect leads elsewhere, and requests name the library,
   * after the application, unless a caller's interceptor has set their {@code User-Agent}.
   */
  static OkHttpClient.Builder configure(OkHttpClient.Builder client, @Nullable String application) {
    String library = "hubspot-associations/" + ClientVersion.VERSION;
    String userAgent = application == null ? library : application + ' ' + library;
    return client
        // To go on to a host's next address; every body is one-shot, so none is sent twice.
        .retryOnConnectionFailure(true)
        .followRedirects(false)
        .followSslRedirects(false)
        .addInterceptor(
            chain -> {
              Request request = chain.request();
              return chain.proceed(
                  request.header("User-Agent") == null
                      ? request.newBuilder().header("User-Agent", userAgent).build()
                      : request);
            });
  }

  /** Messages show no more than scheme, host and path: the rest may hold secrets. */
  private static HttpUrl parse(String url) {
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

  /** Returns a text in quotes if it has neither user info nor a query. */
  private static String shown(String text, String otherwise) {
    return text.matches("[\\w.:/-]*") ? '"' + text + '"' : otherwise;
  }

  /** One slash between segments and one at the end, since Retrofit drops what follows the last. */
  private static HttpUrl normal(HttpUrl url) {
    return new HttpUrl.Builder()
        .scheme(url.scheme())
        .host(url.host())
        .port(url.port())
        .encodedPath((url.encodedPath() + '/').replaceAll("/+", "/"))
        .build();
  }
}

package io.github.hubspotassociations;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Names the library to HubSpot, after the application, unless a caller's interceptor has. */
final class UserAgent implements Interceptor {
  private static final String LIBRARY = "hubspot-associations/" + version();

  private final String value;

  UserAgent(@Nullable String application) {
    this.value = application == null ? LIBRARY : application + ' ' + LIBRARY;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    return chain.proceed(
        request.header("User-Agent") == null
            ? request.newBuilder().header("User-Agent", value).build()
            : request);
  }

  /** An application may be packed without the resource. */
  private static String version() {
    Properties properties = new Properties();
    try (InputStream in =
        UserAgent.class.getResourceAsStream("/META-INF/hubspot-associations.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException | RuntimeException e) {
      // Then it has no version.
    }
    return properties.getProperty("version", "unknown");
  }
}

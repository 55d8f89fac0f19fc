package io.github.hubspotassociations.emulator;

import io.github.hubspotassociations.client.api.AssociationsApi;
import io.github.hubspotassociations.client.api.AssociationsV4Api;
import io.github.hubspotassociations.client.api.OAuthApi;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint and release that a path names.
 *
 * @param endpoint the endpoint
 * @param release the release
 * @param parameters the values of the other path parameters, in order
 */
record Route(Endpoint endpoint, String release, List<String> parameters) {
  static final String V4 = "v4";

  private static final Pattern DATED = Pattern.compile("[0-9]{4}-(0[1-9]|1[0-2])(-beta)?");
  private static final String TOKEN_V1 = "v1";

  /** An endpoint, whatever its release. */
  enum Endpoint {
    SINGLE("PUT"),
    BATCH("POST"),
    TOKEN("POST");

    private final String method;

    Endpoint(String method) {
      this.method = method;
    }

    String method() {
      return method;
    }
  }

  /** A path of the OpenAPI document; the first parameter of a dated one is the release. */
  private record Known(Endpoint endpoint, boolean dated, String path, PathTemplate template) {
    Known(Endpoint endpoint, boolean dated, String path) {
      this(endpoint, dated, path, PathTemplate.of(path));
    }

    @Nullable Route match(String path) {
      List<String> values = template.match(path);
      if (values == null || !dated) {
        return values == null ? null : new Route(endpoint, V4, values);
      }
      String release = values.get(0);
      boolean exists =
          DATED.matcher(release).matches()
              || (endpoint == Endpoint.TOKEN && release.equals(TOKEN_V1));
      return exists ? new Route(endpoint, release, values.subList(1, values.size())) : null;
    }
  }

  private static final List<Known> KNOWN =
      List.of(
          new Known(Endpoint.SINGLE, true, AssociationsApi.CREATE_DEFAULT_PATH),
          new Known(Endpoint.BATCH, true, AssociationsApi.CREATE_DEFAULT_BATCH_PATH),
          new Known(Endpoint.SINGLE, false, AssociationsV4Api.CREATE_DEFAULT_V4_PATH),
          new Known(Endpoint.BATCH, false, AssociationsV4Api.CREATE_DEFAULT_BATCH_V4_PATH),
          new Known(Endpoint.TOKEN, true, OAuthApi.CREATE_TOKEN_PATH));

  /** Returns the route of a path; null if the API has no such path. */
  static @Nullable Route of(String path) {
    for (Known known : KNOWN) {
      Route route = known.match(path);
      if (route != null) {
        return route;
      }
    }
    return null;
  }

  /** Lists the known routes, such as "POST /oauth/{release}/token". */
  static List<String> known(boolean v4) {
    return KNOWN.stream()
        .filter(known -> v4 || known.dated())
        .map(known -> known.endpoint().method() + " " + known.path())
        .toList();
  }

  boolean isBatch() {
    return endpoint == Endpoint.BATCH;
  }
}

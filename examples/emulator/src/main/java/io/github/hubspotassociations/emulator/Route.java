package io.github.hubspotassociations.emulator;

import io.github.hubspotassociations.client.api.AssociationsApi;
import io.github.hubspotassociations.client.api.AssociationsV4Api;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which endpoint a path leads to, in which release.
 *
 * @param isBatch whether it takes a batch of pairs
 * @param release the release that the path names
 * @param parameters the values of the path's other parameters, in their order
 */
record Route(boolean isBatch, String release, List<String> parameters) {
  static final String V4 = "v4";

  private static final Pattern DATED = Pattern.compile("[0-9]{4}-(0[1-9]|1[0-2])(-beta)?");
  private static final PathTemplate SINGLE = PathTemplate.of(AssociationsApi.CREATE_DEFAULT_PATH);
  private static final PathTemplate BATCH =
      PathTemplate.of(AssociationsApi.CREATE_DEFAULT_BATCH_PATH);
  private static final PathTemplate SINGLE_V4 =
      PathTemplate.of(AssociationsV4Api.CREATE_DEFAULT_V4_PATH);
  private static final PathTemplate BATCH_V4 =
      PathTemplate.of(AssociationsV4Api.CREATE_DEFAULT_BATCH_V4_PATH);

  /** Returns where a path leads; null if it is not one of the API's. */
  static @Nullable Route of(String path) {
    Route route = dated(SINGLE.match(path), false);
    route = route == null ? dated(BATCH.match(path), true) : route;
    route = route == null ? v4(SINGLE_V4.match(path), false) : route;
    return route == null ? v4(BATCH_V4.match(path), true) : route;
  }

  private static @Nullable Route dated(@Nullable List<String> values, boolean isBatch) {
    return values == null || !DATED.matcher(values.get(0)).matches()
        ? null
        : new Route(isBatch, values.get(0), values.subList(1, values.size()));
  }

  private static @Nullable Route v4(@Nullable List<String> values, boolean isBatch) {
    return values == null ? null : new Route(isBatch, V4, values);
  }

  String method() {
    return isBatch ? "POST" : "PUT";
  }
}

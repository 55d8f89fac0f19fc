package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.ApiRelease;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.client.api.AssociationsApi;
import io.github.hubspotassociations.client.api.AssociationsV4Api;
import io.github.hubspotassociations.internal.json.BatchBody;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * Makes the requests of both endpoints, in the release that was chosen. Their paths are those of
 * the generated interfaces, so only the contract knows them.
 */
final class Endpoints {
  private final HttpUrl baseUrl;
  private final String pairPath;
  private final String batchPath;

  Endpoints(HttpUrl baseUrl, ApiRelease release) {
    this.baseUrl = baseUrl;
    boolean isV4 = release.equals(ApiRelease.V4);
    this.pairPath =
        isV4
            ? AssociationsV4Api.CREATE_DEFAULT_V4_PATH
            : dated(AssociationsApi.CREATE_DEFAULT_PATH, release);
    this.batchPath =
        isV4
            ? AssociationsV4Api.CREATE_DEFAULT_BATCH_V4_PATH
            : dated(AssociationsApi.CREATE_DEFAULT_BATCH_PATH, release);
  }

  private static String dated(String path, ApiRelease release) {
    return path.replace("{release}", release.toString());
  }

  /** The request that associates one pair, without its token. */
  Request.Builder pair(AssociationRequest<?> pair) {
    HttpUrl url =
        resolve(
            pairPath,
            pair.from().objectType(),
            pair.from().id(),
            pair.to().objectType(),
            pair.to().id());
    return new Request.Builder().url(url).put(new NoBody());
  }

  /** The request that associates some pairs of a page, without its token. */
  Request.Builder batch(InputPage<?> page, int[] slots) {
    HttpUrl url = resolve(batchPath, page.fromObjectType(), page.toObjectType());
    return new Request.Builder().url(url).post(new BatchBody(page.ids(), slots));
  }

  /** Names a request for the message of an error. */
  String describePair(AssociationRequest<?> pair) {
    return "PUT " + pairPath + " (" + pair.from() + " → " + pair.to() + ")";
  }

  /** Names a request for the message of an error. */
  String describeBatch(InputPage<?> page, int[] slots) {
    AssociationRequest<?> first = page.pair(slots[0]);
    return "POST "
        + batchPath
        + " ("
        + page.fromObjectType()
        + " → "
        + page.toObjectType()
        + ", "
        + (slots.length == 1
            ? first.from() + " → " + first.to()
            : slots.length + " pairs from " + first.from() + " → " + first.to())
        + ")";
  }

  /** Fills a path template's parts in braces, in their order, each as one segment. */
  private HttpUrl resolve(String template, String... values) {
    HttpUrl.Builder url = baseUrl.newBuilder();
    int value = 0;
    for (String segment : template.substring(1).split("/", -1)) {
      url.addPathSegment(segment.startsWith("{") ? values[value++] : segment);
    }
    return url.build();
  }

  /** An empty body that OkHttp never sends twice by itself. */
  static final class NoBody extends RequestBody {
    @Override
    public @Nullable MediaType contentType() {
      return null;
    }

    @Override
    public long contentLength() {
      return 0;
    }

    @Override
    public boolean isOneShot() {
      return true;
    }

    @Override
    public void writeTo(BufferedSink sink) {
      // There is nothing to write.
    }
  }
}

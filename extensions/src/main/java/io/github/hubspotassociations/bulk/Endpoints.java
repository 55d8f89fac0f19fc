package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.client.api.AssociationsApi;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * Makes the requests of both endpoints. Their paths are the generated interface's, so only the
 * contract knows them.
 */
final class Endpoints {
  private final HttpUrl baseUrl;

  Endpoints(HttpUrl baseUrl) {
    this.baseUrl = baseUrl;
  }

  /** The request that associates one pair, without its token. */
  Request.Builder pair(AssociationRequest<?> pair) {
    HttpUrl url =
        resolve(
            AssociationsApi.CREATE_DEFAULT_PATH,
            pair.from().objectType(),
            pair.from().id(),
            pair.to().objectType(),
            pair.to().id());
    return new Request.Builder().url(url).put(new NoBody());
  }

  /** The request that associates some pairs of a page, without its token. */
  Request.Builder batch(InputPage<?> page, int[] slots) {
    HttpUrl url =
        resolve(
            AssociationsApi.CREATE_DEFAULT_BATCH_PATH, page.fromObjectType(), page.toObjectType());
    return new Request.Builder().url(url).post(new PageBody(page, slots));
  }

  /** Names a request for the message of an error. */
  static String describePair(AssociationRequest<?> pair) {
    return "PUT "
        + AssociationsApi.CREATE_DEFAULT_PATH
        + " ("
        + pair.from()
        + " → "
        + pair.to()
        + ")";
  }

  /** Names a request for the message of an error. */
  static String describeBatch(InputPage<?> page, int[] slots) {
    AssociationRequest<?> first = page.pair(slots[0]);
    return "POST "
        + AssociationsApi.CREATE_DEFAULT_BATCH_PATH
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

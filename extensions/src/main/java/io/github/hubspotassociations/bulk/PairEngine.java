package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.ApiRelease;
import io.github.hubspotassociations.AssociatedPair;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.client.CallTag;
import io.github.hubspotassociations.client.api.AssociationsApi;
import io.github.hubspotassociations.client.api.AssociationsV4Api;
import io.github.hubspotassociations.error.AssociationError;
import io.github.hubspotassociations.error.HubSpotApiException;
import io.github.hubspotassociations.error.HubSpotErrors;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.internal.Engine;
import io.github.hubspotassociations.internal.json.BatchBody;
import io.github.hubspotassociations.internal.json.BatchResponse;
import io.github.hubspotassociations.internal.json.BodySource;
import io.github.hubspotassociations.internal.send.Exchange;
import io.github.hubspotassociations.internal.send.Sender;
import io.reactivex.rxjava3.core.Single;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.ResponseBody;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;
import retrofit2.Call;
import retrofit2.Retrofit;

/**
 * Sends pairs to the two endpoints, for one pair and for a batch, through the generated Retrofit
 * interfaces: one driver for single calls, batches of them and the pages of bulk runs. The one
 * place that knows how the releases of HubSpot's API differ.
 */
final class PairEngine implements Engine {
  final Sender callSender;
  final Sender bulkSender;

  /** Null for a release that has the other one. */
  final @Nullable AssociationsApi dated;

  final @Nullable AssociationsV4Api v4;
  final String release;

  PairEngine(Retrofit retrofit, ApiRelease release, Sender callSender, Sender bulkSender) {
    this.callSender = callSender;
    this.bulkSender = bulkSender;
    boolean isV4 = release.equals(ApiRelease.V4);
    this.dated = isV4 ? null : retrofit.create(AssociationsApi.class);
    this.v4 = isV4 ? retrofit.create(AssociationsV4Api.class) : null;
    this.release = release.toString();
  }

  @Override
  public BulkAssociator.Builder bulk() {
    bulkSender.requireOpen();
    return new BulkAssociator.Builder(this);
  }

  @Override
  public AssociationBatcher.Builder batcher() {
    callSender.requireOpen();
    return new AssociationBatcher.Builder(this);
  }

  @Override
  public Single<AssociatedPair> associate(ObjectRef from, ObjectRef to) {
    List<AssociationRequest<Void>> request =
        Collections.singletonList(AssociationRequest.of(from, to));
    return Delivery.of(
        Single.defer(
            () -> {
              callSender.requireOpen();
              PageRun<Void> run = PageRun.ofCalls(InputPage.of(request), callSender);
              return new PageDriver(this, false, run, new RunControl(null, callSender))
                  .drive()
                  .andThen(Single.defer(() -> single(run)));
            }));
  }

  private static Single<AssociatedPair> single(PageRun<?> run) {
    HubSpotException failure = run.failure(0);
    return failure == null ? Single.just(run.pair(0)) : Single.error(failure);
  }

  /**
   * Sends pairs of a page in one request.
   *
   * @param slots the pairs, by their slots
   * @param isBatch whether they go to the endpoint for batches, or one to that for one
   */
  Exchange<BatchResponse> exchange(InputPage<?> page, int[] slots, boolean isBatch) {
    return new PageExchange(page, slots, isBatch);
  }

  /**
   * Encodes a path segment. OkHttp leaves a semicolon as it is, behind which some servers cut a
   * segment off. Nearly all are letters and digits: OkHttp takes 2 µs to find that out.
   */
  static String segment(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isPlain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
      if (!isPlain) {
        HttpUrl.Builder url = new HttpUrl.Builder().scheme("https").host("h").addPathSegment(text);
        return url.build().encodedPath().substring(1).replace(";", "%3B");
      }
    }
    return text;
  }

  /** One request for pairs of a page. */
  private final class PageExchange implements Exchange<BatchResponse> {
    private final InputPage<?> page;
    private final int[] slots;
    private final boolean isBatch;

    PageExchange(InputPage<?> page, int[] slots, boolean isBatch) {
      this.page = page;
      this.slots = slots;
      this.isBatch = isBatch;
    }

    @Override
    public Call<ResponseBody> newCall(CallTag tag) {
      String fromType = segment(page.fromObjectType());
      String toType = segment(page.toObjectType());
      if (isBatch) {
        BatchBody body = new BatchBody(page.ids(), slots);
        return dated == null
            ? v4.createDefaultBatchV4Streaming(fromType, toType, body, tag)
            : dated.createDefaultBatchStreaming(release, fromType, toType, body, tag);
      }
      String from = segment(first().from().id());
      String to = segment(first().to().id());
      return dated == null
          ? v4.createDefaultV4Streaming(fromType, from, toType, to, tag)
          : dated.createDefaultStreaming(release, fromType, from, toType, to, tag);
    }

    private AssociationRequest<?> first() {
      return page.pair(slots[0]);
    }

    @Override
    public String describe(Request request) {
      String line = request.method() + " " + request.url().encodedPath();
      if (!isBatch) {
        return line;
      }
      String count = slots.length == 1 ? "" : slots.length + " pairs from ";
      return line + " (" + count + first().from() + " → " + first().to() + ")";
    }

    @Override
    public BatchResponse read(
        int status, Headers headers, BufferedSource source, String description) {
      BodySource body = new BodySource(source);
      try {
        return BatchResponse.read(
            body,
            page.ids(),
            slots,
            json ->
                AssociationError.of(status, HubSpotErrors.decode(status, headers, json).error()));
      } catch (IOException e) {
        HubSpotApiException failure =
            HubSpotErrors.decode(status, headers, body.beginning(), description);
        if (failure.getCause() == null) {
          failure.initCause(e.getCause() == null ? e : e.getCause());
        }
        throw failure;
      }
    }
  }
}

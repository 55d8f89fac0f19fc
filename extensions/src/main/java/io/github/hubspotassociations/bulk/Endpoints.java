package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.ApiRelease;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.client.CallTag;
import io.github.hubspotassociations.client.api.AssociationsApi;
import io.github.hubspotassociations.client.api.AssociationsV4Api;
import io.github.hubspotassociations.error.AssociationError;
import io.github.hubspotassociations.error.HubSpotApiException;
import io.github.hubspotassociations.error.HubSpotErrors;
import io.github.hubspotassociations.internal.json.BatchBody;
import io.github.hubspotassociations.internal.json.BatchResponse;
import io.github.hubspotassociations.internal.json.UnusableBodyException;
import io.github.hubspotassociations.internal.send.Exchange;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.ResponseBody;
import okio.BufferedSource;
import retrofit2.Call;
import retrofit2.Retrofit;

/**
 * Makes the exchanges of the two endpoints, for one pair and for a batch, through the generated
 * Retrofit interfaces. The one place that knows how the releases of HubSpot's API differ.
 */
final class Endpoints {
  private final Calls calls;

  Endpoints(Retrofit retrofit, ApiRelease release) {
    this.calls =
        release.equals(ApiRelease.V4)
            ? new V4Calls(retrofit.create(AssociationsV4Api.class))
            : new DatedCalls(retrofit.create(AssociationsApi.class), release.toString());
  }

  /** Sends pairs of a page in one request, by their slots. */
  Exchange<BatchResponse> batch(InputPage<?> page, int[] slots) {
    return new PageExchange(page, slots) {
      @Override
      public Call<ResponseBody> newCall(CallTag tag) {
        return calls.batch(
            segment(page.fromObjectType()),
            segment(page.toObjectType()),
            new BatchBody(page.ids(), slots),
            tag);
      }

      @Override
      public String describe(Request request) {
        AssociationRequest<?> first = page.pair(slots[0]);
        return super.describe(request)
            + (slots.length == 1 ? " (" : " (" + slots.length + " pairs from ")
            + first.from()
            + " → "
            + first.to()
            + ")";
      }
    };
  }

  /** Sends the only pair of a page by the endpoint for one. */
  Exchange<BatchResponse> single(InputPage<?> page, int[] slots) {
    return new PageExchange(page, slots) {
      @Override
      public Call<ResponseBody> newCall(CallTag tag) {
        AssociationRequest<?> pair = page.pair(slots[0]);
        return calls.single(
            segment(page.fromObjectType()),
            segment(pair.from().id()),
            segment(page.toObjectType()),
            segment(pair.to().id()),
            tag);
      }
    };
  }

  /**
   * Encodes a path segment. OkHttp leaves a semicolon as it is, behind which some servers cut a
   * segment off.
   */
  static String segment(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isPlain =
          (c >= '0' && c <= '9')
              || (c >= 'a' && c <= 'z')
              || c == '-'
              || c == '_'
              || (c >= 'A' && c <= 'Z');
      if (!isPlain) {
        HttpUrl.Builder url = new HttpUrl.Builder().scheme("https").host("h").addPathSegment(text);
        return url.build().encodedPath().substring(1).replace(";", "%3B");
      }
    }
    return text;
  }

  /** Makes the calls of one family of releases; the segments are encoded. */
  private interface Calls {
    Call<ResponseBody> single(
        String fromType, String fromId, String toType, String toId, CallTag tag);

    Call<ResponseBody> batch(String fromType, String toType, RequestBody body, CallTag tag);
  }

  private static final class DatedCalls implements Calls {
    private final AssociationsApi api;
    private final String release;

    DatedCalls(AssociationsApi api, String release) {
      this.api = api;
      this.release = release;
    }

    @Override
    public Call<ResponseBody> single(
        String fromType, String fromId, String toType, String toId, CallTag tag) {
      return api.createDefaultStreaming(release, fromType, fromId, toType, toId, tag);
    }

    @Override
    public Call<ResponseBody> batch(String fromType, String toType, RequestBody body, CallTag tag) {
      return api.createDefaultBatchStreaming(release, fromType, toType, body, tag);
    }
  }

  private static final class V4Calls implements Calls {
    private final AssociationsV4Api api;

    V4Calls(AssociationsV4Api api) {
      this.api = api;
    }

    @Override
    public Call<ResponseBody> single(
        String fromType, String fromId, String toType, String toId, CallTag tag) {
      return api.createDefaultV4Streaming(fromType, fromId, toType, toId, tag);
    }

    @Override
    public Call<ResponseBody> batch(String fromType, String toType, RequestBody body, CallTag tag) {
      return api.createDefaultBatchV4Streaming(fromType, toType, body, tag);
    }
  }

  /** What both exchanges have in common: their responses are read alike. */
  private abstract static class PageExchange implements Exchange<BatchResponse> {
    private final InputPage<?> page;
    private final int[] slots;

    PageExchange(InputPage<?> page, int[] slots) {
      this.page = page;
      this.slots = slots;
    }

    @Override
    public String describe(Request request) {
      return request.method() + " " + request.url().encodedPath();
    }

    @Override
    public BatchResponse read(
        int status, Headers headers, BufferedSource body, String description) {
      try {
        return BatchResponse.read(
            body,
            page.ids(),
            slots,
            json ->
                AssociationError.of(status, HubSpotErrors.decode(status, headers, json).error()));
      } catch (UnusableBodyException e) {
        HubSpotApiException failure = HubSpotErrors.decode(status, headers, e.body(), description);
        if (failure.getCause() == null) {
          failure.initCause(e.getCause() == null ? e : e.getCause());
        }
        throw failure;
      }
    }
  }
}

package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.pacing.RetryPolicy;
import io.reactivex.rxjava3.core.Flowable;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;

/**
 * A program: runs so many inputs through the engine and prints the account. A JVM of its own, with
 * a small heap, shows that memory does not grow with them.
 */
final class Millions {
  private static final String ID = "\"id\":\"";

  private Millions() {}

  /** Arguments: the number of inputs, the ordering. */
  public static void main(String[] args) {
    int count = Integer.parseInt(args[0]);
    Ordering ordering = Ordering.valueOf(args[1]);
    OkHttpClient http =
        new OkHttpClient.Builder().addInterceptor(c -> respond(c.request())).build();
    AtomicLong checkpoint = new AtomicLong();
    try (HubSpotAssociations client = EngineRig.client(http, RetryPolicy.none(), null)) {
      BulkSummary summary =
          client
              .bulk()
              .ordering(ordering)
              .listener(
                  () ->
                      new BulkListener() {
                        @Override
                        public void checkpoint(long index) {
                          checkpoint.set(index);
                        }
                      })
              .build()
              .summarize(Flowable.range(0, count).map(Millions::input))
              .blockingGet();
      System.out.println(
          "associated "
              + summary.associated()
              + " of "
              + summary.total()
              + ", checkpoint "
              + checkpoint
              + ", heap "
              + (Runtime.getRuntime().maxMemory() >> 20)
              + " MiB, "
              + summary.elapsed().toMillis()
              + " ms");
    }
  }

  /** Three types, long runs of each mixed with single ones, and a duplicate now and then. */
  private static AssociationRequest<Integer> input(int i) {
    String type = i % 97 == 0 ? "deals" : (i / 5000) % 2 == 0 ? "contacts" : "tickets";
    int id = i % 1000 == 999 ? i - 1 : i;
    return EngineRig.input(type, 1 + id, "companies", 100_000_000 + id, i);
  }

  /** Copies the pairs of the request into the results without decoding either. */
  private static Response respond(Request request) throws IOException {
    Buffer body = new Buffer();
    request.body().writeTo(body);
    String text = body.readUtf8();
    Buffer json = new Buffer().writeUtf8("{\"status\":\"COMPLETE\",\"results\":[");
    String separator = "";
    int at = text.indexOf(ID);
    while (at >= 0) {
      int fromEnd = text.indexOf('"', at + ID.length());
      int to = text.indexOf(ID, fromEnd);
      int toEnd = text.indexOf('"', to + ID.length());
      json.writeUtf8(separator).writeUtf8("{\"from\":{\"id\":\"");
      json.writeUtf8(text, at + ID.length(), fromEnd).writeUtf8("\"},\"to\":{\"id\":\"");
      json.writeUtf8(text, to + ID.length(), toEnd)
          .writeUtf8(
              "\"},\"associationSpec\":{\"associationCategory\":\"HUBSPOT_DEFINED\","
                  + "\"associationTypeId\":279}}");
      separator = ",";
      at = text.indexOf(ID, toEnd);
    }
    json.writeUtf8("]}");
    return new Response.Builder()
        .request(request)
        .protocol(Protocol.HTTP_1_1)
        .code(200)
        .message("OK")
        .body(ResponseBody.create(json, MediaType.get("application/json"), json.size()))
        .build();
  }
}

package io.github.hubspotassociations.bulk;

import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.Moshi;
import io.github.hubspotassociations.client.model.BatchInputPublicDefaultAssociationMultiPost;
import io.github.hubspotassociations.client.model.ModelJsonAdapterFactory;
import io.github.hubspotassociations.client.model.PublicDefaultAssociationMultiPost;
import io.github.hubspotassociations.internal.send.CallInterceptor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import okhttp3.Headers;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;

/**
 * HubSpot in this process: an interceptor that responds in place of the network. What it sends is a
 * test's to say; it keeps what was asked and what was applied.
 */
final class StubHubSpot implements Interceptor {
  private static final MediaType JSON = MediaType.get("application/json");
  private static final JsonAdapter<BatchInputPublicDefaultAssociationMultiPost> INPUTS =
      new Moshi.Builder()
          .add(ModelJsonAdapterFactory.INSTANCE)
          .build()
          .adapter(BatchInputPublicDefaultAssociationMultiPost.class);

  /** Decides the response to a request. */
  interface Behaviour {
    Response respond(Exchange exchange) throws IOException;
  }

  /** A pair of ids. */
  record Pair(String from, String to) {
    @Override
    public String toString() {
      return from + "→" + to;
    }
  }

  private final Behaviour behaviour;
  private final ConcurrentLinkedQueue<Exchange> exchanges = new ConcurrentLinkedQueue<>();
  private final Set<String> applied = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> seen = new ConcurrentHashMap<>();

  StubHubSpot(Behaviour behaviour) {
    this.behaviour = behaviour;
  }

  /** Responds to every request with both directions of each pair. */
  static StubHubSpot willing() {
    return new StubHubSpot(exchange -> exchange.apply().associated());
  }

  OkHttpClient client() {
    return new OkHttpClient.Builder().addInterceptor(this).build();
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    Exchange exchange = new Exchange(request);
    exchanges.add(exchange);
    CallInterceptor.noteConnected(request);
    return behaviour.respond(exchange);
  }

  int requests() {
    return exchanges.size();
  }

  /** Forgets the requests up to now. */
  void forget() {
    exchanges.clear();
  }

  /** The requests up to now, in the order in which they came. */
  List<Exchange> exchanges() {
    return new ArrayList<>(exchanges);
  }

  /** The pairs of each request, in the order in which they came. */
  List<List<Pair>> sent() {
    List<List<Pair>> sent = new ArrayList<>();
    for (Exchange exchange : exchanges) {
      sent.add(exchange.pairs);
    }
    return sent;
  }

  boolean isApplied(String fromType, String from, String toType, String to) {
    return applied.contains(fromType + ' ' + from + ' ' + toType + ' ' + to);
  }

  int appliedCount() {
    return applied.size();
  }

  /** One request, and the responses that it may get. */
  final class Exchange {
    final Request request;
    final String fromType;
    final String toType;
    final List<Pair> pairs = new ArrayList<>();
    final String body;

    /** How often the same request came before. */
    final int occurrence;

    private Exchange(Request request) throws IOException {
      this.request = request;
      List<String> path = request.url().pathSegments();
      if (request.method().equals("PUT")) {
        this.fromType = path.get(3);
        this.toType = path.get(7);
        this.body = "";
        pairs.add(new Pair(path.get(4), path.get(8)));
      } else {
        this.fromType = path.get(3);
        this.toType = path.get(4);
        Buffer buffer = new Buffer();
        request.body().writeTo(buffer);
        if (buffer.size() != request.body().contentLength()) {
          throw new AssertionError(
              "The body has " + buffer.size() + " bytes, not " + request.body().contentLength());
        }
        this.body = buffer.readUtf8();
        for (PublicDefaultAssociationMultiPost input : INPUTS.fromJson(body).inputs()) {
          pairs.add(new Pair(input.from().id(), input.to().id()));
        }
      }
      this.occurrence = seen.merge(request.url().encodedPath() + body, 1, Integer::sum) - 1;
    }

    Exchange apply() {
      return apply(pairs);
    }

    Exchange apply(Iterable<Pair> some) {
      for (Pair pair : some) {
        applied.add(fromType + ' ' + pair.from() + ' ' + toType + ' ' + pair.to());
      }
      return this;
    }

    /** Both directions of every pair. */
    Response associated() {
      return results(200, "COMPLETE", rows(pairs), null, null);
    }

    /** The rows of both directions of some pairs. */
    List<String> rows(List<Pair> some) {
      List<String> rows = new ArrayList<>();
      for (Pair pair : some) {
        rows.add(row(pair.from(), pair.to(), 1));
        rows.add(row(pair.to(), pair.from(), 2));
      }
      return rows;
    }

    String row(String from, String to, int typeId) {
      return "{\"from\":{\"id\":"
          + quoted(from)
          + "},\"to\":{\"id\":"
          + quoted(to)
          + "},\"associationSpec\":{\"associationCategory\":\"HUBSPOT_DEFINED\",\"associationTypeId\":"
          + typeId
          + "}}";
    }

    Response results(
        int status, String batchStatus, List<String> rows, List<String> errors, Integer numErrors) {
      StringBuilder json = new StringBuilder("{\"status\":\"").append(batchStatus);
      json.append("\",\"results\":[").append(String.join(",", rows)).append("]");
      if (numErrors != null) {
        json.append(",\"numErrors\":").append(numErrors);
      }
      if (errors != null) {
        json.append(",\"errors\":[").append(String.join(",", errors)).append("]");
      }
      json.append(
          ",\"startedAt\":\"2026-01-01T00:00:00Z\",\"completedAt\":\"2026-01-01T00:00:01Z\"}");
      return response(status, json.toString());
    }

    Response response(int status, String json, String... headers) {
      return response(status, ResponseBody.create(json, JSON), headers);
    }

    Response response(int status, ResponseBody body, String... headers) {
      return new Response.Builder()
          .request(request)
          .protocol(Protocol.HTTP_1_1)
          .code(status)
          .message("")
          .headers(Headers.of(headers).newBuilder().add("x-hubspot-correlation-id", "c-1").build())
          .body(body)
          .build();
    }

    /** A rejection of the whole request. */
    Response rejection(
        int status,
        String category,
        String subCategory,
        String message,
        Map<String, List<String>> context) {
      return response(status, error(category, subCategory, message, context));
    }

    Response rejection(int status, String category, String message) {
      return rejection(status, category, null, message, Map.of());
    }

    @Override
    public String toString() {
      return request.method() + " " + fromType + "→" + toType + " " + pairs;
    }
  }

  static String error(
      String category, String subCategory, String message, Map<String, List<String>> context) {
    StringBuilder json =
        new StringBuilder("{\"status\":\"error\",\"message\":").append(quoted(message));
    if (category != null) {
      json.append(",\"category\":").append(quoted(category));
    }
    if (subCategory != null) {
      json.append(",\"subCategory\":").append(quoted(subCategory));
    }
    json.append(",\"context\":{");
    String separator = "";
    for (Map.Entry<String, List<String>> entry : new LinkedHashMap<>(context).entrySet()) {
      json.append(separator).append(quoted(entry.getKey())).append(":[");
      for (int i = 0; i < entry.getValue().size(); i++) {
        json.append(i == 0 ? "" : ",").append(quoted(entry.getValue().get(i)));
      }
      json.append("]");
      separator = ",";
    }
    return json.append("}}").toString();
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}

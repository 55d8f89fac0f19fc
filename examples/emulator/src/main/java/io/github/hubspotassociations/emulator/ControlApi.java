package io.github.hubspotassociations.emulator;

import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.Moshi;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Serves the emulator's own endpoints, for tests in any language and for the page at {@code /}:
 * associations, requests, faults and limits. {@code emulator.yaml} describes them.
 */
final class ControlApi {
  private static final String PREFIX = "/emulator/";
  private static final String DOCUMENT = "emulator.yaml";
  private static final int DEFAULT_SHOWN = 100;
  private static final long MAX_TIMES = 100_000;
  private static final JsonAdapter<Object> JSON =
      new Moshi.Builder().build().adapter(Object.class).serializeNulls();

  private final HubSpotEmulator emulator;
  private final RequestLog log;
  private final OriginCheck origins;

  ControlApi(HubSpotEmulator emulator, RequestLog log, OriginCheck origins) {
    this.emulator = emulator;
    this.log = log;
    this.origins = origins;
  }

  static boolean serves(HttpRequest request) {
    return request.path().equals("/") || request.path().startsWith(PREFIX);
  }

  HttpResponse respond(HttpRequest request) {
    String objection = origins.objection(request);
    if (objection != null) {
      return error(403, objection);
    }
    String name = request.path().equals("/") ? "" : request.path().substring(PREFIX.length());
    try {
      return switch (request.method() + ' ' + name) {
        case "GET " -> page();
        case "GET openapi.yaml" -> resource(DOCUMENT, "application/yaml");
        case "GET status" -> json(status());
        case "GET associated" -> associated(request.query());
        case "GET associations" -> json(associations(request.query()));
        case "GET requests" -> json(requests(request.query()));
        case "GET faults" -> json(faults());
        case "POST faults" -> addFaults(request);
        case "DELETE faults" -> {
          emulator.faults().clear();
          yield json(faults());
        }
        case "GET limits" -> json(limits());
        case "PUT limits" -> setLimits(request);
        case "POST missing" -> addMissing(request);
        case "POST reset" -> {
          emulator.reset();
          yield json(status());
        }
        default -> unknown(name);
      };
    } catch (IllegalArgumentException | IllegalStateException | ArithmeticException e) {
      return error(400, String.valueOf(e.getMessage()));
    }
  }

  private static final Map<String, String> METHODS =
      Map.ofEntries(
          Map.entry("", "GET"),
          Map.entry("openapi.yaml", "GET"),
          Map.entry("status", "GET"),
          Map.entry("associated", "GET"),
          Map.entry("associations", "GET"),
          Map.entry("requests", "GET"),
          Map.entry("faults", "GET, POST, DELETE"),
          Map.entry("limits", "GET, PUT"),
          Map.entry("missing", "POST"),
          Map.entry("reset", "POST"));

  private static HttpResponse unknown(String name) {
    String allowed = METHODS.get(name);
    if (allowed != null) {
      return error(405, PREFIX + name + " takes " + allowed).withHeader("Allow", allowed);
    }
    return error(
        404, "The emulator has no " + PREFIX + name + ": see GET " + PREFIX + "openapi.yaml");
  }

  private static HttpResponse page() {
    return resource("page.html", HttpResponse.HTML)
        .withHeader(
            "Content-Security-Policy",
            "default-src 'none'; connect-src 'self'; script-src 'unsafe-inline';"
                + " style-src 'unsafe-inline'; frame-ancestors 'none'");
  }

  private static HttpResponse resource(String name, String contentType) {
    try (InputStream in = ControlApi.class.getResourceAsStream(name)) {
      return HttpResponse.empty(200)
          .withBody(in.readAllBytes())
          .withHeader("Content-Type", contentType);
    } catch (IOException e) {
      throw new IllegalStateException("Can't read " + name + " of the emulator's own jar", e);
    }
  }

  private Map<String, Object> status() {
    RequestCounts counts = emulator.requests();
    Map<String, Object> statuses = new LinkedHashMap<>();
    counts.statuses().forEach((status, count) -> statuses.put(status.toString(), count));
    Map<String, Object> requests = new LinkedHashMap<>();
    requests.put("total", counts.total());
    requests.put("single", counts.single());
    requests.put("batch", counts.batch());
    requests.put("token", counts.token());
    requests.put("other", counts.other());
    requests.put("withoutResponse", counts.withoutResponse());
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("associations", emulator.associations().remembered());
    status.put("unrecorded", emulator.associations().unrecorded());
    status.put("requests", requests);
    status.put("inputs", counts.inputs());
    status.put("statuses", statuses);
    return status;
  }

  private HttpResponse associated(Map<String, String> parameters) {
    String[] from = parameters.getOrDefault("from", "").split("/", -1);
    String[] to = parameters.getOrDefault("to", "").split("/", -1);
    if (from.length != 2 || to.length != 2) {
      return error(400, "Ask for ?from=contacts/101&to=companies/202");
    }
    boolean associated = emulator.associations().contains(from[0], from[1], to[0], to[1]);
    return json(Map.of("associated", associated));
  }

  private Map<String, Object> associations(Map<String, String> parameters) {
    List<Map<String, Object>> shown = new ArrayList<>();
    try (Stream<RecordedAssociations.Association> all = emulator.associations().stream()) {
      all.limit(limit(parameters)).forEach(each -> shown.add(association(each)));
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("total", emulator.associations().remembered());
    json.put("associations", shown);
    return json;
  }

  private static Map<String, Object> association(RecordedAssociations.Association association) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("from", association.fromType() + '/' + association.fromId());
    json.put("to", association.toType() + '/' + association.toId());
    json.put("category", association.category());
    json.put("typeId", association.typeId());
    return json;
  }

  private Map<String, Object> requests(Map<String, String> parameters) {
    List<Map<String, Object>> shown = new ArrayList<>();
    for (RequestLog.Entry entry : log.newest(limit(parameters))) {
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("at", entry.at().toString());
      each.put("method", entry.method());
      each.put("target", entry.target());
      each.put("status", entry.status());
      shown.add(each);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("total", emulator.requests().total());
    json.put("requests", shown);
    return json;
  }

  private static int limit(Map<String, String> parameters) {
    String limit = parameters.get("limit");
    if (limit == null) {
      return DEFAULT_SHOWN;
    }
    try {
      int number = Integer.parseInt(limit);
      if (number >= 1 && number <= 10_000) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Reported below.
    }
    throw new IllegalArgumentException("limit is " + limit + ": use 1 to 10000");
  }

  private Map<String, Object> faults() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("queued", emulator.faults().queued());
    json.put("description", emulator.faults().toString());
    return json;
  }

  private HttpResponse addFaults(HttpRequest request) {
    Object body = body(request);
    List<?> list = body instanceof List<?> several ? several : List.of(body);
    List<Runnable> changes = new ArrayList<>();
    for (Object each : list) {
      changes.add(change(object(each)));
    }
    // Only now, so that a list with a mistake in it changes nothing.
    changes.forEach(Runnable::run);
    return json(faults());
  }

  private Runnable change(Map<String, ?> json) {
    if (json.containsKey("seed")) {
      requireOnly(json, Set.of("seed", "mix"));
      long seed = FaultReader.natural("seed", json.get("seed"));
      FaultMix mix = mix(json.get("mix"));
      return () -> emulator.faults().random(seed, mix);
    }
    Fault fault = FaultReader.read(json, Set.of("times", "always"));
    if (Boolean.TRUE.equals(json.get("always"))) {
      return () -> emulator.faults().always(fault);
    }
    Object times = json.containsKey("times") ? json.get("times") : (Object) 1.0;
    long number = FaultReader.natural("times", times);
    if (number > MAX_TIMES) {
      throw new IllegalArgumentException("times is " + number + ": use at most " + MAX_TIMES);
    }
    return () -> emulator.faults().next((int) number, fault);
  }

  private static FaultMix mix(@Nullable Object name) {
    if (name == null || name.equals("chaos")) {
      return FaultMix.chaos();
    }
    if (name.equals("everything")) {
      return FaultMix.everything();
    }
    throw new IllegalArgumentException("mix is " + name + ": use chaos or everything");
  }

  private Map<String, Object> limits() {
    RateLimits limits = emulator.limiter.limits();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("tenSecondly", limits.tenSecondly());
    json.put("secondly", limits.secondly());
    json.put("daily", limits.daily());
    json.put("retryAfter", limits.retryAfter());
    return json;
  }

  private HttpResponse setLimits(HttpRequest request) {
    Map<String, ?> json = object(body(request));
    requireOnly(json, Set.of("tenSecondly", "secondly", "daily", "retryAfter"));
    RateLimits limits = emulator.limiter.limits();
    for (Map.Entry<String, ?> entry : json.entrySet()) {
      Object value = entry.getValue();
      limits =
          switch (entry.getKey()) {
            case "tenSecondly" -> limits.withTenSecondly(count(entry));
            case "secondly" -> limits.withSecondly(count(entry));
            case "daily" -> limits.withDaily(count(entry));
            default -> {
              if (!(value instanceof Boolean given)) {
                throw new IllegalArgumentException(
                    "retryAfter is " + value + ": use true or false");
              }
              yield limits.withRetryAfter(given);
            }
          };
    }
    emulator.limiter.set(limits);
    return json(limits());
  }

  private static int count(Map.Entry<String, ?> entry) {
    return Math.toIntExact(FaultReader.natural(entry.getKey(), entry.getValue()));
  }

  private HttpResponse addMissing(HttpRequest request) {
    Map<String, ?> json = object(body(request));
    requireOnly(json, Set.of("ids"));
    if (!(json.get("ids") instanceof List<?> ids)) {
      throw new IllegalArgumentException("ids is " + json.get("ids") + ": use a list of strings");
    }
    String[] texts = new String[ids.size()];
    for (int i = 0; i < texts.length; i++) {
      if (!(ids.get(i) instanceof String id)) {
        throw new IllegalArgumentException(
            "ids contains " + ids.get(i) + ": use a list of strings");
      }
      texts[i] = id;
    }
    emulator.addMissing(texts);
    return json(Map.of("ids", ids));
  }

  private static void requireOnly(Map<String, ?> json, Set<String> names) {
    for (String name : json.keySet()) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException("There is no member " + name + ": use " + names);
      }
    }
  }

  private static Object body(HttpRequest request) {
    String type = request.header("Content-Type");
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      // A form on another site can't send this type: the browser would send a preflight first.
      throw new IllegalArgumentException("Content-Type is " + type + ": use application/json");
    }
    try {
      Object body = JSON.fromJson(new Buffer().write(request.body()));
      if (body != null) {
        return body;
      }
    } catch (IOException | JsonDataException e) {
      throw new IllegalArgumentException("The body is not JSON: " + e.getMessage(), e);
    }
    throw new IllegalArgumentException("The body is null: use a JSON object");
  }

  @SuppressWarnings("unchecked") // Moshi's objects have strings for names.
  private static Map<String, ?> object(Object json) {
    if (json instanceof Map) {
      return (Map<String, ?>) json;
    }
    throw new IllegalArgumentException("The body contains " + json + ": use a JSON object");
  }

  private static HttpResponse json(Map<String, ?> json) {
    return HttpResponse.json(200, JSON.toJson(json)).withHeader("Cache-Control", "no-store");
  }

  private static HttpResponse error(int status, String message) {
    return HttpResponse.json(status, JSON.toJson(Collections.singletonMap("message", message)));
  }
}

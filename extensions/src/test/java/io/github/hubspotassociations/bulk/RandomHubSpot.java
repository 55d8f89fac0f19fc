package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.bulk.StubHubSpot.Exchange;
import io.github.hubspotassociations.bulk.StubHubSpot.Pair;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.MediaType;
import okhttp3.Response;
import okhttp3.ResponseBody;

/**
 * Responds at random, but as a server would that has the truth: pairs with a record that does not
 * exist are never applied and all others may be; whatever it says besides, an error never names a
 * record as missing that exists. The same request gets the same response in every run of a seed.
 */
@SuppressWarnings("StatementSwitchToExpressionSwitch")
final class RandomHubSpot implements StubHubSpot.Behaviour {
  private static final Map<String, String> NAMES =
      Map.of("contacts", "CONTACT", "0-1", "CONTACT", "companies", "COMPANY", "deals", "DEAL");

  private final long seed;
  private final Set<String> missing;
  private final double faults;
  private final AtomicInteger responded = new AtomicInteger();

  /** From the request with this number on the caller is rejected. */
  int rejectsCallerFrom = Integer.MAX_VALUE;

  boolean dailyLimit;

  /**
   * @param missing records that do not exist, as {@link #record} writes them
   * @param faults the probability that a response is no good, or not given
   */
  RandomHubSpot(long seed, Set<String> missing, double faults) {
    this.seed = seed;
    this.missing = missing;
    this.faults = faults;
  }

  static String record(String type, String id) {
    return NAMES.getOrDefault(type, type) + "=" + id;
  }

  boolean isBad(String fromType, String from, String toType, String to) {
    return missing.contains(record(fromType, from)) || missing.contains(record(toType, to));
  }

  @Override
  public Response respond(Exchange exchange) throws IOException {
    if (responded.getAndIncrement() >= rejectsCallerFrom) {
      return dailyLimit
          ? exchange.response(
              429,
              "{\"status\":\"error\",\"message\":\"You have reached your daily limit.\","
                  + "\"errorType\":\"RATE_LIMIT\",\"policyName\":\"DAILY\"}")
          : exchange.rejection(
              401, "INVALID_AUTHENTICATION", "Authentication credentials not found");
    }
    SplittableRandom random =
        new SplittableRandom(
            new SplittableRandom(seed + 31L * exchange.toString().hashCode()).nextLong()
                + exchange.occurrence);
    List<Pair> good = new ArrayList<>();
    List<Pair> bad = new ArrayList<>();
    for (Pair pair : exchange.pairs) {
      (isBad(exchange.fromType, pair.from(), exchange.toType, pair.to()) ? bad : good).add(pair);
    }
    if (random.nextDouble() < faults) {
      return fault(exchange, good, random);
    }
    if (bad.isEmpty()) {
      exchange.apply(good);
      return exchange.results(
          random.nextInt(4) == 0 ? 201 : 200, "COMPLETE", rows(exchange, good, random), null, null);
    }
    return rejection(exchange, good, bad, random);
  }

  /** Mostly both directions, in any order; sometimes rows that were not asked for. */
  private static List<String> rows(Exchange exchange, List<Pair> pairs, SplittableRandom random) {
    List<String> rows = new ArrayList<>();
    int directions = random.nextInt(6);
    for (Pair pair : pairs) {
      if (directions != 1) {
        rows.add(exchange.row(pair.from(), pair.to(), 1));
      }
      if (directions != 0) {
        rows.add(exchange.row(pair.to(), pair.from(), 2));
      }
    }
    if (random.nextInt(4) == 0) {
      rows.add(exchange.row("987654321", "123456789", 1));
    }
    for (int i = rows.size() - 1; directions > 2 && i > 0; i--) {
      rows.set(i, rows.set(random.nextInt(i + 1), rows.get(i)));
    }
    return rows;
  }

  private Response fault(Exchange exchange, List<Pair> good, SplittableRandom random)
      throws IOException {
    switch (random.nextInt(15)) {
      case 0:
        return exchange.rejection(500, "INTERNAL_ERROR", "internal error");
      case 1:
        exchange.apply(good);
        return exchange.response(
            502, ResponseBody.create("<html>Bad gateway</html>", MediaType.get("text/html")));
      case 2:
        throw new SocketException("Connection reset");
      case 3:
        exchange.apply(good);
        throw new SocketException("Connection reset");
      case 4:
        exchange.apply(good);
        String json =
            exchange.results(200, "COMPLETE", exchange.rows(good), null, null).body().string();
        return exchange.response(200, json.substring(0, random.nextInt(json.length())));
      case 5:
        exchange.apply(good);
        return exchange.response(
            200, ResponseBody.create("<html>Sign in</html>", MediaType.get("text/html")));
      case 6:
        return exchange.results(200, "COMPLETE", List.of(), null, null);
      case 7:
        exchange.apply(good);
        return exchange.results(200, "COMPLETE", List.of(), null, null);
      case 8:
        return exchange.rejection(423, "LOCKED", "The record is locked");
      case 9:
        return exchange.response(
            429,
            "{\"status\":\"error\",\"message\":\"ten_secondly_rolling limit\","
                + "\"errorType\":\"RATE_LIMIT\",\"policyName\":\"TEN_SECONDLY_ROLLING\"}");
      case 10:
        return exchange.response(
            477, "{\"message\":\"Migration in progress\"}", "Retry-After", "2");
      case 11:
        return exchange.rejection(503, "INTERNAL_ERROR", "unavailable");
      case 12:
        exchange.apply(good);
        return exchange.rejection(504, "INTERNAL_ERROR", "timeout");
      case 13:
        return exchange.response(200, "");
      default:
        // Some are done and told, some done and not told, some neither.
        List<Pair> told = new ArrayList<>();
        for (Pair pair : good) {
          int what = random.nextInt(3);
          if (what < 2) {
            exchange.apply(List.of(pair));
          }
          if (what == 0) {
            told.add(pair);
          }
        }
        String[] statuses = {"PENDING", "PROCESSING", "CANCELED", "COMPLETE", "CANCELLED"};
        return exchange.results(
            200, statuses[random.nextInt(5)], rows(exchange, told, random), null, null);
    }
  }

  private Response rejection(
      Exchange exchange, List<Pair> good, List<Pair> bad, SplittableRandom random) {
    Set<String> from = new LinkedHashSet<>();
    Set<String> to = new LinkedHashSet<>();
    for (Pair pair : bad) {
      if (missing.contains(record(exchange.fromType, pair.from()))) {
        from.add(pair.from());
      }
      if (missing.contains(record(exchange.toType, pair.to()))) {
        to.add(pair.to());
      }
    }
    Set<String> ids = new LinkedHashSet<>(from);
    ids.addAll(to);
    List<String> errors = new ArrayList<>();
    int count = from.size() + to.size();
    int style = random.nextInt(16);
    switch (style) {
      case 0:
        from.forEach(id -> errors.add(sided(exchange.fromType, id, "FROM")));
        to.forEach(id -> errors.add(sided(exchange.toType, id, "TO")));
        break;
      case 1:
        Set<String> records = new LinkedHashSet<>();
        from.forEach(id -> records.add(record(exchange.fromType, id)));
        to.forEach(id -> records.add(record(exchange.toType, id)));
        for (String record : records) {
          int equals = record.indexOf('=');
          errors.add(
              StubHubSpot.error(
                  "OBJECT_NOT_FOUND",
                  null,
                  "No such object",
                  Map.of(
                      "objectType",
                      List.of(record.substring(0, equals)),
                      "id",
                      List.of(record.substring(equals + 1)))));
        }
        break;
      case 2:
        for (Pair pair : bad) {
          errors.add(
              StubHubSpot.error(
                  "VALIDATION_ERROR",
                  null,
                  "One or more associations are invalid",
                  Map.of("fromObjectId", List.of(pair.from()), "toObjectId", List.of(pair.to()))));
        }
        break;
      case 3:
        errors.add(invalid(Map.of("ids", withInnocent(ids, good, random))));
        break;
      case 4:
        errors.add(invalid(invalidObjectIds(exchange, from, to)));
        break;
      case 5:
        errors.add(invalid(Map.of()));
        break;
      case 6:
        errors.add(
            from.isEmpty()
                ? sided(exchange.toType, to.iterator().next(), "TO")
                : sided(exchange.fromType, from.iterator().next(), "FROM"));
        exchange.apply(good);
        return exchange.results(207, "COMPLETE", rows(exchange, good, random), errors, count + 1);
      case 7:
        exchange.apply(good);
        return exchange.results(207, "COMPLETE", rows(exchange, good, random), List.of(), count);
      case 8:
        exchange.apply(good);
        return exchange.results(
            207, "COMPLETE", rows(exchange, good, random), List.of("\"some are invalid\""), null);
      case 9:
        // Only the first missing record is named, the whole page rejected.
        return from.isEmpty()
            ? exchange.response(400, sided(exchange.toType, to.iterator().next(), "TO"))
            : exchange.response(404, sided(exchange.fromType, from.iterator().next(), "FROM"));
      case 10:
        return exchange.response(400, invalid(Map.of("ids", withInnocent(ids, good, random))));
      case 11:
        return exchange.response(400, invalid(invalidObjectIds(exchange, from, to)));
      case 12:
        return exchange.response(400, invalid(Map.of()));
      case 13:
        return exchange.response(
            400,
            StubHubSpot.error(
                "VALIDATION_ERROR",
                null,
                "Duplicate IDs found in batch input",
                Map.of("id", withInnocent(ids, good, random))));
      case 14:
        return exchange.response(400, List.of("", "{", "no").get(random.nextInt(3)));
      default:
        return exchange.rejection(409, "CONFLICT", "Something is in the way");
    }
    exchange.apply(good);
    return exchange.results(
        random.nextBoolean() ? 207 : 200,
        "COMPLETE",
        rows(exchange, good, random),
        errors,
        errors.size());
  }

  /** An error that does not say who is missing may name records that exist, too. */
  private static List<String> withInnocent(
      Set<String> ids, List<Pair> good, SplittableRandom random) {
    Set<String> all = new LinkedHashSet<>(ids);
    if (!good.isEmpty() && random.nextBoolean()) {
      all.add(good.get(random.nextInt(good.size())).from());
    }
    return List.copyOf(all);
  }

  private static Map<String, List<String>> invalidObjectIds(
      Exchange exchange, Set<String> from, Set<String> to) {
    List<String> texts = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String id : from) {
      if (seen.add(record(exchange.fromType, id))) {
        texts.add(record(exchange.fromType, id) + " is not valid");
      }
    }
    for (String id : to) {
      if (seen.add(record(exchange.toType, id))) {
        texts.add(record(exchange.toType, id) + " is not valid");
      }
    }
    Map<String, List<String>> context = new LinkedHashMap<>();
    context.put("INVALID_OBJECT_IDS", texts);
    return context;
  }

  private static String sided(String type, String id, String side) {
    return StubHubSpot.error(
        "OBJECT_NOT_FOUND",
        "crm.associations." + side + "_OBJECT_NOT_FOUND",
        "No " + type + " with ID " + id + " exists",
        Map.of("objectType", List.of(NAMES.getOrDefault(type, type)), "id", List.of(id)));
  }

  private static String invalid(Map<String, List<String>> context) {
    return StubHubSpot.error(
        "VALIDATION_ERROR", null, "One or more associations are invalid", context);
  }
}

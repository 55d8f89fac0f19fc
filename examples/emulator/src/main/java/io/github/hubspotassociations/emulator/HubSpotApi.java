package io.github.hubspotassociations.emulator;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The two endpoints: what HubSpot would answer to a request, and what it would do. */
final class HubSpotApi implements HttpServer.Handler {
  private static final int MAX_INPUTS = 2_000;
  private static final PathTemplate SINGLE =
      PathTemplate.of(
          "/crm/v4/objects/{fromObjectType}/{fromObjectId}/associations/default/{toObjectType}/{toObjectId}");
  private static final PathTemplate BATCH =
      PathTemplate.of(
          "/crm/v4/associations/{fromObjectType}/{toObjectType}/batch/associate/default");

  private final Clock clock;
  private final Records records;
  private final Set<String> tokens;
  private final RateLimiter limiter;
  private final RecordedAssociations associations;

  HubSpotApi(
      Clock clock,
      Records records,
      Set<String> tokens,
      RateLimits limits,
      RecordedAssociations associations) {
    this.clock = clock;
    this.records = records;
    this.tokens = Set.copyOf(tokens);
    this.limiter = new RateLimiter(limits, clock);
    this.associations = associations;
  }

  @Override
  public void refused(int status) {}

  @Override
  public Reply handle(HttpRequest request) {
    String correlationId = UUID.randomUUID().toString();
    HttpAnswer answer = answer(request, correlationId);
    return Reply.of(answer.withHeader("x-hubspot-correlation-id", correlationId));
  }

  private HttpAnswer answer(HttpRequest request, String correlationId) {
    List<String> single = SINGLE.match(request.path());
    List<String> batch = single == null ? BATCH.match(request.path()) : null;
    if (single == null && batch == null) {
      return HttpPages.notFound();
    }
    String method = single != null ? "PUT" : "POST";
    if (!request.method().equals(method)) {
      return HttpPages.error(405, "Only " + method + " is allowed here")
          .withHeader("Allow", method);
    }
    String token = token(request);
    if (token == null) {
      return ApiError.of(
              401,
              "Authentication credentials not found. This API supports OAuth 2.0 authentication"
                  + " and you can find more details at"
                  + " https://developers.hubspot.com/docs/methods/auth/oauth-overview",
              "INVALID_AUTHENTICATION")
          .answer(correlationId);
    }
    if (!tokens.isEmpty() && !tokens.contains(token)) {
      return ApiError.of(401, "The access token is not valid.", "INVALID_AUTHENTICATION")
          .answer(correlationId);
    }
    RateLimiter.Decision decision = limiter.count(token, false);
    HttpAnswer answer;
    if (decision.refusedBy() != null) {
      answer = ApiError.rateLimit(decision.refusedBy(), correlationId);
    } else if (single != null) {
      answer = associate(single, correlationId);
    } else {
      answer = associateBatch(batch, request, correlationId);
    }
    for (Map.Entry<String, String> header : decision.headers().entrySet()) {
      answer = answer.withHeader(header.getKey(), header.getValue());
    }
    return answer;
  }

  private static @Nullable String token(HttpRequest request) {
    String authorization = request.header("Authorization");
    if (authorization == null
        || !authorization.toLowerCase(Locale.ROOT).startsWith("bearer ")
        || authorization.substring("bearer ".length()).isBlank()) {
      return null;
    }
    return authorization.substring("bearer ".length()).trim();
  }

  private HttpAnswer associate(List<String> parameters, String correlationId) {
    Instant started = clock.instant();
    ObjectType fromType = ObjectType.find(parameters.get(0));
    ObjectType toType = ObjectType.find(parameters.get(2));
    if (fromType == null || toType == null) {
      return ApiError.unknownObjectType(parameters.get(fromType == null ? 0 : 2))
          .answer(correlationId);
    }
    PairIds pair = new PairIds(parameters.get(1), parameters.get(3));
    if (!records.exists(pair.from())) {
      return ApiError.notFound(new MissingRecord(true, fromType, pair.from()))
          .answer(correlationId);
    }
    if (!records.exists(pair.to())) {
      return ApiError.notFound(new MissingRecord(false, toType, pair.to())).answer(correlationId);
    }
    associations.add(fromType, pair.from(), toType, pair.to());
    return BatchAnswer.of(fromType, toType, List.of(pair), List.of(), started, clock.instant());
  }

  private HttpAnswer associateBatch(
      List<String> parameters, HttpRequest request, String correlationId) {
    Instant started = clock.instant();
    ObjectType fromType = ObjectType.find(parameters.get(0));
    ObjectType toType = ObjectType.find(parameters.get(1));
    if (fromType == null || toType == null) {
      return ApiError.unknownObjectType(parameters.get(fromType == null ? 0 : 1))
          .answer(correlationId);
    }
    if (request.body().length == 0) {
      return ApiError.missingBody().answer(correlationId);
    }
    List<PairIds> inputs;
    try {
      inputs = BatchInputs.read(request.body());
    } catch (BatchInputs.InvalidException e) {
      return ApiError.validation(e.getMessage()).answer(correlationId);
    }
    if (inputs.size() > MAX_INPUTS) {
      return ApiError.validation(
              "The batch has " + inputs.size() + " inputs; the maximum is " + MAX_INPUTS)
          .answer(correlationId);
    }
    Set<PairIds> seen = new HashSet<>();
    Set<MissingRecord> missing = new LinkedHashSet<>();
    List<PairIds> associated = new ArrayList<>(inputs.size());
    for (PairIds pair : inputs) {
      if (!seen.add(pair)) {
        return ApiError.validation(
                "Duplicate associations found in batch input: ["
                    + pair.from()
                    + "->"
                    + pair.to()
                    + "]. Associations must be unique")
            .answer(correlationId);
      }
      boolean fromExists = records.exists(pair.from());
      boolean toExists = records.exists(pair.to());
      if (!fromExists) {
        missing.add(new MissingRecord(true, fromType, pair.from()));
      }
      if (!toExists) {
        missing.add(new MissingRecord(false, toType, pair.to()));
      }
      if (fromExists && toExists) {
        associated.add(pair);
      }
    }
    for (PairIds pair : associated) {
      associations.add(fromType, pair.from(), toType, pair.to());
    }
    return BatchAnswer.of(
        fromType, toType, associated, List.copyOf(missing), started, clock.instant());
  }
}

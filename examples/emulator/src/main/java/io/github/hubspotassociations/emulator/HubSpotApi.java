package io.github.hubspotassociations.emulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** The two endpoints: what HubSpot would answer to a request, what it would do, and the faults. */
final class HubSpotApi implements HttpServer.Handler {
  private static final int MAX_INPUTS = 2_000;
  private static final int MAX_VIOLATIONS = 1_000;

  private final Clock clock;
  private final Records records;
  private final Tokens tokens;
  private final RateLimiter limiter;
  private final boolean batchExemption;
  private final boolean duplicatesRefused;
  private final RefusalStyle refusalStyle;
  private final Faults faults;
  private final RecordedAssociations associations;
  private final RequestCounts requests;
  private final StatusPages statusPages;
  private final @Nullable Contract contract;
  private final Queue<ContractViolation> violations = new ConcurrentLinkedQueue<>();

  HubSpotApi(
      HubSpotEmulator.Builder options, HubSpotEmulator emulator, @Nullable Contract contract) {
    this.clock = options.clock;
    this.records = emulator.records;
    this.tokens = emulator.tokens;
    this.limiter = emulator.limiter;
    this.batchExemption = options.batchExemption;
    this.duplicatesRefused = options.duplicatesRefused;
    this.refusalStyle = options.refusals;
    this.faults = emulator.faults();
    this.associations = emulator.associations();
    this.requests = emulator.requests();
    this.statusPages = new StatusPages(associations, requests);
    this.contract = contract;
  }

  /** A request to one of the endpoints. */
  private record Call(
      HttpRequest request, Route route, Plan plan, List<String> violations, String correlationId) {

    boolean isBatch() {
      return route.isBatch();
    }

    List<String> parameters() {
      return route.parameters();
    }

    String fromType() {
      return parameters().get(0);
    }

    String toType() {
      return parameters().get(isBatch() ? 1 : 2);
    }
  }

  @Override
  public void rejected(int status) {
    requests.addOther();
    requests.addStatus(status);
  }

  @Override
  public Reply handle(HttpRequest request) {
    if (request.path().startsWith(StatusPages.PREFIX)) {
      return Reply.of(statusPages.answer(request));
    }
    String correlationId = UUID.randomUUID().toString();
    Route route = Route.of(request.path());
    if (route == null) {
      return other(request, HttpPages.notFound(), correlationId);
    }
    if (!request.method().equals(route.method())) {
      HttpAnswer refusal = ErrorPages.api(405, correlationId).withHeader("Allow", route.method());
      return other(request, refusal, correlationId);
    }
    if (route.isBatch()) {
      requests.addBatch();
    } else {
      requests.addSingle();
    }
    Plan plan = faults.plan(request);
    List<String> wrong = contract == null ? List.of() : contract.violations(request);
    return reply(new Call(request, route, plan, wrong, correlationId));
  }

  /** Of a path or method that the document does not have. */
  private Reply other(HttpRequest request, HttpAnswer answer, String correlationId) {
    if (contract != null) {
      List<String> wrong = contract.violations(request);
      add(ContractViolation.Part.REQUEST, request, answer.status(), wrong);
    }
    requests.addOther();
    requests.addStatus(answer.status());
    return Reply.of(answer.withHeader("x-hubspot-correlation-id", correlationId));
  }

  private Reply reply(Call call) {
    Plan plan = call.plan();
    HttpAnswer answer = null;
    if (plan.cut != Plan.Cut.BEFORE_WORK && (plan.instead == null || plan.afterWork)) {
      answer = answer(call);
    }
    if (plan.instead != null) {
      answer = plan.instead.apply(call.correlationId());
    }
    if (plan.cut != Plan.Cut.NONE || answer == null) {
      requests.addUnanswered();
      return new Reply(null, plan.reset, plan.latency, -1, 0, Duration.ZERO);
    }
    if (plan.retryAfter != null) {
      answer = answer.withHeader("Retry-After", plan.retryAfter);
    }
    answer = checked(call, answer.withHeader("x-hubspot-correlation-id", call.correlationId()));
    requests.addStatus(answer.status());
    int bodyLimit = plan.bodyLimit == Plan.HALF ? answer.body().length / 2 : plan.bodyLimit;
    return new Reply(answer, plan.reset, plan.latency, bodyLimit, plan.pieceSize, plan.piecePause);
  }

  /** The answer, if it and the request are as the OpenAPI document says. */
  private HttpAnswer checked(Call call, HttpAnswer answer) {
    if (contract == null) {
      return answer;
    }
    HttpRequest request = call.request();
    if (!call.violations().isEmpty()) {
      add(ContractViolation.Part.REQUEST, request, answer.status(), call.violations());
    }
    if (call.plan().breaksContract()) {
      return answer;
    }
    List<String> wrong = contract.violations(request.method(), request.path(), answer);
    if (wrong.isEmpty()) {
      return answer;
    }
    add(ContractViolation.Part.ANSWER, request, answer.status(), wrong);
    return ErrorPages.error(
        500,
        "The emulator's answer breaks the OpenAPI document: " + String.join("; ", wrong),
        "INTERNAL_ERROR",
        call.correlationId());
  }

  private void add(
      ContractViolation.Part part, HttpRequest request, int status, List<String> messages) {
    if (violations.size() < MAX_VIOLATIONS) {
      violations.add(
          new ContractViolation(part, request.method(), request.path(), status, messages));
    }
  }

  List<ContractViolation> violations() {
    return List.copyOf(violations);
  }

  void clearViolations() {
    violations.clear();
  }

  private HttpAnswer answer(Call call) {
    String token = Tokens.of(call.request());
    HttpAnswer refusal = tokens.refusal(token, clock.instant(), call.correlationId());
    if (token == null || refusal != null) {
      return refusal == null ? ErrorPages.noCredentials(call.correlationId()) : refusal;
    }
    boolean exempt = call.isBatch() && batchExemption;
    RateLimiter.Decision decision = limiter.count(token, exempt);
    HttpAnswer answer;
    if (decision.refusedBy() == null) {
      answer = call.isBatch() ? associateBatch(call) : associate(call);
    } else {
      answer = ErrorPages.rateLimit(decision.refusedBy(), call.correlationId());
      if (decision.retryAfter() != null) {
        answer = answer.withHeader("Retry-After", decision.retryAfter());
      }
    }
    for (Map.Entry<String, String> header : decision.headers().entrySet()) {
      answer = answer.withHeader(header.getKey(), header.getValue());
    }
    return exempt
        ? answer.withHeader("x-hubspot-rate-limit-exemptions", "[\"ten-secondly\"]")
        : answer;
  }

  private HttpAnswer associate(Call call) {
    Instant started = clock.instant();
    ObjectType fromType = ObjectType.find(call.fromType());
    ObjectType toType = ObjectType.find(call.toType());
    if (fromType == null || toType == null) {
      return unknownType(call, fromType == null ? call.fromType() : call.toType());
    }
    if (!call.violations().isEmpty()) {
      return brokenContract(call);
    }
    PairIds pair = new PairIds(call.parameters().get(1), call.parameters().get(3));
    Work work = work(call, fromType, toType, List.of(pair), started);
    if (work.missing().isEmpty()) {
      return BatchAnswer.of(work, style(call), call.plan());
    }
    RefusalStyle style = style(call);
    if (style.isWholeBatch()) {
      return Refusals.wholeBatch(work.missing(), style, call.correlationId());
    }
    MissingRecord first = work.missing().get(0);
    return ErrorPages.error(
        404,
        first.message(),
        "OBJECT_NOT_FOUND",
        first.subCategory(),
        first.context(),
        call.correlationId());
  }

  private HttpAnswer associateBatch(Call call) {
    Instant started = clock.instant();
    ObjectType fromType = ObjectType.find(call.fromType());
    ObjectType toType = ObjectType.find(call.toType());
    if (fromType == null || toType == null) {
      return unknownType(call, fromType == null ? call.fromType() : call.toType());
    }
    if (call.request().body().length == 0) {
      return ErrorPages.missingBody(call.correlationId());
    }
    if (!isJson(call.request())) {
      return ErrorPages.api(415, call.correlationId());
    }
    List<PairIds> inputs;
    try {
      inputs = BatchInputs.read(call.request().body());
    } catch (BatchInputs.InvalidException e) {
      return ErrorPages.validation(String.valueOf(e.getMessage()), call.correlationId());
    }
    if (inputs.size() > MAX_INPUTS) {
      return ErrorPages.validation(
          "The batch has " + inputs.size() + " inputs; the maximum is " + MAX_INPUTS,
          call.correlationId());
    }
    PairIds duplicate = duplicatesRefused ? duplicate(inputs) : null;
    if (duplicate != null) {
      return ErrorPages.validation(
          "Duplicate associations found in batch input: ["
              + duplicate.from()
              + " -> "
              + duplicate.to()
              + "]. Associations must be unique",
          call.correlationId());
    }
    if (!call.violations().isEmpty()) {
      return brokenContract(call);
    }
    Work work = work(call, fromType, toType, inputs, started);
    RefusalStyle style = style(call);
    return !work.missing().isEmpty() && style.isWholeBatch()
        ? Refusals.wholeBatch(work.missing(), style, call.correlationId())
        : BatchAnswer.of(work, style, call.plan());
  }

  private static HttpAnswer unknownType(Call call, String type) {
    return ErrorPages.unknownObjectType(type, call.correlationId());
  }

  private static HttpAnswer brokenContract(Call call) {
    return ErrorPages.validation(
        "The request breaks the OpenAPI document: " + String.join("; ", call.violations()),
        call.correlationId());
  }

  private static boolean isJson(HttpRequest request) {
    String type = request.header("Content-Type");
    return type == null || type.toLowerCase(Locale.ROOT).startsWith("application/json");
  }

  private static @Nullable PairIds duplicate(List<PairIds> inputs) {
    Set<PairIds> seen = new HashSet<>();
    for (PairIds pair : inputs) {
      if (!seen.add(pair)) {
        return pair;
      }
    }
    return null;
  }

  private RefusalStyle style(Call call) {
    return call.plan().refusals == null ? refusalStyle : call.plan().refusals;
  }

  /** Associates the inputs whose records exist, or none if one missing refuses the whole batch. */
  private Work work(
      Call call, ObjectType fromType, ObjectType toType, List<PairIds> inputs, Instant started) {
    requests.addInputs(inputs.size());
    List<PairIds> associated = new ArrayList<>(inputs.size());
    List<PairIds> refused = new ArrayList<>();
    Set<MissingRecord> missing = new LinkedHashSet<>();
    for (PairIds pair : inputs) {
      boolean fromExists = exists(call, pair.from());
      boolean toExists = exists(call, pair.to());
      if (!fromExists) {
        missing.add(new MissingRecord(true, fromType, pair.from()));
      }
      if (!toExists) {
        missing.add(new MissingRecord(false, toType, pair.to()));
      }
      (fromExists && toExists ? associated : refused).add(pair);
    }
    if (missing.isEmpty() || !style(call).isWholeBatch()) {
      for (PairIds pair : associated) {
        associations.add(fromType, pair.from(), toType, pair.to());
      }
    }
    return new Work(
        fromType, toType, associated, refused, List.copyOf(missing), started, clock.instant());
  }

  private boolean exists(Call call, String id) {
    return records.exists(id) && !call.plan().missing.contains(id);
  }
}

package io.github.hubspotassociations.emulator;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The API: what HubSpot would answer to a request, what it would do, and the faults. */
final class HubSpotApi implements HttpServer.Handler {
  private static final String CORRELATION_ID = "x-hubspot-correlation-id";

  private final Clock clock;
  private final Tokens tokens;
  private final RateLimiter limiter;
  private final boolean batchExemption;
  private final boolean v4;
  private final Faults faults;
  private final RequestCounts requests;
  private final Associator associator;
  private final TokenEndpoint tokenEndpoint;
  private final RequestLog log = new RequestLog();
  private final ControlApi control;
  private final ContractLog contract;

  HubSpotApi(HubSpotEmulator.Builder options, HubSpotEmulator emulator, ContractLog contract) {
    this.clock = options.clock;
    this.tokens = emulator.tokens;
    this.limiter = emulator.limiter;
    this.batchExemption = options.batchExemption;
    this.v4 = options.v4;
    this.faults = emulator.faults();
    this.requests = emulator.requests();
    this.associator = new Associator(options, emulator);
    this.tokenEndpoint = new TokenEndpoint(options, tokens);
    this.control = new ControlApi(emulator, log, new OriginCheck(options.allowedHosts));
    this.contract = contract;
  }

  @Override
  public void rejected(int status) {
    requests.addOther();
    requests.addStatus(status);
  }

  @Override
  public Reply handle(HttpRequest request) {
    if (ControlApi.serves(request)) {
      return Reply.of(control.answer(request));
    }
    String correlationId = UUID.randomUUID().toString();
    Route route = Route.of(request.path());
    if (route == null) {
      String message = "There is no " + request.method() + " " + request.path() + " here";
      return other(request, ErrorPages.unknownPath(message, Route.known(v4)), correlationId);
    }
    if (!v4 && route.release().equals(Route.V4)) {
      String message = "Version 4 is switched off here: use a dated release, such as 2026-03";
      return other(request, ErrorPages.unknownPath(message, Route.known(false)), correlationId);
    }
    String method = route.endpoint().method();
    if (!request.method().equals(method)) {
      HttpAnswer refusal = ErrorPages.api(405, correlationId).withHeader("Allow", method);
      return other(request, refusal, correlationId);
    }
    switch (route.endpoint()) {
      case TOKEN -> {
        return token(request, correlationId);
      }
      case BATCH -> requests.addBatch();
      case SINGLE -> requests.addSingle();
    }
    Plan plan = faults.plan(request);
    return reply(new Call(request, route, plan, contract.violations(request), correlationId));
  }

  /** Of a path or method that the document does not have. */
  private Reply other(HttpRequest request, HttpAnswer answer, String correlationId) {
    contract.add(request, answer, contract.violations(request));
    requests.addOther();
    requests.addStatus(answer.status());
    log.add(clock.instant(), request, answer.status());
    return Reply.of(answer.withHeader(CORRELATION_ID, correlationId));
  }

  private Reply token(HttpRequest request, String correlationId) {
    requests.addToken();
    HttpAnswer answer =
        tokenEndpoint.answer(request, correlationId).withHeader(CORRELATION_ID, correlationId);
    contract.add(request, answer, contract.violations(request));
    answer = contract.checked(request, answer, correlationId);
    requests.addStatus(answer.status());
    log.add(clock.instant(), request, answer.status());
    return Reply.of(answer);
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
      log.add(clock.instant(), call.request(), 0);
      return new Reply(null, plan.reset, plan.latency, -1, 0, Duration.ZERO);
    }
    if (plan.retryAfter != null) {
      answer = answer.withHeader("Retry-After", plan.retryAfter);
    }
    for (Map.Entry<String, String> header : plan.headers.entrySet()) {
      answer = answer.withHeader(header.getKey(), header.getValue());
    }
    answer = answer.withHeader(CORRELATION_ID, call.correlationId());
    contract.add(call.request(), answer, call.violations());
    if (!plan.breaksContract()) {
      answer = contract.checked(call.request(), answer, call.correlationId());
    }
    requests.addStatus(answer.status());
    log.add(clock.instant(), call.request(), answer.status());
    int bodyLimit = plan.bodyLimit == Plan.HALF ? answer.body().length / 2 : plan.bodyLimit;
    return new Reply(answer, plan.reset, plan.latency, bodyLimit, plan.pieceSize, plan.piecePause);
  }

  List<ContractViolation> violations() {
    return contract.all();
  }

  void clear() {
    contract.clear();
    log.clear();
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
      answer = call.isBatch() ? associator.associateBatch(call) : associator.associate(call);
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
}

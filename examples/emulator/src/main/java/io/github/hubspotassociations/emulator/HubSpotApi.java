package io.github.hubspotassociations.emulator;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Handles requests as HubSpot would, and applies the faults. */
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
  public WireResponse handle(HttpRequest request) {
    if (ControlApi.serves(request)) {
      return WireResponse.of(control.respond(request));
    }
    String correlationId = UUID.randomUUID().toString();
    Route route = Route.of(request.path());
    if (route == null) {
      String message = "There is no " + request.method() + " " + request.path();
      return other(request, ErrorPages.unknownPath(message, Route.known(v4)), correlationId);
    }
    if (!v4 && route.release().equals(Route.V4)) {
      String message = "Version 4 is switched off: use a dated release, such as 2026-03";
      return other(request, ErrorPages.unknownPath(message, Route.known(false)), correlationId);
    }
    String method = route.endpoint().method();
    if (!request.method().equals(method)) {
      HttpResponse rejection = ErrorPages.api(405, correlationId).withHeader("Allow", method);
      return other(request, rejection, correlationId);
    }
    switch (route.endpoint()) {
      case TOKEN -> {
        return token(request, correlationId);
      }
      case BATCH -> requests.addBatch();
      case SINGLE -> requests.addSingle();
    }
    FaultPlan plan = faults.plan(request);
    return respond(
        new AssociateCall(request, route, plan, contract.violations(request), correlationId));
  }

  /** Responds to a path or method that the document does not have. */
  private WireResponse other(HttpRequest request, HttpResponse response, String correlationId) {
    contract.add(request, response, contract.violations(request));
    requests.addOther();
    requests.addStatus(response.status());
    log.add(clock.instant(), request, response.status());
    return WireResponse.of(response.withHeader(CORRELATION_ID, correlationId));
  }

  private WireResponse token(HttpRequest request, String correlationId) {
    requests.addToken();
    HttpResponse response =
        tokenEndpoint.respond(request, correlationId).withHeader(CORRELATION_ID, correlationId);
    contract.add(request, response, contract.violations(request));
    response = contract.checked(request, response, correlationId);
    requests.addStatus(response.status());
    log.add(clock.instant(), request, response.status());
    return WireResponse.of(response);
  }

  private WireResponse respond(AssociateCall call) {
    FaultPlan plan = call.plan();
    HttpResponse response = null;
    if (plan.cut != FaultPlan.Cut.BEFORE_WORK && (plan.instead == null || plan.afterWork)) {
      response = process(call);
    }
    if (plan.instead != null) {
      response = plan.instead.apply(call.correlationId());
    }
    if (plan.cut != FaultPlan.Cut.NONE || response == null) {
      requests.addWithoutResponse();
      log.add(clock.instant(), call.request(), 0);
      return new WireResponse(null, plan.reset, plan.latency, -1, 0, Duration.ZERO);
    }
    if (plan.retryAfter != null) {
      response = response.withHeader("Retry-After", plan.retryAfter);
    }
    for (Map.Entry<String, String> header : plan.headers.entrySet()) {
      response = response.withHeader(header.getKey(), header.getValue());
    }
    response = response.withHeader(CORRELATION_ID, call.correlationId());
    contract.add(call.request(), response, call.violations());
    if (!plan.breaksContract()) {
      response = contract.checked(call.request(), response, call.correlationId());
    }
    requests.addStatus(response.status());
    log.add(clock.instant(), call.request(), response.status());
    int bodyLimit = plan.bodyLimit == FaultPlan.HALF ? response.body().length / 2 : plan.bodyLimit;
    return new WireResponse(
        response, plan.reset, plan.latency, bodyLimit, plan.pieceSize, plan.piecePause);
  }

  List<ContractViolation> violations() {
    return contract.all();
  }

  void clear() {
    contract.clear();
    log.clear();
  }

  private HttpResponse process(AssociateCall call) {
    String token = Tokens.of(call.request());
    HttpResponse rejection = tokens.rejection(token, clock.instant(), call.correlationId());
    if (token == null || rejection != null) {
      return rejection == null ? ErrorPages.noCredentials(call.correlationId()) : rejection;
    }
    boolean exempt = call.isBatch() && batchExemption;
    RateLimiter.Decision decision = limiter.count(token, exempt);
    HttpResponse response;
    if (decision.rejectedBy() == null) {
      response = call.isBatch() ? associator.associateBatch(call) : associator.associate(call);
    } else {
      response = ErrorPages.rateLimit(decision.rejectedBy(), call.correlationId());
      if (decision.retryAfter() != null) {
        response = response.withHeader("Retry-After", decision.retryAfter());
      }
    }
    for (Map.Entry<String, String> header : decision.headers().entrySet()) {
      response = response.withHeader(header.getKey(), header.getValue());
    }
    return exempt
        ? response.withHeader("x-hubspot-rate-limit-exemptions", "[\"ten-secondly\"]")
        : response;
  }
}

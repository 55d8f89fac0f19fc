package io.github.hubspotassociations.emulator;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Handles the requests to associate that have a valid token and are within the limits. */
final class Associator {
  private static final int MAX_INPUTS = 2_000;

  private final Clock clock;
  private final Records records;
  private final boolean duplicatesRejected;
  private final RejectionStyle rejectionStyle;
  private final RecordedAssociations associations;
  private final RequestCounts requests;

  Associator(HubSpotEmulator.Builder options, HubSpotEmulator emulator) {
    this.clock = options.clock;
    this.records = emulator.records;
    this.duplicatesRejected = options.duplicatesRejected;
    this.rejectionStyle = options.rejectionStyle;
    this.associations = emulator.associations();
    this.requests = emulator.requests();
  }

  /** Handles a request to associate one pair. */
  HttpResponse associate(AssociateCall call) {
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
    ProcessedInputs processed = process(call, fromType, toType, List.of(pair), started);
    if (processed.missing().isEmpty()) { // Some may have failed: that is a 207 here too.
      return BatchResponseWriter.of(processed, style(call), call.plan());
    }
    RejectionStyle style = style(call);
    if (style.isWholeBatch()) {
      return Rejections.wholeBatch(processed.missing(), style, call.correlationId());
    }
    MissingRecord first = processed.missing().get(0);
    return ErrorPages.error(
        404,
        first.message(),
        "OBJECT_NOT_FOUND",
        first.subCategory(),
        first.context(),
        call.correlationId());
  }

  /** Handles a request to associate a batch. */
  HttpResponse associateBatch(AssociateCall call) {
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
    PairIds duplicate = duplicatesRejected ? duplicate(inputs) : null;
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
    ProcessedInputs processed = process(call, fromType, toType, inputs, started);
    RejectionStyle style = style(call);
    return !processed.missing().isEmpty() && style.isWholeBatch()
        ? Rejections.wholeBatch(processed.missing(), style, call.correlationId())
        : BatchResponseWriter.of(processed, style, call.plan());
  }

  private static HttpResponse unknownType(AssociateCall call, String type) {
    return ErrorPages.unknownObjectType(type, call.correlationId());
  }

  private static HttpResponse brokenContract(AssociateCall call) {
    return ErrorPages.validation(
        "The request violates the OpenAPI document: " + String.join("; ", call.violations()),
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

  private RejectionStyle style(AssociateCall call) {
    return call.plan().rejectionStyle == null ? rejectionStyle : call.plan().rejectionStyle;
  }

  /**
   * Associates the inputs whose records exist, or none if a missing one rejects the whole batch.
   */
  private ProcessedInputs process(
      AssociateCall call,
      ObjectType fromType,
      ObjectType toType,
      List<PairIds> inputs,
      Instant started) {
    requests.addInputs(inputs.size());
    List<PairIds> associated = new ArrayList<>(inputs.size());
    List<PairIds> rejected = new ArrayList<>();
    List<PairIds> failed = new ArrayList<>();
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
      if (!fromExists || !toExists) {
        rejected.add(pair);
      } else {
        (fails(call.plan()) ? failed : associated).add(pair);
      }
    }
    if (missing.isEmpty() || !style(call).isWholeBatch()) {
      for (PairIds pair : associated) {
        associations.add(fromType, pair.from(), toType, pair.to());
      }
    }
    return new ProcessedInputs(
        fromType,
        toType,
        associated,
        rejected,
        failed,
        call.plan().entryCategory,
        List.copyOf(missing),
        started,
        clock.instant());
  }

  private static boolean fails(FaultPlan plan) {
    return plan.entryOneIn > 0 && plan.random.nextInt(plan.entryOneIn) == 0;
  }

  private boolean exists(AssociateCall call, String id) {
    return records.exists(id) && !call.plan().missing.contains(id);
  }
}

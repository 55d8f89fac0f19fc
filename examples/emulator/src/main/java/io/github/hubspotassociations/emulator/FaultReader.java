package io.github.hubspotassociations.emulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads a fault from a JSON object with one member for each thing that goes wrong, such as {@code
 * {"status":503,"retryAfter":2}}. Messages name the member and the values that it takes.
 */
final class FaultReader {
  /** All members, in the order in which their faults are combined. */
  private static final List<String> MEMBERS =
      List.of(
          "status",
          "html",
          "body",
          "contentType",
          "policy",
          "scopes",
          "expiredToken",
          "retryAfter",
          "afterWork",
          "latencyMillis",
          "close",
          "reset",
          "truncateAfter",
          "pieceBytes",
          "piecePauseMillis",
          "results",
          "unmentionedOneIn",
          "batchStatus",
          "sparseErrors",
          "rejectionStyle",
          "missing");

  private final Map<String, ?> json;
  private @Nullable Fault fault;

  private FaultReader(Map<String, ?> json) {
    this.json = json;
  }

  /**
   * Reads one fault.
   *
   * @param ignored members with another meaning, such as how often the fault strikes
   * @throws IllegalArgumentException if the object does not describe one
   */
  static Fault read(Map<String, ?> json, Set<String> ignored) {
    Set<String> unknown = new TreeSet<>(json.keySet());
    unknown.removeAll(MEMBERS);
    unknown.removeAll(ignored);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "A fault has no member " + unknown.iterator().next() + ": use some of " + MEMBERS);
    }
    return new FaultReader(json).read();
  }

  private Fault read() {
    response();
    transport();
    results();
    if (fault == null) {
      throw new IllegalArgumentException("The fault is empty: give at least one of " + MEMBERS);
    }
    return fault;
  }

  /** Reads what replaces the response. */
  private void response() {
    Integer status = integer("status");
    String body = text("body");
    if (body != null) {
      String type = text("contentType");
      add(Fault.response(status == null ? 200 : status, type == null ? "text/plain" : type, body));
    } else if (json.containsKey("contentType")) {
      throw new IllegalArgumentException("contentType is given without body");
    } else if (status != null) {
      Object html = json.get("html");
      if (html == null || html.equals(false)) {
        add(status < 400 ? Fault.emptyBody(status) : Fault.status(status));
      } else {
        flag("html");
        add(Fault.html(status));
      }
    } else if (json.containsKey("html")) {
      throw new IllegalArgumentException("html is given without status");
    }
    String policy = text("policy");
    if (policy != null) {
      add(policy.isEmpty() ? Fault.rateLimitedWithoutPolicy() : Fault.rateLimited(policy));
    }
    if (json.containsKey("scopes")) {
      add(Fault.missingScopes(texts("scopes")));
    }
    if (flag("expiredToken")) {
      add(Fault.expiredToken());
    }
    Object retryAfter = json.get("retryAfter");
    if (retryAfter != null) {
      require("retryAfter", retryAfter instanceof String || retryAfter instanceof Double);
      Fault base = required("retryAfter");
      fault =
          retryAfter instanceof Double
              ? base.withRetryAfter(Duration.ofSeconds(natural("retryAfter")))
              : base.withRetryAfter((String) retryAfter);
    }
    if (flag("afterWork")) {
      fault = required("afterWork").afterWork();
    }
  }

  private void transport() {
    if (json.containsKey("latencyMillis")) {
      add(Fault.latency(Duration.ofMillis(natural("latencyMillis"))));
    }
    String close = text("close");
    if (close != null) {
      switch (close) {
        case "before-work" -> add(Fault.closeBeforeWork());
        case "after-work" -> add(Fault.closeAfterWork());
        default ->
            throw new IllegalArgumentException(
                "close is " + close + ": use before-work or after-work");
      }
    }
    if (json.containsKey("truncateAfter")) {
      add(Fault.truncatedBody(Math.toIntExact(natural("truncateAfter"))));
    }
    if (flag("reset")) {
      fault = required("reset").withReset();
    }
    if (json.containsKey("pieceBytes") || json.containsKey("piecePauseMillis")) {
      int bytes = json.containsKey("pieceBytes") ? Math.toIntExact(natural("pieceBytes")) : 1024;
      long pause = json.containsKey("piecePauseMillis") ? natural("piecePauseMillis") : 0;
      add(Fault.slowBody(bytes, Duration.ofMillis(pause)));
    }
  }

  /** Reads what makes a valid response surprising. */
  private void results() {
    String results = text("results");
    if (results != null) {
      switch (results) {
        case "shuffled" -> add(Fault.shuffledResults());
        case "forward" -> add(Fault.forwardResultsOnly());
        case "inverse" -> add(Fault.inverseResultsOnly());
        default ->
            throw new IllegalArgumentException(
                "results is " + results + ": use shuffled, forward or inverse");
      }
    }
    if (json.containsKey("unmentionedOneIn")) {
      add(Fault.unmentionedInputs(Math.toIntExact(natural("unmentionedOneIn"))));
    }
    String batchStatus = text("batchStatus");
    if (batchStatus != null) {
      add(Fault.batchStatus(batchStatus));
    }
    if (flag("sparseErrors")) {
      add(Fault.sparseErrors());
    }
    String rejectionStyle = text("rejectionStyle");
    if (rejectionStyle != null) {
      add(Fault.rejectionStyle(style(rejectionStyle)));
    }
    if (json.containsKey("missing")) {
      add(Fault.missing(texts("missing")));
    }
  }

  private static RejectionStyle style(String name) {
    try {
      return RejectionStyle.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "rejectionStyle is " + name + ": use one of " + Arrays.toString(RejectionStyle.values()),
          e);
    }
  }

  private void add(Fault more) {
    fault = fault == null ? more : fault.and(more);
  }

  private Fault required(String name) {
    if (fault == null) {
      throw new IllegalArgumentException(
          name + " modifies another fault: give that too, such as status or close");
    }
    return fault;
  }

  private @Nullable String text(String name) {
    Object value = json.get(name);
    require(name, value == null || value instanceof String);
    return (String) value;
  }

  private String[] texts(String name) {
    require(name, json.get(name) instanceof List);
    List<String> texts = new ArrayList<>();
    for (Object each : (List<?>) json.get(name)) {
      require(name, each instanceof String);
      texts.add((String) each);
    }
    return texts.toArray(new String[0]);
  }

  private boolean flag(String name) {
    Object value = json.get(name);
    require(name, value == null || value instanceof Boolean);
    return Boolean.TRUE.equals(value);
  }

  private @Nullable Integer integer(String name) {
    return json.containsKey(name) ? Math.toIntExact(natural(name)) : null;
  }

  private long natural(String name) {
    return natural(name, json.get(name));
  }

  /** Returns the value as a whole number, 0 or more. */
  static long natural(String name, @Nullable Object value) {
    if (value instanceof Double number && number >= 0 && number == Math.rint(number)) {
      return Math.min(number.longValue(), Integer.MAX_VALUE);
    }
    throw new IllegalArgumentException(name + " is " + value + ": use a whole number, 0 or more");
  }

  private void require(String name, boolean good) {
    if (!good) {
      throw new IllegalArgumentException(
          name + " is " + json.get(name) + ", which is of the wrong type");
    }
  }
}

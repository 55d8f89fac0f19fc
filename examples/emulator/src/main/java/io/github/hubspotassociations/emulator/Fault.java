package io.github.hubspotassociations.emulator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Makes a request, or its response, go wrong. Immutable; {@link #and} combines faults:
 *
 * <pre>{@code
 * emulator.faults().next(Fault.status(503).withRetryAfter(Duration.ofSeconds(2)));
 * emulator.faults().next(Fault.latency(Duration.ofMillis(50)).and(Fault.closeAfterWork()));
 * }</pre>
 *
 * <p>A fault that replaces the response also keeps the request from being processed, unless {@link
 * #afterWork()} says otherwise.
 */
public final class Fault {
  private final String name;
  private final Consumer<FaultPlan> effect;

  private Fault(String name, Consumer<FaultPlan> effect) {
    this.name = name;
    this.effect = effect;
  }

  void applyTo(FaultPlan plan) {
    effect.accept(plan);
  }

  /**
   * Combines two faults. Where both set the same thing, the other one wins.
   *
   * @param other the fault to add to this one
   * @return the combined fault
   */
  public Fault and(Fault other) {
    return new Fault(name + " and " + other.name, effect.andThen(other.effect));
  }

  // Replace the response

  /**
   * Responds with this status and an error as HubSpot words it.
   *
   * @param status 400 to 599
   * @return the fault
   * @throws IllegalArgumentException if the status is out of range
   */
  public static Fault status(int status) {
    requireError(status);
    return instead("status " + status, id -> ErrorPages.api(status, id));
  }

  /**
   * Responds with this status and the HTML page of a proxy, such as Cloudflare's for 502.
   *
   * @param status 200 to 599
   * @return the fault
   * @throws IllegalArgumentException if the status is out of range
   */
  public static Fault html(int status) {
    requireStatus(status);
    return instead("HTML " + status, id -> HttpPages.error(status, "cloudflare"));
  }

  /**
   * Responds with this status, without a body and without a Content-Type.
   *
   * @param status 200 to 599
   * @return the fault
   * @throws IllegalArgumentException if the status is out of range
   */
  public static Fault emptyBody(int status) {
    requireStatus(status);
    return instead("empty " + status, id -> HttpResponse.empty(status));
  }

  /**
   * Responds with a status and body of your own.
   *
   * @param status 200 to 599
   * @param contentType the Content-Type, such as {@code application/json}
   * @param body the body, sent in UTF-8
   * @return the fault
   * @throws IllegalArgumentException if the status is out of range
   */
  public static Fault response(int status, String contentType, String body) {
    requireStatus(status);
    Objects.requireNonNull(contentType, "contentType");
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return instead(
        "response " + status,
        id -> HttpResponse.empty(status).withBody(bytes).withHeader("Content-Type", contentType));
  }

  /**
   * Responds with 429 for more than 100 requests in ten seconds, without Retry-After.
   *
   * @return the fault
   */
  public static Fault rateLimited() {
    return rateLimited("TEN_SECONDLY_ROLLING");
  }

  /**
   * Responds with 429 for this policy, without Retry-After.
   *
   * @param policyName TEN_SECONDLY_ROLLING, SECONDLY, DAILY, or another
   * @return the fault
   */
  public static Fault rateLimited(String policyName) {
    Objects.requireNonNull(policyName, "policyName");
    return instead("429 " + policyName, id -> ErrorPages.rateLimit(policyName, id));
  }

  /**
   * Responds with 429 and a body that names neither the policy nor a correlation id.
   *
   * @return the fault
   */
  public static Fault rateLimitedWithoutPolicy() {
    return instead("429 without policy", id -> ErrorPages.bareRateLimit());
  }

  /**
   * Responds with 423: a record is locked by another operation.
   *
   * @return the fault
   */
  public static Fault locked() {
    return status(423);
  }

  /**
   * Responds with 477: the account is being migrated.
   *
   * @param retryAfter how long to wait; sent in whole seconds, rounded up
   * @return the fault
   */
  public static Fault migrationInProgress(Duration retryAfter) {
    return status(477).withRetryAfter(retryAfter);
  }

  /**
   * Responds with 401: the token has just expired.
   *
   * @return the fault
   */
  public static Fault expiredToken() {
    return instead(
        "expired token",
        id -> {
          Instant now = Instant.now();
          return ErrorPages.expiredToken(now, now, id);
        });
  }

  /**
   * Responds with 403: the token lacks scopes.
   *
   * @param scopes the missing scopes, as the response names them
   * @return the fault
   */
  public static Fault missingScopes(String... scopes) {
    List<String> names = List.of(scopes);
    return instead("missing scopes", id -> ErrorPages.missingScopes(names, id));
  }

  /**
   * Responds with 488: the account lives in another data centre.
   *
   * @param correct the data centre to use instead, such as {@code eu1}
   * @return the fault
   */
  public static Fault wrongDataCentre(String correct) {
    Objects.requireNonNull(correct, "correct");
    return instead("488 " + correct, id -> ErrorPages.wrongDataCentre(correct));
  }

  /**
   * Redirects (302) to another address, such as the login page of a network.
   *
   * @param location the address
   * @return the fault
   */
  public static Fault redirect(String location) {
    Objects.requireNonNull(location, "location");
    return instead("redirect", id -> HttpPages.found().withHeader("Location", location));
  }

  private static Fault instead(String name, Function<String, HttpResponse> response) {
    return new Fault(
        name,
        plan -> {
          plan.instead = response;
          // What an earlier fault said about its own response does not apply to this one.
          plan.afterWork = false;
          plan.retryAfter = null;
        });
  }

  private static void requireStatus(int status) {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("status is " + status + ": use 200 to 599");
    }
  }

  private static void requireError(int status) {
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("status is " + status + ": use 400 to 599");
    }
  }

  /**
   * Adds {@code Retry-After} in whole seconds, rounded up.
   *
   * @param wait how long to wait
   * @return the fault
   */
  public Fault withRetryAfter(Duration wait) {
    return withRetryAfter(Long.toString(wait.plusNanos(999_999_999).toSeconds()));
  }

  /**
   * Adds {@code Retry-After} with exactly this text: a date, say, or nonsense.
   *
   * @param text the value of the header
   * @return the fault
   */
  public Fault withRetryAfter(String text) {
    Objects.requireNonNull(text, "text");
    return and(new Fault("Retry-After " + text, plan -> plan.retryAfter = text));
  }

  /**
   * Adds a header, or replaces its value.
   *
   * @param name the name of the header, such as {@code Content-Encoding}
   * @param value its value
   * @return the fault
   */
  public Fault withHeader(String name, String value) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(value, "value");
    return and(new Fault(name + ": " + value, plan -> plan.headers.put(name, value)));
  }

  /**
   * Limits this fault to batches with more than this many inputs.
   *
   * @param inputs 0 or more
   * @return the fault
   */
  public Fault aboveInputs(int inputs) {
    return new Fault(
        name + " above " + inputs,
        plan -> {
          if (plan.inputs().size() > inputs) {
            effect.accept(plan);
          }
        });
  }

  /**
   * Limits this fault to batches that name a record with this ID.
   *
   * @param id the ID
   * @return the fault
   */
  public Fault whereNamed(String id) {
    Objects.requireNonNull(id, "id");
    return new Fault(
        name + " where " + id + " is named",
        plan -> {
          if (plan.inputs().stream().anyMatch(p -> p.from().equals(id) || p.to().equals(id))) {
            effect.accept(plan);
          }
        });
  }

  /**
   * Processes the request before the wrong response is sent.
   *
   * @return the fault
   */
  public Fault afterWork() {
    return and(new Fault("after work", plan -> plan.afterWork = true));
  }

  // Transport

  /**
   * Delays the response; the request is processed at once.
   *
   * @param latency the delay
   * @return the fault
   */
  public static Fault latency(Duration latency) {
    Objects.requireNonNull(latency, "latency");
    return new Fault("latency " + latency, plan -> plan.latency = latency);
  }

  /**
   * Closes the connection without processing the request or sending a response.
   *
   * @return the fault
   */
  public static Fault closeBeforeWork() {
    return new Fault("close before work", plan -> plan.cut = FaultPlan.Cut.BEFORE_WORK);
  }

  /**
   * Processes the request, then closes the connection without sending a response.
   *
   * @return the fault
   */
  public static Fault closeAfterWork() {
    return new Fault("close after work", plan -> plan.cut = FaultPlan.Cut.AFTER_WORK);
  }

  /**
   * Resets the connection (TCP RST) where this fault would close it in order.
   *
   * @return the fault
   */
  public Fault withReset() {
    return and(new Fault("reset", plan -> plan.reset = true));
  }

  /**
   * Processes the request, then closes the connection in the middle of the response's body.
   *
   * @return the fault
   */
  public static Fault truncatedBody() {
    return new Fault("truncated body", plan -> plan.bodyLimit = FaultPlan.HALF);
  }

  /**
   * Processes the request, then closes the connection after this many bytes of the response's body.
   *
   * @param bytes 0 or more
   * @return the fault
   * @throws IllegalArgumentException if negative
   */
  public static Fault truncatedBody(int bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes is " + bytes + ": use 0 or more");
    }
    return new Fault("body truncated after " + bytes, plan -> plan.bodyLimit = bytes);
  }

  /**
   * Sends the response's body in pieces.
   *
   * @param bytes the size of a piece, 1 or more
   * @param pause the time after each piece
   * @return the fault
   * @throws IllegalArgumentException if the size is less than 1
   */
  public static Fault slowBody(int bytes, Duration pause) {
    if (bytes < 1) {
      throw new IllegalArgumentException("bytes is " + bytes + ": use 1 or more");
    }
    Objects.requireNonNull(pause, "pause");
    return new Fault(
        "slow body",
        plan -> {
          plan.pieceSize = bytes;
          plan.piecePause = pause;
        });
  }

  // Valid but surprising responses

  /**
   * Returns the rows of the results in random order.
   *
   * @return the fault
   */
  public static Fault shuffledResults() {
    return new Fault("shuffled results", plan -> plan.shuffled = true);
  }

  /**
   * Returns only the rows in the direction of the request.
   *
   * @return the fault
   */
  public static Fault forwardResultsOnly() {
    return new Fault(
        "forward results only", plan -> plan.directions = FaultPlan.Directions.FORWARD);
  }

  /**
   * Returns only the rows in the inverse direction.
   *
   * @return the fault
   */
  public static Fault inverseResultsOnly() {
    return new Fault(
        "inverse results only", plan -> plan.directions = FaultPlan.Directions.INVERSE);
  }

  /**
   * Leaves about one in this many inputs out of the results, although it was associated.
   *
   * @param oneIn 1 for all of them, or more
   * @return the fault
   * @throws IllegalArgumentException if less than 1
   */
  public static Fault unmentionedInputs(int oneIn) {
    if (oneIn < 1) {
      throw new IllegalArgumentException("oneIn is " + oneIn + ": use 1 or more");
    }
    return new Fault("1 in " + oneIn + " unmentioned", plan -> plan.unmentionedOneIn = oneIn);
  }

  /**
   * Returns a batch status other than COMPLETE, although the batch was processed.
   *
   * @param status PENDING, PROCESSING, CANCELED, or an unknown one
   * @return the fault
   */
  public static Fault batchStatus(String status) {
    Objects.requireNonNull(status, "status");
    return new Fault("status " + status, plan -> plan.batchStatus = status);
  }

  /**
   * Leaves out the members that real errors have been seen without: category, errors, links.
   *
   * @return the fault
   */
  public static Fault sparseErrors() {
    return new Fault("sparse errors", plan -> plan.sparse = true);
  }

  /**
   * Reports missing records in another style.
   *
   * @param style the style
   * @return the fault
   */
  public static Fault rejectionStyle(RejectionStyle style) {
    Objects.requireNonNull(style, "style");
    return new Fault("rejection style " + style, plan -> plan.rejectionStyle = style);
  }

  /**
   * Fails about one in this many inputs: the response is a 207 with an error of this category for
   * each of them, whose context names both IDs.
   *
   * @param category such as RATE_LIMITS, INTERNAL_ERROR, OBJECT_LOCKED, MIGRATION_IN_PROGRESS or
   *     CONFLICT
   * @param oneIn 1 for all of them, or more
   * @return the fault
   * @throws IllegalArgumentException if less than 1
   */
  public static Fault entries(String category, int oneIn) {
    Objects.requireNonNull(category, "category");
    if (oneIn < 1) {
      throw new IllegalArgumentException("oneIn is " + oneIn + ": use 1 or more");
    }
    return new Fault(
        category + " of 1 in " + oneIn,
        plan -> {
          plan.entryCategory = category;
          plan.entryOneIn = oneIn;
        });
  }

  /**
   * Treats more records as missing, whatever their object type.
   *
   * @param ids their IDs
   * @return the fault
   */
  public static Fault missing(String... ids) {
    List<String> more = List.of(ids);
    return new Fault("missing " + more, plan -> plan.missing.addAll(more));
  }

  @Override
  public String toString() {
    return name;
  }
}

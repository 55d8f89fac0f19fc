package io.github.hubspotassociations.emulator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Something that goes wrong with a request, or with its answer. Immutable; faults are put together
 * with {@link #and}:
 *
 * <pre>{@code
 * emulator.faults().next(Fault.status(503).withRetryAfter(Duration.ofSeconds(2)));
 * emulator.faults().next(Fault.latency(Duration.ofMillis(50)).and(Fault.closeAfterWork()));
 * }</pre>
 *
 * <p>A fault that answers something else answers it instead of doing the work, unless {@link
 * #afterWork()} is said.
 */
public final class Fault {
  private final String name;
  private final Consumer<Plan> effect;

  private Fault(String name, Consumer<Plan> effect) {
    this.name = name;
    this.effect = effect;
  }

  void applyTo(Plan plan) {
    effect.accept(plan);
  }

  /**
   * Both faults at once; where both decide the same thing, the other one does.
   *
   * @param other the fault to add to this one
   * @return the fault
   */
  public Fault and(Fault other) {
    return new Fault(name + " and " + other.name, effect.andThen(other.effect));
  }

  // What is answered instead

  /**
   * An answer with this status and an error as HubSpot words it.
   *
   * @param status 400 to 599
   * @return the fault
   * @throws IllegalArgumentException if it is not
   */
  public static Fault status(int status) {
    requireError(status);
    return instead("status " + status, id -> ErrorPages.api(status, id));
  }

  /**
   * An answer with this status and the HTML page of a proxy, such as Cloudflare's for 502.
   *
   * @param status 200 to 599
   * @return the fault
   * @throws IllegalArgumentException if it is not
   */
  public static Fault html(int status) {
    requireStatus(status);
    return instead("HTML " + status, id -> HttpPages.error(status, "cloudflare"));
  }

  /**
   * An answer with this status, without a body and without a Content-Type.
   *
   * @param status 200 to 599
   * @return the fault
   * @throws IllegalArgumentException if it is not
   */
  public static Fault emptyBody(int status) {
    requireStatus(status);
    return instead("empty " + status, id -> HttpAnswer.empty(status));
  }

  /**
   * An answer of your own.
   *
   * @param status 200 to 599
   * @param contentType the Content-Type, such as {@code application/json}
   * @param body the body, sent in UTF-8
   * @return the fault
   * @throws IllegalArgumentException if the status is out of range
   */
  public static Fault answer(int status, String contentType, String body) {
    requireStatus(status);
    Objects.requireNonNull(contentType, "contentType");
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return instead(
        "answer " + status,
        id -> HttpAnswer.empty(status).withBody(bytes).withHeader("Content-Type", contentType));
  }

  /**
   * 429 for more than 100 requests in ten seconds, without Retry-After.
   *
   * @return the fault
   */
  public static Fault rateLimited() {
    return rateLimited("TEN_SECONDLY_ROLLING");
  }

  /**
   * 429 by this policy, without Retry-After.
   *
   * @param policyName TEN_SECONDLY_ROLLING, SECONDLY, DAILY, or another
   * @return the fault
   */
  public static Fault rateLimited(String policyName) {
    Objects.requireNonNull(policyName, "policyName");
    return instead("429 " + policyName, id -> ErrorPages.rateLimit(policyName, id));
  }

  /**
   * 429 with a body that names neither the policy nor a correlation id.
   *
   * @return the fault
   */
  public static Fault rateLimitedWithoutPolicy() {
    return instead("429 without policy", id -> ErrorPages.bareRateLimit());
  }

  /**
   * 423: a record is locked by other work.
   *
   * @return the fault
   */
  public static Fault locked() {
    return status(423);
  }

  /**
   * 477: the account is being moved.
   *
   * @param retryAfter when to come back; sent in whole seconds, rounded up
   * @return the fault
   */
  public static Fault migrationInProgress(Duration retryAfter) {
    return status(477).withRetryAfter(retryAfter);
  }

  /**
   * 401: the token expired just now.
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
   * 403: the token lacks scopes.
   *
   * @param scopes the scopes, as the answer names them
   * @return the fault
   */
  public static Fault missingScopes(String... scopes) {
    List<String> names = List.of(scopes);
    return instead("missing scopes", id -> ErrorPages.missingScopes(names, id));
  }

  /**
   * 488: the account lives in another data centre.
   *
   * @param correct the data centre to ask instead, such as {@code eu1}
   * @return the fault
   */
  public static Fault wrongDataCentre(String correct) {
    Objects.requireNonNull(correct, "correct");
    return instead("488 " + correct, id -> ErrorPages.wrongDataCentre(correct));
  }

  /**
   * 302 to another address, such as the login page of a network.
   *
   * @param location where to
   * @return the fault
   */
  public static Fault redirect(String location) {
    Objects.requireNonNull(location, "location");
    return instead("redirect", id -> HttpPages.found().withHeader("Location", location));
  }

  private static Fault instead(String name, Function<String, HttpAnswer> answer) {
    return new Fault(
        name,
        plan -> {
          plan.instead = answer;
          // What was said of another answer does not hold for this one.
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
   * The same, with {@code Retry-After} in whole seconds, rounded up.
   *
   * @param wait how long to wait
   * @return the fault
   */
  public Fault withRetryAfter(Duration wait) {
    return withRetryAfter(Long.toString(wait.plusNanos(999_999_999).toSeconds()));
  }

  /**
   * The same, with exactly this text as {@code Retry-After}: a date, say, or nonsense.
   *
   * @param text the value of the header
   * @return the fault
   */
  public Fault withRetryAfter(String text) {
    Objects.requireNonNull(text, "text");
    return and(new Fault("Retry-After " + text, plan -> plan.retryAfter = text));
  }

  /**
   * The same, with one more header, or another value of it.
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
   * The same, but only for batches of more than so many inputs; others meet no fault.
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
   * The same, but only for batches that name a record of this id; others meet no fault.
   *
   * @param id the id
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
   * The same, but the work is done before the wrong answer goes out.
   *
   * @return the fault
   */
  public Fault afterWork() {
    return and(new Fault("after work", plan -> plan.afterWork = true));
  }

  // Transport

  /**
   * The answer comes this much later; the work is done at once.
   *
   * @param latency how much later
   * @return the fault
   */
  public static Fault latency(Duration latency) {
    Objects.requireNonNull(latency, "latency");
    return new Fault("latency " + latency, plan -> plan.latency = latency);
  }

  /**
   * The connection is closed without an answer and without the work being done.
   *
   * @return the fault
   */
  public static Fault closeBeforeWork() {
    return new Fault("close before work", plan -> plan.cut = Plan.Cut.BEFORE_WORK);
  }

  /**
   * The work is done and the connection closed without an answer.
   *
   * @return the fault
   */
  public static Fault closeAfterWork() {
    return new Fault("close after work", plan -> plan.cut = Plan.Cut.AFTER_WORK);
  }

  /**
   * The same, but a closed connection is reset (a TCP RST) instead of ended in order.
   *
   * @return the fault
   */
  public Fault withReset() {
    return and(new Fault("reset", plan -> plan.reset = true));
  }

  /**
   * The connection is closed in the middle of the answer's body. The work is done.
   *
   * @return the fault
   */
  public static Fault truncatedBody() {
    return new Fault("truncated body", plan -> plan.bodyLimit = Plan.HALF);
  }

  /**
   * The connection is closed after this many bytes of the answer's body. The work is done.
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
   * The answer's body comes in pieces.
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

  // Answers that are right, but surprise

  /**
   * The rows of the results come in random order.
   *
   * @return the fault
   */
  public static Fault shuffledResults() {
    return new Fault("shuffled results", plan -> plan.shuffled = true);
  }

  /**
   * The results hold only the rows in the direction that was asked for.
   *
   * @return the fault
   */
  public static Fault forwardResultsOnly() {
    return new Fault("forward results only", plan -> plan.directions = Plan.Directions.FORWARD);
  }

  /**
   * The results hold only the rows in the inverse direction.
   *
   * @return the fault
   */
  public static Fault inverseResultsOnly() {
    return new Fault("inverse results only", plan -> plan.directions = Plan.Directions.INVERSE);
  }

  /**
   * About one in so many associated inputs is not mentioned in the results, though associated.
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
   * The answer has another status than COMPLETE, though the work is done.
   *
   * @param status PENDING, PROCESSING, CANCELED, or an unknown one
   * @return the fault
   */
  public static Fault batchStatus(String status) {
    Objects.requireNonNull(status, "status");
    return new Fault("status " + status, plan -> plan.batchStatus = status);
  }

  /**
   * Errors lack the parts that real ones have been seen without: category, errors, links.
   *
   * @return the fault
   */
  public static Fault sparseErrors() {
    return new Fault("sparse errors", plan -> plan.sparse = true);
  }

  /**
   * Records that do not exist are told in another style.
   *
   * @param style the style
   * @return the fault
   */
  public static Fault refusals(RefusalStyle style) {
    Objects.requireNonNull(style, "style");
    return new Fault("refusals " + style, plan -> plan.refusals = style);
  }

  /**
   * About one in so many inputs is not associated; the answer is a 207 with an error for each, of
   * this category, whose context names both ids.
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
   * More records do not exist, in whichever object type.
   *
   * @param ids their ids
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

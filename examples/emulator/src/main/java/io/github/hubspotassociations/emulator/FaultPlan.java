package io.github.hubspotassociations.emulator;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Collects what the faults decided about one request. Starts without any fault. */
final class FaultPlan {
  /** Which rows of a pair the results contain. */
  enum Directions {
    BOTH,
    FORWARD,
    INVERSE
  }

  /** Where the connection is cut, if at all. */
  enum Cut {
    NONE,
    BEFORE_WORK,
    AFTER_WORK
  }

  /** A {@link #bodyLimit} that cuts the body in the middle. */
  static final int HALF = -2;

  final SplittableRandom random;

  Duration latency = Duration.ZERO;
  Cut cut = Cut.NONE;
  boolean reset;
  int bodyLimit = -1;
  int pieceSize;
  Duration piecePause = Duration.ZERO;

  /** Makes the response that replaces the real one, from a correlation ID. */
  @Nullable Function<String, HttpResponse> instead;

  boolean afterWork;
  @Nullable String retryAfter;
  boolean sparse;

  boolean shuffled;
  Directions directions = Directions.BOTH;
  int unmentionedOneIn;
  String batchStatus = "COMPLETE";
  @Nullable RejectionStyle rejectionStyle;
  final Set<String> missing = new HashSet<>();

  /** The category of the errors that some inputs get, and how many do. */
  String entryCategory = "";

  int entryOneIn;

  /** Headers to add to the response. */
  final Map<String, String> headers = new LinkedHashMap<>();

  private final HttpRequest request;
  private @Nullable List<PairIds> inputs;

  FaultPlan(HttpRequest request, SplittableRandom random) {
    this.request = request;
    this.random = random;
  }

  /** Returns the inputs of a batch; none if the request is not a batch. */
  List<PairIds> inputs() {
    if (inputs == null) {
      try {
        inputs = request.body().length == 0 ? List.of() : BatchInputs.read(request.body());
      } catch (BatchInputs.InvalidException e) {
        inputs = List.of();
      }
    }
    return inputs;
  }

  /** Returns whether the response may break the OpenAPI document, so that it is not checked. */
  boolean breaksContract() {
    return instead != null
        || !headers.isEmpty()
        || sparse
        || rejectionStyle == RejectionStyle.PLAIN_STRINGS;
  }
}

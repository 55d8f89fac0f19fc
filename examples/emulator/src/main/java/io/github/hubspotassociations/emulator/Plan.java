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

/** What the faults have decided about one request. Starts as: no fault at all. */
final class Plan {
  /** Which rows of a pair stand in the results. */
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

  /** Stands for: cut the body in the middle. */
  static final int HALF = -2;

  final SplittableRandom random;

  Duration latency = Duration.ZERO;
  Cut cut = Cut.NONE;
  boolean reset;
  int bodyLimit = -1;
  int pieceSize;
  Duration piecePause = Duration.ZERO;

  /** What is answered instead, given a correlation id. */
  @Nullable Function<String, HttpAnswer> instead;

  boolean afterWork;
  @Nullable String retryAfter;
  boolean sparse;

  boolean shuffled;
  Directions directions = Directions.BOTH;
  int unmentionedOneIn;
  String batchStatus = "COMPLETE";
  @Nullable RefusalStyle refusals;
  final Set<String> missing = new HashSet<>();

  /** The category of the errors that some inputs get, and how many do. */
  String entryCategory = "";

  int entryOneIn;

  /** Headers that the answer has besides its own. */
  final Map<String, String> headers = new LinkedHashMap<>();

  private final HttpRequest request;
  private @Nullable List<PairIds> inputs;

  Plan(HttpRequest request, SplittableRandom random) {
    this.request = request;
    this.random = random;
  }

  /** The inputs of a batch; none if it is not one. */
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

  /** Whether the answer is no longer one that the OpenAPI document could hold for. */
  boolean breaksContract() {
    return instead != null
        || !headers.isEmpty()
        || sparse
        || refusals == RefusalStyle.PLAIN_STRINGS;
  }
}

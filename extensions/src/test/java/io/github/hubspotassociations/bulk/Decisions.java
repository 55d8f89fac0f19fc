package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationOutcome.Kind;
import io.github.hubspotassociations.error.AssociationError;
import io.github.hubspotassociations.error.HubSpotErrors;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.internal.json.BatchResponse;
import io.github.hubspotassociations.internal.json.BodySource;
import io.github.hubspotassociations.internal.send.Sent;
import io.github.hubspotassociations.internal.send.Tries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import okhttp3.Headers;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** Plays HubSpot for the decisions of one page by plain values: no request, clock or thread. */
final class Decisions {
  final InputPage<Integer> page;
  final PageRun<Integer> run;

  /** The slots of each request, in the order in which they were sent. */
  final List<List<Integer>> sent = new ArrayList<>();

  /** Whether other requests of the run succeed. */
  boolean othersSucceed;

  Decisions(int pairs, Isolation isolation, int limit, boolean retriesAfterSend) {
    InputPage.Builder<Integer> builder = new InputPage.Builder<>("contacts", "companies", 0, pairs);
    for (int i = 0; i < pairs; i++) {
      builder.add(i, EngineRig.input(i));
    }
    this.page = builder.build(0);
    this.run = new PageRun<>(page, isolation, limit, retriesAfterSend);
  }

  static Decisions bisecting(int pairs) {
    return new Decisions(pairs, Isolation.BISECT, Integer.MAX_VALUE, true);
  }

  /** Takes the next part and says how its sending ended, until the page is settled. */
  Decisions play(Function<int[], Sent<BatchResponse>> hubspot) {
    while (step(hubspot) != null) {
      // Until every pair is settled.
    }
    return this;
  }

  /** Sends the next part; null if every pair is settled. */
  @Nullable Part step(Function<int[], Sent<BatchResponse>> hubspot) {
    Part part = run.next();
    if (part == null) {
      return null;
    }
    List<Integer> list = new ArrayList<>();
    for (int slot : part.slots) {
      list.add(slot);
    }
    sent.add(list);
    run.sent();
    run.settle(hubspot.apply(part.slots), "stopped", null, othersSucceed);
    return part;
  }

  /** Rejects each part with a bad slot in it, and confirms every other. */
  Function<int[], Sent<BatchResponse>> unless(
      Predicate<Integer> bad, Function<int[], Sent<BatchResponse>> rejection) {
    return slots -> {
      for (int slot : slots) {
        if (bad.test(slot)) {
          return rejection.apply(slots);
        }
      }
      return confirmed(slots);
    };
  }

  /** Every pair of the part, confirmed. */
  Sent<BatchResponse> confirmed(int[] slots) {
    return response(slots, slot -> true, List.of());
  }

  /** A usable response that names some pairs and lists some errors. */
  Sent<BatchResponse> response(int[] slots, Predicate<Integer> confirmed, List<String> errors) {
    return response(slots, confirmed, errors, errors.size());
  }

  /** A usable response that counts more errors than it lists. */
  Sent<BatchResponse> response(
      int[] slots, Predicate<Integer> confirmed, List<String> errors, int errorCount) {
    List<String> rows = new ArrayList<>();
    for (int slot : slots) {
      if (confirmed.test(slot)) {
        rows.add(
            "{\"from\":{\"id\":\""
                + page.pair(slot).from().id()
                + "\"},\"to\":{\"id\":\""
                + page.pair(slot).to().id()
                + "\"}}");
      }
    }
    String json =
        "{\"results\":["
            + String.join(",", rows)
            + "],\"numErrors\":"
            + errorCount
            + ",\"errors\":["
            + String.join(",", errors)
            + "]}";
    try {
      BatchResponse response =
          BatchResponse.read(
              new BodySource(new Buffer().writeUtf8(json)),
              page.ids(),
              slots,
              error ->
                  AssociationError.of(207, HubSpotErrors.decode(207, Headers.of(), error).error()));
      return Sent.responded(response, false, "c-1", Tries.NEW);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Sent<BatchResponse> failed(HubSpotException failure) {
    return Sent.failed(failure, false, false, "c-2");
  }

  static Sent<BatchResponse> failedAfterUnknownFate(HubSpotException failure) {
    return Sent.failed(failure, true, false, "c-2");
  }

  static Sent<BatchResponse> stopped(boolean fateUnknown) {
    return Sent.stopped(fateUnknown, null);
  }

  static HubSpotException rejection(int status, String body) {
    return HubSpotErrors.decode(status, Headers.of(), body);
  }

  List<AssociationOutcome<Integer>> outcomes() {
    return run.result().outcomes();
  }

  List<Kind> kinds() {
    List<Kind> kinds = new ArrayList<>();
    outcomes().forEach(outcome -> kinds.add(outcome.kind()));
    return kinds;
  }

  /** The slots whose outcome is of a kind. */
  List<Integer> slots(Kind kind) {
    List<Integer> slots = new ArrayList<>();
    outcomes()
        .forEach(
            outcome -> {
              if (outcome.kind() == kind) {
                slots.add((int) outcome.index());
              }
            });
    return slots;
  }
}

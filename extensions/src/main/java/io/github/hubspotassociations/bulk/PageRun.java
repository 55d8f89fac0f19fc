package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociatedPair;
import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.error.AssociationError;
import io.github.hubspotassociations.error.HubSpotApiException;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.internal.error.Meaning;
import io.github.hubspotassociations.internal.json.BatchResponse;
import io.github.hubspotassociations.internal.send.Sender;
import io.github.hubspotassociations.internal.send.Sent;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of the pairs of one page: which part to send next, and what a response, a
 * rejection or a failure means for the pairs it carried. Pure state: it never sends and never
 * waits. Thread-safe, since a disposal may come from anywhere.
 */
final class PageRun<C> {
  private static final String UNMENTIONED = "HubSpot's response does not mention the pair";

  /** Its place among the pages of its run. */
  long turn;

  final InputPage<C> page;
  private final Isolation isolation;
  private final int maxRequests;
  private final boolean retriesAfterSend;

  private final Verdict[] verdicts;
  private int open;

  private final Parts parts;
  private @Nullable Part inFlight;
  private int partsSent;
  private boolean isAssociated;
  private @Nullable HubSpotException stopper;

  /** HTTP requests, and how many of them were made before the part in flight. */
  private int requests;

  private int requestsBefore;

  /**
   * @param maxRequests requests for the page at most, retries not counted
   * @param retriesAfterSend whether a pair is sent again that may have been applied
   */
  PageRun(InputPage<C> page, Isolation isolation, int maxRequests, boolean retriesAfterSend) {
    this.page = page;
    this.isolation = isolation;
    this.maxRequests = maxRequests;
    this.retriesAfterSend = retriesAfterSend;
    this.verdicts = new Verdict[page.pairCount()];
    this.open = verdicts.length;
    this.parts = new Parts(verdicts);
  }

  /** Returns the run of a page of single calls. */
  static <C> PageRun<C> ofCalls(InputPage<C> page, Sender sender) {
    return new PageRun<>(page, Isolation.BISECT, Integer.MAX_VALUE, sender.retriesAfterSend());
  }

  /**
   * Returns the part to send next; null if every pair is settled. It is in flight until {@link
   * #settle} is called.
   */
  synchronized @Nullable Part next() {
    if (partsSent >= maxRequests) {
      leaveTheRest();
    }
    Part next = parts.next();
    inFlight = next;
    if (next != null) {
      partsSent++;
    }
    requestsBefore = requests;
    return next;
  }

  /** Counts a request of the part in flight. */
  synchronized void sent() {
    requests++;
  }

  /** Returns whether every pair is settled. */
  synchronized boolean isSettled() {
    return open == 0;
  }

  /** Returns whether any pair of the page was associated. */
  synchronized boolean isAssociated() {
    return isAssociated;
  }

  /** Returns the rejection for which the page was given up; null if it was not. */
  synchronized @Nullable HubSpotException givenUpFor() {
    AssociationError error = parts.givenUpFor();
    return error == null ? null : error.toException();
  }

  /** Returns what an entry of a response stops the run for; null if none does. */
  synchronized @Nullable HubSpotException stopper() {
    return stopper;
  }

  /**
   * Takes how the sending of the part in flight ended.
   *
   * @param stopReason why the run stops, for pairs that were stopped while they waited
   * @param othersSucceed whether another request succeeded since the page was first sent
   * @return how many parts this adds to what is to be sent
   */
  synchronized int settle(
      Sent<BatchResponse> sent,
      String stopReason,
      @Nullable HubSpotException stopCause,
      boolean othersSucceed) {
    Part before = inFlight;
    if (before == null) {
      // Abandoned meanwhile.
      return 0;
    }
    inFlight = null;
    int waiting = parts.size();
    Part part =
        before.sent(
            before.attempts + requests - requestsBefore,
            before.fateUnknown || sent.earlierFateUnknown,
            sent.correlationId == null ? before.correlationId : sent.correlationId);
    if (sent.response != null) {
      responded(part, sent);
    } else if (sent.isStopped()) {
      unsent(part, stopReason, stopCause);
    } else if (sent.isUnsent) {
      unsent(part, reason(sent.failure), sent.failure);
    } else if (part.entries != null && requests == requestsBefore) {
      remain(part);
    } else {
      failed(part, sent.failure, othersSucceed);
    }
    if (part.isAlone() && verdicts.length > 1) {
      parts.sentAlone(isAssociated);
      if (parts.givenUpFor() != null) {
        leaveTheRest();
      }
    }
    return Math.max(0, parts.size() - waiting);
  }

  /** Settles all that is not in flight: nothing more is sent. */
  synchronized void stop(String reason, @Nullable HubSpotException cause) {
    for (Part part = parts.poll(); part != null; part = parts.poll()) {
      unsent(part, reason, cause);
    }
  }

  /** Settles everything, also what is in flight: its response is not waited for. */
  synchronized PageRun<C> abandoned(String reason) {
    Part part = inFlight;
    inFlight = null;
    if (part != null) {
      int sent = requests - requestsBefore;
      boolean fateUnknown = part.fateUnknown || sent > 0;
      Part cut = part.sent(part.attempts + sent, fateUnknown, part.correlationId);
      settle(cut, Verdict.unsent(cut, reason, null));
    }
    stop(reason, null);
    // A failure while settling leaves pairs open.
    Part rest = Part.all(verdicts.length).sent(Math.max(1, requests), true, null);
    settle(rest, Verdict.unconfirmed(rest, reason, null));
    return this;
  }

  /** Returns what became of the page. Every pair has to be settled. */
  synchronized PageResult<C> result() {
    List<AssociationOutcome<C>> outcomes = new ArrayList<>(page.size());
    for (int i = 0; i < page.size(); i++) {
      int slot = page.slot(i);
      outcomes.add(verdicts[slot].outcome(page.index(i), page.request(i), slot));
    }
    return new PageResult<>(page, Collections.unmodifiableList(outcomes), requests);
  }

  /** Returns the pair of an input that was associated. */
  synchronized AssociatedPair pair(int position) {
    int slot = page.slot(position);
    return verdicts[slot].pair(page.request(position), slot);
  }

  /** Returns the typed error of an input; null if it was associated. */
  synchronized @Nullable HubSpotException failure(int position) {
    return verdicts[page.slot(position)].failure(page.request(position));
  }

  private void responded(Part part, Sent<BatchResponse> sent) {
    BatchResponse response = sent.response;
    BitSet rest = new BitSet();
    Verdict associated = Verdict.associated(part, response);
    for (int i = 0; i < part.slots.length; i++) {
      if (response.isConfirmed(i)) {
        settle(part.slots[i], associated);
      } else {
        rest.set(i);
      }
    }
    if (rest.isEmpty()) {
      return;
    }
    Entries entries = new Entries(page, part, rest, response);
    for (int i = 0; i < part.slots.length; i++) {
      AssociationError error = entries.errors[i];
      Meaning meaning = error == null ? null : Meaning.ofEntry(error);
      if (meaning == Meaning.REJECTED) {
        rejected(part, part.slots[i], error);
      } else if (meaning != null && !meaning.isRetryable()) {
        stopper = error.toException();
        settle(part.slots[i], Verdict.unsent(part, error.message(), stopper));
      }
    }
    // The last one added is sent first: suspects, then the rest, then what is retried after a wait.
    for (Part retry : entries.retries(sent.tries)) {
      parts.addFirst(retry);
    }
    BitSet unnamed = entries.unnamed;
    boolean isSentAgain =
        entries.isHidden ? isolation == Isolation.BISECT : retriesAfterSend && !part.isUnmentioned;
    if (!isSentAgain) {
      unmentioned(part, unnamed);
    } else if (entries.isHidden && !unnamed.isEmpty()) {
      parts.halve(part.doubtful(unnamed));
    } else if (!unnamed.isEmpty()) {
      parts.addFirst(part.unmentioned(unnamed));
    }
    if (isolation == Isolation.NONE) {
      unmentioned(part, entries.suspected);
      return;
    }
    // The good ones among them are in the results already, so each goes alone, not in halves.
    Part suspects = part.doubtful(entries.suspected);
    for (int slot : suspects.slots) {
      parts.addFirst(suspects.with(slot));
    }
  }

  /** Rejects a pair for itself. */
  private void rejected(Part part, int slot, AssociationError error) {
    settle(slot, Verdict.rejected(part, error));
    if (part.isAlone()) {
      parts.rejectedAlone(error);
    }
  }

  private void unmentioned(Part part, BitSet positions) {
    settle(part.some(positions), Verdict.unconfirmed(part, UNMENTIONED, null));
  }

  /** Settles pairs that errors of a response name for now, when the policy has no retry left. */
  private void remain(Part part) {
    for (int i = 0; i < part.slots.length; i++) {
      AssociationError error = part.entries[i];
      settle(
          part.slots[i],
          Meaning.ofEntry(error) == Meaning.CONFLICT
              ? Verdict.rejected(part, error)
              : Verdict.unsent(part, error.message(), error.toException()));
    }
  }

  private void failed(Part part, HubSpotException failure, boolean othersSucceed) {
    Meaning meaning = Meaning.of(failure);
    if (meaning.leavesFateUnknown()) {
      if (part.isAlone() || !isIsolatedAsAFault(failure, othersSucceed)) {
        settle(part, Verdict.unconfirmed(part, reason(failure), failure));
        if (part.isAlone() && failure instanceof HubSpotApiException) {
          parts.rejectedAlone(AssociationError.of((HubSpotApiException) failure));
        }
      } else {
        parts.halve(part.failed(failure));
      }
    } else if (meaning.isTurnedAway()) {
      unsent(part, reason(failure), failure);
    } else {
      rejected(part, (HubSpotApiException) failure, meaning);
    }
  }

  /** Some hosts respond with a 5xx whenever a page has a certain pair, or too many pairs. */
  private boolean isIsolatedAsAFault(HubSpotException failure, boolean othersSucceed) {
    return isolation == Isolation.BISECT
        && retriesAfterSend
        && othersSucceed
        && failure instanceof HubSpotApiException
        && ((HubSpotApiException) failure).status() >= 500;
  }

  private void rejected(Part part, HubSpotApiException failure, Meaning meaning) {
    AssociationError error = AssociationError.of(failure);
    if (part.isAlone()) {
      rejected(part, part.slots[0], error);
      return;
    }
    Naming naming = new Naming(page, part.slots);
    naming.read(error);
    settle(part.some(naming.missing), Verdict.rejected(part, error));
    BitSet rest = new BitSet();
    rest.set(0, part.slots.length);
    rest.andNot(naming.missing);
    if (rest.isEmpty()) {
      return;
    }
    boolean someAreSettled = !naming.missing.isEmpty();
    Part rejected = part.rejected(error);
    BitSet apart = naming.suspected;
    apart.or(naming.named);
    if (isolation == Isolation.NONE || (!someAreSettled && meaning.stopsTypePair())) {
      leave(rejected.some(rest));
    } else if (someAreSettled) {
      parts.addFirst(rejected.some(rest));
    } else if (apart.isEmpty() || apart.equals(rest)) {
      parts.halve(rejected.some(rest));
    } else {
      rest.andNot(apart);
      parts.addFirst(rejected.some(rest));
      parts.addFirst(rejected.some(apart));
    }
  }

  private void leaveTheRest() {
    for (Part part = parts.poll(); part != null; part = parts.poll()) {
      leave(part);
    }
  }

  /** Settles pairs that are not isolated any further. */
  private void leave(Part part) {
    if (part.rejection != null && !part.fateUnknown) {
      settle(part, Verdict.rejected(part, part.rejection));
    } else if (part.rejection != null) {
      String reason = "Rejected in a page, after an attempt whose fate is unknown: ";
      settle(part, Verdict.unconfirmed(part, reason + part.rejection.message(), null));
    } else {
      String reason = part.failure == null ? UNMENTIONED : reason(part.failure);
      settle(part, Verdict.unconfirmed(part, reason, part.failure));
    }
  }

  private static String reason(HubSpotException failure) {
    return String.valueOf(failure.getMessage());
  }

  private void unsent(Part part, String reason, @Nullable HubSpotException cause) {
    settle(part, Verdict.unsent(part, reason, cause));
  }

  private void settle(Part part, Verdict verdict) {
    for (int slot : part.slots) {
      settle(slot, verdict);
    }
  }

  private void settle(int slot, Verdict verdict) {
    if (verdicts[slot] == null) {
      verdicts[slot] = verdict;
      isAssociated |= verdict.isAssociated();
      open--;
    }
  }
}

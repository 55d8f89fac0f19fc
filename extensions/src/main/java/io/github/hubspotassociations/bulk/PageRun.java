package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.error.AssociationError;
import io.github.hubspotassociations.error.HubSpotApiException;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.internal.error.Meaning;
import io.github.hubspotassociations.internal.json.BatchResponse;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of the pairs of one page: which part to send next, and what an answer, a
 * refusal or a failure means for the pairs it carried. Pure state: it never sends and never waits.
 * Thread-safe, since a disposal may come from anywhere.
 */
final class PageRun<C> {
  private final InputPage<C> page;
  private final Isolation isolation;
  private final int isolationLimit;
  private final boolean resendsUnmentioned;

  private final Verdict[] verdicts;
  private int open;

  /** What is still to be sent, next first. */
  private final ArrayDeque<Part> parts = new ArrayDeque<>();

  private @Nullable Part underWay;
  private int partsSent;

  /** HTTP requests, and how many of them were made before the part under way. */
  private int requests;

  private int requestsBefore;

  /**
   * @param isolationLimit requests for the page at the most, retries not counted
   * @param resendsUnmentioned whether a pair that an answer does not mention is sent once more
   */
  PageRun(InputPage<C> page, Isolation isolation, int isolationLimit, boolean resendsUnmentioned) {
    this.page = page;
    this.isolation = isolation;
    this.isolationLimit = isolationLimit;
    this.resendsUnmentioned = resendsUnmentioned;
    this.verdicts = new Verdict[page.pairCount()];
    this.open = verdicts.length;
    int[] all = new int[verdicts.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    parts.add(new Part(all, 0, false, false, null, null));
  }

  /** Pairs that go in one request, and what is known of them from the requests before. */
  static final class Part {
    /** The pairs by their slots in the page, ascending. */
    final int[] slots;

    /** The requests that carried these pairs before. */
    private final int attempts;

    /** Whether one of those left open what became of the pairs. */
    private final boolean fateUnknown;

    /** Whether this goes out only because an answer did not mention the pairs. */
    private final boolean isResend;

    /** What refused the pairs in a larger part; null if nothing did. */
    private final @Nullable AssociationError refusal;

    private final @Nullable String correlationId;

    private Part(
        int[] slots,
        int attempts,
        boolean fateUnknown,
        boolean isResend,
        @Nullable AssociationError refusal,
        @Nullable String correlationId) {
      this.slots = slots;
      this.attempts = attempts;
      this.fateUnknown = fateUnknown;
      this.isResend = isResend;
      this.refusal = refusal;
      this.correlationId = correlationId;
    }

    private boolean isAlone() {
      return slots.length == 1;
    }
  }

  InputPage<C> page() {
    return page;
  }

  /**
   * The part to send next; null if every pair is settled. It is under way until {@link #settle} is
   * told of it.
   */
  synchronized @Nullable Part next() {
    if (partsSent >= isolationLimit) {
      leaveTheRest();
    }
    underWay = parts.poll();
    if (underWay != null) {
      partsSent++;
    }
    requestsBefore = requests;
    return underWay;
  }

  /** The part under way goes out, or goes out again; gives how often it has. */
  synchronized int sent() {
    requests++;
    return requests - requestsBefore;
  }

  /** Whether every pair is settled. */
  synchronized boolean isSettled() {
    return open == 0;
  }

  /**
   * Takes how the sending of the part under way ended.
   *
   * @param stopReason why the run stops, for pairs that were stopped while they waited
   * @return how many parts this adds to what is to be sent
   */
  synchronized int settle(Sent sent, String stopReason, @Nullable HubSpotException stopCause) {
    Part part = underWay;
    if (part == null) {
      // Abandoned meanwhile.
      return 0;
    }
    underWay = null;
    int before = parts.size();
    int tried = part.attempts + requests - requestsBefore;
    boolean fateUnknown = part.fateUnknown || sent.earlierFateUnknown;
    if (sent.response != null) {
      answered(part, tried, sent.response, sent.correlationId);
    } else if (sent.stopped) {
      stopped(part, tried, fateUnknown, sent.correlationId, stopReason, stopCause);
    } else {
      failed(part, tried, fateUnknown, sent.failure, sent.correlationId);
    }
    return parts.size() - before;
  }

  /** Settles all that is not under way: nothing more is sent. */
  synchronized void stop(String reason, @Nullable HubSpotException cause) {
    for (Part part = parts.poll(); part != null; part = parts.poll()) {
      stopped(part, part.attempts, part.fateUnknown, part.correlationId, reason, cause);
    }
  }

  /** Settles everything, also what is under way: nobody waits for its answer any more. */
  synchronized PageRun<C> abandoned(String reason) {
    Part part = underWay;
    underWay = null;
    if (part != null) {
      int sent = requests - requestsBefore;
      stopped(
          part,
          part.attempts + sent,
          part.fateUnknown || sent > 0,
          part.correlationId,
          reason,
          null);
    }
    stop(reason, null);
    Verdict unknown = Verdict.unconfirmed(reason, null, Math.max(1, requests), null);
    for (int slot = 0; slot < verdicts.length; slot++) {
      // What neither was under way nor waited was being settled as that failed.
      settle(slot, unknown);
    }
    return this;
  }

  /** What became of the page. Every pair has to be settled. */
  synchronized PageResult<C> result() {
    AssociationOutcome<C>[] outcomes = newArray(page.size());
    for (int i = 0; i < outcomes.length; i++) {
      int slot = page.slot(i);
      outcomes[i] = verdicts[slot].outcome(page.index(i), page.request(i), slot);
    }
    return new PageResult<>(page, outcomes, requests);
  }

  private void answered(
      Part part, int tried, BatchResponse response, @Nullable String correlationId) {
    Verdict associated = Verdict.associated(response, part.slots, tried, correlationId);
    BitSet rest = new BitSet();
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
    if (part.isAlone() && !response.errors().isEmpty()) {
      settle(part.slots[0], Verdict.rejected(response.errors().get(0), tried, correlationId));
      return;
    }
    BitSet suspected = new BitSet();
    boolean hidden = response.errorCount() > response.errors().size();
    if (!response.errors().isEmpty()) {
      Naming.Holders holders = new Naming.Holders(page, part.slots);
      for (AssociationError error : response.errors()) {
        Naming naming = Naming.of(error, holders);
        hidden |= !naming.isTied();
        reject(part, rest, naming.missing, error, tried, correlationId);
        reject(part, rest, naming.named, error, tried, correlationId);
        suspected.or(naming.suspected);
      }
    }
    suspected.and(rest);
    rest.andNot(suspected);
    if (isolation == Isolation.NONE && (hidden || !suspected.isEmpty())) {
      unmentioned(part, suspected, tried, correlationId);
      if (hidden) {
        unmentioned(part, rest, tried, correlationId);
        return;
      }
    }
    if (!rest.isEmpty()) {
      if (hidden) {
        halve(new Part(pick(part, rest), tried, true, false, null, correlationId));
      } else if (resendsUnmentioned && !part.isResend) {
        parts.addFirst(new Part(pick(part, rest), tried, true, true, null, correlationId));
      } else {
        unmentioned(part, rest, tried, correlationId);
      }
    }
    if (isolation == Isolation.BISECT) {
      // The innocent among them are in the results already, so each goes alone rather than in
      // halves.
      for (int i = suspected.nextSetBit(0); i >= 0; i = suspected.nextSetBit(i + 1)) {
        parts.addFirst(
            new Part(new int[] {part.slots[i]}, tried, true, false, null, correlationId));
      }
    }
  }

  private void reject(
      Part part,
      BitSet rest,
      BitSet named,
      AssociationError error,
      int tried,
      @Nullable String correlationId) {
    Verdict rejected = Verdict.rejected(error, tried, correlationId);
    for (int i = named.nextSetBit(0); i >= 0; i = named.nextSetBit(i + 1)) {
      if (rest.get(i)) {
        settle(part.slots[i], rejected);
        rest.clear(i);
      }
    }
  }

  private void unmentioned(Part part, BitSet rest, int tried, @Nullable String correlationId) {
    Verdict unconfirmed =
        Verdict.unconfirmed(
            "HubSpot's answer does not mention the pair", null, tried, correlationId);
    for (int i = rest.nextSetBit(0); i >= 0; i = rest.nextSetBit(i + 1)) {
      settle(part.slots[i], unconfirmed);
    }
  }

  private void failed(
      Part part,
      int tried,
      boolean fateUnknown,
      HubSpotException failure,
      @Nullable String correlationId) {
    String reason = failure.getMessage();
    Meaning meaning = Meaning.of(failure);
    if (meaning.leavesFateUnknown() || (fateUnknown && meaning.isTurnedAway())) {
      settle(part, Verdict.unconfirmed(reason, failure, tried, correlationId));
    } else if (meaning.isTurnedAway()) {
      settle(part, Verdict.notAttempted(reason, failure, tried, correlationId));
    } else {
      refused(part, tried, fateUnknown, (HubSpotApiException) failure, correlationId);
    }
  }

  private void refused(
      Part part,
      int tried,
      boolean fateUnknown,
      HubSpotApiException refusal,
      @Nullable String correlationId) {
    AssociationError error = AssociationError.of(refusal);
    if (part.isAlone()) {
      settle(part, Verdict.rejected(error, tried, correlationId));
      return;
    }
    Naming naming = Naming.of(error, new Naming.Holders(page, part.slots));
    BitSet rest = new BitSet();
    rest.set(0, part.slots.length);
    reject(part, rest, naming.missing, error, tried, correlationId);
    if (rest.isEmpty()) {
      return;
    }
    boolean someAreSettled = !naming.missing.isEmpty();
    Part remainder = new Part(pick(part, rest), tried, fateUnknown, false, error, correlationId);
    if (isolation == Isolation.NONE
        || (!someAreSettled && Meaning.of(refusal).stops() != Meaning.Stops.PAGE)) {
      leave(remainder);
      return;
    }
    BitSet apart = naming.suspected;
    apart.or(naming.named);
    apart.and(rest);
    if (someAreSettled) {
      parts.addFirst(remainder);
    } else if (apart.isEmpty() || apart.equals(rest)) {
      halve(remainder);
    } else {
      rest.andNot(apart);
      parts.addFirst(new Part(pick(part, rest), tried, fateUnknown, false, error, correlationId));
      parts.addFirst(new Part(pick(part, apart), tried, fateUnknown, false, error, correlationId));
    }
  }

  private void halve(Part part) {
    if (part.isAlone()) {
      parts.addFirst(part);
      return;
    }
    int middle = (part.slots.length + 1) / 2;
    parts.addFirst(half(part, middle, part.slots.length));
    parts.addFirst(half(part, 0, middle));
  }

  private static Part half(Part part, int start, int end) {
    return new Part(
        Arrays.copyOfRange(part.slots, start, end),
        part.attempts,
        part.fateUnknown,
        part.isResend,
        part.refusal,
        part.correlationId);
  }

  private void stopped(
      Part part,
      int tried,
      boolean fateUnknown,
      @Nullable String correlationId,
      String reason,
      @Nullable HubSpotException cause) {
    settle(
        part,
        fateUnknown
            ? Verdict.unconfirmed(reason, cause, tried, correlationId)
            : Verdict.notAttempted(reason, cause, tried, correlationId));
  }

  private void leaveTheRest() {
    for (Part part = parts.poll(); part != null; part = parts.poll()) {
      leave(part);
    }
  }

  /** Settles pairs that are not isolated any further. */
  private void leave(Part part) {
    if (part.refusal != null && !part.fateUnknown) {
      settle(part, Verdict.rejected(part.refusal, part.attempts, part.correlationId));
    } else {
      String reason =
          part.refusal == null
              ? "HubSpot's answer does not mention the pair"
              : "Refused in a page, after an attempt whose fate is not known: "
                  + part.refusal.message();
      settle(part, Verdict.unconfirmed(reason, null, part.attempts, part.correlationId));
    }
  }

  private void settle(Part part, Verdict verdict) {
    for (int slot : part.slots) {
      settle(slot, verdict);
    }
  }

  private void settle(int slot, Verdict verdict) {
    if (verdicts[slot] == null) {
      verdicts[slot] = verdict;
      open--;
    }
  }

  private static int[] pick(Part part, BitSet positions) {
    int[] slots = new int[positions.cardinality()];
    int count = 0;
    for (int i = positions.nextSetBit(0); i >= 0; i = positions.nextSetBit(i + 1)) {
      slots[count++] = part.slots[i];
    }
    return slots;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <C> AssociationOutcome<C>[] newArray(int length) {
    return new AssociationOutcome[length];
  }

  /** What became of pairs: one object for all that share a fate. */
  private static final class Verdict {
    private final AssociationOutcome.Kind kind;
    private final int attempts;
    private final @Nullable String correlationId;
    private final @Nullable BatchResponse response;
    private final int @Nullable [] slots;
    private final @Nullable AssociationError error;
    private final @Nullable String reason;
    private final @Nullable HubSpotException cause;

    private Verdict(
        AssociationOutcome.Kind kind,
        int attempts,
        @Nullable String correlationId,
        @Nullable BatchResponse response,
        int @Nullable [] slots,
        @Nullable AssociationError error,
        @Nullable String reason,
        @Nullable HubSpotException cause) {
      this.kind = kind;
      this.attempts = attempts;
      this.correlationId = correlationId;
      this.response = response;
      this.slots = slots;
      this.error = error;
      this.reason = reason;
      this.cause = cause;
    }

    static Verdict associated(
        BatchResponse response, int[] slots, int attempts, @Nullable String correlationId) {
      return new Verdict(
          AssociationOutcome.Kind.ASSOCIATED,
          attempts,
          correlationId,
          response,
          slots,
          null,
          null,
          null);
    }

    static Verdict rejected(AssociationError error, int attempts, @Nullable String correlationId) {
      return new Verdict(
          AssociationOutcome.Kind.REJECTED, attempts, correlationId, null, null, error, null, null);
    }

    static Verdict unconfirmed(
        String reason,
        @Nullable HubSpotException cause,
        int attempts,
        @Nullable String correlationId) {
      return new Verdict(
          AssociationOutcome.Kind.UNCONFIRMED,
          attempts,
          correlationId,
          null,
          null,
          null,
          reason,
          cause);
    }

    static Verdict notAttempted(
        String reason,
        @Nullable HubSpotException cause,
        int attempts,
        @Nullable String correlationId) {
      return new Verdict(
          AssociationOutcome.Kind.NOT_ATTEMPTED,
          attempts,
          correlationId,
          null,
          null,
          null,
          reason,
          cause);
    }

    <C> AssociationOutcome<C> outcome(long index, AssociationRequest<C> request, int slot) {
      switch (kind) {
        case ASSOCIATED:
          int position =
              slot < slots.length && slots[slot] == slot ? slot : Arrays.binarySearch(slots, slot);
          return AssociationOutcome.associated(
                  index, request, response.spec(position), response.inverseSpec(position))
              .withAttempts(attempts, correlationId);
        case REJECTED:
          return AssociationOutcome.rejected(index, request, error)
              .withAttempts(attempts, correlationId);
        case UNCONFIRMED:
          return AssociationOutcome.unconfirmed(index, request, reason, cause)
              .withAttempts(attempts, correlationId);
        case NOT_ATTEMPTED:
          return AssociationOutcome.notAttempted(index, request, reason, cause)
              .withAttempts(attempts, correlationId);
      }
      throw new AssertionError(kind);
    }
  }
}

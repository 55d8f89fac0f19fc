package io.github.hubspotassociations.internal.json;

import io.github.hubspotassociations.client.model.AssociationSpec;
import io.github.hubspotassociations.error.AssociationError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the response to a batch says of the pairs that were sent. Its rows are matched to the pairs
 * by their ids, in either direction, never by their position; rows of other pairs are ignored.
 *
 * <p>Rows mostly come in the order of the request or in reverse, both directions together or apart:
 * the distance from one row to the next is that after the last row of its direction. So the row to
 * which this leads is expected; any other is looked up.
 */
public final class BatchResponse {
  final Pairs pairs;
  private final int[] slots;
  private final boolean[] confirmed;
  private final @Nullable AssociationSpec[] specs;
  private final @Nullable AssociationSpec[] inverseSpecs;
  private final List<AssociationError> errors = new ArrayList<>(0);
  private long errorsListed;
  private long errorCount;

  // Rows by their number: twice the pair's position, and one more for the way back.
  private int last = -1;
  private int expected;

  // The distance to the next row, after a row there and after a row back; at first as if both rows
  // of a pair came together.
  private int stepThere = 1;
  private int stepBack = 1;

  BatchResponse(Pairs pairs, int[] slots) {
    this.pairs = pairs;
    this.slots = slots;
    this.confirmed = new boolean[slots.length];
    this.specs = new AssociationSpec[slots.length];
    this.inverseSpecs = new AssociationSpec[slots.length];
  }

  /**
   * Reads the body of a successful response to its end.
   *
   * @param slots the pairs that were sent, by their slots, ascending
   * @param errorDecoder makes an error of its JSON text
   * @throws IOException if reading fails, which is then its cause, or if the body is not the
   *     response to a batch: whether the pairs were associated is unknown
   */
  public static BatchResponse read(
      BodySource body, Pairs pairs, int[] slots, Function<String, AssociationError> errorDecoder)
      throws IOException {
    BatchResponse response = new BatchResponse(pairs, slots);
    new ResponseReader(body, response, errorDecoder).read();
    body.forget();
    if (response.errors.isEmpty() && response.errorCount > 0) {
      response.errors.add(
          errorDecoder.apply(
              "{\"message\":\"HubSpot counts "
                  + response.errorCount
                  + " errors and lists none\"}"));
    }
    return response;
  }

  /** {@return whether a row names the pair at a position of the slots} */
  public boolean isConfirmed(int position) {
    return confirmed[position];
  }

  /** {@return what the pair at a position of the slots is associated as, if that is known} */
  public @Nullable AssociationSpec spec(int position) {
    return specs[position];
  }

  /** {@return the same for the other direction} */
  public @Nullable AssociationSpec inverseSpec(int position) {
    return inverseSpecs[position];
  }

  /** {@return the errors, in the order of the response} Unmodifiable. */
  public List<AssociationError> errors() {
    return Collections.unmodifiableList(errors);
  }

  /**
   * {@return how many errors the response lists or says to have, which may be more than {@link
   * #errors} holds}
   */
  public long errorCount() {
    return errorCount;
  }

  /** Takes an error. */
  void addError(AssociationError error) {
    errors.add(error);
    countError();
  }

  /** Takes note of an error that is too much to be held in memory. */
  void countError() {
    countErrors(++errorsListed);
  }

  /** Takes note of how many errors there are. */
  void countErrors(long count) {
    errorCount = Math.max(errorCount, count);
  }

  /** The slot of the pair whose row is expected next. */
  int expectedSlot() {
    return slots[expected >> 1];
  }

  /** Whether it is expected the other way round. */
  boolean expectsBack() {
    return isBack(expected);
  }

  /** The row that was expected. */
  void expectedRow(@Nullable AssociationSpec spec) {
    note(expected, spec);
  }

  /** A row whose ids are numbers, by their keys. */
  void row(long fromStart, long fromEnd, long toStart, long toEnd, @Nullable AssociationSpec spec) {
    found(pairs.lookUp(fromStart, fromEnd, toStart, toEnd), spec);
  }

  /** A row with any ids. */
  void row(String from, String to, @Nullable AssociationSpec spec) {
    found(pairs.lookUp(from, to), spec);
  }

  private void found(int found, @Nullable AssociationSpec spec) {
    if (found == Pairs.ABSENT) {
      return;
    }
    int slot = found >= 0 ? found : Pairs.reversed(found);
    int position = slots.length == pairs.size() ? slot : Arrays.binarySearch(slots, slot);
    if (position >= 0) {
      note(2 * position + (found < 0 ? 1 : 0), spec);
    }
  }

  private void note(int row, @Nullable AssociationSpec spec) {
    int position = row >> 1;
    confirmed[position] = true;
    boolean isInverse = isBack(row);
    if (isInverse == (specs[position] == null) && pairs.isMirrored(slots[position])) {
      // A pair of equal ids of two types: both its rows look the same, the second is the way back.
      isInverse = !isInverse;
    }
    (isInverse ? inverseSpecs : specs)[position] = spec;
    expectAfter(row);
  }

  private void expectAfter(int row) {
    if (isBack(last)) {
      stepBack = row - last;
    } else {
      stepThere = row - last;
    }
    last = row;
    expected = row + (isBack(row) ? stepBack : stepThere);
    if (expected < 0 || expected >= 2 * slots.length) {
      expected = isBack(row) ? 0 : 1;
    }
  }

  private static boolean isBack(int row) {
    return (row & 1) == 1;
  }
}

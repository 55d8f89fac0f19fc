package io.github.hubspotassociations.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ResumePointTest {
  private static final AssociationRequest<Integer> REQUEST = EngineRig.input(0);

  private static AssociationOutcome<Integer> settled(long index) {
    return index % 2 == 0
        ? AssociationOutcome.associated(index, REQUEST, null, null)
        : AssociationOutcome.unconfirmed(index, REQUEST, "no response", null);
  }

  private static AssociationOutcome<Integer> notAttempted(long index) {
    return AssociationOutcome.notAttempted(index, REQUEST, "stopped", null);
  }

  @Test
  void theIndexMovesOverWhatIsSettledWithoutAGap() {
    ResumePoint point = ResumePoint.create();

    assertThat(point.markSettled(settled(1))).isZero();
    assertThat(point.markSettled(settled(0))).isEqualTo(2);
    assertThat(point.markSettled(settled(3))).isEqualTo(2);
    assertThat(point.markSettled(settled(2))).isEqualTo(4);
    assertThat(point.index()).isEqualTo(4);
  }

  @Test
  void theIndexNeverMovesPastAnInputThatWasNotAttempted() {
    ResumePoint point = ResumePoint.create();
    point.markSettled(notAttempted(2));

    assertThat(point.markSettled(settled(0))).isEqualTo(1);
    assertThat(point.markSettled(settled(1))).isEqualTo(2);
    assertThat(point.markSettled(settled(3))).isEqualTo(2);
    assertThat(point.markSettled(settled(2))).isEqualTo(2);
  }

  @Test
  void itMayStartElsewhereButNotBeforeTheFirst() {
    ResumePoint point = ResumePoint.startingAt(1000);
    assertThat(point.markSettled(settled(1000))).isEqualTo(1001);

    assertThatThrownBy(() -> ResumePoint.startingAt(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }

  @Test
  void itAgreesWithANaiveCountInAnyOrder() {
    Seeds.check(
        "ResumePointTest#itAgreesWithANaiveCountInAnyOrder",
        400,
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          int size = 1 + random.nextInt(Seeds.size(seed, 200));
          int reach = 1 + random.nextInt(size);
          check(random, size, reach, random.nextBoolean() ? 0 : random.nextDouble() * 0.1);
        });
  }

  @Test
  void itAgreesWithANaiveCountOverMillions() {
    // Far enough for the bits behind the index to be dropped several times.
    ResumePoint point = ResumePoint.create();
    long next = 0;
    for (long i = 0; i < 400_000; i += 2) {
      assertThat(point.markSettled(settled(i + 1))).isEqualTo(next);
      next = point.markSettled(settled(i));
      if (next != i + 2) {
        assertThat(next).isEqualTo(i + 2);
      }
    }
    int half = 150_000;
    for (long i = half; i > 0; i--) {
      point.markSettled(settled(next + i));
    }
    assertThat(point.markSettled(settled(next))).isEqualTo(next + half + 1);
    assertThat(point.markSettled(settled(next + half + 1))).isEqualTo(next + half + 2);
  }

  private static void check(SplittableRandom random, int size, int reach, double notAttempted) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      order.add(i);
    }
    for (int i = 0; i < size; i++) {
      int other = Math.min(size - 1, i + random.nextInt(reach));
      order.set(i, order.set(other, order.get(i)));
    }
    boolean[] done = new boolean[size + 1];
    ResumePoint point = ResumePoint.create();
    long before = 0;
    for (int index : order) {
      boolean isDone = random.nextDouble() >= notAttempted;
      done[index] = isDone;
      long told = point.markSettled(isDone ? settled(index) : notAttempted(index));
      int naive = 0;
      while (done[naive]) {
        naive++;
      }
      assertThat(told).isEqualTo(naive).isGreaterThanOrEqualTo(before);
      before = told;
    }
  }
}

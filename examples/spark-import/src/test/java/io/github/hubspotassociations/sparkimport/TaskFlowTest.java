package io.github.hubspotassociations.sparkimport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;

final class TaskFlowTest {
  @Test
  void everyInputComesBackOnceWhateverThreadsTheStreamUses() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      int inputs = random.nextInt(3000);
      int prefetch = 1 + random.nextInt(64);
      TaskFlow<Integer, Integer> flow =
          TaskFlow.of(
              IntStream.range(0, inputs).iterator(),
              input -> input % 7 == 0 ? -input : null,
              source ->
                  Flowable.fromPublisher(source)
                      .observeOn(Schedulers.computation(), false, prefetch)
                      .flatMap(
                          i -> Flowable.just(i).subscribeOn(Schedulers.computation()), prefetch),
              () -> {});
      List<Integer> results = new ArrayList<>();
      flow.forEachRemaining(results::add);
      assertThat(results.stream().map(Math::abs).sorted())
          .as("seed %s", seed)
          .containsExactlyElementsOf(IntStream.range(0, inputs).boxed().toList());
    }
  }

  @Test
  void inputIsPulledByTheIteratingThreadOnlyAndNoMoreOfItThanTheStreamAsksFor() {
    Thread task = Thread.currentThread();
    AtomicInteger pulled = new AtomicInteger();
    Iterator<Integer> inputs =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            assertThat(Thread.currentThread()).isSameAs(task);
            return true;
          }

          @Override
          public Integer next() {
            assertThat(Thread.currentThread()).isSameAs(task);
            return pulled.incrementAndGet();
          }
        };
    TaskFlow<Integer, Integer> flow =
        TaskFlow.of(
            inputs,
            input -> null,
            source ->
                Flowable.fromPublisher(source)
                    .rebatchRequests(10)
                    .observeOn(Schedulers.single(), false, 10),
            () -> {});
    for (int i = 1; i <= 1000; i++) {
      assertThat(flow.next()).isEqualTo(i);
      assertThat(pulled.get()).isLessThanOrEqualTo(i + 20);
    }
    flow.close();
  }

  @Test
  void inputsThatAreNotForTheStreamNeedNoDemand() {
    TaskFlow<Integer, Integer> flow =
        TaskFlow.of(
            List.of(1, 2, 3).iterator(),
            input -> input,
            source -> Flowable.<Integer>fromPublisher(source).rebatchRequests(1),
            () -> {});
    assertThat(flow).toIterable().containsExactly(1, 2, 3);
  }

  @Test
  void anErrorOfTheStreamComesAfterItsResults() {
    TaskFlow<Integer, Integer> flow =
        TaskFlow.of(
            List.of(1, 2).iterator(),
            input -> null,
            source ->
                Flowable.<Integer>fromPublisher(source)
                    .concatWith(Flowable.error(new IllegalArgumentException("no more"))),
            () -> {});
    assertThat(flow.next()).isEqualTo(1);
    assertThat(flow.next()).isEqualTo(2);
    assertThatThrownBy(flow::hasNext)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no more");
  }

  @Test
  void anErrorOfTheInputIsThrownWhereItIsPulled() {
    Iterator<Integer> broken =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            throw new IllegalStateException("a file that can't be read");
          }

          @Override
          public Integer next() {
            throw new AssertionError();
          }
        };
    TaskFlow<Integer, Integer> flow = TaskFlow.of(broken, i -> null, source -> source, () -> {});
    assertThatThrownBy(flow::hasNext).hasMessage("a file that can't be read");
  }

  @Test
  void aTaskThatIsKilledWhileItWaitsEndsAndCancelsTheStream() {
    AtomicBoolean cancelled = new AtomicBoolean();
    AtomicInteger looks = new AtomicInteger();
    TaskFlow<Integer, Integer> flow =
        TaskFlow.of(
            List.of(1).iterator(),
            input -> null,
            (Publisher<Integer> source) ->
                Flowable.fromPublisher(source)
                    .concatWith(Flowable.never())
                    .skip(1)
                    .doOnCancel(() -> cancelled.set(true)),
            () -> {
              if (looks.incrementAndGet() > 4) {
                throw new IllegalStateException("killed");
              }
            });
    assertThatThrownBy(flow::hasNext).hasMessage("killed");
    flow.close();
    assertThat(cancelled).isTrue();
  }
}

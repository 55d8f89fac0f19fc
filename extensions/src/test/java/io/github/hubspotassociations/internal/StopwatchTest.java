package io.github.hubspotassociations.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StopwatchTest {
  @ParameterizedTest
  @ValueSource(longs = {-1, 1})
  void aWallClockThatIsSetChangesNothing(long hours) {
    long[] offset = new long[1];
    Scheduler wallClock =
        new Scheduler() {
          @Override
          public Worker createWorker() {
            return Schedulers.computation().createWorker();
          }

          @Override
          public long now(TimeUnit unit) {
            return super.now(unit) + unit.convert(offset[0], TimeUnit.HOURS);
          }
        };
    Stopwatch watch = Stopwatch.start(wallClock);
    offset[0] = hours;
    assertThat(watch.nanos()).isBetween(0L, TimeUnit.MINUTES.toNanos(10));
  }

  @Test
  void aVirtualClockIsExact() {
    TestScheduler virtual = new TestScheduler();
    virtual.advanceTimeBy(5, TimeUnit.SECONDS);
    Stopwatch watch = Stopwatch.start(virtual);
    assertThat(watch.nanos()).isZero();
    virtual.advanceTimeBy(1, TimeUnit.NANOSECONDS);
    assertThat(watch.nanos()).isEqualTo(1);
    assertThat(watch.elapsed()).isEqualTo(Duration.ofNanos(1));
  }
}

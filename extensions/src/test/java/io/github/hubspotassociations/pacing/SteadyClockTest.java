package io.github.hubspotassociations.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SteadyClockTest {
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
    SteadyClock clock = new SteadyClock();
    long before = clock.now(wallClock);
    offset[0] = hours;
    assertThat(clock.now(wallClock) - before).isBetween(0L, TimeUnit.MINUTES.toNanos(10));
    assertThat(clock.isWallClock()).isTrue();
  }

  @Test
  void aVirtualClockIsExact() {
    TestScheduler virtual = new TestScheduler();
    SteadyClock clock = new SteadyClock();
    assertThat(clock.now(virtual)).isZero();
    virtual.advanceTimeBy(1, TimeUnit.NANOSECONDS);
    assertThat(clock.now(virtual)).isEqualTo(1);
    assertThat(clock.last()).isEqualTo(1);
    assertThat(clock.isWallClock()).isFalse();
  }
}

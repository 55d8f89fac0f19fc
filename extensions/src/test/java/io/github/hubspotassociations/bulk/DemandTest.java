package io.github.hubspotassociations.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.HubSpotAssociations;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is pulled from a source of 1,000,000 by a downstream that asks for little; pages of 100,
 * four in flight. Counts, not times: a run is looked at while all its requests wait, and when all
 * responses have arrived.
 */
final class DemandTest {
  private static final int PAGE = 100;
  private static final int IN_FLIGHT = 4;
  private static final int INPUTS = 1_000_000;

  private final CountDownLatch gate = new CountDownLatch(1);
  private final Semaphore arrived = new Semaphore(0);
  private final Semaphore responded = new Semaphore(0);
  private final StubHubSpot stub =
      new StubHubSpot(
          exchange -> {
            arrived.release();
            try {
              gate.await();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
            return exchange.apply().associated();
          });
  private final HubSpotAssociations client = EngineRig.client(stub);
  private final AtomicLong pulled = new AtomicLong();

  @AfterEach
  void close() {
    gate.countDown();
    client.close();
  }

  private BulkAssociator bulk(Ordering ordering) {
    return client
        .bulk()
        .pageSize(PAGE)
        .maxInFlight(IN_FLIGHT)
        .ordering(ordering)
        .listener(
            () ->
                new BulkListener() {
                  @Override
                  public void pageAnswered(PageResult<?> result) {
                    responded.release();
                  }
                })
        .build();
  }

  private Flowable<AssociationRequest<Integer>> source(int types) {
    String[] names = {"contacts", "deals", "tickets", "0-8", "2-1", "2-2", "2-3", "2-4"};
    return Flowable.range(0, INPUTS)
        .map(i -> EngineRig.input(names[i % types], 1 + i, "companies", 2_000_000 + i, i))
        .doOnNext(input -> pulled.incrementAndGet());
  }

  /** Lets the responses through once so many requests wait for them; what is pulled by then. */
  private long pulledBeforeResponses(int requests) throws InterruptedException {
    arrived.tryAcquire(requests, 20, TimeUnit.SECONDS);
    long before = pulled.get();
    gate.countDown();
    return before;
  }

  /** Every request has its response, so that no response is left to pull more. */
  private void awaitNothingUnderWay() throws InterruptedException {
    for (int awaited = 0; awaited < stub.requests(); awaited++) {
      assertThat(responded.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void subscribingWithoutDemandPullsNothing(Ordering ordering) {
    gate.countDown();
    TestSubscriber<?> subscriber = bulk(ordering).associate(source(1)).test(0);
    assertThat(pulled.get()).isZero();
    assertThat(stub.requests()).isZero();
    subscriber.cancel();
  }

  @ParameterizedTest
  @EnumSource
  void oneItemPullsMaxInFlightPages(Ordering ordering) throws InterruptedException {
    TestSubscriber<AssociationOutcome<Integer>> subscriber =
        bulk(ordering).associate(source(1)).test(1);
    assertThat(pulledBeforeResponses(IN_FLIGHT)).isEqualTo(IN_FLIGHT * PAGE);
    subscriber.awaitCount(1);
    awaitNothingUnderWay();

    assertThat(subscriber.values()).hasSize(1);
    assertThat(pulled.get()).isEqualTo(IN_FLIGHT * PAGE);
    assertThat(stub.requests()).isEqualTo(IN_FLIGHT);
    subscriber.cancel();
  }

  @ParameterizedTest
  @EnumSource
  void itemsTakenOneByOneNeverPullFurtherAhead(Ordering ordering) throws InterruptedException {
    gate.countDown();
    TestSubscriber<AssociationOutcome<Integer>> subscriber =
        bulk(ordering).associate(source(1)).test(0);
    for (int taken = 1; taken <= 1000; taken++) {
      subscriber.request(1);
      subscriber.awaitCount(taken);
      assertThat(pulled.get() - taken).isLessThanOrEqualTo((IN_FLIGHT + 1) * PAGE);
    }
    assertThat(subscriber.values()).hasSize(1000);
    subscriber.cancel();
  }

  @ParameterizedTest
  @EnumSource
  void mixedTypesPullNoMoreThanThePagerHoldsBesides(Ordering ordering) throws InterruptedException {
    gate.countDown();
    // The window bounds what the pager holds: eight pages by default.
    int bound = (IN_FLIGHT + 1) * PAGE + 8 * PAGE;
    TestSubscriber<AssociationOutcome<Integer>> subscriber =
        bulk(ordering).associate(source(8)).test(0);
    for (int taken = 1; taken <= 500; taken++) {
      subscriber.request(1);
      subscriber.awaitCount(taken);
      assertThat(pulled.get() - taken).isLessThanOrEqualTo(bound);
    }
    assertThat(subscriber.values()).hasSize(500);
    subscriber.cancel();
  }

  @Test
  void operatorsBehindTheRunDoNotPullItDry() throws InterruptedException {
    // The bound of each is what it asks for by itself, and the pages in flight.
    TestSubscriber<?> observed =
        bulk(Ordering.COMPLETION)
            .associate(source(1))
            .observeOn(Schedulers.single(), false, 1)
            .test(1);
    assertThat(pulledBeforeResponses(IN_FLIGHT)).isEqualTo(IN_FLIGHT * PAGE);
    observed.awaitCount(1);
    awaitNothingUnderWay();
    assertThat(pulled.get()).isEqualTo(IN_FLIGHT * PAGE);
    observed.cancel();
  }

  @Test
  void pagesOfAPlanAreMadeOneByOne() throws InterruptedException {
    TestSubscriber<InputPage<Integer>> plan = bulk(Ordering.COMPLETION).pages(source(1)).test(1);
    plan.awaitCount(1);
    assertThat(plan.values().get(0).size()).isEqualTo(PAGE);
    assertThat(pulled.get()).isLessThanOrEqualTo(2 * PAGE);
    assertThat(stub.requests()).isZero();
    plan.cancel();
  }

  @ParameterizedTest
  @EnumSource
  void pageByPageOneResultPullsMaxInFlightPages(Ordering ordering) throws InterruptedException {
    BulkAssociator bulk = bulk(ordering);
    TestSubscriber<PageResult<Integer>> results =
        bulk.associatePages(bulk.pages(source(1))).test(1);
    assertThat(pulledBeforeResponses(IN_FLIGHT))
        .isBetween(IN_FLIGHT * PAGE + 0L, (IN_FLIGHT + 1) * PAGE + 0L);
    results.awaitCount(1);
    awaitNothingUnderWay();
    assertThat(pulled.get()).isLessThanOrEqualTo((IN_FLIGHT + 1) * PAGE);
    assertThat(stub.requests()).isEqualTo(IN_FLIGHT);
    results.cancel();
  }
}

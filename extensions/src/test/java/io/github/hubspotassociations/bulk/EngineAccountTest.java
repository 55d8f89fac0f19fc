package io.github.hubspotassociations.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationOutcome.Kind;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.TestRelease;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.subjects.CompletableSubject;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;

/** The account of a run, whatever the input, the responses and the end of the run. */
@SuppressWarnings("StatementSwitchToExpressionSwitch")
@Tag(TestRelease.TAG)
final class EngineAccountTest {
  private static final ConcurrentLinkedQueue<Throwable> UNDELIVERABLE =
      new ConcurrentLinkedQueue<>();

  private static final HastyScheduler SCHEDULER = new HastyScheduler();

  @BeforeAll
  static void listenForUndeliverables() {
    RxJavaPlugins.setErrorHandler(UNDELIVERABLE::add);
  }

  @AfterAll
  static void reset() {
    RxJavaPlugins.reset();
    SCHEDULER.shutdown();
  }

  @Test
  void everyInputPulledHasExactlyOneTrueOutcome() {
    Seeds.check(
        "EngineAccountTest#everyInputPulledHasExactlyOneTrueOutcome",
        300,
        seed -> new Case(seed).run().check());
  }

  @Test
  void withoutFaultsExactlyTheBadAreRejectedAndTheGoodAssociated() {
    Seeds.check(
        "EngineAccountTest#withoutFaultsExactlyTheBadAreRejectedAndTheGoodAssociated",
        100,
        seed -> {
          Case c = new Case(seed);
          c.faults = 0;
          c.stop = Stop.NEVER;
          c.isolation = Isolation.BISECT;
          c.isolationLimit = Integer.MAX_VALUE;
          c.run().check();
          for (AssociationOutcome<Integer> outcome : c.outcomes) {
            assertThat(outcome.kind())
                .as("%s", outcome)
                .isEqualTo(c.isBad(outcome.request()) ? Kind.REJECTED : Kind.ASSOCIATED);
          }
        });
  }

  @Test
  void pageByPageAndInputByInputGiveTheSameOutcomes() {
    Seeds.check(
        "EngineAccountTest#pageByPageAndInputByInputGiveTheSameOutcomes",
        70,
        seed -> {
          Map<Integer, String> byInput = outcomes(seed, false);
          Map<Integer, String> byPage = outcomes(seed, true);
          assertThat(byPage.keySet()).isEqualTo(byInput.keySet());
          byInput.forEach((context, outcome) -> assertThat(byPage.get(context)).isEqualTo(outcome));
        });
  }

  private static Map<Integer, String> outcomes(long seed, boolean byPage) {
    Case c = new Case(seed);
    c.stop = Stop.NEVER;
    c.byPage = byPage;
    // What other pages do meanwhile decides whether one is halved on which the server fails.
    c.maxInFlight = 1;
    // By input, pages go out short where the next outcome to give would wait for them otherwise.
    c.ordering = Ordering.COMPLETION;
    // Equal requests of two pages would take each other's responses.
    c.leaveOutRepeated();
    c.run().check();
    Map<Integer, String> outcomes = new HashMap<>();
    for (AssociationOutcome<Integer> outcome : c.outcomes) {
      outcomes.put(outcome.context(), outcome.toString());
    }
    return outcomes;
  }

  private enum Stop {
    NEVER,
    STOP_WHEN,
    STOP_WHEN_FAILS,
    INPUT_FAILS,
    DISPOSAL,
    CALLER_REFUSED,
    CALLER_REFUSED_THEN_STOPPED,
    LISTENER_THROWS
  }

  private static final class BoomException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BoomException(String message) {
      super(message);
    }
  }

  /** One run: everything it is made of, and what came of it. */
  private static final class Case
      implements BulkListener, FlowableSubscriber<AssociationOutcome<Integer>> {
    final SplittableRandom random;
    final long seed;
    List<AssociationRequest<Integer>> inputs = new ArrayList<>();
    final Set<String> missing = new HashSet<>();
    final int pageSize;
    final int window;
    final long maxPageBytes;
    int maxInFlight;
    final int stopAt;
    final int demand;
    final boolean asyncSource;
    final boolean asyncDemand;
    final boolean withListener;
    double faults;
    Ordering ordering;
    Isolation isolation;
    int isolationLimit;
    Stop stop;
    boolean byPage;

    final AtomicInteger pulled = new AtomicInteger();
    final List<AssociationOutcome<Integer>> outcomes = new ArrayList<>();
    final CompletableSubject stopWhen = CompletableSubject.create();
    final CountDownLatch ended = new CountDownLatch(1);
    final CountDownLatch told = new CountDownLatch(1);
    final AtomicReference<Throwable> error = new AtomicReference<>();
    final ConcurrentLinkedQueue<BulkSummary> finished = new ConcurrentLinkedQueue<>();
    final ResumePoint stored = ResumePoint.create();
    final ConcurrentLinkedQueue<AssertionError> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger inListener = new AtomicInteger();
    private final AtomicInteger events = new AtomicInteger();
    private volatile long checkpoint;
    private Subscription subscription;
    private int asked;
    StubHubSpot stub;
    RandomHubSpot hubspot;

    Case(long seed) {
      this.seed = seed;
      this.random = new SplittableRandom(seed);
      int size = random.nextInt(Seeds.size(seed, 120) + 1);
      String[][] allTypes = {
        {"contacts", "companies"}, {"contacts", "contacts"}, {"0-1", "2-77"}, {"deals", "contacts"}
      };
      int types = 1 + random.nextInt(allTypes.length);
      int firstType = random.nextInt(allTypes.length);
      int ids = 2 + random.nextInt(Math.max(2, size));
      for (int i = 0; i < size; i++) {
        String[] type = allTypes[(firstType + random.nextInt(types)) % allTypes.length];
        inputs.add(
            EngineRig.input(type[0], 1 + random.nextInt(ids), type[1], 1 + random.nextInt(ids), i));
      }
      double badness = random.nextBoolean() ? 0 : random.nextDouble() * random.nextDouble();
      for (int id = 1; id <= ids; id++) {
        for (String name : List.of("CONTACT", "COMPANY", "DEAL", "2-77")) {
          if (random.nextDouble() < badness) {
            missing.add(name + "=" + id);
          }
        }
      }
      this.pageSize = 1 + random.nextInt(random.nextBoolean() ? 4 : 30);
      this.window = pageSize + random.nextInt(3 * pageSize + 1);
      this.maxPageBytes = random.nextInt(3) == 0 ? 60 + random.nextInt(400) : 1 << 20;
      this.maxInFlight = 1 + random.nextInt(4);
      this.ordering = random.nextBoolean() ? Ordering.INPUT : Ordering.COMPLETION;
      this.isolation = random.nextInt(4) == 0 ? Isolation.NONE : Isolation.BISECT;
      this.isolationLimit = random.nextInt(4) == 0 ? 1 + random.nextInt(8) : Integer.MAX_VALUE;
      this.faults = random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.5;
      this.stop =
          random.nextBoolean()
              ? Stop.NEVER
              : List.of(Stop.values()).get(random.nextInt(Stop.values().length));
      this.stopAt = random.nextInt(Math.max(1, size));
      this.demand = random.nextInt(3) == 0 ? Integer.MAX_VALUE : 1 + random.nextInt(20);
      this.asyncSource = random.nextInt(4) == 0;
      this.asyncDemand = random.nextInt(4) == 0;
      this.withListener = stop == Stop.LISTENER_THROWS || random.nextInt(3) > 0;
      this.byPage = random.nextInt(4) == 0;
    }

    void leaveOutRepeated() {
      Set<String> seen = new HashSet<>();
      List<AssociationRequest<Integer>> rest = new ArrayList<>();
      for (AssociationRequest<Integer> input : inputs) {
        if (seen.add(input.from() + " " + input.to())) {
          rest.add(input);
        }
      }
      inputs = rest;
    }

    boolean isBad(AssociationRequest<Integer> input) {
      return hubspot.isBad(
          input.from().objectType(), input.from().id(), input.to().objectType(), input.to().id());
    }

    boolean isApplied(AssociationRequest<Integer> input) {
      return stub.isApplied(
          input.from().objectType(), input.from().id(), input.to().objectType(), input.to().id());
    }

    Case run() {
      hubspot = new RandomHubSpot(seed, missing, faults);
      if (stop == Stop.CALLER_REFUSED || stop == Stop.CALLER_REFUSED_THEN_STOPPED) {
        hubspot.rejectsCallerFrom = stopAt / 4;
        hubspot.dailyLimit = seed % 2 == 0;
      }
      stub = new StubHubSpot(hubspot);
      try (HubSpotAssociations client =
          EngineRig.client(stub.client(), EngineRig.hastyRetries(3), SCHEDULER)) {
        BulkAssociator.Builder builder =
            client
                .bulk()
                .pageSize(pageSize)
                .mixedTypesWindow(window)
                .maxPageBytes(maxPageBytes)
                .maxInFlight(maxInFlight)
                .ordering(ordering)
                .isolation(isolation)
                .maxRequestsPerPage(isolationLimit)
                .stopWhen(stopWhen);
        if (withListener) {
          builder.listener(() -> this);
        }
        BulkAssociator bulk = builder.build();
        Flowable<AssociationRequest<Integer>> source = Flowable.fromIterable(inputs);
        if (stop == Stop.INPUT_FAILS) {
          source = source.take(stopAt).concatWith(Flowable.error(new BoomException("input")));
        }
        if (asyncSource) {
          source = source.observeOn(Schedulers.computation(), true, 1 + stopAt % 7);
        }
        if (byPage) {
          bulk.associatePages(bulk.pages(source).doOnNext(page -> pulled.addAndGet(page.size())))
              .concatMapDelayError(result -> Flowable.fromIterable(result.outcomes()), true, 1)
              .subscribe(this);
        } else {
          bulk.associate(source.doOnNext(input -> pulled.incrementAndGet())).subscribe(this);
        }
        if (!ended.await(20, TimeUnit.SECONDS)) {
          throw new AssertionError("The run hangs: " + this);
        }
        // A run that was disposed may still be told of.
        if (withListener && !told.await(20, TimeUnit.SECONDS)) {
          throw new AssertionError("The listener is not told that the run has ended: " + this);
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return this;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      this.subscription = subscription;
      request();
    }

    private void request() {
      asked = demand == Integer.MAX_VALUE ? demand : 1 + random.nextInt(demand);
      if (asyncDemand) {
        int n = asked;
        Schedulers.computation().scheduleDirect(() -> subscription.request(n));
      } else {
        subscription.request(asked);
      }
    }

    @Override
    public void onNext(AssociationOutcome<Integer> outcome) {
      outcomes.add(outcome);
      stored.markSettled(outcome);
      if (outcomes.size() == stopAt + 1) {
        if (stop == Stop.STOP_WHEN || stop == Stop.CALLER_REFUSED_THEN_STOPPED) {
          stopWhen.onComplete();
        } else if (stop == Stop.STOP_WHEN_FAILS) {
          stopWhen.onError(new BoomException("stopWhen"));
        } else if (stop == Stop.DISPOSAL) {
          if (asyncDemand) {
            Schedulers.computation()
                .scheduleDirect(
                    () -> {
                      subscription.cancel();
                      ended.countDown();
                    });
          } else {
            subscription.cancel();
            ended.countDown();
            return;
          }
        }
      }
      if (--asked == 0) {
        request();
      }
    }

    @Override
    public void onError(Throwable e) {
      error.set(e);
      ended.countDown();
    }

    @Override
    public void onComplete() {
      ended.countDown();
    }

    private void event() {
      if (inListener.getAndIncrement() != 0) {
        wrong.add(new AssertionError("Two calls of the listener at once"));
      }
      if (!finished.isEmpty()) {
        wrong.add(new AssertionError("An event after the last"));
      }
      inListener.decrementAndGet();
      if (stop == Stop.LISTENER_THROWS && events.getAndIncrement() == stopAt) {
        throw new BoomException("listener");
      }
    }

    @Override
    public void pageSent(InputPage<?> page, int pairs, int attempt) {
      event();
    }

    @Override
    public void pageAnswered(PageResult<?> result) {
      event();
    }

    @Override
    public void checkpoint(long index) {
      if (index <= checkpoint) {
        wrong.add(new AssertionError("checkpoint " + index + " after " + checkpoint));
      }
      checkpoint = index;
      event();
    }

    @Override
    public void finished(BulkSummary summary) {
      try {
        event();
      } finally {
        finished.add(summary);
        told.countDown();
      }
    }

    void check() {
      assertThat(wrong).isEmpty();
      assertThat(UNDELIVERABLE).isEmpty();
      try {
        checkEnd();
        checkIndexes();
        checkTruth();
        checkSummary();
      } catch (AssertionError e) {
        throw new AssertionError(toString(), e);
      }
    }

    private void checkEnd() {
      Throwable e = error.get();
      switch (stop) {
        case INPUT_FAILS:
          assertThat(e).isInstanceOf(BoomException.class).hasMessage("input");
          break;
        case STOP_WHEN_FAILS:
          if (outcomes.size() > stopAt && !(byPage && outcomes.size() == inputs.size())) {
            assertThat(e).isInstanceOf(BoomException.class).hasMessage("stopWhen");
          } else if (!byPage) {
            assertThat(e).isNull();
          }
          break;
        case LISTENER_THROWS:
          if (events.get() > stopAt) {
            assertThat(e).isInstanceOf(BoomException.class).hasMessage("listener");
          } else {
            assertThat(e).isNull();
          }
          break;
        default:
          assertThat(e).isNull();
      }
    }

    private void checkIndexes() {
      BitSet indexes = new BitSet();
      long last = -1;
      for (AssociationOutcome<Integer> outcome : outcomes) {
        int index = (int) outcome.index();
        assertThat(indexes.get(index)).as("index %s twice", index).isFalse();
        indexes.set(index);
        assertThat(outcome.request()).isSameAs(inputs.get(index));
        if (ordering == Ordering.INPUT && !byPage) {
          assertThat(outcome.index()).isEqualTo(last + 1);
          last = outcome.index();
        }
      }
      if (stop == Stop.DISPOSAL) {
        return;
      }
      if (isStoppedByCaller() && asyncSource) {
        // What a source gives at the very moment at which it is cancelled is not pulled any more.
        assertThat(pulled.get() - outcomes.size()).isBetween(0, 1);
      } else {
        assertThat(outcomes).hasSize(pulled.get());
      }
      if (!byPage) {
        assertThat(indexes.cardinality()).isEqualTo(indexes.length());
      }
      if (!isStoppedByCaller()) {
        assertThat(outcomes)
            .hasSize(stop == Stop.INPUT_FAILS ? Math.min(stopAt, inputs.size()) : inputs.size());
      }
    }

    private boolean isStoppedByCaller() {
      return stop == Stop.STOP_WHEN
          || stop == Stop.STOP_WHEN_FAILS
          || stop == Stop.LISTENER_THROWS
          || stop == Stop.CALLER_REFUSED_THEN_STOPPED;
    }

    private void checkTruth() {
      Map<String, Integer> times = new HashMap<>();
      for (AssociationRequest<Integer> input : inputs) {
        times.merge(input.from() + " " + input.to(), 1, Integer::sum);
      }
      boolean isolates = isolation == Isolation.BISECT && isolationLimit == Integer.MAX_VALUE;
      for (AssociationOutcome<Integer> outcome : outcomes) {
        AssociationRequest<Integer> input = outcome.request();
        boolean isAlone = times.get(input.from() + " " + input.to()) == 1;
        switch (outcome.kind()) {
          case ASSOCIATED:
            assertThat(isApplied(input)).as("applied: %s", outcome).isTrue();
            assertThat(outcome.attempts()).isPositive();
            assertThat(outcome.correlationId()).isEqualTo("c-1");
            break;
          case REJECTED:
            assertThat(outcome.attempts()).isPositive();
            if (isolates) {
              assertThat(isBad(input)).as("bad: %s", outcome).isTrue();
            }
            if (isolates || isAlone) {
              assertThat(isApplied(input)).as("applied: %s", outcome).isFalse();
            }
            break;
          case UNCONFIRMED:
            assertThat(outcome.attempts()).isPositive();
            break;
          case NOT_ATTEMPTED:
            if (isAlone) {
              assertThat(isApplied(input)).as("applied: %s", outcome).isFalse();
            }
            break;
        }
      }
    }

    private void checkSummary() {
      if (!withListener) {
        return;
      }
      assertThat(finished).hasSize(1);
      BulkSummary summary = finished.peek();
      if (stop == Stop.DISPOSAL) {
        assertThat(summary.total()).isBetween((long) outcomes.size(), (long) pulled.get());
        return;
      }
      assertThat(summary.total()).isEqualTo(outcomes.size());
      assertThat(summary.associated()).isEqualTo(count(Kind.ASSOCIATED));
      assertThat(summary.rejected()).isEqualTo(count(Kind.REJECTED));
      assertThat(summary.unconfirmed()).isEqualTo(count(Kind.UNCONFIRMED));
      assertThat(summary.notAttempted()).isEqualTo(count(Kind.NOT_ATTEMPTED));
      assertThat(summary.requests()).isEqualTo(stub.requests());
      if (stop == Stop.CALLER_REFUSED && hubspot.rejectsCallerFrom < stub.requests()) {
        assertThat(summary.stopCause()).isNotNull();
      }
      if (stop != Stop.LISTENER_THROWS && !byPage) {
        assertThat(checkpoint).isEqualTo(stored.index());
      }
    }

    private long count(Kind kind) {
      return outcomes.stream().filter(outcome -> outcome.kind() == kind).count();
    }

    @Override
    public String toString() {
      return "Case{seed="
          + seed
          + ", inputs="
          + inputs.size()
          + ", pulled="
          + pulled
          + ", outcomes="
          + outcomes.size()
          + ", pageSize="
          + pageSize
          + ", maxInFlight="
          + maxInFlight
          + ", "
          + ordering
          + ", "
          + isolation
          + ", "
          + stop
          + ", demand="
          + demand
          + ", asyncSource="
          + asyncSource
          + ", asyncDemand="
          + asyncDemand
          + ", byPage="
          + byPage
          + '}';
    }
  }
}

package io.github.hubspotassociations.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationOutcome.Kind;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.TestRelease;
import io.github.hubspotassociations.emulator.FaultMix;
import io.github.hubspotassociations.emulator.HubSpotEmulator;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.ObjectNotFoundException;
import io.github.hubspotassociations.testsupport.AfterTest;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.subjects.CompletableSubject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The whole library over sockets against an emulator with every fault on: what it says of each
 * input is held against what the emulator recorded.
 */
@Tag(TestRelease.TAG)
final class ChaosTest {
  private static final ConcurrentLinkedQueue<Throwable> UNDELIVERABLE =
      new ConcurrentLinkedQueue<>();

  private static HastyScheduler scheduler;
  private static HubSpotEmulator emulator;

  @BeforeAll
  static void start() {
    RxJavaPlugins.setErrorHandler(UNDELIVERABLE::add);
    scheduler = new HastyScheduler();
    emulator = HubSpotEmulator.start();
  }

  @AfterAll
  static void stop() {
    emulator.close();
    scheduler.shutdown();
    RxJavaPlugins.reset();
  }

  @Test
  void theAccountIsTrueUnderEveryFaultAndIsSettledWhenTheyStop() {
    OkHttpClient http =
        AfterTest.close(
            new OkHttpClient.Builder()
                .connectionPool(new ConnectionPool())
                .readTimeout(Duration.ofSeconds(10))
                .build());
    Seeds.check(
        "ChaosTest#theAccountIsTrueUnderEveryFaultAndIsSettledWhenTheyStop",
        100,
        seed -> check(seed, http));
  }

  private static void check(long seed, OkHttpClient http) {
    SplittableRandom random = new SplittableRandom(seed);
    emulator.reset();
    emulator.faults().random(seed, FaultMix.everything());
    List<AssociationRequest<Integer>> inputs = inputs(random, Seeds.size(3 * seed, 300));
    try (HubSpotAssociations client =
        EngineRig.client(emulator.url(), http, EngineRig.hastyRetries(4), scheduler)) {
      BulkAssociator.Builder settings =
          client
              .bulk()
              .pageSize(1 + random.nextInt(random.nextBoolean() ? 10 : 120))
              .maxInFlight(1 + random.nextInt(4))
              .ordering(random.nextBoolean() ? Ordering.INPUT : Ordering.COMPLETION)
              .isolation(random.nextInt(5) == 0 ? Isolation.NONE : Isolation.BISECT);
      List<AssociationOutcome<Integer>> outcomes = run(settings, inputs, random);
      checkTruth(outcomes, inputs, settings.isolation == Isolation.BISECT);
      batch(client, random);

      emulator.faults().clear();
      List<AssociationRequest<Integer>> open = new ArrayList<>();
      for (AssociationOutcome<Integer> outcome : outcomes) {
        if (outcome.kind() == Kind.UNCONFIRMED || outcome.kind() == Kind.NOT_ATTEMPTED) {
          open.add(outcome.request());
        }
      }
      List<AssociationOutcome<Integer>> again =
          client
              .bulk()
              .build()
              .associate(open)
              .toList()
              .timeout(30, TimeUnit.SECONDS)
              .blockingGet();
      checkTruth(again, open, true);
      assertThat(again)
          .hasSize(open.size())
          .noneMatch(
              outcome ->
                  outcome.kind() == Kind.UNCONFIRMED || outcome.kind() == Kind.NOT_ATTEMPTED);
    }
    assertThat(UNDELIVERABLE).isEmpty();
    assertThat(emulator.violations()).isEmpty();
  }

  /** Inputs with poison ids, duplicates and reversed pairs, of several types. */
  private static List<AssociationRequest<Integer>> inputs(SplittableRandom random, int largest) {
    String[][] types = {
      {"contacts", "companies"}, {"contacts", "contacts"}, {"deals", "contacts"}, {"0-5", "0-1"}
    };
    int mixed = 1 + random.nextInt(types.length);
    int size = 1 + random.nextInt(largest);
    int ids = 2 + random.nextInt(2 * size);
    double poison = random.nextBoolean() ? 0.02 : random.nextDouble() * 0.2;
    List<AssociationRequest<Integer>> inputs = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      String[] type = types[random.nextInt(mixed)];
      inputs.add(
          AssociationRequest.of(
              ObjectRef.of(type[0], id(random, ids, poison)),
              ObjectRef.of(type[1], id(random, ids, poison)),
              i));
    }
    return inputs;
  }

  private static String id(SplittableRandom random, int ids, double poison) {
    int id = 1 + random.nextInt(ids);
    return random.nextDouble() < poison ? "40404" + id : Integer.toString(id);
  }

  private static List<AssociationOutcome<Integer>> run(
      BulkAssociator.Builder settings,
      List<AssociationRequest<Integer>> inputs,
      SplittableRandom random) {
    CompletableSubject stop = CompletableSubject.create();
    int stopAt = random.nextInt(6) == 0 ? random.nextInt(inputs.size()) : -1;
    int[] pulled = {0};
    List<AssociationOutcome<Integer>> outcomes =
        settings
            .stopWhen(stop)
            .build()
            .associate(
                Flowable.fromIterable(inputs)
                    .doOnNext(
                        input -> {
                          if (pulled[0]++ == stopAt) {
                            stop.onComplete();
                          }
                        }))
            .toList()
            .timeout(30, TimeUnit.SECONDS)
            .blockingGet();
    assertThat(outcomes).hasSize(pulled[0]);
    if (stopAt < 0) {
      assertThat(outcomes).hasSize(inputs.size());
    }
    return outcomes;
  }

  private static void checkTruth(
      List<AssociationOutcome<Integer>> outcomes,
      List<AssociationRequest<Integer>> inputs,
      boolean isolated) {
    BitSet indexes = new BitSet();
    for (AssociationOutcome<Integer> outcome : outcomes) {
      AssociationRequest<Integer> input = outcome.request();
      int index = (int) outcome.index();
      assertThat(indexes.get(index)).isFalse();
      indexes.set(index);
      assertThat(input).isSameAs(inputs.get(index));
      if (outcome.kind() == Kind.ASSOCIATED) {
        assertThat(isRecorded(input.from(), input.to())).as("%s", outcome).isTrue();
      }
      if (outcome.kind() == Kind.REJECTED && isolated) {
        assertThat(isRecorded(input.from(), input.to())).as("%s", outcome).isFalse();
        assertThat(isPoison(input.from()) || isPoison(input.to())).as("%s", outcome).isTrue();
      }
      if (isPoison(input.from()) || isPoison(input.to())) {
        assertThat(outcome.kind()).as("%s", outcome).isNotEqualTo(Kind.ASSOCIATED);
      }
    }
    assertThat(indexes.cardinality()).isEqualTo(indexes.length());
  }

  /** Single calls: some by themselves and some gathered. */
  private static void batch(HubSpotAssociations client, SplittableRandom random) {
    int count = random.nextInt(20);
    // Its close has a timeout, and this scheduler's clock does not wait for sockets.
    AssociationBatcher batcher = client.batcher().linger(Duration.ofMillis(1)).build();
    Flowable.range(0, count)
        .flatMapCompletable(
            i -> {
              ObjectRef from = ObjectRef.of("tickets", 1 + i % 15);
              ObjectRef to = ObjectRef.of("deals", i % 7 == 3 ? "404041" : "10" + i);
              return (i % 5 == 0 ? client.associate(from, to) : batcher.associate(from, to))
                  .doOnSuccess(
                      pair -> {
                        assertThat(pair.to()).isEqualTo(to);
                        assertThat(isRecorded(from, to)).isTrue();
                      })
                  .ignoreElement()
                  .onErrorComplete(
                      e -> {
                        if (e instanceof ObjectNotFoundException) {
                          assertThat(isPoison(to)).isTrue();
                        }
                        return e instanceof HubSpotException;
                      });
            })
        .timeout(30, TimeUnit.SECONDS)
        .blockingAwait();
  }

  private static boolean isRecorded(ObjectRef from, ObjectRef to) {
    return emulator.associations().contains(from.objectType(), from.id(), to.objectType(), to.id());
  }

  private static boolean isPoison(ObjectRef record) {
    return record.id().startsWith("40404");
  }
}

package io.github.hubspotassociations.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.HubSpotAssociations;
import io.github.hubspotassociations.ObjectRef;
import io.github.hubspotassociations.emulator.FaultMix;
import io.github.hubspotassociations.emulator.HubSpotEmulator;
import io.github.hubspotassociations.testsupport.AfterTest;
import io.reactivex.rxjava3.core.Flowable;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Works for minutes with every fault on, by one client: threads, connections and heap stay where
 * they were after the first tenth. Runs in the profile {@code soak} alone.
 */
@Tag("soak")
final class SoakTest {
  private static final int PAIRS = 5_000;

  /** What a process holds between two runs. */
  private record Held(int threads, int connections, long heapKiB) {}

  @Test
  void threadsConnectionsAndHeapStayFlat() {
    long length = Duration.ofMinutes(Long.getLong("hubspot.soak.minutes", 10)).toNanos();
    OkHttpClient http =
        AfterTest.close(new OkHttpClient.Builder().connectionPool(new ConnectionPool()).build());
    List<Held> samples = new ArrayList<>();
    long runs = 0;
    try (HubSpotEmulator emulator = HubSpotEmulator.builder().strict(false).start();
        HubSpotAssociations client =
            EngineRig.client(emulator.url(), http, EngineRig.hastyRetries(4), null)) {
      long start = System.nanoTime();
      while (System.nanoTime() - start < length) {
        emulator.reset();
        emulator.faults().random(runs, FaultMix.everything());
        run(client, runs);
        runs++;
        if (System.nanoTime() - start > length / 10 * (samples.size() + 1)) {
          samples.add(held(emulator));
        }
      }
    }
    System.out.println("soak: " + runs + " runs, " + samples);

    Held first = samples.get(0);
    Held last = samples.get(samples.size() - 1);
    assertThat(last.threads()).isLessThanOrEqualTo(first.threads() + 8);
    assertThat(last.connections()).isLessThanOrEqualTo(first.connections() + 8);
    assertThat(last.heapKiB()).isLessThan(first.heapKiB() * 3 / 2 + 4_096);
  }

  private static void run(HubSpotAssociations client, long run) {
    BulkSummary summary =
        client
            .bulk()
            .pageSize(500)
            .build()
            .summarize(Flowable.range(1, PAIRS).map(i -> pair(run, i)))
            .blockingGet();
    assertThat(summary.total()).isEqualTo(PAIRS);
    try (AssociationBatcher batcher = client.batcher().linger(Duration.ofMillis(1)).build()) {
      Flowable.range(1, 200)
          .flatMapCompletable(
              i ->
                  batcher
                      .associate(ObjectRef.of("contacts", i), ObjectRef.of("deals", run + 1))
                      .ignoreElement()
                      .onErrorComplete())
          .blockingAwait();
    }
    for (int i = 1; i <= 20; i++) {
      client
          .associate(ObjectRef.of("contacts", i), ObjectRef.of("tickets", run + 1))
          .ignoreElement()
          .onErrorComplete()
          .blockingAwait();
    }
  }

  private static AssociationRequest<Void> pair(long run, int i) {
    // One in a hundred does not exist.
    String id = i % 100 == 0 ? "40404" + i : Long.toString(run * PAIRS + i);
    return AssociationRequest.of(ObjectRef.of("contacts", id), ObjectRef.of("companies", i));
  }

  private static Held held(HubSpotEmulator emulator) {
    System.gc();
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    return new Held(Thread.activeCount(), emulator.openConnections(), heap.getUsed() / 1024);
  }
}

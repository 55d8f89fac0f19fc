package io.github.hubspotassociations.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

class LeakCheckTest {
  private static final HubSpotEmulator EMULATOR = HubSpotEmulator.start();
  private static @Nullable AutoCloseable left;

  @AfterAll
  static void close() {
    EMULATOR.close();
  }

  @AfterEach
  void tidyUp() throws Exception {
    if (left != null) {
      left.close();
      left = null;
    }
  }

  /** The message with which the only test of a class fails, or an empty text if it does not. */
  private static String failure(Class<?> test) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(test))
        .execute()
        .testEvents()
        .failed()
        .stream()
        .findFirst()
        .flatMap(event -> event.getPayload(TestExecutionResult.class))
        .flatMap(TestExecutionResult::getThrowable)
        .map(Throwable::getMessage)
        .orElse("");
  }

  private static Request request(String path) {
    return new Request.Builder().url(EMULATOR.url() + path).build();
  }

  static class LeavesABodyUnread {
    @RegisterExtension final LeakCheck leaks = new LeakCheck(Duration.ofMillis(50));

    @Test
    void test() throws IOException {
      OkHttpClient http = leaks.watch(new OkHttpClient());
      left = http.newCall(request("/emulator/status")).execute();
    }
  }

  @Test
  void anAnswerThatWasNeitherReadNorClosedIsALeak() {
    assertThat(failure(LeavesABodyUnread.class))
        .startsWith(
            "The test left behind: 1 connections in use, whose answers were neither read nor"
                + " closed");
  }

  static class LeavesAThread {
    @RegisterExtension final LeakCheck leaks = new LeakCheck(Duration.ofMillis(50));

    @Test
    void test() {
      CountDownLatch end = new CountDownLatch(1);
      Thread thread =
          new Thread(
              () -> {
                try {
                  end.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              },
              "left-behind");
      thread.start();
      left =
          () -> {
            end.countDown();
            thread.join();
          };
    }
  }

  @Test
  void aThreadThatRunsOnIsALeak() {
    assertThat(failure(LeavesAThread.class))
        .startsWith("The test left behind: thread left-behind at ");
  }

  static class LeavesACall {
    @RegisterExtension final LeakCheck leaks = new LeakCheck(Duration.ofMillis(50));

    @Test
    void test() {
      EMULATOR.faults().next(Fault.latency(Duration.ofMinutes(1)));
      OkHttpClient http = leaks.watch(new OkHttpClient());
      Call call =
          http.newCall(
              request("/crm/v4/objects/contacts/1/associations/default/companies/2")
                  .newBuilder()
                  .header("Authorization", "Bearer t")
                  .put(RequestBody.create(new byte[0]))
                  .build());
      call.enqueue(
          new Callback() {
            @Override
            public void onFailure(Call call, IOException e) {}

            @Override
            public void onResponse(Call call, Response response) {
              response.close();
            }
          });
      left =
          () -> {
            call.cancel();
            http.dispatcher().executorService().shutdown();
          };
    }
  }

  @Test
  void aCallUnderWayIsALeak() {
    assertThat(failure(LeavesACall.class)).startsWith("The test left behind: 1 calls under way");
  }

  static class LeavesAnEmulatorOpen {
    @RegisterExtension final LeakCheck leaks = new LeakCheck(Duration.ofMillis(50));

    @Test
    void test() {
      left = HubSpotEmulator.start();
    }
  }

  @Test
  void anEmulatorThatWasNotClosedIsALeak() {
    assertThat(failure(LeavesAnEmulatorOpen.class)).contains("thread hubspot-emulator-");
  }

  static class LeavesNothing {
    @RegisterExtension final LeakCheck leaks = new LeakCheck();

    @Test
    void test() throws IOException {
      OkHttpClient http = leaks.watch(new OkHttpClient());
      try (HubSpotEmulator emulator = HubSpotEmulator.start();
          Response response =
              http.newCall(new Request.Builder().url(emulator.url() + "/emulator/status").build())
                  .execute()) {
        Objects.requireNonNull(response.body()).string();
      }
      Thread shortLived = new Thread(() -> {}, "short-lived");
      shortLived.start();
    }
  }

  @Test
  void idleConnectionsAndThreadsThatEndSoonAreNone() {
    assertThat(failure(LeavesNothing.class)).isEmpty();
  }
}

package io.github.hubspotassociations.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Runs tests that leave something behind, registered nowhere, as every test of this project is. */
class LeakCheckTest {
  private static AutoCloseable left;

  @BeforeEach
  void nothingLeft() {
    left = () -> {};
  }

  @AfterEach
  void tidyUp() throws Exception {
    left.close();
  }

  /** What the tests and containers of a class fail with, or an empty text if they don't. */
  private static String failure(Class<?> test) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(test))
        .enableImplicitConfigurationParameters(true)
        .configurationParameter(LeakCheck.GRACE, "200")
        .execute()
        .allEvents()
        .finished()
        .stream()
        .flatMap(event -> event.getPayload(TestExecutionResult.class).stream())
        .flatMap(result -> result.getThrowable().stream())
        .map(Throwable::getMessage)
        .findFirst()
        .orElse("");
  }

  private static Response ask(OkHttpClient client) throws IOException {
    MockWebServer server = AfterTest.close(new MockWebServer());
    server.enqueue(new MockResponse().setBody("a response"));
    return client.newCall(new Request.Builder().url(server.url("/")).build()).execute();
  }

  private static void askAndRead(OkHttpClient client) throws IOException {
    try (Response response = ask(client)) {
      Objects.requireNonNull(response.body()).string();
    }
  }

  /** A thread that runs until it is closed. */
  private static AutoCloseable running(String name) {
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
            name);
    thread.start();
    return () -> {
      end.countDown();
      thread.join();
    };
  }

  static class LeavesAThread {
    @Test
    void test() {
      left = running("left-behind");
    }
  }

  @Test
  void aThreadThatRunsOnIsALeak() {
    assertThat(failure(LeavesAThread.class))
        .startsWith("test() left behind the thread left-behind, at ");
  }

  static class LeavesABodyUnread {
    @Test
    void test() throws IOException {
      OkHttpClient client = AfterTest.close(new OkHttpClient());
      Response response = ask(client);
      left =
          () -> {
            response.close();
            AfterTest.closeNow(client);
          };
    }
  }

  @Test
  void aResponseThatWasNeitherReadNorClosedIsALeak() {
    assertThat(failure(LeavesABodyUnread.class))
        .isEqualTo(
            "test() left behind 1 connections in use, whose responses were neither read to the end"
                + " nor closed");
  }

  static class LeavesAConnectionIdle {
    @Test
    void test() throws IOException {
      OkHttpClient client = new OkHttpClient();
      askAndRead(client);
      left = () -> AfterTest.closeNow(client);
    }
  }

  @Test
  void anIdleConnectionIsALeak() {
    assertThat(failure(LeavesAConnectionIdle.class))
        .isEqualTo("test() left behind 1 idle connections, whose client was not closed");
  }

  static class LeavesAServerRunning {
    @Test
    void test() throws IOException {
      MockWebServer another = new MockWebServer();
      another.start();
      left = another;
    }
  }

  @Test
  void aServerThatWasNotClosedIsALeak() {
    assertThat(failure(LeavesAServerRunning.class)).contains("the thread MockWebServer");
  }

  static class IsToldByOkHttp {
    @Test
    void test() {
      Logger okhttp = Logger.getLogger(OkHttpClient.class.getName());
      okhttp.setUseParentHandlers(false); // This is not for who reads the build's log.
      okhttp.log(Level.WARNING, "A connection to http://a/ was leaked. Did you forget to close?");
      okhttp.setUseParentHandlers(true);
    }
  }

  @Test
  void aResponseThatBecameGarbageUnclosedIsALeak() {
    assertThat(failure(IsToldByOkHttp.class))
        .endsWith("A connection to http://a/ was leaked. Did you forget to close?");
  }

  static class LeavesAThreadOfTheClass {
    @BeforeAll
    static void start() {
      left = running("of-the-class");
    }

    @Test
    void test() {}
  }

  @Test
  void whatTheClassBeganIsNoLeakOfATestButOfTheClass() {
    assertThat(failure(LeavesAThreadOfTheClass.class))
        .startsWith("LeakCheckTest$LeavesAThreadOfTheClass left behind the thread of-the-class");
  }

  static class LeavesNothing {
    @Test
    void test() throws Exception {
      OkHttpClient client = AfterTest.close(new OkHttpClient());
      askAndRead(client);
      AfterTest.close(running("closed-after-the-test"));
      new Thread(() -> {}, "short-lived").start();
    }
  }

  @Test
  void whatIsClosedAfterTheTestOrEndsSoonIsNone() {
    assertThat(failure(LeavesNothing.class)).isEmpty();
  }
}

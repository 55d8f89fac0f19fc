package io.github.hubspotassociations.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.testsupport.AfterTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import okhttp3.OkHttpClient;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.Test;

class LoadTest {
  private static final int PAGE = 2_000;
  private static final int PAIRS = Integer.getInteger("emulator.load.pairs", 1_000_000);
  private static final int CONNECTIONS = 4;

  @Test
  void aMillionPairsFitIntoASmallHeap() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                EmulatorCommand.class.getName(),
                "--port=0",
                "--ten-secondly=0")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      String line = out.readLine();
      OkHttpClient http =
          AfterTest.close(new OkHttpClient.Builder().readTimeout(Duration.ofMinutes(1)).build());
      TestClient client = new TestClient(http, line.substring(line.indexOf("http")));
      long start = System.nanoTime();
      post(http, client);
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          "%d pairs in %.1f s, %.0f pairs/s; the emulator's own CPU time: %s%n",
          PAIRS, seconds, PAIRS / seconds, process.info().totalCpuDuration().orElse(null));
      TestClient.TestResponse status = client.send(client.request("/emulator/status").get());
      assertThat(status.at("associations")).isEqualTo((double) PAIRS);
      assertThat(status.at("unrecorded")).isEqualTo(0.0);
      assertThat(status.at("statuses.200")).isEqualTo((double) PAIRS / PAGE);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static void post(OkHttpClient http, TestClient client) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(CONNECTIONS);
    List<Future<?>> pages = new ArrayList<>();
    for (int first = 0; first < PAIRS; first += PAGE) {
      long from = 1_000_000_000L + first;
      pages.add(executor.submit(() -> page(http, client, from)));
    }
    executor.shutdown();
    for (Future<?> page : pages) {
      page.get();
    }
  }

  private static Void page(OkHttpClient http, TestClient client, long from) throws IOException {
    RequestBody body = RequestBody.create(TestClient.range(from, from + PAGE), TestClient.JSON);
    try (Response response =
            http.newCall(client.request(TestClient.CONTACTS_TO_COMPANIES).post(body).build())
                .execute();
        ResponseBody received = response.body()) {
      assertThat(response.code()).isEqualTo(200);
      assertThat(received.bytes().length).isGreaterThan(PAGE * 2 * 100);
    }
    return null;
  }
}

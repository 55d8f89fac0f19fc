package io.github.hubspotassociations.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.emulator.TestClient.TestResponse;
import io.github.hubspotassociations.testsupport.AfterTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class EmulatorCommandTest {
  private @Nullable Process process;

  @AfterEach
  void stop() throws InterruptedException {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
  }

  /** Starts the program in a JVM of its own and returns the line that it prints. */
  private String launch(String heap, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(heap, "-cp", System.getProperty("java.class.path")));
    command.add(EmulatorCommand.class.getName());
    command.addAll(List.of(options));
    process = new ProcessBuilder(command).start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    return String.valueOf(out.readLine());
  }

  private TestClient client(String line) {
    assertThat(line).matches("Listening on http://127\\.0\\.0\\.1:[0-9]+");
    OkHttpClient http = AfterTest.close(new OkHttpClient());
    return new TestClient(http, line.substring(line.indexOf("http")));
  }

  @Test
  void itPrintsItsAddressServesAndStopsOnASignal() throws Exception {
    TestClient client = client(launch("-Xmx64m", "--port", "0"));
    TestResponse response = client.batch("1>2", "3>404041");
    assertThat(response.status()).isEqualTo(207);
    assertThat(response.headers().get("X-HubSpot-RateLimit-Max")).isEqualTo("100");
    assertThat(response.headers().get("X-HubSpot-RateLimit-Daily")).isEqualTo("250000");
    process.toHandle().destroy();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(143);
    assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
        .startsWith("Stopped. RecordedAssociations{count=1, unrecorded=0} RequestCounts{");
  }

  @Test
  void itsOptionsAreTheBuilders() throws IOException {
    String line =
        launch(
            "-Xmx128m",
            "--port=0",
            "--token=good",
            "--token=also",
            "--expired-token=old",
            "--unscoped-token=narrow",
            "--missing=5",
            "--missing=6",
            "--rejection-style=ids",
            "--allow-duplicates",
            "--ten-secondly=0",
            "--secondly=0",
            "--daily=3",
            "--retry-after",
            "--batch-exemption",
            "--latency=1",
            "--no-v4",
            "--client-id=app",
            "--client-secret=secret",
            "--refresh-token=r1",
            "--rotate-refresh-tokens",
            "--access-token-lifetime=77",
            "--strict");
    TestClient client = client(line);
    assertThat(client.batch("1>2").at("category")).isEqualTo("INVALID_AUTHENTICATION");
    assertThat(client.withToken("old").batch("1>2").at("category"))
        .isEqualTo("EXPIRED_AUTHENTICATION");
    assertThat(client.withToken("narrow").batch("1>2").at("category")).isEqualTo("MISSING_SCOPES");
    TestResponse partly = client.withToken("good").batch("1>2", "1>2", "5>6");
    assertThat(partly.at("errors.0.context.ids")).isEqualTo(List.of("5", "6"));
    assertThat(partly.headers().get("x-hubspot-rate-limit-exemptions"))
        .isEqualTo("[\"ten-secondly\"]");
    String number = "{\"inputs\":[{\"from\":{\"id\":1},\"to\":{\"id\":\"2\"}}]}";
    assertThat(
            (String)
                client
                    .withToken("good")
                    .post(TestClient.CONTACTS_TO_COMPANIES, number)
                    .at("message"))
        .startsWith("The request violates the OpenAPI document");
    assertThat(client.withToken("good").batch("3>4").status()).isEqualTo(200);
    assertThat(client.withToken("also").batch("3>4").status()).isEqualTo(200);
    String v4 = TestClient.CONTACTS_TO_COMPANIES.replace("associations/2026-03", "v4/associations");
    assertThat((String) client.post(v4, "{}").at("message")).startsWith("Version 4 is switched");
    TestResponse token = TokenEndpointTest.refresh(client, "r1");
    assertThat(token.at("expires_in")).isEqualTo(77.0);
    assertThat(TokenEndpointTest.refresh(client, "r1").at("status")).isEqualTo("BAD_REFRESH_TOKEN");
    TestResponse spent = client.withToken("good").batch("1>2");
    assertThat(spent.at("policyName")).isEqualTo("DAILY");
    assertThat(spent.headers().get("Retry-After")).isNotNull();
  }

  @Test
  void chaosIsAnOption() throws IOException {
    TestClient client = client(launch("-Xmx64m", "--port=0", "--chaos=3", "--ten-secondly=0"));
    int good = 0;
    for (int i = 0; i < 100; i++) {
      try {
        good +=
            client.put("contacts", Integer.toString(i), "companies", "1").status() == 200 ? 1 : 0;
      } catch (IOException e) {
        // Chaos closed the connection.
      }
    }
    assertThat(good).isBetween(40, 90);
  }

  private static int run(StringWriter out, StringWriter err, String... arguments) {
    CommandLine commandLine = EmulatorCommand.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--port=65536          | --port is 65536: use 0 to 65535",
        "--port=x              | Invalid value for option '--port': 'x' is not an int",
        "--prot=1              | Unknown option: '--prot=1'",
        "8080                  | Unmatched argument at index 0: '8080'",
        "--max-connections=0   | --max-connections is 0: use 1 or more",
        "--max-associations=0  | --max-associations is 0: use 1 or more",
        "--ten-secondly=-1     | --ten-secondly is -1: use 0 for no limit, or more",
        "--latency=-5          | --latency is -5: use 0 or more",
        "--chaos=x             | Invalid value for option '--chaos': 'x' is not a long",
        "--rejection-style=x          | Invalid value for option '--rejection-style'",
        "--client-id=          | --client-id is blank: use at least one visible character",
        "--access-token-lifetime=0 | --access-token-lifetime is PT0S: use one second or more",
        "--token=              | --token is blank: use at least one visible character",
        "--expired-token=      | --expired-token is blank: use at least one visible character",
        "--unscoped-token=     | --unscoped-token is blank: use at least one visible character",
        "--missing=            | --missing is blank: use at least one visible character",
        "--host=               | --host is blank: use at least one visible character",
        "--host=no.such.host.invalid | --host is no.such.host.invalid: there is no such address",
      })
  void aWrongOptionIsAClearErrorAndExit2(String option, String message) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    assertThat(run(out, err, option)).isEqualTo(2);
    assertThat(err.toString())
        .startsWith(message)
        .endsWith("Try --help for the options." + System.lineSeparator());
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aPortThatIsTakenIsAClearErrorAndExit1() {
    try (HubSpotEmulator other = HubSpotEmulator.start()) {
      StringWriter err = new StringWriter();
      assertThat(run(new StringWriter(), err, "--port=" + other.port())).isEqualTo(1);
      assertThat(err.toString())
          .startsWith("Can't listen on 127.0.0.1:" + other.port() + ": Address already in use");
    }
  }

  @Test
  void helpAndVersionGoToStandardOutput() {
    StringWriter out = new StringWriter();
    assertThat(run(out, new StringWriter(), "--help")).isZero();
    assertThat(out.toString())
        .contains("--port=PORT", "--token=TOKEN", "--missing=ID", "--strict", "--chaos=SEED");
    StringWriter version = new StringWriter();
    assertThat(run(version, new StringWriter(), "--version")).isZero();
    assertThat(version.toString()).startsWith("hubspot-emulator ");
  }
}

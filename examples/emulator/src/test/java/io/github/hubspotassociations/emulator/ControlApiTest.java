package io.github.hubspotassociations.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request.Method;
import com.atlassian.oai.validator.model.SimpleResponse;
import io.github.hubspotassociations.emulator.TestClient.TestResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ControlApiTest {
  private static final String PAIR =
      "/crm/objects/2026-03/contacts/1/associations/default/companies/2";

  @RegisterExtension final HubSpotEmulatorExtension hubspot = new HubSpotEmulatorExtension();

  private final OkHttpClient http = new OkHttpClient();

  @AfterEach
  void close() {
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"status\":503}                                  | 503 | ",
        "{\"status\":502,\"html\":true}                    | 502 | <html>",
        "{\"status\":418,\"body\":\"no\",\"contentType\":\"text/plain\"} | 418 | no",
        "{\"policy\":\"DAILY\"}                            | 429 | DAILY",
        "{\"policy\":\"\"}                                 | 429 | RATE_LIMIT",
        "{\"scopes\":[\"a.b\"]}                            | 403 | a.b",
        "{\"expiredToken\":true}                           | 401 | EXPIRED_AUTHENTICATION",
        "{\"batchStatus\":\"PENDING\"}                     | 200 | PENDING",
        "{\"missing\":[\"2\"]}                             | 404 | OBJECT_NOT_FOUND",
        "{\"missing\":[\"1\"],\"rejectionStyle\":\"WHOLE_BATCH_IDS\"} | 400 | ids",
      })
  void aFaultStrikesTheNextRequestOnly(String fault, int status, String words) throws IOException {
    assertThat(post("faults", fault).at("queued")).isEqualTo(1.0);

    TestResponse struck = client().putPath(PAIR);

    assertThat(struck.status()).isEqualTo(status);
    assertThat(struck.body()).contains(words == null ? "" : words);
    assertThat(client().putPath(PAIR).status()).isEqualTo(200);
  }

  @Test
  void aFaultStrikesAsOftenAsItSays() throws IOException {
    post("faults", "[{\"status\":503,\"retryAfter\":2,\"times\":2},{\"status\":500}]");

    assertThat(client().putPath(PAIR).headers().get("Retry-After")).isEqualTo("2");
    assertThat(client().putPath(PAIR).status()).isEqualTo(503);
    assertThat(client().putPath(PAIR).status()).isEqualTo(500);
    assertThat(client().putPath(PAIR).status()).isEqualTo(200);
  }

  @Test
  void aFaultStrikesAlwaysUntilFaultsAreCleared() throws IOException {
    post("faults", "{\"status\":503,\"afterWork\":true,\"always\":true}");
    assertThat(client().putPath(PAIR).status()).isEqualTo(503);
    assertThat(client().putPath(PAIR).status()).isEqualTo(503);
    assertThat(hubspot.associations().count()).isEqualTo(1);

    assertThat(send(request("faults").delete()).at("description")).isEqualTo("Faults[]");

    assertThat(client().putPath(PAIR).status()).isEqualTo(200);
  }

  @Test
  void aSeedGivesFaultsByChance() throws IOException {
    assertThat(post("faults", "{\"seed\":42,\"mix\":\"everything\"}").body()).contains("seed=42");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                          | The fault is empty",
        "{\"stauts\":503}            | no member stauts",
        "{\"status\":700}            | status is 700: use 400 to 599",
        "{\"status\":503.5}          | status is 503.5: use a whole number",
        "{\"times\":-1,\"status\":500} | times is -1",
        "{\"close\":\"now\"}         | use before-work or after-work",
        "{\"results\":\"odd\"}       | use shuffled, forward or inverse",
        "{\"rejectionStyle\":\"ODD\"}      | rejectionStyle is ODD: use one of [RECORD_AND_SIDE",
        "{\"retryAfter\":1}          | retryAfter modifies another fault",
        "{\"html\":true}             | html is given without status",
        "{\"seed\":1,\"mix\":\"odd\"} | use chaos or everything",
        "{\"status\":                | The body is not JSON",
        "3                           | use a JSON object",
        "[{\"status\":503},{\"odd\":1}] | no member odd",
      })
  void aFaultThatIsNotOneChangesNothing(String fault, String message) throws IOException {
    TestResponse response = post("faults", fault);

    assertThat(response.status()).isEqualTo(400);
    assertThat((String) response.at("message")).contains(message);
    assertThat(hubspot.emulator().faults().queued()).isZero();
  }

  @Test
  void associationsAndRequestsAreListed() throws IOException {
    client().putPath(PAIR);
    hubspot.emulator().faults().next(Fault.closeBeforeWork());
    hubspot.emulator().faults().next(Fault.status(503));
    try {
      client().putPath(PAIR);
    } catch (IOException expected) {
      // The connection is closed.
    }
    client().putPath(PAIR);

    assertThat(get("associations").body())
        .isEqualTo(
            "{\"total\":1,\"associations\":[{\"from\":\"contacts/1\",\"to\":\"companies/2\","
                + "\"category\":\"HUBSPOT_DEFINED\",\"typeId\":279}]}");
    TestResponse requests = get("requests?limit=2");
    assertThat(requests.at("requests")).asInstanceOf(InstanceOfAssertFactories.LIST).hasSize(2);
    assertThat(requests.at("requests.0.target")).isEqualTo(PAIR);
  }

  @Test
  void limitsAreSetWhileItRuns() throws IOException {
    assertThat(put("limits", "{\"tenSecondly\":1,\"retryAfter\":true}").at("tenSecondly"))
        .isEqualTo(1.0);
    assertThat(client().putPath(PAIR).status()).isEqualTo(200);

    TestResponse limited = client().putPath(PAIR);

    assertThat(limited.status()).isEqualTo(429);
    assertThat(limited.headers().get("Retry-After")).isNotNull();
    assertThat(get("limits").at("retryAfter")).isEqualTo(true);
    assertThat(put("limits", "{\"daily\":\"no\"}").status()).isEqualTo(400);
  }

  @Test
  void recordsAreTakenAwayAndResetForgetsTheRest() throws IOException {
    assertThat(post("missing", "{\"ids\":[\"2\"]}").status()).isEqualTo(200);
    assertThat(client().putPath(PAIR).status()).isEqualTo(404);

    TestResponse reset = send(request("reset").post(RequestBody.create(new byte[0], null)));

    assertThat(reset.at("requests.total")).isEqualTo(0.0);
    assertThat(get("requests").at("requests"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .isEmpty();
    assertThat(client().putPath(PAIR).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "Origin, http://evil.example",
    "Origin, null",
    "Host, evil.example",
    "Host, evil.example:8080",
    "Sec-Fetch-Site, cross-site",
  })
  void aPageOfAnotherSiteChangesNothing(String header, String value) throws IOException {
    TestResponse response =
        send(
            request("faults")
                .header(header, value)
                .post(RequestBody.create("{\"status\":503}", TestClient.JSON)));

    assertThat(response.status()).isEqualTo(403);
    assertThat((String) response.at("message")).contains(header + " is " + value);
    assertThat(hubspot.emulator().faults().queued()).isZero();
  }

  @Test
  void aFormOfAnotherSiteChangesNothing() throws IOException {
    TestResponse response =
        send(
            request("faults")
                .post(
                    RequestBody.create("{\"status\":503}".getBytes(StandardCharsets.UTF_8), null)));

    assertThat(response.status()).isEqualTo(400);
    assertThat(hubspot.emulator().faults().queued()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:1", "hubspot-emulator", "10.0.2.2:8080", "[::1]:80"})
  void namesOfThisMachineAndOfContainersAreAccepted(String host) throws IOException {
    assertThat(send(request("status").header("Host", host).get()).status()).isEqualTo(200);
  }

  @Test
  void anAllowedHostIsAccepted() throws IOException {
    try (HubSpotEmulator emulator =
        HubSpotEmulator.builder().allowHost("Emulator.example").start()) {
      Request.Builder status = new Request.Builder().url(emulator.url() + "/emulator/status");
      assertThat(send(status.header("Host", "emulator.example:80").get()).status()).isEqualTo(200);
    }
  }

  @Test
  void theOwnPageMayAsk() throws IOException {
    String origin = hubspot.url();
    Request.Builder request =
        request("reset").header("Origin", origin).header("Sec-Fetch-Site", "same-origin");

    assertThat(send(request.post(RequestBody.create(new byte[0], null))).status()).isEqualTo(200);
    TestResponse page = send(new Request.Builder().url(origin + "/"));
    assertThat(page.headers().get("Content-Security-Policy")).contains("default-src 'none'");
    assertThat(page.body()).contains("HubSpot emulator");
  }

  @Test
  void wrongNamesAndMethodsSayWhatThereIs() throws IOException {
    assertThat((String) get("odd").at("message")).contains("/emulator/openapi.yaml");
    TestResponse method = send(request("status").delete());
    assertThat(method.status()).isEqualTo(405);
    assertThat(method.headers().get("Allow")).isEqualTo("GET");
    assertThat((String) get("requests?limit=0").at("message")).contains("limit is 0: use 1 to");
  }

  @Test
  void itsDocumentDescribesIt() throws IOException {
    String document = get("openapi.yaml").body();
    OpenApiInteractionValidator validator =
        OpenApiInteractionValidator.createForInlineApiSpecification(document).build();
    client().putPath(PAIR);
    for (String name : List.of("status", "associations", "requests", "faults", "limits")) {
      TestResponse received = get(name);
      SimpleResponse response =
          SimpleResponse.Builder.status(received.status())
              .withHeader("Content-Type", received.headers().get("Content-Type"))
              .withBody(received.body())
              .build();

      assertThat(
              validator.validateResponse("/emulator/" + name, Method.GET, response).getMessages())
          .as(name)
          .isEmpty();
    }
    try (InputStream packed = ControlApi.class.getResourceAsStream("emulator.yaml")) {
      assertThat(document).isEqualTo(new String(packed.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private TestClient client() {
    return new TestClient(http, hubspot.url());
  }

  private Request.Builder request(String name) {
    return new Request.Builder().url(hubspot.url() + "/emulator/" + name);
  }

  private TestResponse send(Request.Builder request) throws IOException {
    return client().send(request);
  }

  private TestResponse get(String name) throws IOException {
    return send(request(name).get());
  }

  private TestResponse post(String name, String json) throws IOException {
    return send(request(name).post(RequestBody.create(json, TestClient.JSON)));
  }

  private TestResponse put(String name, String json) throws IOException {
    return send(request(name).put(RequestBody.create(json, TestClient.JSON)));
  }
}

package io.github.hubspotassociations.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.hubspotassociations.emulator.TestClient.TestResponse;
import io.github.hubspotassociations.testsupport.AfterTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractTest {
  private static final String PUT_PATH =
      "/crm/v4/objects/contacts/1/associations/default/companies/2";

  private final Contract contract = Contract.packed();

  private static HttpRequest post(String body) {
    return new HttpRequest(
        "POST",
        TestClient.CONTACTS_TO_COMPANIES,
        Map.of(
            "content-type", List.of("application/json"),
            "authorization", List.of("Bearer t")),
        body.getBytes(StandardCharsets.UTF_8),
        true);
  }

  @Test
  void aGoodRequestHasNoViolations() {
    assertThat(contract.violations(post(TestClient.inputs("1>2")))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                                            | inputs",
        "{\"inputs\":[{\"from\":{\"id\":\"1\"}}]}                      | to",
        "{\"inputs\":[{\"from\":{\"id\":1},\"to\":{\"id\":\"2\"}}]}    | inputs/0/from/id",
      })
  void theViolationsOfARequestNameThePlace(String body, String place) {
    assertThat(contract.violations(post(body))).singleElement().asString().contains(place);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | {\"status\":\"COMPLETE\",\"results\":[],\"startedAt\":\"2026-03-10T09:30:00Z\"} |"
            + " completedAt",
        "200 |"
            + " {\"status\":\"DONE\",\"results\":[],\"startedAt\":\"2026-03-10T09:30:00Z\",\"completedAt\":\"2026-03-10T09:30:00Z\"}"
            + " | status",
        "200 |"
            + " {\"status\":\"COMPLETE\",\"results\":[],\"startedAt\":\"yesterday\",\"completedAt\":\"2026-03-10T09:30:00Z\"}"
            + " | startedAt",
        "207 |"
            + " {\"status\":\"COMPLETE\",\"results\":[],\"errors\":[\"no\"],\"startedAt\":\"2026-03-10T09:30:00Z\",\"completedAt\":\"2026-03-10T09:30:00Z\"}"
            + " | errors/0",
        "404 | {\"message\":\"no\",\"correlationId\":\"1\"} | category",
      })
  void theViolationsOfAResponseNameThePlace(int status, String body, String place) {
    assertThat(contract.violations("PUT", PUT_PATH, HttpResponse.json(status, body)))
        .singleElement()
        .asString()
        .contains(place);
  }

  @Test
  void aResponseThatIsNoJsonIsWrong() {
    assertThat(contract.violations("PUT", PUT_PATH, HttpPages.error(404, "x"))).isNotEmpty();
  }

  @Test
  void aRequestThatTheApiWouldTakeIsRejectedWhereTheDocumentForbidsIt() throws IOException {
    try (HubSpotEmulator emulator = HubSpotEmulator.builder().strict(true).start()) {
      TestClient client = new TestClient(AfterTest.close(new OkHttpClient()), emulator.url());
      String body = "{\"inputs\":[{\"from\":{\"id\":1},\"to\":{\"id\":\"2\"}}]}";
      TestResponse response = client.post(TestClient.CONTACTS_TO_COMPANIES, body);
      assertThat(response.status()).isEqualTo(400);
      assertThat((String) response.at("message"))
          .startsWith("The request violates the OpenAPI document: ")
          .contains("inputs/0/from/id");
      assertThat(emulator.associations().isEmpty()).isTrue();
      assertThat(emulator.violations())
          .singleElement()
          .satisfies(
              violation -> {
                assertThat(violation.part()).isEqualTo(ContractViolation.Part.REQUEST);
                assertThat(violation.path()).isEqualTo(TestClient.CONTACTS_TO_COMPANIES);
                assertThat(violation.status()).isEqualTo(400);
                assertThat(violation.messages()).hasSize(1);
              });
      emulator.reset();
      assertThat(emulator.violations()).isEmpty();
    }
    try (HubSpotEmulator emulator = HubSpotEmulator.builder().strict(false).start()) {
      TestClient client = new TestClient(AfterTest.close(new OkHttpClient()), emulator.url());
      String body = "{\"inputs\":[{\"from\":{\"id\":1},\"to\":{\"id\":\"2\"}}]}";
      assertThat(client.post(TestClient.CONTACTS_TO_COMPANIES, body).status()).isEqualTo(200);
    }
  }

  @Test
  void everyEmulatorOfTheseTestsIsStrictUnlessItSaysOtherwise() throws IOException {
    try (HubSpotEmulator emulator = HubSpotEmulator.start()) {
      TestClient client = new TestClient(AfterTest.close(new OkHttpClient()), emulator.url());
      assertThat(client.putPath("/crm/v5/nothing").status()).isEqualTo(404);
      assertThat(emulator.violations()).hasSize(1);
    }
  }

  @Test
  void aPathOrMethodThatTheDocumentDoesNotHaveIsAViolation() throws IOException {
    try (HubSpotEmulator emulator = HubSpotEmulator.builder().strict(true).start()) {
      TestClient client = new TestClient(AfterTest.close(new OkHttpClient()), emulator.url());
      assertThat(client.putPath("/crm/v5/nothing").status()).isEqualTo(404);
      assertThat(client.send(client.request(PUT_PATH).get()).status()).isEqualTo(405);
      assertThat(client.send(client.request(PUT_PATH).method("BREW", null)).status())
          .isEqualTo(405);
      assertThat(client.send(client.request("/emulator/status").get()).status()).isEqualTo(200);
      assertThat(emulator.violations())
          .extracting(ContractViolation::method, ContractViolation::path)
          .containsExactly(
              tuple("PUT", "/crm/v5/nothing"), tuple("GET", PUT_PATH), tuple("BREW", PUT_PATH));
      assertThat(emulator.violations())
          .allSatisfy(violation -> assertThat(violation.messages()).isNotEmpty());
    }
  }

  @Test
  void aResponseThatBreaksTheDocumentIsCaughtBeforeItGoesOut() throws IOException {
    try (HubSpotEmulator emulator = HubSpotEmulator.builder().strict(true).start()) {
      TestClient client = new TestClient(AfterTest.close(new OkHttpClient()), emulator.url());
      // A status that the document does not have, and that no fault asked for.
      emulator.faults().next(Fault.batchStatus("DONE"));
      TestResponse response = client.batch("1>2");
      assertThat(response.status()).isEqualTo(500);
      assertThat((String) response.at("message"))
          .startsWith("The emulator's response violates the OpenAPI document: ")
          .contains("DONE");
      assertThat(emulator.violations())
          .extracting(ContractViolation::part)
          .containsExactly(ContractViolation.Part.RESPONSE);
    }
  }
}

package io.github.hubspotassociations.emulator;

import static io.github.hubspotassociations.emulator.TestClient.CONTACTS_TO_COMPANIES;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.emulator.TestClient.TestResponse;
import io.github.hubspotassociations.testsupport.AfterTest;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.RequestBody;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AssociationsApiTest {
  private static final Instant NOW = Instant.parse("2026-03-10T09:30:00.100Z");

  @RegisterExtension
  final HubSpotEmulatorExtension hubspot =
      new HubSpotEmulatorExtension(
          options ->
              options
                  .missing("13")
                  .expiredToken("old", NOW.minusSeconds(90))
                  .tokenWithoutScopes("narrow", "crm.objects.custom.write", "tickets")
                  .clock(Clock.fixed(NOW, ZoneOffset.UTC)));

  private TestClient client;

  @BeforeEach
  void connect() {
    client = new TestClient(AfterTest.close(new OkHttpClient()), hubspot.url());
  }

  @AfterEach
  void noResponseBrokeTheContract() {
    assertThat(hubspot.emulator().violations())
        .filteredOn(violation -> violation.part() == ContractViolation.Part.RESPONSE)
        .isEmpty();
  }

  @Test
  void aPairIsAssociatedInBothDirections() throws IOException {
    TestResponse response = client.put("tickets", "2644992430", "contacts", "9532426638");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body())
        .isEqualTo(
            "{\"status\":\"COMPLETE\",\"results\":[{\"from\":{\"id\":\"2644992430\"},"
                + "\"to\":{\"id\":\"9532426638\"},\"associationSpec\":{\"associationCategory\":"
                + "\"HUBSPOT_DEFINED\",\"associationTypeId\":16}},{\"from\":{\"id\":\"9532426638\"},"
                + "\"to\":{\"id\":\"2644992430\"},\"associationSpec\":{\"associationCategory\":"
                + "\"HUBSPOT_DEFINED\",\"associationTypeId\":15}}],"
                + "\"startedAt\":\"2026-03-10T09:30:00.100Z\","
                + "\"completedAt\":\"2026-03-10T09:30:00.100Z\"}");
    assertThat(response.headers().get("Content-Type")).isEqualTo("application/json;charset=utf-8");
    hubspot.associations().assertContains("contacts", "9532426638", "tickets", "2644992430");
    assertThat(hubspot.requests().single()).isEqualTo(1);
  }

  @Test
  void aBatchIsAssociatedInBothDirections() throws IOException {
    TestResponse response = client.batch("1>2", "3>4");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.rows()).containsExactly("1>2:279", "2>1:280", "3>4:279", "4>3:280");
    hubspot.associations().assertCount(2);
    assertThat(hubspot.requests().batch()).isEqualTo(1);
    assertThat(hubspot.requests().inputs()).isEqualTo(2);
  }

  @Test
  void repeatingAnAssociationChangesNothing() throws IOException {
    TestResponse once = client.batch("1>2");
    assertThat(client.batch("1>2")).extracting(TestResponse::body).isEqualTo(once.body());
    assertThat(client.put("companies", "2", "contacts", "1").status()).isEqualTo(200);
    hubspot.associations().assertCount(1);
  }

  @ParameterizedTest
  @CsvSource({
    "contacts, companies, 279, 280",
    "contact, company, 279, 280",
    "CONTACT, Companies, 279, 280",
    "0-1, 0-2, 279, 280",
    "contacts, contacts, 449, 449",
    "deals, line_items, 19, 20",
    "notes, deals, 214, 213",
    "0-5, 0-1, 16, 15",
  })
  void typesAreKnownByEachOfTheirNames(String from, String to, int typeId, int inverse)
      throws IOException {
    TestResponse response = client.put(from, "1", to, "2");
    assertThat(response.rows()).containsExactly("1>2:" + typeId, "2>1:" + inverse);
  }

  @ParameterizedTest
  @CsvSource({"2-33642689, contacts", "p1234_pets, 2-7", "P1234_pets, 0-162"})
  void customTypesHaveNumbersOfTheirOwnThatNeverChange(String from, String to) throws IOException {
    TestResponse response = client.put(from, "1", to, "2");
    assertThat(response.at("results.0.associationSpec.associationCategory"))
        .isEqualTo("USER_DEFINED");
    List<String> rows = response.rows();
    assertThat(typeId(rows.get(0))).isNotEqualTo(typeId(rows.get(1)));
    assertThat(client.put(to, "2", from, "1").rows()).containsExactly(rows.get(1), rows.get(0));
    hubspot.associations().assertCount(1);
  }

  private static String typeId(String row) {
    return row.substring(row.indexOf(':'));
  }

  @ParameterizedTest
  @ValueSource(strings = {"credentialing_2_0", "0-99999", "1-1", "pets", "p_pets", "contactss"})
  void unknownTypesAreRejected(String type) throws IOException {
    String path = "/crm/v4/associations/contacts/" + type + "/batch/associate/default";
    for (TestResponse response :
        List.of(
            client.post(path, TestClient.inputs("1>2")),
            client.put(type, "1", "contacts", "2"),
            client.put("contacts", "1", type, "2"))) {
      assertThat(response.status()).isEqualTo(400);
      assertThat(response.at("message")).isEqualTo("Unable to infer object type from: " + type);
      assertThat(response.at("status")).isEqualTo("error");
    }
    assertThat(hubspot.associations().isEmpty()).isTrue();
  }

  @Test
  void aMissingRecordOfOnePairIs404AndNamesItsSide() throws IOException {
    TestResponse to = client.put("companies", "1", "contacts", "4040499");
    assertThat(to.status()).isEqualTo(404);
    assertThat(to.json())
        .isEqualTo(
            Map.of(
                "status", "error",
                "message", "No contact with ID 4040499 exists",
                "correlationId", to.headers().get("x-hubspot-correlation-id"),
                "context", Map.of("objectType", List.of("contact"), "id", List.of("4040499")),
                "category", "OBJECT_NOT_FOUND",
                "subCategory", "crm.associations.TO_OBJECT_NOT_FOUND"));
    TestResponse from = client.put("line_items", "13", "deals", "1");
    assertThat(from.status()).isEqualTo(404);
    assertThat(from.at("subCategory")).isEqualTo("crm.associations.FROM_OBJECT_NOT_FOUND");
    assertThat(from.at("message")).isEqualTo("No line_item with ID 13 exists");
    assertThat(hubspot.associations().isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "-1", "1.5", "+1", "13", "40404", "404049", "%D9%A1", "1e3"})
  void onlyIdsOfDigitsExist(String id) throws IOException {
    assertThat(client.put("contacts", id, "companies", "1").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "007", "4040", "140404", "9223372036854775808", "31415926535897932384"})
  void everyOtherIdOfDigitsExists(String id) throws IOException {
    assertThat(client.put("contacts", id, "companies", "1").status()).isEqualTo(200);
    hubspot.associations().assertContains("companies", "1", "contacts", id);
    hubspot.associations().assertCount(1);
  }

  @Test
  void missingRecordsOfABatchAreEachNamedOnceBesideTheResults() throws IOException {
    TestResponse response = client.batch("1>2", "404041>404042", "404041>3", "5>13");
    assertThat(response.status()).isEqualTo(207);
    assertThat(response.rows()).containsExactly("1>2:279", "2>1:280");
    assertThat(response.at("numErrors")).isEqualTo(3.0);
    assertThat(response.at("errors.0"))
        .isEqualTo(
            Map.of(
                "status", "error",
                "category", "OBJECT_NOT_FOUND",
                "subCategory", "crm.associations.FROM_OBJECT_NOT_FOUND",
                "message", "No contact with ID 404041 exists",
                "context", Map.of("objectType", List.of("contact"), "id", List.of("404041")),
                "errors", List.of(),
                "links", Map.of()));
    assertThat(response.at("errors.1.subCategory"))
        .isEqualTo("crm.associations.TO_OBJECT_NOT_FOUND");
    assertThat(response.at("errors.1.message")).isEqualTo("No company with ID 404042 exists");
    assertThat(response.at("errors.2.message")).isEqualTo("No company with ID 13 exists");
    hubspot.associations().assertCount(1);
    hubspot.associations().assertNotContains("contacts", "404041", "companies", "3");
  }

  @Test
  void aBatchOfWhichAllFailsIs207WithoutResults() throws IOException {
    TestResponse response = client.batch("404041>1");
    assertThat(response.status()).isEqualTo(207);
    assertThat(response.at("results")).isEqualTo(List.of());
    assertThat(response.at("status")).isEqualTo("COMPLETE");
  }

  @Test
  void recordsCanGoMissingWhileItRuns() throws IOException {
    assertThat(client.batch("77>1").status()).isEqualTo(200);
    hubspot.emulator().addMissing("77");
    assertThat(client.batch("77>1").status()).isEqualTo(207);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nonsense                                      | Invalid input JSON",
        "[]                                            | Expected BEGIN_OBJECT but was BEGIN_ARRAY",
        "{\"inputs\":[                                 | end of input",
        "{\"inputs\":[]} x                             | Invalid input JSON",
        "{}                                            | required fields were not set: [inputs]",
        "{\"inputs\":null}                             | BEGIN_ARRAY but was NULL at path $.inputs",
        "{\"inputs\":[{\"to\":{\"id\":\"1\"}}]}        | $.inputs[0]: Some required fields were not"
            + " set: [from]",
        "{\"inputs\":[{\"from\":{\"id\":\"1\"}}]}      | $.inputs[0]: Some required fields were not"
            + " set: [to]",
        "{\"inputs\":[{\"from\":{},\"to\":{}}]}        | $.inputs[0].from: Some required fields"
            + " were not set: [id]",
        "{\"inputs\":[{\"from\":{\"id\":null},\"to\":{}}]} | not set: [id]",
        "{\"inputs\":[{\"from\":{\"id\":\" \"},\"to\":{}}]} | not set: [id]",
        "{\"inputs\":[{\"from\":{\"id\":{}},\"to\":{}}]} | expected a string but was BEGIN_OBJECT"
            + " at path $.inputs[0].from.id",
      })
  void aBodyThatIsNoBatchIsRejectedAndThePlaceNamed(String body, String message)
      throws IOException {
    TestResponse response = client.post(CONTACTS_TO_COMPANIES, body);
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.at("category")).isEqualTo("VALIDATION_ERROR");
    assertThat((String) response.at("message")).contains(message);
    assertThat(hubspot.associations().isEmpty()).isTrue();
  }

  @Test
  void aBatchWithoutABodyIsRejected() throws IOException {
    TestResponse response =
        client.send(client.request(CONTACTS_TO_COMPANIES).post(RequestBody.create(new byte[0])));
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.at("message"))
        .isEqualTo("Invalid JSON input: a request body was expected, but none found");
  }

  @Test
  void aBodyThatIsNotJsonIsRejected() throws IOException {
    RequestBody text = RequestBody.create(TestClient.inputs("1>2"), MediaType.get("text/plain"));
    TestResponse response = client.send(client.request(CONTACTS_TO_COMPANIES).post(text));
    assertThat(response.status()).isEqualTo(415);
    assertThat(response.at("category")).isEqualTo("UNSUPPORTED_MEDIA_TYPE");
  }

  @Test
  void twoThousandInputsAreTakenAndOneMoreIsNot() throws IOException {
    TestResponse most = client.post(CONTACTS_TO_COMPANIES, TestClient.range(1_000, 3_000));
    assertThat(most.status()).isEqualTo(200);
    assertThat(most.rows()).hasSize(4_000);
    TestResponse more = client.post(CONTACTS_TO_COMPANIES, TestClient.range(5_000, 7_001));
    assertThat(more.status()).isEqualTo(400);
    assertThat((String) more.at("message")).contains("2001").contains("2000");
    hubspot.associations().assertCount(2_000);
  }

  @Test
  void aPairTwiceInABatchIsRejected() throws IOException {
    TestResponse response = client.batch("1>2", "3>4", "1>2");
    assertThat(response.status()).isEqualTo(400);
    assertThat((String) response.at("message")).contains("[1 -> 2]");
    assertThat(hubspot.associations().isEmpty()).isTrue();
    // The other way round is another pair: contact 2 and company 1.
    assertThat(client.batch("1>2", "2>1").status()).isEqualTo(200);
    hubspot.associations().assertCount(2);
  }

  @Test
  void aTokenIsRequired() throws IOException {
    for (TestResponse response :
        List.of(
            client.withToken(null).put("contacts", "1", "companies", "2"),
            client.withToken(" ").batch("1>2"))) {
      assertThat(response.status()).isEqualTo(401);
      assertThat(response.at("category")).isEqualTo("INVALID_AUTHENTICATION");
    }
    TestResponse basic =
        client
            .withToken(null)
            .send(
                client
                    .withToken(null)
                    .request(CONTACTS_TO_COMPANIES)
                    .header("Authorization", "Basic YTpi")
                    .post(RequestBody.create(TestClient.inputs("1>2"), TestClient.JSON)));
    assertThat(basic.status()).isEqualTo(401);
    assertThat(hubspot.associations().isEmpty()).isTrue();
  }

  @Test
  void theResponseSaysWhenATokenExpired() throws IOException {
    TestResponse response = client.withToken("old").batch("1>2");
    assertThat(response.status()).isEqualTo(401);
    assertThat(response.at("category")).isEqualTo("EXPIRED_AUTHENTICATION");
    assertThat(response.at("message"))
        .isEqualTo("The OAuth token used to make this call expired 90 second(s) ago.");
    assertThat(response.at("context"))
        .isEqualTo(Map.of("expire time", List.of("2026-03-10T09:28:30.100Z")));
  }

  @Test
  void theResponseNamesTheScopesThatATokenLacks() throws IOException {
    TestResponse response = client.withToken("narrow").put("contacts", "1", "companies", "2");
    assertThat(response.status()).isEqualTo(403);
    assertThat(response.at("category")).isEqualTo("MISSING_SCOPES");
    assertThat(response.at("errors.0.context"))
        .isEqualTo(Map.of("requiredScopes", List.of("crm.objects.custom.write", "tickets")));
    assertThat(response.at("links.scopes")).isEqualTo("https://developers.hubspot.com/scopes");
  }

  @Test
  void onceATokenIsNamedOthersAreNotAccepted() throws IOException {
    assertThat(client.withToken("A").batch("1>2").status()).isEqualTo(200);
    hubspot.emulator().acceptToken("B");
    assertThat(client.withToken("A").batch("1>2").at("category"))
        .isEqualTo("INVALID_AUTHENTICATION");
    assertThat(client.withToken("B").batch("1>2").status()).isEqualTo(200);
    hubspot.emulator().expireToken("B");
    assertThat(client.withToken("B").batch("1>2").at("category"))
        .isEqualTo("EXPIRED_AUTHENTICATION");
    hubspot.emulator().acceptToken("B");
    assertThat(client.withToken("B").batch("1>2").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/crm/v4/objects/contacts/1/associations/default/companies",
        "/crm/v4/objects/contacts/1/associations/default/companies/2/",
        "/crm/v3/associations/contacts/companies/batch/create",
        "/crm/v4/associations/contacts//batch/associate/default",
        "/crm/v4/objects/contacts/1/associations/companies/2"
      })
  void anUnknownPathIsA404ThatSaysWhatIsKnown(String path) throws IOException {
    TestResponse response = client.send(client.request(path).get());
    assertThat(response.status()).isEqualTo(404);
    assertThat((String) response.at("message")).contains("There is no ", path);
    // Not in the form of HubSpot's errors, which would mean that a record is missing.
    assertThat(((Map<?, ?>) response.json()).keySet()).isEqualTo(Set.of("message", "known"));
    assertThat(response.at("known").toString())
        .contains(path.startsWith("/emulator") ? "GET /emulator/status" : "PUT /crm/objects/");
  }

  @Test
  void otherMethodsAreNotAllowed() throws IOException {
    TestResponse get = client.send(client.request(CONTACTS_TO_COMPANIES).get());
    assertThat(get.status()).isEqualTo(405);
    assertThat(get.headers().get("Allow")).isEqualTo("POST");
    TestResponse head = client.send(client.request(CONTACTS_TO_COMPANIES).head());
    assertThat(head.status()).isEqualTo(405);
    assertThat(head.body()).isEmpty();
    TestResponse delete =
        client.send(
            client.request("/crm/v4/objects/contacts/1/associations/default/companies/2").delete());
    assertThat(delete.headers().get("Allow")).isEqualTo("PUT");
    assertThat(hubspot.requests().other()).isEqualTo(3);
  }

  @Test
  void everyResponseHasACorrelationIdThatErrorsRepeat() throws IOException {
    assertThat(client.batch("1>2").headers().get("x-hubspot-correlation-id")).hasSize(36);
    TestResponse error = client.batch("1>2", "1>2");
    assertThat(error.at("correlationId"))
        .isEqualTo(error.headers().get("x-hubspot-correlation-id"));
  }

  @Test
  void idsWithCharactersThatJsonEscapesComeBackUnharmed() throws IOException {
    String id = "\\\"a\\\\\\u0001\\u00e9\\ud83d\\ude00";
    TestResponse response =
        client.post(
            CONTACTS_TO_COMPANIES,
            "{\"inputs\":[{\"from\":{\"id\":\"" + id + "\"},\"to\":{\"id\":\"1\"}}]}");
    assertThat(response.status()).isEqualTo(207);
    assertThat(response.at("errors.0.context.id"))
        .isEqualTo(List.of("\"a\\\u0001\u00e9\ud83d\ude00"));
  }

  @Test
  void whatItKnowsCanBeAskedOverHttp() throws IOException {
    client.batch("1>2", "404041>3");
    TestResponse status = client.send(client.request("/emulator/status").get());
    assertThat(status.at("associations")).isEqualTo(1.0);
    assertThat(status.at("requests.batch")).isEqualTo(1.0);
    assertThat(status.at("statuses.207")).isEqualTo(1.0);
    String question = "/emulator/associated?from=contacts/1&to=companies/";
    assertThat(client.send(client.request(question + "2").get()).body())
        .isEqualTo("{\"associated\":true}");
    assertThat(client.send(client.request(question + "3").get()).body())
        .isEqualTo("{\"associated\":false}");
    TestResponse unclear = client.send(client.request("/emulator/associated?from=x").get());
    assertThat(unclear.status()).isEqualTo(400);
    assertThat(hubspot.requests().total()).isEqualTo(1);
  }
}

package io.github.hubspotassociations.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HubSpotEmulatorTest {
  private final HubSpotEmulator emulator = HubSpotEmulator.start();
  private final OkHttpClient client = new OkHttpClient();

  @AfterEach
  void close() {
    client.connectionPool().evictAll();
    client.dispatcher().executorService().shutdown();
    emulator.close();
  }

  private Response post(String path, String body) throws IOException {
    RequestBody json = RequestBody.create(body, MediaType.get("application/json"));
    return send(new Request.Builder().url(emulator.url() + path).post(json));
  }

  private Response put(String path) throws IOException {
    RequestBody nothing = RequestBody.create(new byte[0], null);
    return send(new Request.Builder().url(emulator.url() + path).put(nothing));
  }

  private Response send(Request.Builder request) throws IOException {
    return client.newCall(request.header("Authorization", "Bearer any").build()).execute();
  }

  @Test
  void aPairIsAssociatedInBothDirections() throws IOException {
    try (Response response =
        put("/crm/v4/objects/tickets/2644992430/associations/default/contacts/9532426638")) {
      assertThat(response.code()).isEqualTo(200);
      assertThat(response.body().string())
          .startsWith(
              "{\"status\":\"COMPLETE\",\"results\":["
                  + "{\"from\":{\"id\":\"2644992430\"},\"to\":{\"id\":\"9532426638\"},"
                  + "\"associationSpec\":{\"associationCategory\":\"HUBSPOT_DEFINED\",\"associationTypeId\":16}},"
                  + "{\"from\":{\"id\":\"9532426638\"},\"to\":{\"id\":\"2644992430\"},"
                  + "\"associationSpec\":{\"associationCategory\":\"HUBSPOT_DEFINED\",\"associationTypeId\":15}}],"
                  + "\"startedAt\":\"");
      assertThat(response.header("X-HubSpot-RateLimit-Max")).isEqualTo("1000000");
      assertThat(response.header("X-HubSpot-RateLimit-Remaining")).isEqualTo("999999");
    }
    assertThat(emulator.associations().contains("contact", 9532426638L, "0-5", 2644992430L))
        .isTrue();
  }

  @Test
  void aPageIsAssociatedExceptWhereARecordIsMissing() throws IOException {
    String body =
        "{\"inputs\":[{\"from\":{\"id\":\"1\"},\"to\":{\"id\":\"2\"}},"
            + "{\"from\":{\"id\":\"404041\"},\"to\":{\"id\":\"404042\"}}]}";
    try (Response response =
        post("/crm/v4/associations/contacts/companies/batch/associate/default", body)) {
      assertThat(response.code()).isEqualTo(207);
      assertThat(response.body().string())
          .contains("\"numErrors\":2")
          .contains("\"associationTypeId\":279")
          .contains("crm.associations.FROM_OBJECT_NOT_FOUND")
          .contains("\"message\":\"No company with ID 404042 exists\"");
    }
    assertThat(emulator.associations().count()).isEqualTo(1);
  }
}

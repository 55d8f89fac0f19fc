package io.github.hubspotassociations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which releases there are, and where requests of each go. */
final class ApiReleaseTest {
  private static final ObjectRef CONTACT = ObjectRef.of("contacts", 1);
  private static final ObjectRef COMPANY = ObjectRef.of("companies", 2);

  @ParameterizedTest
  @ValueSource(strings = {"2025-09", "2026-03", "2026-09-beta", "2031-12"})
  void aReleaseIsKnownByItsYearAndMonth(String name) {
    assertThat(ApiRelease.of(name)).hasToString(name).isEqualTo(ApiRelease.of(name));
    assertThat(ApiRelease.of(name)).hasSameHashCodeAs(ApiRelease.of(name));
    assertThat(ApiRelease.of(name)).isNotEqualTo(ApiRelease.V4).isNotEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "v4",
        "V4",
        "2026",
        "2026-3",
        "2026-00",
        "2026-13",
        "2026-03-01",
        "2026-03-alpha",
        "2026-03-BETA",
        " 2026-03",
        "2026-03\n",
        "2026/03",
        "٢٠٢٦-٠٣",
        "2026-03/../v4"
      })
  void anyOtherFormIsRejected(String name) {
    assertThatThrownBy(() -> ApiRelease.of(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "name is \"%s\", which is not a dated release: use year and month, such as 2026-03 or"
                + " 2026-09-beta, or ApiRelease.V4 for version 4",
            name);
  }

  @ParameterizedTest
  @CsvSource({
    "default,      /crm/objects/2026-03,      /crm/associations/2026-03",
    "2026-09,      /crm/objects/2026-09,      /crm/associations/2026-09",
    "2026-09-beta, /crm/objects/2026-09-beta, /crm/associations/2026-09-beta",
    "v4,           /crm/v4/objects,           /crm/v4/associations"
  })
  void requestsAndErrorsNameTheChosenRelease(String release, String objects, String associations)
      throws IOException, InterruptedException {
    try (MockWebServer server = new MockWebServer()) {
      server.enqueue(new MockResponse().setResponseCode(400).setBody("{\"message\":\"no\"}"));
      server.enqueue(new MockResponse().setResponseCode(401).setBody("{\"message\":\"no\"}"));
      HubSpotAssociations.Builder builder =
          HubSpotAssociations.builder().accessToken("t").baseUrl(server.url("/").toString());
      if (release.equals("v4")) {
        builder.apiRelease(ApiRelease.V4);
      } else if (!release.equals("default")) {
        builder.apiRelease(ApiRelease.of(release));
      }
      try (HubSpotAssociations hubspot = builder.build()) {
        assertThatThrownBy(() -> hubspot.associate(CONTACT, COMPANY).blockingGet())
            .hasMessageContaining("PUT " + objects + "/");
        assertThat(
                hubspot
                    .bulk()
                    .build()
                    .associate(List.of(AssociationRequest.of(CONTACT, COMPANY, "row 1")))
                    .blockingFirst()
                    .toString())
            .contains("POST " + associations + "/");
      }

      assertThat(server.takeRequest().getRequestLine())
          .isEqualTo("PUT " + objects + "/contacts/1/associations/default/companies/2 HTTP/1.1");
      assertThat(server.takeRequest().getRequestLine())
          .isEqualTo(
              "POST " + associations + "/contacts/companies/batch/associate/default HTTP/1.1");
    }
  }
}

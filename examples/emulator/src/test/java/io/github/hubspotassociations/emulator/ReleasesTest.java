package io.github.hubspotassociations.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.client.api.AssociationsApi;
import io.github.hubspotassociations.client.api.AssociationsV4Api;
import io.github.hubspotassociations.emulator.TestClient.TestResponse;
import io.github.hubspotassociations.testsupport.AfterTest;
import java.io.IOException;
import java.util.List;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which releases are served. */
class ReleasesTest {
  @RegisterExtension
  final HubSpotEmulatorExtension hubspot =
      new HubSpotEmulatorExtension(options -> options.strict(true));

  private static String filled(String path, String release) {
    return path.replace("{release}", release)
        .replace("{fromObjectType}", "contacts")
        .replace("{fromObjectId}", "1")
        .replace("{toObjectType}", "companies")
        .replace("{toObjectId}", "2");
  }

  private static String single(String release) {
    return filled(
        release.equals("v4")
            ? AssociationsV4Api.CREATE_DEFAULT_V4_PATH
            : AssociationsApi.CREATE_DEFAULT_PATH,
        release);
  }

  private static String batch(String release) {
    return filled(
        release.equals("v4")
            ? AssociationsV4Api.CREATE_DEFAULT_BATCH_V4_PATH
            : AssociationsApi.CREATE_DEFAULT_BATCH_PATH,
        release);
  }

  private static TestClient client(String url) {
    return new TestClient(AfterTest.close(new OkHttpClient()), url);
  }

  @ParameterizedTest
  @ValueSource(strings = {"v4", "2025-09", "2026-03", "2026-09", "2026-09-beta", "2031-12"})
  void everyReleaseIsServedAsTheDocumentSays(String release) throws IOException {
    TestClient client = client(hubspot.url());
    assertThat(client.putPath(single(release)).rows()).containsExactly("1>2:279", "2>1:280");
    TestResponse partly = client.post(batch(release), TestClient.inputs("3>4", "404041>5"));
    assertThat(partly.status()).isEqualTo(207);
    assertThat(partly.rows()).hasSize(2);

    hubspot.associations().assertContains("contacts", "1", "companies", "2");
    hubspot.associations().assertContains("contacts", "3", "companies", "4");
    assertThat(hubspot.emulator().violations()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"v3", "latest", "2026", "2026-13", "2026-03-alpha", "{release}"})
  void whatIsNoReleaseIsNotServed(String release) throws IOException {
    TestClient client = client(hubspot.url());
    assertThat(client.putPath(single("2026-03").replace("2026-03", release)).status())
        .isEqualTo(404);
    assertThat(client.post(batch("2026-03").replace("2026-03", release), "{}").status())
        .isEqualTo(404);
  }

  @Test
  void version4CanBeSwitchedOff() throws IOException {
    try (HubSpotEmulator emulator = HubSpotEmulator.builder().v4(false).start()) {
      TestClient client = client(emulator.url());
      for (TestResponse response :
          List.of(
              client.putPath(single("v4")), client.post(batch("v4"), TestClient.inputs("1>2")))) {
        assertThat(response.status()).isEqualTo(404);
        assertThat(response.at("message"))
            .isEqualTo("Version 4 is switched off: use a dated release, such as 2026-03");
        assertThat(response.at("known").toString()).contains("{release}").doesNotContain("v4");
      }
      assertThat(emulator.associations().isEmpty()).isTrue();
      assertThat(client.putPath(single("2026-03")).status()).isEqualTo(200);
    }
  }
}

package io.github.hubspotassociations.sparkimport;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.error.HubSpotApiException;
import io.github.hubspotassociations.error.HubSpotErrors;
import okhttp3.Headers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JobStopTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "401, EXPIRED_AUTHENTICATION, false, the access token has expired (401): put a valid one",
        "401, INVALID_AUTHENTICATION, false, HubSpot rejects the access token (401): put a valid",
        "403, MISSING_SCOPES, true, the access token lacks scopes: add them",
        "403, FORBIDDEN, true, `(HTTP 403, said): give it the scopes for both object types`",
        "302, none, false, `https://host redirects to another address (HTTP 302, said), where`",
        "477, MIGRATION_IN_PROGRESS, false, HubSpot is moving the account to another data center",
        "503, none, false, `HubSpot can't take requests for now (HTTP 503, said): run`",
        "400, VALIDATION_ERROR, true, `HubSpot rejects what it is sent (HTTP 400, said)`",
      })
  void saysWhatToDo(int status, String category, boolean endsTypePair, String sentence) {
    String body = "{\"status\":\"error\",\"message\":\"said\",\"category\":\"" + category + "\"}";
    HubSpotApiException cause = HubSpotErrors.decode(status, Headers.of(), body);
    assertThat(JobStop.sentence(cause, "https://host")).contains(sentence);
    assertThat(JobStop.endsTypePair(cause)).isEqualTo(endsTypePair);
  }
}

package io.github.hubspotassociations.error;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import okhttp3.Headers;
import okhttp3.ResponseBody;

/**
 * Any bytes as the body of any response. The default build runs the kept corpus; the profile {@code
 * full} fuzzes for minutes.
 */
class DecoderFuzzTest {
  private static final int[] STATUSES = {400, 401, 403, 404, 429, 207, 200, 500, 502, 418, 302};

  @FuzzTest
  @DictionaryEntries({
    "\"message\":",
    "\"category\":",
    "\"subCategory\":",
    "\"context\":",
    "\"errors\":[",
    "\"links\":{",
    "{missingScopes=[a, b], c=",
    "INVALID_OBJECT_IDS",
    "CONTACT=7 is not valid",
    "No contact with ID 7 exists",
    "Bearer ",
    "pat-na1-",
    "access_token=",
    "<title>",
    "</title>",
    "&#65;",
    "\\ud83d\\ude00",
    "1e999999"
  })
  void decode(byte[] body) {
    // By the length, so that the corpus is bodies and nothing else.
    int status = STATUSES[body.length % STATUSES.length];
    Headers headers = Headers.of("x-hubspot-correlation-id", "of-the-header");

    HubSpotApiException fromBytes =
        HubSpotErrors.decode(status, headers, ResponseBody.create(body, null), "POST /x");
    Invariants.check(fromBytes);

    String text = new String(body, StandardCharsets.UTF_8);
    boolean isUtf16 = body.length > 1 && (body[0] & 0xff) >= 0xfe && (body[1] & 0xff) >= 0xfe;
    if (!isUtf16) {
      HubSpotApiException fromText = HubSpotErrors.decode(status, headers, text, "POST /x");
      assertThat(fromText.getMessage()).isEqualTo(fromBytes.getMessage());
      assertThat(TypedResult.of(fromText)).isEqualTo(TypedResult.of(fromBytes));
    }

    // As the text of one field, and as the context in its printed form.
    String quoted = text.replace("\\", "\\\\").replace("\"", "\\\"");
    for (String field : new String[] {"message", "context", "subCategory"}) {
      HubSpotApiException asField =
          HubSpotErrors.decode(
              status, headers, "{\"" + field + "\":\"" + quoted + "\",\"category\":\"KEPT\"}");
      Invariants.checkLine(asField.getMessage(), 2000);
      assertThat(asField.error().missingScopes()).isNotNull();
      assertThat(asField.error().category()).isEqualTo("KEPT");
    }
    HubSpotException from = HubSpotErrors.from(new IllegalStateException(text));
    Invariants.checkLine(from.getMessage(), 2000);
  }
}

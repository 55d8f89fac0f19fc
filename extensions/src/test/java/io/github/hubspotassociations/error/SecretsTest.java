package io.github.hubspotassociations.error;

import static org.assertj.core.api.Assertions.assertThat;

import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "pat-na1-11111111-2222-SECRET-4444-555555555555",
        "pat-eu1-SECRET",
        "x-pat-na1-SECRET",
        "PAT-NA1-SECRET",
        "Bearer SECRET",
        "bearer  SECRET.with-dots_and/slashes+=",
        "Authorization: Bearer%20SECRET",
        "access_token=SECRET&x=1",
        "\"access_token\" : \"SECRET\"",
        "{\\\"refresh_token\\\":\\\"SECRET\\\"}",
        "refreshToken: SECRET-1",
        "refresh-token=SECRET",
        "client_secret%3DSECRET",
        "clientSecret='SECRET'",
        "https://x/y?hapikey=SECRET",
        "api-key:SECRET",
        "/oauth/v1/access-tokens/SECRET",
        "/oauth/v1/refresh-tokens/SECRET/x",
        "CJSP5qf1KhICAQEYs-gDIIGOBii1hQIyGQAf3xBKSECRETmlwHjX7OIpuIFEavB2-qYAGQsF4",
      })
  void whateverLooksLikeATokenIsMasked(String text) {
    String masked = Secrets.mask("before " + text + " after");
    assertThat(masked).contains("before ", "***", " after").doesNotContain("SECRET");
    // Wherever it comes from: a field, a name, plain text, an unknown field, the request.
    String quoted = text.replace("\\", "\\\\").replace("\"", "\\\"");
    for (String body :
        new String[] {
          "{\"message\":\"" + quoted + "\"}",
          "{\"context\":{\"" + quoted + "\":[\"" + quoted + "\"]},\"x\":[\"" + quoted + "\"]}",
          "{\"subCategory\":{\"a\":\"" + quoted + "\"},\"errors\":[\"" + quoted + "\"]}",
          "{\"correlationId\":\"" + quoted + "\",\"links\":{\"a\":\"" + quoted + "\"}}",
          "[".repeat(50) + "\"" + quoted,
          "<title>" + text + "</title>",
          text
        }) {
      HubSpotApiException e = HubSpotErrors.decode(400, Headers.of(), body, text);
      assertThat(e + e.bodySnippet() + e.requestDescription() + e.error() + e.error().raw())
          .doesNotContain("SECRET");
      assertThat(TypedResult.of(e).toString()).doesNotContain("SECRET");
      assertThat(AssociationError.of(e).toString()).doesNotContain("SECRET");
    }
    assertThat(new HubSpotException(text).getMessage()).doesNotContain("SECRET");
    assertThat(new TransportException(text, new java.io.IOException(text)).getMessage())
        .doesNotContain("SECRET");
  }

  @Test
  void escapesDoNotHideAToken() {
    String body =
        "{\"a\":\"access_token\\u003dSECRET\",\"b\":\"Bearer\\u0020SECRET\",\"c\":\"p\\u0061t-SECRET\"}";
    HubSpotApiException e = HubSpotErrors.decode(400, Headers.of(), body);
    assertThat(e.bodySnippet() + e.error().raw()).doesNotContain("SECRET");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"access_token", "refreshToken", "id_token", "client-secret", "hapikey", "token"})
  void aMemberNamedLikeASecretIsMasked(String name) {
    HubSpotError error =
        HubSpotErrors.decode(400, Headers.of(), "{\"" + name + "\":[{\"x\":\"short\"}],\"y\":1}")
            .error();
    assertThat(error.raw()).containsEntry(name, "***").containsKey("y");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "The OAuth token used to make this call expired 0 second(s) ago.",
        "Bearer token is missing.",
        "missing or invalid refresh token",
        "BAD_REFRESH_TOKEN: missing or invalid",
        "Authentication credentials not found: Bearer authentication, or OAuth.",
        "compat-mode and pat- and CONTACT_TO_COMPANY_UNLABELED_ASSOCIATION_0123456789_X",
        "20f98dfa-05b6-4d27-8d96-ecfde54ca211",
        "publicapi:private_app-api-calls-ten-secondly:1512050:26892217",
        "key=value, object key: 5, tokens/minute",
      })
  void ordinaryWordsStay(String text) {
    assertThat(Secrets.mask(text)).isEqualTo(text);
  }

  @Test
  void theQueryOfARequestIsNotTold() {
    assertThat(
            HubSpotErrors.decode(500, Headers.of(), "", "GET https://h/p?code=SECRET&x=1 for a row")
                .requestDescription())
        .isEqualTo("GET https://h/p for a row");
  }

  @Test
  void aTokenAcrossTheEndOfTheSnippetIsMasked() {
    for (int at = 900; at < 1100; at++) {
      String body = "x".repeat(at) + " pat-na1-SECRETSECRETSECRET";
      assertThat(HubSpotErrors.decode(400, Headers.of(), body).bodySnippet()).doesNotContain("SEC");
    }
  }
}

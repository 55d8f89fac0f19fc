package io.github.hubspotassociations.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.internal.error.Texts;
import java.util.List;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {
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
    String masked = Texts.mask("before " + text + " after");
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
      assertThat(e + e.bodySnippet() + e.requestDescription() + e.error()).doesNotContain("SECRET");
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
        "{\"message\":\"access_token\\u003dSECRET\",\"code\":\"Bearer\\u0020SECRET\","
            + "\"subCategory\":{\"c\":\"p\\u0061t-SECRET\"}}";
    HubSpotApiException e = HubSpotErrors.decode(400, Headers.of(), body);
    assertThat(e.bodySnippet() + e.error()).doesNotContain("SECRET").contains("***");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"access_token", "refreshToken", "id_token", "client-secret", "hapikey", "token"})
  void aMemberNamedLikeASecretIsMasked(String name) {
    HubSpotError error =
        HubSpotErrors.decode(
                400,
                Headers.of(),
                "{\"context\":{\""
                    + name
                    + "\":[{\"x\":\"short\"}],\"y\":1},\"links\":{\""
                    + name
                    + "\":\"short\"}}")
            .error();
    assertThat(error.context()).containsEntry(name, List.of("***")).containsKey("y");
    assertThat(error.links()).containsEntry(name, "***");
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
    assertThat(Texts.mask(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TOKEN",
        "xTOKEN",
        "7TOKENx",
        "%22TOKEN%22",
        "Bearer TOKEN",
        "\"TOKEN\"",
        "TOKENTOKEN",
        "_TOKEN_",
        "a+b.shape%28less%29%2Btoken%2F7",
        "?t=a%20b.shape(less)%2btoken%2f7&x",
        "a b.shape(less)+token\\/7"
      })
  void aTokenInUseIsMaskedWhateverItsShape(String echo) {
    String token = "a b.shape(less)+token/7";
    Texts.keepSecret(token);
    String text = echo.replace("TOKEN", token);
    String quoted = text.replace("\"", "\\\"");

    HubSpotApiException e =
        HubSpotErrors.decode(
            400,
            Headers.of("x-hubspot-correlation-id", text.replace("\n", "")),
            "{\"message\":\"" + quoted + "\",\"context\":{\"a\":[\"" + quoted + "\"]}}",
            "PUT /" + text);

    assertThat(e + e.bodySnippet() + e.error() + e.correlationId() + e.requestDescription())
        .doesNotContain("shape")
        .contains("***");
    assertThat(new HubSpotException(text).getMessage()).doesNotContain("shape(less)");
    assertThat(new TransportException(null, new java.io.IOException(text)).getMessage())
        .doesNotContain("shape(less)");
  }

  @Test
  void tokensInUseAreKeptInOrderOfUseAndShortOnesNotAtAll() {
    List<String> tokens = new java.util.ArrayList<>();
    for (int i = 0; i < 70; i++) {
      tokens.add("unguessable" + i + "!");
      Texts.keepSecret(tokens.get(i));
      Texts.keepSecret(tokens.get(0));
    }
    Texts.keepSecret("message");

    assertThat(Texts.mask(tokens.get(0))).isEqualTo("***");
    assertThat(Texts.mask(tokens.get(69))).isEqualTo("***");
    // 64 are kept: the first, which is used again and again, and the latest 63.
    assertThat(Texts.mask(tokens.get(7))).isEqualTo("***");
    assertThat(Texts.mask(tokens.get(6))).isEqualTo(tokens.get(6));
    String shortest = "8 chars.";
    Texts.keepSecret(shortest);
    assertThat(Texts.mask(shortest)).isEqualTo("***");
    assertThat(Texts.mask("a message")).isEqualTo("a message");
  }

  /** Each encoding alone, however short the secret. */
  @ParameterizedTest
  @CsvSource({
    "a b,  x a%20b y,  x *** y",
    "a b,  x a+b y,    x *** y",
    "a b,  x a b y,    x *** y",
    "a/b,  x a%2Fb y,  x *** y",
    "a/b,  x a%2fb y,  x *** y",
    "a/b,  x a\\/b y,  x *** y",
    "a/b,  x a+b a%2Eb,  x a+b a%2Eb",
    "a.b,  x a.b axb,  x *** axb",
  })
  void oneSecretIsHiddenWithItsEncodings(String secret, String text, String hidden) {
    assertThat(Texts.hide(text, secret)).isEqualTo(hidden);
  }

  @Test
  void whatAnEscapeHidesIsShownMaskedAndTheRestAsItIs() {
    assertThat(Texts.maskJson("{\"a\":\"p\\u0061t-na1-x\",\"b\":\"\\u0022c\"}"))
        .isEqualTo("{\"a\":\"***\",\"b\":\"\\u0022c\"}");
    assertThat(Texts.mask("1 pat-na1-x 2 pat-na1-y 3")).isEqualTo("1 *** 2 *** 3");
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

package io.github.hubspotassociations.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.internal.error.Meaning;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.GzipSource;
import okio.Okio;
import okio.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses that users met, and what the decoder makes of each. */
class FieldCasesTest {
  private static final Headers NONE = Headers.of();
  private static final String BATCH =
      "POST /crm/associations/2026-03/contacts/companies/batch/associate/default";

  private static HubSpotApiException decode(int status, String body) {
    return HubSpotErrors.decode(status, NONE, body.replace('\'', '"'), BATCH);
  }

  @Test
  void theWrongDataCenterIsNamedWithItsBaseUrl() {
    String body =
        "{'status':'error','message':'Hub 5000001 is unknown to this Hublet, but it appears to"
            + " exist in Hublet eu1','correctHublet':'eu1'}";

    HubSpotApiException e = decode(488, body);

    assertThat(e).isExactlyInstanceOf(HubSpotApiException.class);
    assertThat(e.kind()).isEqualTo(ErrorKind.WRONG_DATA_CENTER);
    assertThat(e.isRetryable()).isTrue();
    assertThat(e)
        .hasMessage(
            "Hub 5000001 is unknown to this Hublet, but it appears to exist in Hublet eu1 (HTTP"
                + " 488): "
                + BATCH
                + "; the account is in eu1: use https://api-eu1.hubapi.com");
    assertThat(decode(400, body).kind()).isEqualTo(ErrorKind.WRONG_DATA_CENTER);
    assertThat(decode(488, body.replace("eu1", "na1")))
        .hasMessageEndingWith("the account is in na1: use https://api.hubapi.com");
    for (String odd : new String[] {"", "{'correctHublet':'eu1.evil.example/x'}"}) {
      assertThat(decode(488, odd))
          .hasMessageEndingWith("the account is in another data center: use its base URL")
          .extracting(HubSpotException::kind)
          .isEqualTo(ErrorKind.WRONG_DATA_CENTER);
    }
  }

  @Test
  void aSuccessThatIsAnErrorIsThatError() {
    HubSpotApiException scopes =
        decode(
            200,
            "{'status':'error','category':'MISSING_SCOPES','message':'no','errors':[{'message':'m',"
                + "'context':{'requiredGranularScopes':['crm.objects.contacts.write']}}]}");
    assertThat(scopes).isExactlyInstanceOf(MissingScopesException.class);
    assertThat(((MissingScopesException) scopes).missingScopes())
        .containsExactly("crm.objects.contacts.write");
    assertThat(scopes.status()).isEqualTo(200);
    assertThat(scopes.kind()).isEqualTo(ErrorKind.MISSING_SCOPES);
    assertThat(scopes.isRetryable()).isFalse();
    assertThat(scopes).hasMessageContaining("(HTTP 200 MISSING_SCOPES)");
    assertThat(Meaning.of(scopes)).isEqualTo(Meaning.FORBIDDEN);

    HubSpotApiException expired =
        decode(
            200,
            "{'status':'error','message':'expired','errors':[],'category':'EXPIRED_AUTHENTICATION'}");
    assertThat(expired).isExactlyInstanceOf(AuthenticationException.class);
    assertThat(((AuthenticationException) expired).isExpired()).isTrue();
    assertThat(expired.status()).isEqualTo(200);
    assertThat(Meaning.of(expired)).isEqualTo(Meaning.SHUT_OUT);

    assertThat(decode(207, "{'category':'OBJECT_NOT_FOUND','message':'gone'}"))
        .isExactlyInstanceOf(ObjectNotFoundException.class);
    assertThat(decode(200, "{'category':'RATE_LIMITS'}"))
        .isExactlyInstanceOf(RateLimitException.class);
    assertThat(decode(200, "{'category':'INTERNAL_ERROR'}"))
        .isExactlyInstanceOf(HubSpotServerException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'status':'COMPLETE','errors':[{'category':'OBJECT_NOT_FOUND'}]}",
        "{'status':'error','category':'OBJECT_NOT_FOUND','results':[]}",
        "{'results':[{'from':{'id':'1'}",
        "{'status':'error','message':'of no category'}",
        "<html><title>Sign in</title>",
        "",
      })
  void anyOtherSuccessThatIsOfNoUseIsUnexpected(String body) {
    HubSpotApiException e = decode(207, body);
    assertThat(e).isExactlyInstanceOf(UnexpectedResponseException.class);
    assertThat(e.kind()).isEqualTo(ErrorKind.UNEXPECTED_RESPONSE);
    assertThat(e.status()).isEqualTo(207);
    assertThat(Meaning.of(e)).isEqualTo(Meaning.LOST);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void aPageOfAnEdgeIsNotHubSpots(int status) {
    Headers headers = Headers.of("Server", "cloudflare");
    HubSpotApiException e =
        HubSpotErrors.decode(
            status, headers, "<!DOCTYPE html><title>Just a moment...</title>", BATCH);
    assertThat(e.kind()).isEqualTo(ErrorKind.INTERMEDIARY);
    assertThat(e.isRetryable()).isTrue();
    assertThat(e)
        .hasMessage(
            "Just a moment... (HTTP "
                + status
                + "): "
                + BATCH
                + "; this is not HubSpot's response but that of a proxy or firewall (cloudflare)"
                + " before it, and says nothing about the token: have it let requests to the API"
                + " pass");
    HubSpotApiException byType =
        HubSpotErrors.decode(status, Headers.of("Content-Type", "Text/HTML; charset=x"), "no");
    assertThat(byType.kind()).isEqualTo(ErrorKind.INTERMEDIARY);
    assertThat(decode(status, "").kind()).isNotEqualTo(ErrorKind.INTERMEDIARY);
    assertThat(HubSpotErrors.decode(404, headers, "<html>").kind()).isEqualTo(ErrorKind.NOT_FOUND);
  }

  @ParameterizedTest
  @CsvSource({
    "403, 2026-09, true",
    "400, 2026-09, true",
    "403, 2026-09-beta, true",
    "400, 2027-03, true",
    "403, 2026-03, false",
    "400, 2026-03, false",
    "404, 2026-09, false",
  })
  void aReleaseThatChecksPermissionsSaysSo(int status, String release, boolean hint) {
    HubSpotApiException e =
        HubSpotErrors.decode(
            status,
            NONE,
            "{\"status\":\"error\",\"message\":\"no\",\"category\":\"VALIDATION_ERROR\"}"
                .replace("VALIDATION_ERROR", status == 403 ? "FORBIDDEN" : "VALIDATION_ERROR"),
            "PUT /crm/objects/" + release + "/contacts/1/associations/default/companies/2");
    if (hint) {
      assertThat(e).hasMessageContaining("Edit Associations").hasMessageEndingWith("2026-03");
    } else {
      assertThat(e.getMessage()).doesNotContain("Edit Associations");
    }
  }

  @Test
  void theMessageHasTheReasonFirst() {
    HubSpotApiException e =
        HubSpotErrors.decode(
            404,
            NONE,
            "{\"status\":\"error\",\"message\":\"No contact with ID 404041"
                + " exists\",\"correlationId\":"
                + "\"5f3c\",\"category\":\"OBJECT_NOT_FOUND\",\"context\":{\"id\":[\"404041\"]},"
                + "\"subCategory\":\"crm.associations.FROM_OBJECT_NOT_FOUND\"}",
            "PUT /crm/objects/2026-03/contacts/404041/associations/default/companies/202");
    assertThat(e)
        .hasMessage(
            "No contact with ID 404041 exists (HTTP 404 OBJECT_NOT_FOUND): PUT"
                + " /crm/objects/2026-03/contacts/404041/associations/default/companies/202; check"
                + " the id: it may be mistyped, deleted, merged, or of another account."
                + " [correlation id 5f3c]");
  }

  @Test
  void aNotFoundOfNoRecordPointsToTheBaseUrl() {
    assertThat(decode(404, "{'status':'error','message':'resource not found'}"))
        .hasMessageEndingWith(
            "; check the base URL and the ids: a record may be mistyped, deleted, merged, or of"
                + " another account");
    assertThat(
            decode(
                400, "{'message':'m','context':{'INVALID_OBJECT_IDS':['CONTACT=7 is not valid']}}"))
        .hasMessageContaining("; check the id 7 of CONTACT: it may be mistyped");
  }

  @Test
  void anEncodedPathIsShownWhole() {
    assertThat(HubSpotErrors.decode(404, NONE, "", "PUT /contacts/1%3Fx=2%3By/companies/3"))
        .hasMessageContaining("PUT /contacts/1%3Fx=2%3By/companies/3;");
  }

  private static ResponseBody body(Source source) {
    BufferedSource buffered = Okio.buffer(source);
    return ResponseBody.create(buffered, MediaType.get("application/json"), -1);
  }

  private static Source failing(String start, IOException failure) {
    return new ForwardingSource(new Buffer().writeUtf8(start)) {
      @Override
      public long read(Buffer sink, long byteCount) throws IOException {
        long read = super.read(sink, byteCount);
        if (read == -1) {
          throw failure;
        }
        return read;
      }
    };
  }

  @Test
  void aBodyThatIsNotCompressedAlthoughItsHeadersSaySoIsSaid() {
    ResponseBody body = body(new GzipSource(new Buffer().writeUtf8("{\"message\":\"not gzip\"}")));
    HubSpotApiException e = HubSpotErrors.decode(500, NONE, body);
    assertThat(e)
        .hasMessageStartingWith(
            "The response is not compressed, though its Content-Encoding is gzip (HTTP 500);")
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void aBodyThatDidNotArriveInTimeIsSaid() {
    for (IOException late :
        List.of(new InterruptedIOException("timeout"), new SocketTimeoutException("timeout"))) {
      HubSpotApiException e = HubSpotErrors.decode(502, NONE, body(failing("", late)), "PUT /x");
      assertThat(e)
          .hasMessage(
              "The response did not arrive in time (HTTP 502): PUT /x; retry after some seconds")
          .hasCause(late);
    }
    assertThat(HubSpotErrors.decode(500, NONE, body(failing("", new IOException("reset")))))
        .hasMessageStartingWith("The response cannot be read (IOException: reset) (HTTP 500)");
    assertThat(
            HubSpotErrors.decode(500, NONE, body(failing("{\"message\":\"m", new IOException()))))
        .hasMessageStartingWith("m\u2026 (HTTP 500)");
  }

  @Test
  void anUnusableSuccessSaysWhyItIs() {
    IOException late = new IOException("read", new InterruptedIOException("timeout"));
    assertThat(HubSpotErrors.decode(200, NONE, body(failing("{\"results\":[", late)), "PUT /x"))
        .isExactlyInstanceOf(UnexpectedResponseException.class)
        .hasMessage(
            "The response did not arrive in time (HTTP 200): PUT /x; retry; the request may have"
                + " been applied")
        .hasCause(late);
    assertThat(HubSpotErrors.decode(200, null, body(failing("", new IOException("reset")))))
        .hasMessage(
            "The response cannot be read (IOException: reset) (HTTP 200); retry; the request may"
                + " have been applied");
    String forbidden = "{\"category\":\"FORBIDDEN\"}";
    assertThat(HubSpotErrors.decode(200, NONE, body(failing(forbidden, new IOException("x")))))
        .isExactlyInstanceOf(ForbiddenException.class);
    assertThat(
            HubSpotErrors.decode(
                200, NONE, body(failing("<h1>Sign in", new IOException())), "PUT /x"))
        .hasMessage(
            "Sign in (HTTP 200): PUT /x; this is a page of a proxy or login, not HubSpot's API:"
                + " check the base URL; the request may have been applied");
  }

  @Test
  void nullIsABodyWithoutACast() {
    HubSpotApiException e = HubSpotErrors.decode(429, NONE, null);
    assertThat(e).isExactlyInstanceOf(RateLimitException.class);
    assertThat(e.bodySnippet()).isEmpty();
    assertThat(HubSpotErrors.decode(429, NONE, null, "PUT /x").requestDescription())
        .isEqualTo("PUT /x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{missingScopes=[scope1, scope2]}            | {missingScopes=[scope1, scope2]}",
        "{missingScopes=[scope1, scope2              | {missingScopes=[scope1, scope2]}",
        "{objectType=contact, id=[7], other=[]}      | {objectType=[contact], id=[7], other=[]}",
        "{ids=[CONTACT=7 is not valid, B=8 is], a=b} | {ids=[CONTACT=7 is not valid, B=8 is],"
            + " a=[b]}",
        "{}                                          | {}",
        "{a}                                         | {}",
        "plain                                       | {}",
      })
  void aPrintedContextIsRead(String printed, String context) {
    HubSpotError error = decode(403, "{'context':'" + printed + "'}").error();
    assertThat(error.context()).hasToString(context);
  }

  @Test
  void theScopesOfAPrintedContextAreMissing() {
    HubSpotApiException e = decode(403, "{'context':'{missingScopes=[a.read, b.write]}'}");
    assertThat(e).isExactlyInstanceOf(MissingScopesException.class);
    assertThat(e.error().missingScopes()).containsExactly("a.read", "b.write");
  }

  /** Each has a mebibyte, the most that is read of a body. */
  @Test
  void errorsWithoutEndAreBounded() {
    Map<String, String> units =
        Map.of("{},", "{\"errors\":[", "1,", "[", "{\"a\":1},", "[", "{\"errors\":[{}]},", "[");
    units.forEach(
        (unit, start) -> {
          byte[] bytes = new byte[HubSpotErrors.MAX_BODY_BYTES];
          Arrays.fill(bytes, (byte) ' ');
          byte[] text =
              (start + unit.repeat((bytes.length - start.length()) / unit.length()))
                  .getBytes(StandardCharsets.UTF_8);
          System.arraycopy(text, 0, bytes, 0, text.length);

          HubSpotError error =
              HubSpotErrors.decode(400, NONE, ResponseBody.create(bytes, null)).error();

          assertThat(error.errors()).hasSizeBetween(2500, 5000);
        });
  }
}

package io.github.hubspotassociations.internal.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.error.AssociationError;
import io.github.hubspotassociations.error.HubSpotErrors;
import io.github.hubspotassociations.error.HubSpotException;
import io.github.hubspotassociations.error.TransportException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.UnknownServiceException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.Headers;
import okhttp3.internal.http2.ConnectionShutdownException;
import okhttp3.internal.http2.ErrorCode;
import okhttp3.internal.http2.StreamResetException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What each response and failure means, as the rules of the design say. */
class MeaningTest {
  private static Meaning of(int status, String body) {
    return Meaning.of(HubSpotErrors.decode(status, Headers.of(), body));
  }

  private static Meaning of(IOException failure) {
    return Meaning.of(new TransportException("PUT /x", failure));
  }

  @ParameterizedTest
  @CsvSource({
    "200, LOST",
    "301, SHUT_OUT",
    "302, SHUT_OUT",
    "307, SHUT_OUT",
    "400, REJECTED",
    "401, SHUT_OUT",
    "402, SHUT_OUT",
    "403, FORBIDDEN",
    "404, SHUT_OUT",
    "405, UNSUITED_TYPES",
    "406, REJECTED",
    "407, SHUT_OUT",
    "408, LOST",
    "409, CONFLICT",
    "411, REJECTED",
    "412, REJECTED",
    "413, REJECTED",
    "414, REJECTED",
    "415, UNSUITED_TYPES",
    "417, REJECTED",
    "418, REJECTED",
    "422, REJECTED",
    "423, BUSY",
    "425, REJECTED",
    "426, REJECTED",
    "428, REJECTED",
    "429, BUSY",
    "451, SHUT_OUT",
    "477, BUSY",
    "488, MISROUTED",
    "499, REJECTED",
    "500, LOST",
    "501, LASTING_FAULT",
    "502, LOST",
    "503, LOST",
    "504, LOST",
    "520, LASTING_FAULT",
    "521, LOST",
    "522, LASTING_FAULT",
    "523, LOST",
    "524, LOST",
    "525, LASTING_FAULT",
    "526, LASTING_FAULT",
    "999, LASTING_FAULT",
  })
  void aStatusWithoutWordsMeans(int status, Meaning meaning) {
    assertThat(of(status, "")).isEqualTo(meaning);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | {'category':'OBJECT_NOT_FOUND'}                             | REJECTED",
        "404 | {'status':'error','message':'resource not found'}           | REJECTED",
        "404 | {'message':'gone','correlationId':'c'}                      | REJECTED",
        "404 | {'message':'No contact with ID 7 exists'}                   | REJECTED",
        "404 | {'status':404,'error':'Not Found','path':'/crm'}            | SHUT_OUT",
        "404 | <html>Not found</html>                                      | SHUT_OUT",
        "404 | 404 page not found                                          | SHUT_OUT",
        "410 | {'status':'error','message':'gone'}                         | REJECTED",
        "401 | <html>Just a moment...</html>                               | MISROUTED",
        "403 | \ufeff <!DOCTYPE html><title>Just a moment...</title>       | MISROUTED",
        "403 | {'category':'MISSING_SCOPES'}                               | FORBIDDEN",
        "403 | {'context':{'objectType':['contact'],'id':['7']}}           | REJECTED",
        "403 | {'category':'FORBIDDEN','context':{'id':['7']}}             | REJECTED",
        "400 | {'message':'Unable to infer object type from: x'}           | UNSUITED_TYPES",
        "400 | {'category':'VALIDATION_ERROR','message':'invalid from object type 0-47, expected:"
            + " 0-1'} | UNSUITED_TYPES",
        "400 | {'message':'Invalid to object type 0-47'}                   | UNSUITED_TYPES",
        "400 | {'message':'no','correctHublet':'eu1'}                      | MISROUTED",
        "429 | {'policyName':'DAILY'}                                      | SHUT_OUT",
        "429 | {'category':'VALIDATION_ERROR'}                             | BUSY",
        "400 | {'category':'RATE_LIMITS'}                                  | BUSY",
        "401 | {'category':'OBJECT_NOT_FOUND'}                             | SHUT_OUT",
        "302 | {'category':'FORBIDDEN'}                                    | SHUT_OUT",
        "503 | {'category':'RATE_LIMITS'}                                  | LOST",
        "400 | {'category':'MIGRATION_IN_PROGRESS'}                        | BUSY",
        "400 | {'category':'OBJECT_LOCKED'}                                | BUSY",
        "400 | {'category':'INTERNAL_ERROR'}                               | LOST",
      })
  void wordsCountBeforeTheStatus(int status, String body, Meaning meaning) {
    assertThat(of(status, body.replace('\'', '"'))).isEqualTo(meaning);
  }

  @ParameterizedTest
  @CsvSource({
    "RATE_LIMITS, BUSY",
    "OBJECT_LOCKED, BUSY",
    "MIGRATION_IN_PROGRESS, BUSY",
    "INTERNAL_ERROR, LOST",
    "CONFLICT, CONFLICT",
    "OBJECT_NOT_FOUND, REJECTED",
    "NOT_FOUND, REJECTED",
    "VALIDATION_ERROR, REJECTED",
    "FORBIDDEN, REJECTED",
    "MISSING_SCOPES, REJECTED",
    "INVALID_AUTHENTICATION, REJECTED",
    "OBJECT_TYPE_INVALID, REJECTED",
    "SOMETHING_NEW, REJECTED",
  })
  void anEntryOfABatchSaysNoForGoodUnlessItPasses(String category, Meaning meaning) {
    AssociationError entry =
        AssociationError.of(
            207,
            HubSpotErrors.decode(
                    207, Headers.of(), "{\"errors\":[{\"category\":\"" + category + "\"}]}")
                .error()
                .errors()
                .get(0));
    assertThat(Meaning.ofEntry(entry)).isEqualTo(meaning);
  }

  @Test
  void aSpentDayInAnEntryStopsTheRun() {
    AssociationError entry =
        AssociationError.of(
            207,
            HubSpotErrors.decode(
                    207,
                    Headers.of(),
                    "{\"errors\":[{\"category\":\"RATE_LIMITS\",\"policyName\":\"DAILY\"}]}")
                .error()
                .errors()
                .get(0));
    assertThat(Meaning.ofEntry(entry)).isEqualTo(Meaning.SHUT_OUT);
  }

  static Stream<IOException> neverSent() {
    return Stream.of(
        new ConnectException("Connection refused"),
        new UnknownHostException("api.hubapi.com"),
        new NoRouteToHostException("No route to host"),
        new UnknownServiceException("CLEARTEXT communication not permitted"),
        new SSLHandshakeException("PKIX path building failed"),
        new SSLPeerUnverifiedException("Hostname not verified"),
        new SSLException("Unsupported or unrecognized SSL message"),
        new SocketTimeoutException("Connect timed out"),
        new SocketTimeoutException("connect timed out"),
        new SocketTimeoutException("failed to connect to /1.2.3.4 (port 443) after 10000ms"),
        new IOException("Unexpected response code for CONNECT: 403"),
        new IOException("Failed to authenticate with proxy"),
        new InterruptedIOException("executor rejected"),
        new ConnectionShutdownException(),
        new StreamResetException(ErrorCode.REFUSED_STREAM));
  }

  @ParameterizedTest
  @MethodSource
  void neverSent(IOException failure) {
    assertThat(of(failure)).isEqualTo(Meaning.NEVER_SENT);
  }

  static Stream<IOException> perhapsSent() {
    return Stream.of(
        new SocketException("Connection reset"),
        new SocketTimeoutException("Read timed out"),
        new SocketTimeoutException("timeout"),
        new InterruptedIOException("timeout"),
        new EOFException("\\n not found: limit=0 content=…"),
        new IOException("unexpected end of stream", new ConnectException("of a later route")),
        new IOException("Canceled"),
        new IOException(),
        new SSLException("Connection reset"),
        new StreamResetException(ErrorCode.CANCEL),
        new StreamResetException(ErrorCode.INTERNAL_ERROR));
  }

  @ParameterizedTest
  @MethodSource
  void perhapsSent(IOException failure) {
    assertThat(of(failure)).isEqualTo(Meaning.LOST);
  }

  @Test
  void aFailureThatIsNotOfTheRequestStopsTheRun() {
    assertThat(Meaning.of(new HubSpotException("no token"))).isEqualTo(Meaning.SHUT_OUT);
  }

  @ParameterizedTest
  @CsvSource({
    "NEVER_SENT,     true,  true,  false, false, false",
    "LOST,           true,  false, true,  false, false",
    "LASTING_FAULT,  false, false, true,  false, false",
    "BUSY,           true,  true,  false, false, false",
    "CONFLICT,       true,  false, false, false, false",
    "MISROUTED,      true,  true,  false, true,  false",
    "SHUT_OUT,       false, true,  false, true,  false",
    "FORBIDDEN,      false, true,  false, false, true",
    "UNSUITED_TYPES, false, false, false, false, true",
    "REJECTED,       false, false, false, false, false",
  })
  void eachMeaningIs(
      Meaning meaning,
      boolean retryable,
      boolean turnedAway,
      boolean fateUnknown,
      boolean stopsRun,
      boolean stopsTypePair) {
    assertThat(meaning.isRetryable()).isEqualTo(retryable);
    assertThat(meaning.isTurnedAway()).isEqualTo(turnedAway);
    assertThat(meaning.leavesFateUnknown()).isEqualTo(fateUnknown);
    assertThat(meaning.stopsRun()).isEqualTo(stopsRun);
    assertThat(meaning.stopsTypePair()).isEqualTo(stopsTypePair);
  }
}

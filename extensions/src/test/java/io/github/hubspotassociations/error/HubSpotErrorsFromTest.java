package io.github.hubspotassociations.error;

import static org.assertj.core.api.Assertions.assertThat;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonEncodingException;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.exceptions.CompositeException;
import io.reactivex.rxjava3.exceptions.UndeliverableException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import okhttp3.OkHttpClient;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import okhttp3.mockwebserver.SocketPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import retrofit2.HttpException;
import retrofit2.Retrofit;
import retrofit2.adapter.rxjava3.RxJava3CallAdapterFactory;
import retrofit2.converter.moshi.MoshiConverterFactory;
import retrofit2.http.Header;
import retrofit2.http.PUT;
import retrofit2.http.Path;
import retrofit2.http.Query;

/** A bare Retrofit client, whose failures {@link HubSpotErrors#from} has to make sense of. */
class HubSpotErrorsFromTest {
  private static final String NOT_FOUND =
      "{\"status\":\"error\",\"message\":\"No contact with ID 7"
          + " exists\",\"category\":\"OBJECT_NOT_FOUND\","
          + "\"subCategory\":\"crm.associations.TO_OBJECT_NOT_FOUND\","
          + "\"context\":{\"objectType\":[\"contact\"],\"id\":[\"7\"]}}";

  private MockWebServer server;
  private OkHttpClient client;

  interface Service {
    @PUT("crm/v4/objects/{type}/1/associations/default/contacts/7")
    Single<Map<String, String>> put(
        @Path("type") String type,
        @Query("hapikey") String key,
        @Header("Authorization") String token);
  }

  @BeforeEach
  void start() throws IOException {
    server = new MockWebServer();
    server.start();
    client =
        new OkHttpClient.Builder()
            .retryOnConnectionFailure(false)
            .callTimeout(Duration.ofSeconds(30))
            .build();
  }

  @AfterEach
  void stop() throws IOException {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
    server.shutdown();
  }

  private Throwable failure(MockResponse response) {
    server.enqueue(response);
    return new Retrofit.Builder()
        .baseUrl(server.url("/"))
        .client(client)
        .addConverterFactory(MoshiConverterFactory.create())
        .addCallAdapterFactory(RxJava3CallAdapterFactory.create())
        .build()
        .create(Service.class)
        .put("p1_pets", "QUERYSECRET", "Bearer HEADERSECRET")
        .map(pet -> new Throwable("got " + pet))
        .onErrorReturn(e -> e)
        .blockingGet();
  }

  @Test
  void anHttpExceptionIsPeekedAndWorksTwice() throws IOException {
    Throwable failure =
        failure(
            new MockResponse()
                .setResponseCode(404)
                .setHeader("x-hubspot-correlation-id", "abc-1")
                .setBody(NOT_FOUND));

    for (int i = 0; i < 2; i++) {
      HubSpotException e = HubSpotErrors.from(failure);
      assertThat(e)
          .isInstanceOf(ObjectNotFoundException.class)
          .hasCause(failure)
          .hasMessage(
              "No contact with ID 7 exists (HTTP 404 OBJECT_NOT_FOUND): PUT"
                  + " /crm/v4/objects/p1_pets/1/associations/default/contacts/7; check the id: it"
                  + " may be mistyped, deleted, merged, or of another account. [correlation id"
                  + " abc-1]");
      assertThat(((ObjectNotFoundException) e).objectId()).isEqualTo("7");
    }
    assertThat(((HttpException) failure).response().errorBody().string()).isEqualTo(NOT_FOUND);
  }

  @Test
  void anHttpExceptionThatLostItsResponseKeepsItsStatus() throws Exception {
    HttpException failure = (HttpException) failure(new MockResponse().setResponseCode(423));
    HubSpotException e = HubSpotErrors.from(copy(failure));
    assertThat(e)
        .isInstanceOf(LockedException.class)
        .hasMessageStartingWith("The response has no body (HTTP 423)");
  }

  @Test
  void aBodyMoshiCannotReadIsAnUnexpectedResponse() {
    for (String body :
        new String[] {"<html>", "[]", "{\"a\":{}}", "{\"a\":\"b", "", "{\"a\":1", "7"}) {
      Throwable failure = failure(new MockResponse().setBody(body));
      HubSpotException e = HubSpotErrors.from(failure);
      assertThat(e).describedAs(body).isInstanceOf(UnexpectedResponseException.class);
      assertThat(e.kind()).isEqualTo(ErrorKind.UNEXPECTED_RESPONSE);
      assertThat(((HubSpotApiException) e).status()).isEqualTo(200);
      assertThat(((HubSpotApiException) e).error().message()).isEqualTo(failure.getMessage());
      assertThat(e).hasCause(failure);
    }
  }

  @Test
  void aLostConnectionIsATransportException() {
    Throwable failure =
        failure(new MockResponse().setSocketPolicy(SocketPolicy.DISCONNECT_AFTER_REQUEST));
    HubSpotException e = HubSpotErrors.from(failure);
    assertThat(e).isInstanceOf(TransportException.class).hasCause(failure);
    assertThat(e.kind()).isEqualTo(ErrorKind.TRANSPORT);
    assertThat(((TransportException) e).isTimeout()).isFalse();

    Throwable cut =
        failure(
            new MockResponse()
                .setBody("{\"a\":\"" + "b".repeat(100_000))
                .setSocketPolicy(SocketPolicy.DISCONNECT_DURING_RESPONSE_BODY));
    assertThat(HubSpotErrors.from(cut)).isInstanceOf(TransportException.class);
  }

  @Test
  void timeoutsAreToldFromOtherFailures() {
    for (IOException timeout :
        new IOException[] {
          new SocketTimeoutException("connect timed out"),
          new InterruptedIOException("timeout"),
          new IOException("wrapped", new SocketTimeoutException())
        }) {
      TransportException e = (TransportException) HubSpotErrors.from(timeout);
      assertThat(e.isTimeout()).isTrue();
      assertThat(e).hasMessageStartingWith("No response in time (");
    }
    TransportException e =
        new TransportException("PUT /x", new UnknownHostException("api.example"));
    assertThat(e.isTimeout()).isFalse();
    assertThat(e.requestDescription()).isEqualTo("PUT /x");
    assertThat(e).hasMessage("No response (UnknownHostException: api.example): PUT /x");
    assertThat(new TransportException(null, new InterruptedIOException("interrupted")).isTimeout())
        .isFalse();
  }

  @Test
  void aHubSpotExceptionIsReturnedAsItIs() {
    HubSpotException e = HubSpotErrors.decode(409, null, "");
    assertThat(HubSpotErrors.from(e)).isSameAs(e);
    assertThat(HubSpotErrors.from(new RuntimeException(e))).isSameAs(e);
    assertThat(HubSpotErrors.from(new IOException(e))).isSameAs(e);
  }

  @Test
  void wrappersAreLookedInto() {
    IOException reset = new IOException("reset");
    Throwable http = failure(new MockResponse().setResponseCode(401));
    for (Throwable wrapper :
        List.of(
            new RuntimeException(reset),
            new UncheckedIOException(reset),
            new ExecutionException(new CompletionException(reset)),
            new UndeliverableException(reset),
            new CompositeException(new IllegalStateException("first"), reset))) {
      assertThat(HubSpotErrors.from(wrapper)).isInstanceOf(TransportException.class);
    }
    for (Throwable wrapper :
        List.of(
            new ExecutionException(http),
            new IOException(http),
            new CompositeException(reset, new RuntimeException(http)))) {
      assertThat(HubSpotErrors.from(wrapper))
          .isInstanceOf(AuthenticationException.class)
          .hasCause(wrapper);
    }
    for (Throwable unreadable :
        List.of(
            new JsonDataException("Expected a string at path $.a"),
            new JsonEncodingException("Unterminated object at path $"),
            new EOFException("End of input at path $.a"))) {
      assertThat(HubSpotErrors.from(new RuntimeException(unreadable)))
          .isInstanceOf(UnexpectedResponseException.class)
          .hasMessageContaining(unreadable.getMessage());
    }
    assertThat(HubSpotErrors.from(new EOFException("\\n not found")))
        .isInstanceOf(TransportException.class);
  }

  @Test
  void anythingElseIsAPlainHubSpotException() {
    for (Throwable other :
        List.of(
            new IllegalStateException("odd\nthing"), new StackOverflowError(), new Exception())) {
      HubSpotException e = HubSpotErrors.from(other);
      assertThat(e).isExactlyInstanceOf(HubSpotException.class).hasCause(other);
      assertThat(e.kind()).isEqualTo(ErrorKind.OTHER);
    }
    assertThat(HubSpotErrors.from(new IllegalStateException("odd\nthing")))
        .hasMessage("The call failed: java.lang.IllegalStateException: odd thing");
    assertThat(HubSpotErrors.from(null)).isExactlyInstanceOf(HubSpotException.class);
  }

  @Test
  void causesThatGoInCirclesEnd() {
    Exception first = new Exception("first");
    Exception second = new Exception("second", first);
    first.initCause(second);
    assertThat(HubSpotErrors.from(first)).isExactlyInstanceOf(HubSpotException.class);
    Throwable chain = new IOException("deep");
    for (int i = 0; i < 1000; i++) {
      chain = new RuntimeException("wrapper", chain);
    }
    assertThat(HubSpotErrors.from(chain)).isNotNull();
  }

  static <T> T copy(T value) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      @SuppressWarnings("unchecked")
      T copy = (T) in.readObject();
      return copy;
    }
  }
}

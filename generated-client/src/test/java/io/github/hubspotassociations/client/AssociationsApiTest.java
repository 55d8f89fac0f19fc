package io.github.hubspotassociations.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.Moshi;
import io.github.hubspotassociations.client.api.AssociationsApi;
import io.github.hubspotassociations.client.api.AssociationsV4Api;
import io.github.hubspotassociations.client.api.OAuthApi;
import io.github.hubspotassociations.client.model.AssociationSpec;
import io.github.hubspotassociations.client.model.BatchInputPublicDefaultAssociationMultiPost;
import io.github.hubspotassociations.client.model.BatchResponsePublicDefaultAssociation;
import io.github.hubspotassociations.client.model.ModelJsonAdapterFactory;
import io.github.hubspotassociations.client.model.PublicDefaultAssociation;
import io.github.hubspotassociations.client.model.PublicDefaultAssociationMultiPost;
import io.github.hubspotassociations.client.model.PublicObjectId;
import io.github.hubspotassociations.client.model.StandardError;
import io.github.hubspotassociations.client.model.TokenResponse;
import io.github.hubspotassociations.testsupport.AfterTest;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collections;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.RequestBody;
import okhttp3.ResponseBody;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import okhttp3.mockwebserver.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import retrofit2.Call;
import retrofit2.HttpException;
import retrofit2.Response;
import retrofit2.Retrofit;
import retrofit2.SkipCallbackExecutor;
import retrofit2.adapter.rxjava3.RxJava3CallAdapterFactory;
import retrofit2.converter.moshi.MoshiConverterFactory;
import retrofit2.http.POST;
import retrofit2.http.PUT;
import retrofit2.http.Streaming;

/** The generated client as its users have it: real Retrofit, real HTTP. */
class AssociationsApiTest {
  private final MockWebServer server = new MockWebServer();
  private AssociationsApi api;

  @BeforeEach
  void start() throws IOException {
    server.start();
    api = api("/");
  }

  @AfterEach
  void stop() throws IOException {
    server.shutdown();
  }

  @Test
  void putNamesBothRecordsInThePathAndSendsNoBody() throws Exception {
    server.enqueue(json(200, "200_put.json"));

    BatchResponsePublicDefaultAssociation response =
        api.createDefault("2026-03", "tickets", "2644992430", "contacts", "9532426638")
            .blockingGet();

    RecordedRequest request = server.takeRequest();
    assertThat(request.getMethod()).isEqualTo("PUT");
    assertThat(request.getPath())
        .isEqualTo(
            "/crm/objects/2026-03/tickets/2644992430/associations/default/contacts/9532426638");
    assertThat(request.getBodySize()).isZero();
    assertThat(request.getHeader("Accept")).isEqualTo("application/json");
    assertThat(response)
        .isEqualTo(
            BatchResponsePublicDefaultAssociation.builder()
                .status(BatchResponsePublicDefaultAssociation.Status.COMPLETE)
                .results(
                    Arrays.asList(
                        row("2644992430", "9532426638", 16), row("9532426638", "2644992430", 15)))
                .startedAt(OffsetDateTime.parse("2024-04-24T19:09:58.035Z"))
                .completedAt(OffsetDateTime.parse("2024-04-24T19:09:58.116Z"))
                .build());
  }

  @Test
  void postSendsThePairsInOrderAndGivesTheErrorsOfA207() throws Exception {
    server.enqueue(json(207, "207_two_errors.json"));

    Response<BatchResponsePublicDefaultAssociation> response =
        api.createDefaultBatchWithHttpInfo(
                "2026-09-beta",
                "0-1",
                "2-33642689",
                BatchInputPublicDefaultAssociationMultiPost.builder()
                    .inputs(Arrays.asList(pair("1", "2"), pair("3", "é\"\\")))
                    .build())
            .blockingGet();

    RecordedRequest request = server.takeRequest();
    assertThat(request.getMethod()).isEqualTo("POST");
    assertThat(request.getPath())
        .isEqualTo("/crm/associations/2026-09-beta/0-1/2-33642689/batch/associate/default");
    assertThat(request.getHeader("Content-Type")).isEqualTo("application/json; charset=UTF-8");
    assertThat(request.getBody().readUtf8())
        .isEqualTo(
            "{\"inputs\":[{\"from\":{\"id\":\"1\"},\"to\":{\"id\":\"2\"}},"
                + "{\"from\":{\"id\":\"3\"},\"to\":{\"id\":\"é\\\"\\\\\"}}]}");
    assertThat(response.code()).isEqualTo(207);
    BatchResponsePublicDefaultAssociation body = response.body();
    assertThat(body.results()).isEmpty();
    assertThat(body.numErrors()).isEqualTo(2);
    StandardError second = body.errors().get(1);
    assertThat(second.subCategory()).isEqualTo("crm.associations.TO_OBJECT_NOT_FOUND");
    assertThat(second.context())
        .containsEntry("objectType", Collections.singletonList("company"))
        .containsEntry("id", Collections.singletonList("994705054985"));
    assertThat(second.links()).isNull();
  }

  @Test
  void version4HasAnInterfaceOfItsOwn() throws Exception {
    server.enqueue(json(200, "200_put.json"));
    server.enqueue(json(200, "200_put.json"));
    AssociationsV4Api v4 = retrofit("/").create(AssociationsV4Api.class);

    v4.createDefaultV4("contacts", "1", "companies", "2").test().assertComplete();
    v4.createDefaultBatchV4(
            "contacts",
            "companies",
            BatchInputPublicDefaultAssociationMultiPost.builder()
                .inputs(Collections.singletonList(pair("1", "2")))
                .build())
        .test()
        .assertComplete();

    assertThat(server.takeRequest().getRequestLine())
        .isEqualTo("PUT /crm/v4/objects/contacts/1/associations/default/companies/2 HTTP/1.1");
    assertThat(server.takeRequest().getRequestLine())
        .isEqualTo("POST /crm/v4/associations/contacts/companies/batch/associate/default HTTP/1.1");
  }

  @Test
  void aTokenIsAskedForWithAFormAndNotPrinted() throws Exception {
    server.enqueue(
        new MockResponse()
            .setBody(
                "{\"token_type\":\"bearer\",\"refresh_token\":\"next-secret\","
                    + "\"access_token\":\"access-secret\",\"expires_in\":1800}"));

    TokenResponse token =
        retrofit("/")
            .create(OAuthApi.class)
            .createToken("2026-03", "refresh_token", "an id", "s&cret", "r1", null, null)
            .blockingGet();

    RecordedRequest request = server.takeRequest();
    assertThat(request.getRequestLine()).isEqualTo("POST /oauth/2026-03/token HTTP/1.1");
    assertThat(request.getHeader("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
    // OkHttp 5 writes a blank as a plus, which is the same in a form.
    assertThat(request.getBody().readUtf8().replace("+", "%20"))
        .isEqualTo(
            "grant_type=refresh_token&client_id=an%20id&client_secret=s%26cret&refresh_token=r1");
    assertThat(token.accessToken()).isEqualTo("access-secret");
    assertThat(token.expiresIn()).isEqualTo(1800);
    assertThat(token.refreshToken()).isEqualTo("next-secret");
    assertThat(token.toString()).contains("1800").doesNotContain("secret");
  }

  @Test
  void nullsEmptiesAndUnknownFieldsAreNormal() throws Exception {
    server.enqueue(json(200, "200_nulls_and_empties.json"));

    BatchResponsePublicDefaultAssociation response =
        api.createDefault("2026-03", "emails", "1", "tickets", "2").blockingGet();

    assertThat(response.requestedAt()).isNull();
    assertThat(response.links()).isEmpty();
    assertThat(response.errors()).isEmpty();
    assertThat(response.results()).hasSize(2);
    assertThat(response.results().get(0).associationSpec()).isNull();
    assertThat(response.results().get(0).from().id()).isEqualTo("***");
  }

  @Test
  void aStatusAndACategoryThatAreNewAreKeptAsTheyCame() throws Exception {
    server.enqueue(
        new MockResponse()
            .setBody(
                "{\"status\":\"CANCELLED\",\"results\":[{\"associationSpec\":{"
                    + "\"associationTypeId\":1,\"associationCategory\":\"NEW_\\u00e9\"}}]}"));

    BatchResponsePublicDefaultAssociation response =
        api.createDefault("2026-03", "contacts", "1", "companies", "2").blockingGet();

    assertThat(response.status().isKnown()).isFalse();
    assertThat(response.status().value()).isEqualTo("CANCELLED");
    assertThat(response.results().get(0).associationSpec().associationCategory())
        .isEqualTo(AssociationSpec.AssociationCategory.of("NEW_é"))
        .hasToString("NEW_é");
    assertThat(BatchResponsePublicDefaultAssociation.Status.COMPLETE.isKnown()).isTrue();
    assertThat(BatchResponsePublicDefaultAssociation.Status.of("COMPLETE"))
        .isSameAs(BatchResponsePublicDefaultAssociation.Status.COMPLETE);
  }

  @Test
  void aValueOfTheWrongTypeIsNamedByItsPath() {
    server.enqueue(
        new MockResponse()
            .setBody(
                "{\"results\":[{\"from\":{\"id\":\"1\"}},{\"from\":{\"id\":[]}}],"
                    + "\"status\":\"COMPLETE\"}"));

    assertThatThrownBy(
            () -> api.createDefault("2026-03", "contacts", "1", "companies", "2").blockingGet())
        .isInstanceOf(JsonDataException.class)
        .hasMessage("Expected a string but was BEGIN_ARRAY at path $.results[1].from.id");
  }

  @Test
  void aTimestampThatIsNoneIsNamedByItsPath() {
    server.enqueue(new MockResponse().setBody("{\"startedAt\":\"yesterday\"}"));

    assertThatThrownBy(
            () -> api.createDefault("2026-03", "contacts", "1", "companies", "2").blockingGet())
        .isInstanceOf(JsonDataException.class)
        .hasMessage(
            "Expected a date and time such as 2026-03-10T09:30:00Z but was yesterday"
                + " at path $.startedAt");
  }

  @Test
  void oneFormFailsOnAStatusThatIsNotSuccessAndTheOtherGivesIt() {
    server.enqueue(new MockResponse().setResponseCode(409).setBody("{}"));
    server.enqueue(new MockResponse().setResponseCode(409).setBody("{}"));

    assertThatThrownBy(
            () -> api.createDefault("2026-03", "contacts", "1", "companies", "2").blockingGet())
        .isInstanceOf(HttpException.class);
    assertThat(
            api.createDefaultWithHttpInfo("2026-03", "contacts", "1", "companies", "2")
                .blockingGet()
                .code())
        .isEqualTo(409);
  }

  @Test
  void nothingIsSentBeforeSubscription() {
    assertThat(api.createDefault("2026-03", "contacts", "1", "companies", "2")).isNotNull();
    assertThat(server.getRequestCount()).isZero();
  }

  @Test
  void idsAreEscapedInThePath() throws Exception {
    server.enqueue(json(200, "200_put.json"));

    api.createDefault("2026-03", "p1234_pets", "a/b c?d#e%2F", "contacts", "é")
        .test()
        .assertComplete();

    assertThat(server.takeRequest().getPath())
        .isEqualTo(
            "/crm/objects/2026-03/p1234_pets/a%2Fb%20c%3Fd%23e%252F/associations/default/contacts/%C3%A9");
  }

  @Test
  void anIdThatWouldClimbThePathIsRejected() {
    assertThatThrownBy(
            () -> api.createDefault("2026-03", "contacts", "..", "companies", "2").blockingGet())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("path traversal");
    assertThat(server.getRequestCount()).isZero();
  }

  @Test
  void theStreamingFormSendsAndGivesBodiesAsTheyAre() throws Exception {
    server.enqueue(new MockResponse().setResponseCode(207).setBody("not even JSON"));
    CallTag tag = new CallTag() {};

    Call<ResponseBody> call =
        api.createDefaultBatchStreaming(
            "2026-03",
            "p1%3Bpets",
            "companies",
            RequestBody.create("raw", MediaType.get("text/x-own")),
            tag);
    Response<ResponseBody> response = call.execute();

    RecordedRequest request = server.takeRequest();
    assertThat(request.getPath())
        .isEqualTo("/crm/associations/2026-03/p1%3Bpets/companies/batch/associate/default");
    assertThat(request.getHeader("Content-Type")).isEqualTo("text/x-own; charset=utf-8");
    assertThat(request.getHeader("Accept")).isEqualTo("application/json");
    assertThat(request.getBody().readUtf8()).isEqualTo("raw");
    assertThat(call.request().tag(CallTag.class)).isSameAs(tag);
    assertThat(response.code()).isEqualTo(207);
    try (ResponseBody body = response.body()) {
      assertThat(body.string()).isEqualTo("not even JSON");
    }
  }

  @Test
  void theStreamingFormNeedsNoTagAndNoBody() throws Exception {
    server.enqueue(json(200, "200_put.json"));

    Call<ResponseBody> call =
        api.createDefaultStreaming("2026-03", "contacts", "1", "companies", "2", null);
    try (ResponseBody body = call.execute().body()) {
      assertThat(body.string()).startsWith("{");
    }

    assertThat(call.request().tag(CallTag.class)).isNull();
    assertThat(server.takeRequest().getRequestLine())
        .isEqualTo("PUT /crm/objects/2026-03/contacts/1/associations/default/companies/2 HTTP/1.1");
  }

  @Test
  void onlyTheStreamingFormSkipsBufferingAndTheCallbackExecutor() {
    for (Method method : AssociationsApi.class.getMethods()) {
      boolean streaming = method.getName().endsWith("Streaming");
      assertThat(method.isAnnotationPresent(Streaming.class)).isEqualTo(streaming);
      assertThat(method.isAnnotationPresent(SkipCallbackExecutor.class)).isEqualTo(streaming);
    }
  }

  @Test
  void aBaseUrlMayHaveAPath() throws Exception {
    server.enqueue(json(200, "200_put.json"));

    api("/gateway/")
        .createDefault("2026-03", "contacts", "1", "companies", "2")
        .test()
        .assertComplete();

    assertThat(server.takeRequest().getPath())
        .isEqualTo("/gateway/crm/objects/2026-03/contacts/1/associations/default/companies/2");
  }

  @Test
  void thePathConstantsAreWhatRetrofitCalls() throws Exception {
    assertThat(AssociationsApi.CREATE_DEFAULT_PATH)
        .isEqualTo(
            "/crm/objects/{release}/{fromObjectType}/{fromObjectId}"
                + "/associations/default/{toObjectType}/{toObjectId}");
    assertThat(AssociationsApi.CREATE_DEFAULT_BATCH_PATH)
        .isEqualTo(
            "/crm/associations/{release}/{fromObjectType}/{toObjectType}/batch/associate/default");
    assertThat(AssociationsV4Api.CREATE_DEFAULT_V4_PATH)
        .isEqualTo(
            "/crm/v4/objects/{fromObjectType}/{fromObjectId}"
                + "/associations/default/{toObjectType}/{toObjectId}");
    assertThat(AssociationsV4Api.CREATE_DEFAULT_BATCH_V4_PATH)
        .isEqualTo("/crm/v4/associations/{fromObjectType}/{toObjectType}/batch/associate/default");
    // Relative in the annotations, so that a base URL keeps its own path.
    for (Method method : AssociationsApi.class.getMethods()) {
      PUT put = method.getAnnotation(PUT.class);
      POST post = method.getAnnotation(POST.class);
      assertThat("/" + (put != null ? put.value() : post.value()))
          .isEqualTo(
              put != null
                  ? AssociationsApi.CREATE_DEFAULT_PATH
                  : AssociationsApi.CREATE_DEFAULT_BATCH_PATH);
    }
    assertThat(AssociationsApi.class.getMethods()).hasSize(6);
  }

  private AssociationsApi api(String basePath) {
    return retrofit(basePath).create(AssociationsApi.class);
  }

  private Retrofit retrofit(String basePath) {
    return new Retrofit.Builder()
        .client(AfterTest.close(new OkHttpClient()))
        .baseUrl(server.url(basePath))
        .addConverterFactory(
            MoshiConverterFactory.create(
                new Moshi.Builder().add(ModelJsonAdapterFactory.INSTANCE).build()))
        .addCallAdapterFactory(RxJava3CallAdapterFactory.createSynchronous())
        .build();
  }

  private static PublicDefaultAssociation row(String from, String to, int typeId) {
    return PublicDefaultAssociation.builder()
        .from(PublicObjectId.builder().id(from).build())
        .to(PublicObjectId.builder().id(to).build())
        .associationSpec(
            AssociationSpec.builder()
                .associationCategory(AssociationSpec.AssociationCategory.HUBSPOT_DEFINED)
                .associationTypeId(typeId)
                .build())
        .build();
  }

  private static PublicDefaultAssociationMultiPost pair(String from, String to) {
    return PublicDefaultAssociationMultiPost.builder()
        .from(PublicObjectId.builder().id(from).build())
        .to(PublicObjectId.builder().id(to).build())
        .build();
  }

  private static MockResponse json(int status, String body) throws IOException {
    try (InputStream in = AssociationsApiTest.class.getResourceAsStream("/bodies/" + body)) {
      return new MockResponse()
          .setResponseCode(status)
          .setHeader("Content-Type", "application/json;charset=utf-8")
          .setBody(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}

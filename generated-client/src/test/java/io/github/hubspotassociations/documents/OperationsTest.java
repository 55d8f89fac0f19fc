package io.github.hubspotassociations.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.squareup.moshi.Moshi;
import io.github.hubspotassociations.documents.operations.api.DefaultApi;
import io.github.hubspotassociations.documents.operations.model.ModelJsonAdapterFactory;
import io.github.hubspotassociations.documents.operations.model.Open;
import io.github.hubspotassociations.documents.operations.model.P;
import io.github.hubspotassociations.documents.operations.model.PWithErrors;
import io.github.hubspotassociations.testsupport.AfterTest;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import okhttp3.MediaType;
import okhttp3.MultipartBody;
import okhttp3.OkHttpClient;
import okhttp3.RequestBody;
import okhttp3.ResponseBody;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import okhttp3.mockwebserver.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import retrofit2.Retrofit;
import retrofit2.adapter.rxjava3.RxJava3CallAdapterFactory;
import retrofit2.converter.moshi.MoshiConverterFactory;

/** What the operations of {@code operations.yaml} send and give, through Retrofit and HTTP. */
class OperationsTest {
  private static final P VALUE = P.builder().a("1").build();

  private final MockWebServer server = new MockWebServer();
  private DefaultApi api;

  @BeforeEach
  void start() throws IOException {
    server.start();
    Moshi moshi = new Moshi.Builder().add(ModelJsonAdapterFactory.INSTANCE).build();
    api =
        new Retrofit.Builder()
            .client(AfterTest.close(new OkHttpClient()))
            .baseUrl(server.url("/base/"))
            .addConverterFactory(MoshiConverterFactory.create(moshi))
            .addCallAdapterFactory(RxJava3CallAdapterFactory.createSynchronous())
            .validateEagerly(true)
            .build()
            .create(DefaultApi.class);
  }

  @AfterEach
  void stop() throws IOException {
    server.shutdown();
  }

  @Test
  void objectsInAQueryAreSentPropertyByProperty() throws Exception {
    respond(200, "\"https://example.invalid\"");

    URI uri =
        api.parameters(
                new BigDecimal("1.50"),
                "a",
                2L,
                "c",
                3L,
                "a,x,b,1",
                Collections.singletonMap("key", "value"),
                "{\"a\":\"x\"}",
                "AP8=",
                "a,x",
                "any",
                "shape",
                URI.create("https://example.invalid/x"),
                Arrays.asList(URI.create("a:b"), URI.create("c:d")),
                10L,
                "tag")
            .blockingGet();

    assertThat(uri).isEqualTo(URI.create("https://example.invalid"));
    RecordedRequest request = server.takeRequest();
    assertThat(request.getRequestUrl().query())
        .isEqualTo(
            "price=1.50&a=a&b=2&deep[a]=c&deep[b]=3&joined=a,x,b,1&key=value&json={\"a\":\"x\"}"
                + "&bytes=AP8=&any=any&shape=shape&link=https://example.invalid/x"
                + "&links=a:b&links=c:d&limit=10&requestTag=tag");
    assertThat(request.getHeader("X-Filter")).isEqualTo("a,x");
  }

  @Test
  void jsonIsPreferredAndItsMediaTypeIsTheDocuments() throws Exception {
    for (int i = 0; i < 3; i++) {
      respond(200, "{\"a\":\"1\"}");
    }

    assertThat(api.mergePatch(VALUE).blockingGet()).isEqualTo(VALUE);
    assertThat(api.xmlFirst().blockingGet()).isEqualTo(VALUE);
    assertThat(api.xmlBodyFirst(VALUE).blockingGet()).isEqualTo(VALUE);

    RecordedRequest patch = server.takeRequest();
    assertThat(patch.getHeader("Content-Type")).isEqualTo("application/merge-patch+json");
    assertThat(patch.getHeader("Accept")).isEqualTo("application/problem+json");
    assertThat(server.takeRequest().getHeader("Accept")).isEqualTo("application/json");
    assertThat(server.takeRequest().getHeader("Content-Type")).startsWith("application/json");
  }

  @Test
  void otherMediaTypesAreTheCallersOwn() throws Exception {
    respond(200, "text back");
    respond(200, "bytes back");

    try (ResponseBody text =
        api.postText(RequestBody.create("text", MediaType.get("text/plain"))).blockingGet()) {
      assertThat(text.string()).isEqualTo("text back");
    }
    try (ResponseBody bytes =
        api.upload(new MultipartBody.Builder("x").addFormDataPart("file", "f").build())
            .blockingGet()) {
      assertThat(bytes.string()).isEqualTo("bytes back");
    }

    RecordedRequest text = server.takeRequest();
    assertThat(text.getHeader("Content-Type")).startsWith("text/plain");
    assertThat(text.getHeader("Accept")).isEqualTo("text/plain");
    assertThat(text.getBody().readUtf8()).isEqualTo("text");
    assertThat(server.takeRequest().getHeader("Content-Type")).startsWith("multipart/");
  }

  @Test
  void anOptionalBodyMayBeLeftOut() throws Exception {
    respond(204, "");
    respond(204, "");

    api.optional(VALUE).test().assertComplete();
    api.optional().test().assertComplete();

    assertThat(server.takeRequest().getBody().readUtf8()).isEqualTo("{\"a\":\"1\"}");
    assertThat(server.takeRequest().getBodySize()).isZero();
  }

  @Test
  void aDeleteMayHaveABody() throws Exception {
    respond(204, "");

    api.deleteWithBody(VALUE).test().assertComplete();

    RecordedRequest request = server.takeRequest();
    assertThat(request.getMethod()).isEqualTo("DELETE");
    assertThat(request.getBody().readUtf8()).isEqualTo("{\"a\":\"1\"}");
  }

  @Test
  void aResponseThatMayHaveNoBodyIsAMaybe() {
    respond(200, "{\"a\":\"1\"}");
    respond(204, "");

    api.bodyOr204().test().assertResult(VALUE);
    api.bodyOr204().test().assertResult();
  }

  @Test
  void theResponseIsTheOneOfSuccess() {
    respond(200, "{\"a\":\"1\"}");
    respond(200, "{\"a\":\"1\"}");
    respond(200, "not described");
    respond(200, "not described");

    api.only2XX().test().assertResult(VALUE);
    api.onlyDefault().test().assertResult(VALUE);
    api.redirect().test().assertResult();
    api.only404().test().assertResult();
  }

  @Test
  void ofSeveralBodiesTheWidestIsReadOrElseAnyJson() {
    respond(207, "{\"a\":\"1\",\"numErrors\":2}");
    respond(202, "{\"message\":1.0}");

    api.created201and207().test().assertResult(PWithErrors.builder().a("1").numErrors(2L).build());
    api.differentBodies()
        .test()
        .assertResult(Collections.singletonMap("message", new BigDecimal("1.0")));
  }

  @Test
  void openObjectsAreSentAndReadWhole() throws Exception {
    respond(200, "{\"known\":\"k\",\"more\":5}");
    respond(200, "[{\"more\":{}}]");

    Map<String, Long> more =
        api.postOpen(Open.builder().known("k").putAdditionalProperty("more", true).build())
            .blockingGet()
            .additionalProperties();

    assertThat(more).containsEntry("more", 5L);
    assertThat(server.takeRequest().getBody().readUtf8())
        .isEqualTo("{\"known\":\"k\",\"more\":true}");
    assertThat(api.listOpen().blockingGet().get(0).additionalProperties())
        .containsEntry("more", Collections.emptyMap());
  }

  @Test
  void anyJsonKeepsItsDigitsAndItsNulls() throws Exception {
    respond(200, "[1,2.50,null]");
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("null", null);
    body.put("number", 5_000_000_000L);

    assertThat(api.anyJson(body).blockingGet()).containsExactly(1L, new BigDecimal("2.50"), null);
    assertThat(server.takeRequest().getBody().readUtf8())
        .isEqualTo("{\"null\":null,\"number\":5000000000}");
  }

  @Test
  void pathsAreRelativeToTheBaseUrlWhateverIsInThem() throws Exception {
    respond(204, "");
    respond(204, "");

    api.verb().test().assertComplete();
    api.oddNames("a/b", 2L).test().assertComplete();

    assertThat(server.takeRequest().getPath()).isEqualTo("/base/items%3AbatchGet");
    assertThat(server.takeRequest().getPath()).isEqualTo("/base/a%2Fb/and/2");
    assertThat(DefaultApi.VERB_PATH).isEqualTo("/items:batchGet");
  }

  @Test
  void headHasNoBodyEvenIfTheDocumentHasOne() {
    respond(200, "");

    api.headOnly().test().assertResult();
  }

  private void respond(int status, String body) {
    server.enqueue(new MockResponse().setResponseCode(status).setBody(body));
  }
}

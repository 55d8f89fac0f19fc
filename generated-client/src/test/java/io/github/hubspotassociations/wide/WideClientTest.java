package io.github.hubspotassociations.wide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.Moshi;
import com.squareup.moshi.Types;
import io.github.hubspotassociations.testsupport.AfterTest;
import io.github.hubspotassociations.wide.api.OrdersApi;
import io.github.hubspotassociations.wide.api.PetsApi;
import io.github.hubspotassociations.wide.model.Aliases;
import io.github.hubspotassociations.wide.model.Car;
import io.github.hubspotassociations.wide.model.Colour;
import io.github.hubspotassociations.wide.model.Dog;
import io.github.hubspotassociations.wide.model.Drawing;
import io.github.hubspotassociations.wide.model.Either;
import io.github.hubspotassociations.wide.model.Grade;
import io.github.hubspotassociations.wide.model.Hound;
import io.github.hubspotassociations.wide.model.ModelJsonAdapterFactory;
import io.github.hubspotassociations.wide.model.OldThing;
import io.github.hubspotassociations.wide.model.Open;
import io.github.hubspotassociations.wide.model.OpenToAll;
import io.github.hubspotassociations.wide.model.Pet;
import io.github.hubspotassociations.wide.model.PetAddress;
import io.github.hubspotassociations.wide.model.Seal;
import io.github.hubspotassociations.wide.model.Shape;
import io.github.hubspotassociations.wide.model.Tag;
import java.io.IOException;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import okhttp3.OkHttpClient;
import okhttp3.mockwebserver.Dispatcher;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import okhttp3.mockwebserver.RecordedRequest;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import retrofit2.HttpException;
import retrofit2.Response;
import retrofit2.Retrofit;
import retrofit2.adapter.rxjava3.RxJava3CallAdapterFactory;
import retrofit2.converter.moshi.MoshiConverterFactory;

/**
 * The templates on {@code wide.yaml}, a document with everything in it that they support: what they
 * make of it is compiled with these tests and runs here, through real Retrofit and HTTP.
 */
@SuppressWarnings("deprecation")
class WideClientTest {
  private final MockWebServer server = new MockWebServer();
  private final Moshi moshi = new Moshi.Builder().add(ModelJsonAdapterFactory.INSTANCE).build();
  private PetsApi pets;
  private OrdersApi orders;

  @BeforeEach
  void start() throws IOException {
    server.start();
    Retrofit retrofit =
        new Retrofit.Builder()
            .client(AfterTest.close(new OkHttpClient()))
            .baseUrl(server.url("/"))
            .addConverterFactory(MoshiConverterFactory.create(moshi))
            .addCallAdapterFactory(RxJava3CallAdapterFactory.createSynchronous())
            .build();
    pets = retrofit.create(PetsApi.class);
    orders = retrofit.create(OrdersApi.class);
  }

  @AfterEach
  void stop() throws IOException {
    server.shutdown();
  }

  // ------------------------------------------------------------------ models and their JSON

  @Test
  void everyKindOfPropertySurvivesTheWayThereAndBack() {
    echo();
    Pet pet = fullPet();

    Pet response = pets.addPet(pet).blockingGet();

    assertThat(response).isEqualTo(pet).hasSameHashCodeAs(pet).hasToString(pet.toString());
    assertThat(response).isNotSameAs(pet);
  }

  @Test
  void jsonIsAsTheDocumentSays() throws IOException {
    Pet pet =
        Pet.builder()
            .id(Long.MAX_VALUE)
            .name("Rex")
            .colour(Colour.DARK_GREEN)
            .grade(Grade.NUMBER_2)
            .level(Pet.Level.NUMBER_10)
            .mood(Pet.Mood.IT_S_COMPLICATED)
            .moodByDay(Collections.singletonMap("monday", Pet.MoodByDay.SAD))
            .seen(OffsetDateTime.parse("2026-03-10T09:30+02:00"))
            .born(LocalDate.of(2020, 2, 29))
            .price(new BigDecimal("12345678901234567890.10"))
            .photo(ByteString.of((byte) 0, (byte) -1))
            .propertyClass("c")
            ._default("d")
            .in("i")
            .snakeCaseAndDots("s")
            .$refLike("r")
            ._123numeric("n")
            .build();

    assertThat(moshi.adapter(Pet.class).toJson(pet))
        .isEqualTo(
            "{\"id\":9223372036854775807,\"name\":\"Rex\",\"adopted\":null,\"colour\":\"dark-green\",\"grade\":2,\"mood\":\"it's"
                + " complicated\",\"level\":10,"
                + "\"moodByDay\":{\"monday\":\"sad\"},\"born\":\"2020-02-29\","
                + "\"seen\":\"2026-03-10T09:30:00+02:00\",\"price\":12345678901234567890.10,"
                + "\"photo\":\"AP8=\",\"class\":\"c\",\"default\":\"d\",\"in\":\"i\","
                + "\"snake_case-and.dots\":\"s\",\"$ref-like\":\"r\",\"123numeric\":\"n\"}");
  }

  @Test
  void nullIsTakenForEveryPropertyAndMeansAbsent() throws IOException {
    String full = moshi.adapter(Pet.class).toJson(fullPet());
    Map<String, Object> nulls = new LinkedHashMap<>(plain(full));
    assertThat(nulls).hasSizeGreaterThan(50);
    nulls.replaceAll((name, value) -> null);
    String json = moshi.adapter(Map.class).serializeNulls().toJson(nulls);
    assertThat(json).contains("\"id\":null").contains("\"deep\":null");

    Pet pet = moshi.adapter(Pet.class).fromJson(json);

    assertThat(pet).isEqualTo(moshi.adapter(Pet.class).fromJson("{}"));
    assertThat(pet.id()).isNull();
    assertThat(pet.deep()).isNull();
    assertThat(moshi.adapter(Pet.class).fromJson("null")).isNull();
  }

  @Test
  void nullsWithinListsAndMapsAreKept() throws IOException {
    String json =
        "{\"adopted\":null,\"moods\":[\"sad\",null],\"coloursByPart\":{\"tail\":null,\"paw\":[null]},"
            + "\"friends\":[null]}";

    Pet pet = moshi.adapter(Pet.class).fromJson(json);

    assertThat(pet.moods()).containsExactly(Pet.Moods.SAD, null);
    assertThat(pet.friends()).containsExactly((Pet) null);
    assertThat(moshi.adapter(Pet.class).toJson(pet)).isEqualTo(json);
  }

  @Test
  void namesThatTheDocumentDoesNotKnowAreSkipped() throws IOException {
    assertThat(
            moshi
                .adapter(Tag.class)
                .fromJson(
                    "{\"x\":{\"key\":[1,{\"a\":null}]},\"key\":\"k\",\"y\":[],\"value\":\"v\"}"))
        .isEqualTo(Tag.builder().key("k").value("v").build());
  }

  @Test
  void enumsKeepValuesThatTheyDoNotKnow() throws IOException {
    String json =
        "{\"adopted\":null,\"colour\":\"ultraviolet\",\"grade\":99,\"mood\":\"h\\u00e4ppy\",\"level\":11,"
            + "\"moods\":[\"sad\",\"new\"],\"moodByDay\":{\"sunday\":\"newer\"}}";

    Pet pet = moshi.adapter(Pet.class).fromJson(json);

    assertThat(pet.colour()).isEqualTo(Colour.of("ultraviolet"));
    assertThat(pet.colour().isKnown()).isFalse();
    assertThat(pet.grade()).isEqualTo(Grade.of(99L));
    assertThat(pet.grade().value()).isEqualTo(99L);
    assertThat(pet.mood()).hasToString("häppy");
    assertThat(pet.moods().get(0)).isSameAs(Pet.Moods.SAD);
    assertThat(pet.moods().get(1).isKnown()).isFalse();
    assertThat(pet.moodByDay()).containsEntry("sunday", Pet.MoodByDay.of("newer"));
    assertThat(moshi.adapter(Pet.class).toJson(pet)).isEqualTo(json.replace("\\u00e4", "ä"));
    assertThat(Colour.of("red")).isSameAs(Colour.RED);
    assertThat(Colour.RED.isKnown()).isTrue();
    assertThat(Colour.of("ultraviolet")).isNotEqualTo(Colour.RED).isNotEqualTo("ultraviolet");
    assertThat(moshi.adapter(Pet.Mood.class).fromJson("\"sad\"")).isSameAs(Pet.Mood.SAD);
  }

  @Test
  void whatHasTheWrongTypeIsNamedByItsPath() {
    assertMessage(
        "{\"deep\":{\"a\":[{\"b\":{\"key\":\"k\"}},{\"c\":{\"key\":{}}}]}}",
        "Expected a string but was BEGIN_OBJECT at path $.deep.a[1].c.key");
    assertMessage(
        "{\"friends\":[{\"mother\":{\"id\":\"x\"}}]}",
        "Expected a long but was x at path $.friends[0].mother.id");
    assertMessage(
        "{\"sightings\":[\"2026-03-10T09:30:00Z\",\"10 March\"]}",
        "Expected a date and time such as 2026-03-10T09:30:00Z but was 10 March"
            + " at path $.sightings[1]");
    assertMessage(
        "{\"born\":\"2021-02-29\"}",
        "Expected a date such as 2026-03-10 but was 2021-02-29 at path $.born");
    assertMessage("{\"chip\":\"1\"}", "Expected a UUID but was 1 at path $.chip");
    assertMessage("{\"homepage\":\"a b\"}", "Expected a URI but was a b at path $.homepage");
    assertMessage("{\"photo\":\"?\"}", "Expected base64 but was ? at path $.photo");
    assertMessage("{\"price\":\"?\"}", "Expected a number but was ? at path $.price");
    assertMessage(
        "{\"friends\":{}}", "Expected BEGIN_ARRAY but was BEGIN_OBJECT at path $.friends");
    assertMessage(
        "{\"moodByDay\":{\"monday\":[]}}",
        "Expected a string but was BEGIN_ARRAY at path $.moodByDay.monday");
    assertMessage("{\"adopted\":\"yes\"}", "Expected a boolean but was STRING at path $.adopted");
  }

  @Test
  void timesAreReadWithAndWithoutMillisAndWrittenWithSeconds() throws IOException {
    JsonAdapter<OffsetDateTime> adapter = moshi.adapter(OffsetDateTime.class);

    for (String text :
        new String[] {
          "2024-04-24T19:09:58.035Z",
          "2024-04-24T19:09:58Z",
          "2024-04-24T19:09:00Z",
          "2024-04-24T00:00:00Z",
          "2024-04-24T19:09:58.123456789+05:30"
        }) {
      assertThat(adapter.toJson(adapter.fromJson('"' + text + '"'))).isEqualTo('"' + text + '"');
    }
    assertThat(adapter.toJson(adapter.fromJson("\"2024-04-24T19:09Z\"")))
        .isEqualTo("\"2024-04-24T19:09:00Z\"");
  }

  @Test
  void freeFormValuesArePlainJsonWithAllTheirDigitsAndUnmodifiable() throws IOException {
    String json =
        "{\"adopted\":null,\"extra\":{\"a\":[1,2.50,\"s\",true,null,{}],\"id\":38374264688,"
            + "\"big\":123456789012345678901234567890},\"anything\":[[]],"
            + "\"labels\":{\"x\":1E+3,\"n\":null}}";

    Pet pet = moshi.adapter(Pet.class).fromJson(json);

    Map<?, ?> extra = (Map<?, ?>) pet.extra();
    assertThat(extra.get("a"))
        .isEqualTo(
            Arrays.asList(1L, new BigDecimal("2.50"), "s", true, null, Collections.emptyMap()));
    assertThat(extra.get("id")).isEqualTo(38374264688L);
    assertThat(pet.anything()).isEqualTo(Collections.singletonList(Collections.emptyList()));
    assertThat(moshi.adapter(Pet.class).toJson(pet)).isEqualTo(json);
    assertThatThrownBy(extra::clear).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(((List<?>) extra.get("a"))::clear)
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(
            () ->
                moshi
                    .adapter(Pet.class)
                    .toJson(Pet.builder().id(1L).name("n").extra(new Object()).build()))
        .isInstanceOf(JsonDataException.class)
        .hasMessage(
            "Expected plain JSON (String, Number, Boolean, List, Map) but was"
                + " java.lang.Object at path $.extra");
  }

  @Test
  void decodedListsAndMapsAreUnmodifiable() throws IOException {
    Pet pet =
        moshi.adapter(Pet.class).fromJson("{\"moods\":[\"sad\"],\"deep\":{\"a\":[{\"b\":{}}]}}");

    assertThatThrownBy(() -> pet.moods().clear()).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> pet.deep().clear()).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> pet.deep().get("a").clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> pet.deep().get("a").get(0).clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void builtValuesDoNotChangeWithWhatTheyWereBuiltFrom() {
    List<Double> row = new ArrayList<>(Arrays.asList(1.0, 2.0));
    List<List<Double>> matrix = new ArrayList<>(Collections.singletonList(row));
    Map<String, Object> inner = new HashMap<>();
    Map<String, Object> extra = new HashMap<>(Collections.singletonMap("inner", inner));

    Pet.Builder builder = Pet.builder().id(1L).name("Rex").matrix(matrix).extra(extra);
    Pet pet = builder.build();
    Pet second = builder.name("Max").build();
    row.clear();
    matrix.clear();
    inner.put("later", 1);

    assertThat(pet.name()).isEqualTo("Rex");
    assertThat(second.name()).isEqualTo("Max");
    assertThat(pet.matrix()).containsExactly(Arrays.asList(1.0, 2.0));
    assertThat(pet.extra()).isEqualTo(Collections.singletonMap("inner", Collections.emptyMap()));
    assertThatThrownBy(() -> pet.matrix().get(0).clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void buildNamesTheRequiredPropertyThatIsNotSet() {
    assertThatThrownBy(() -> Pet.builder().id(1L).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Pet needs name: call name(...) with a value before build()");
    // Required, but nullable.
    assertThat(Pet.builder().id(1L).name("Rex").build().adopted()).isNull();
  }

  @Test
  void aPasswordIsNotPrinted() {
    Pet pet = Pet.builder().id(1L).name("Rex").password("secret").build();

    assertThat(pet.toString()).startsWith("Pet[id=1, name=Rex, ").doesNotContain("secret");
  }

  @Test
  void propertiesThatTheDocumentDoesNotNameAreKeptWhereItAllowsThem() throws IOException {
    String json = "{\"known\":\"k\",\"a\":1,\"b\":null}";

    Open open = moshi.adapter(Open.class).fromJson(json);
    OpenToAll openToAll = moshi.adapter(OpenToAll.class).fromJson("{\"a\":[{\"b\":1}]}");

    assertThat(open)
        .isEqualTo(
            Open.builder()
                .known("k")
                .putAdditionalProperty("a", 1L)
                .putAdditionalProperty("b", null)
                .build());
    assertThat(moshi.adapter(Open.class).toJson(open)).isEqualTo(json);
    assertThat(openToAll.additionalProperties())
        .containsEntry("a", Collections.singletonList(Collections.singletonMap("b", 1L)));
    assertThatThrownBy(() -> open.additionalProperties().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(moshi.adapter(Open.class).fromJson("{}").additionalProperties()).isEmpty();
  }

  @Test
  void compositionHasThePropertiesOfAllParts() throws IOException {
    Dog dog = Dog.builder().species("canis").breed("beagle").sound("woof").packSize(3L).build();
    Hound hound = moshi.adapter(Hound.class).fromJson(moshi.adapter(Dog.class).toJson(dog));
    Car car = moshi.adapter(Car.class).fromJson("{\"kind\":\"car\",\"doors\":5}");

    assertThat(hound.species()).isEqualTo("canis");
    assertThat(hound.packSize()).isEqualTo(3L);
    assertThat(car).isEqualTo(Car.builder().kind("car").doors(5L).build());
    assertThatThrownBy(() -> Dog.builder().species("canis").build()).hasMessageContaining("breed");
  }

  @Test
  void aChoiceOfFormsIsKeptAsPlainJson() throws IOException {
    String json =
        "{\"shapes\":[{\"radius\":1.5},{\"side\":2}],\"either\":\"text\",\"inline\":true}";

    Drawing drawing = moshi.adapter(Drawing.class).fromJson(json);

    assertThat(drawing.shapes())
        .containsExactly(
            Shape.of(Collections.singletonMap("radius", new BigDecimal("1.5"))),
            Shape.of(Collections.singletonMap("side", 2L)));
    assertThat(drawing.either()).isEqualTo(Either.of("text")).hasToString("text");
    assertThat(drawing.inline().value()).isEqualTo(true);
    assertThat(moshi.adapter(Drawing.class).toJson(drawing)).isEqualTo(json);
  }

  @Test
  void schemasThatOnlyRenameAnotherAreThatOther() throws IOException {
    String json =
        "{\"string\":\"s\",\"list\":[{\"key\":\"k\"}],\"map\":{\"m\":{\"value\":\"v\"}},"
            + "\"free\":{\"a\":1},\"described\":{\"key\":\"d\"}}";

    Aliases aliases = moshi.adapter(Aliases.class).fromJson(json);

    assertThat(aliases._list()).containsExactly(Tag.builder().key("k").build());
    assertThat(aliases.map()).containsEntry("m", Tag.builder().value("v").build());
    assertThat(aliases.described()).isEqualTo(Tag.builder().key("d").build());
    assertThat(moshi.adapter(Aliases.class).toJson(aliases)).isEqualTo(json);
  }

  @Test
  void theEdgesOfTheLanguageSurviveTheWayThereAndBack() throws IOException {
    String json =
        "{\"number\":1,\"state\":\"a\\\"b\",\"maybe\":\"no\",\"big\":9007199254740993,"
            + "\"grid\":[[\"x\",\"?\"],[]],\"calendar\":{\"a\":{\"b\":\"2026-03-10\"}},"
            + "\"palette\":[\"red\"],\"owner\":{\"kind\":\"car\"},\"list\":\"l\",\"object\":\"o\","
            + "\"string\":\"s\",\"equals\":\"e\",\"build\":\"b\",\"additional_properties\":\"p\","
            + "\"amount\":\"1.10\",\"email\":\"@\",\"custom\":\"c\",\"secret\":\"t\"}";

    Seal seal = moshi.adapter(Seal.class).fromJson(json);

    assertThat(seal.state()).isSameAs(Seal.State.A_B);
    assertThat(seal.maybe()).isSameAs(Seal.Maybe.NO);
    assertThat(seal.big()).isSameAs(Seal.Big.NUMBER_9007199254740993);
    assertThat(seal.grid().get(0)).containsExactly(Seal.Grid.X, Seal.Grid.of("?"));
    assertThat(seal.calendar().get("a")).containsEntry("b", LocalDate.of(2026, 3, 10));
    assertThat(seal.palette()).containsExactly(Colour.RED);
    assertThat(seal.amount()).isEqualTo("1.10");
    assertThat(moshi.adapter(Seal.class).toJson(seal)).isEqualTo(json);
    // A property that only the other side writes need not be set.
    assertThat(Seal.builder().state(Seal.State.EMPTY).build().number()).isNull();
  }

  @Test
  void anAdapterOfTheUsersOwnGoesBeforeOurs() throws IOException {
    JsonAdapter<OffsetDateTime> fixed =
        new JsonAdapter<OffsetDateTime>() {
          @Override
          public OffsetDateTime fromJson(com.squareup.moshi.JsonReader reader) throws IOException {
            reader.skipValue();
            return OffsetDateTime.parse("2000-01-01T00:00:00Z");
          }

          @Override
          public void toJson(com.squareup.moshi.JsonWriter writer, OffsetDateTime value) {
            throw new UnsupportedOperationException();
          }
        };
    Moshi own =
        new Moshi.Builder()
            .add(OffsetDateTime.class, fixed)
            .add(ModelJsonAdapterFactory.INSTANCE)
            .build();

    assertThat(own.adapter(Pet.class).fromJson("{\"seen\":12}").seen().getYear()).isEqualTo(2000);
  }

  // ------------------------------------------------------------------ operations

  @Test
  void queryAndHeaderParametersOfAllTypesAreSent() throws Exception {
    server.enqueue(new MockResponse().setBody("[{\"id\":1,\"name\":\"Rex\"}]"));

    List<Pet> response =
        pets.listPets(
                5L,
                "trace",
                Arrays.asList("a b", "c&d"),
                Colour.DARK_GREEN,
                Arrays.asList(Colour.RED, Colour.of("new")),
                "desc",
                Arrays.asList("asc", "desc"),
                true,
                1.5,
                Instant.parse("2026-03-10T09:30:00Z"),
                LocalDate.of(2020, 2, 29),
                UUID.fromString("7b6c36b1-b505-4ddb-8715-2e5eb654416d"),
                "x,y",
                Arrays.asList(1, 2))
            .blockingGet();

    RecordedRequest request = server.takeRequest();
    assertThat(request.getRequestUrl().encodedPath()).isEqualTo("/pets");
    assertThat(request.getRequestUrl().query())
        .isEqualTo(
            "limit=5&tag=a b&tag=c&d&colour=dark-green&colours=red&colours=new&order=desc"
                + "&orders=asc&orders=desc&in=true&class=1.5&bornAfter=2026-03-10T09:30:00Z"
                + "&bornOn=2020-02-29&owner=7b6c36b1-b505-4ddb-8715-2e5eb654416d&names=x,y");
    assertThat(request.getHeader("X-Trace-Id")).isEqualTo("trace");
    assertThat(request.getHeaders().values("X-Flags")).containsExactly("1", "2");
    assertThat(request.getHeader("Accept")).isEqualTo("application/json");
    assertThat(response).extracting(Pet::name).containsExactly("Rex");
  }

  @Test
  void optionalParametersThatAreNullAreNotSent() throws Exception {
    server.enqueue(new MockResponse().setBody("[]"));

    pets.listPets(1L, "t", null, null, null, null, null, null, null, null, null, null, null, null)
        .test()
        .assertComplete();

    RecordedRequest request = server.takeRequest();
    assertThat(request.getPath()).isEqualTo("/pets?limit=1");
    assertThat(request.getHeader("X-Flags")).isNull();
  }

  @Test
  void aFormIsSentAsOne() throws Exception {
    server.enqueue(new MockResponse().setBody("{\"id\":7}"));

    Pet pet = pets.renamePet(7L, "Max & Co", Arrays.asList("M", "X"), Colour._00F).blockingGet();

    RecordedRequest request = server.takeRequest();
    assertThat(request.getMethod()).isEqualTo("PATCH");
    assertThat(request.getPath()).isEqualTo("/pets/7");
    assertThat(request.getHeader("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
    // OkHttp 5 writes a space as a plus; a form means the same by both.
    assertThat(request.getBody().readUtf8().replace("+", "%20"))
        .isEqualTo("name=Max%20%26%20Co&aliases=M&aliases=X&colour=%2300f");
    assertThat(pet.id()).isEqualTo(7L);
  }

  @Test
  void aResponseWithoutABodyIsACompletable() {
    server.enqueue(new MockResponse().setResponseCode(204));
    server.enqueue(new MockResponse().setResponseCode(204));
    server.enqueue(new MockResponse().setResponseCode(202));
    server.enqueue(new MockResponse().setResponseCode(404));

    pets.deletePet(1L).test().assertComplete();
    Response<Void> response = pets.deletePetWithHttpInfo(1L).blockingGet();
    pets.addPets(Collections.singletonList(fullPet())).test().assertComplete();
    pets.deletePet(1L).test().assertError(HttpException.class);

    assertThat(response.code()).isEqualTo(204);
    assertThat(response.body()).isNull();
  }

  @Test
  void containersOfModelsAreBodiesAndResponses() throws Exception {
    server.enqueue(new MockResponse().setResponseCode(202));
    server.enqueue(new MockResponse().setBody("{\"red\":[{\"id\":1}],\"none\":[]}"));
    server.enqueue(new MockResponse().setBody("[\"7b6c36b1-b505-4ddb-8715-2e5eb654416d\"]"));
    server.enqueue(new MockResponse().setBody("{\"a\":[true]}"));

    pets.addPets(Arrays.asList(pet(1), pet(2))).test().assertComplete();
    Map<String, List<Pet>> index = pets.indexPets().blockingGet();
    List<UUID> ids = orders.ordersByState("open").blockingGet();
    Object raw = orders.putRaw(Collections.singletonMap("q", "s")).blockingGet();

    assertThat(server.takeRequest().getBody().readUtf8())
        .isEqualTo(
            "[{\"id\":1,\"name\":\"n\",\"adopted\":null},{\"id\":2,\"name\":\"n\",\"adopted\":null}]");
    assertThat(index.get("red").get(0).id()).isEqualTo(1L);
    assertThat(ids).containsExactly(UUID.fromString("7b6c36b1-b505-4ddb-8715-2e5eb654416d"));
    assertThat(raw).isEqualTo(Collections.singletonMap("a", Collections.singletonList(true)));
    assertThat(server.takeRequest().getPath()).isEqualTo("/pets/index");
    assertThat(server.takeRequest().getPath()).isEqualTo("/orders/open");
    assertThat(server.takeRequest().getBody().readUtf8()).isEqualTo("{\"q\":\"s\"}");
  }

  @Test
  void headAndSharedParametersAndResponsesWork() throws Exception {
    server.enqueue(new MockResponse().setResponseCode(404));
    server.enqueue(
        new MockResponse()
            .setHeader("X-Seal", "wax")
            .setBody("{\"number\":5,\"state\":\"known\"}"));

    int status = orders.isSealedWithHttpInfo("a/b").blockingGet().code();
    Response<Seal> response = orders.sealWithHttpInfo("a/b").blockingGet();

    assertThat(status).isEqualTo(404);
    assertThat(response.headers().get("X-Seal")).isEqualTo("wax");
    assertThat(response.body().state()).isSameAs(Seal.State.KNOWN);
    assertThat(server.takeRequest().getRequestLine()).startsWith("HEAD /orders/a%2Fb/seal ");
    assertThat(server.takeRequest().getRequestLine()).startsWith("PUT /orders/a%2Fb/seal ");
  }

  @Test
  void headStreamsNothing() throws Exception {
    server.enqueue(new MockResponse().setResponseCode(404));

    assertThat(orders.isSealedStreaming("a", null).execute().code()).isEqualTo(404);
    assertThat(server.takeRequest().getRequestLine()).startsWith("HEAD /orders/a/seal ");
  }

  @Test
  void whatIsDeprecatedIsMarked() throws Exception {
    assertThat(OldThing.class).hasAnnotation(Deprecated.class);
    assertThat(deprecated(Pet.class, "previousName")).isTrue();
    assertThat(deprecated(Pet.Builder.class, "previousName", String.class)).isTrue();
    assertThat(deprecated(Pet.class, "name")).isFalse();
    assertThat(deprecated(PetsApi.class, "getPet", Long.class, Boolean.class)).isTrue();
    assertThat(deprecated(PetsApi.class, "getPetWithHttpInfo", Long.class, Boolean.class)).isTrue();
    assertThat(deprecated(PetsApi.class, "deletePet", Long.class)).isFalse();
    assertThat(PetsApi.GET_PET_PATH).isEqualTo("/pets/{pet-id}");
    assertThat(PetsApi.RENAME_PET_PATH).isEqualTo("/pets/{pet-id}");
  }

  // ------------------------------------------------------------------ helpers

  private void echo() {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return new MockResponse().setResponseCode(201).setBody(request.getBody());
          }
        });
  }

  private void assertMessage(String json, String message) {
    assertThatThrownBy(() -> moshi.adapter(Pet.class).fromJson(json))
        .isInstanceOf(JsonDataException.class)
        .hasMessage(message);
  }

  private Map<String, Object> plain(String json) throws IOException {
    JsonAdapter<Map<String, Object>> adapter =
        moshi.adapter(Types.newParameterizedType(Map.class, String.class, Object.class));
    return adapter.fromJson(json);
  }

  private static boolean deprecated(Class<?> type, String name, Class<?>... parameters)
      throws NoSuchMethodException {
    Method method = type.getMethod(name, parameters);
    return method.isAnnotationPresent(Deprecated.class);
  }

  private static Pet pet(long id) {
    return Pet.builder().id(id).name("n").build();
  }

  private static Pet fullPet() {
    return Pet.builder()
        .id(1L)
        .name("Rex")
        .adopted(true)
        .colour(Colour.RED)
        .grade(Grade.NUMBER_3)
        .mood(Pet.Mood.HAPPY)
        .level(Pet.Level.NUMBER_20)
        .moods(Arrays.asList(Pet.Moods.HAPPY, Pet.Moods.SAD))
        .moodByDay(Collections.singletonMap("monday", Pet.MoodByDay.SAD))
        .colours(Arrays.asList(Colour.RED, Colour._1))
        .coloursByPart(Collections.singletonMap("tail", Arrays.asList(Colour.RED, Colour._00F)))
        .matrix(Arrays.asList(Arrays.asList(1.0, 2.5), Collections.emptyList()))
        .deep(
            Collections.singletonMap(
                "a",
                Collections.singletonList(
                    Collections.singletonMap("b", Tag.builder().key("k").build()))))
        .friends(Collections.singletonList(pet(2)))
        .mother(Pet.builder().id(3L).name("Mum").mother(pet(4)).build())
        .born(LocalDate.of(2020, 2, 29))
        .seen(OffsetDateTime.parse("2026-03-10T09:30:00.5Z"))
        .sightings(
            Arrays.asList(
                OffsetDateTime.parse("2026-03-10T09:30:00Z"),
                OffsetDateTime.parse("2026-03-10T11:30:00+02:00")))
        .weight(1.25f)
        .height(Double.MIN_VALUE)
        .price(new BigDecimal("0.1000000000000000000000000001"))
        .legs(Long.MIN_VALUE)
        .steps(Long.MIN_VALUE)
        .nickname("\u0000\"\\/\u2028é\uD83D\uDE00")
        .chip(UUID.fromString("7b6c36b1-b505-4ddb-8715-2e5eb654416d"))
        .homepage(URI.create("https://example.invalid/?a=b#c"))
        .photo(ByteString.encodeUtf8("photo"))
        .password("secret")
        .extra(Collections.singletonMap("k", Arrays.asList(1L, "two", false)))
        .anything("text")
        .labels(Collections.singletonMap("l", 1L))
        .previousName("Max")
        .propertyClass("class")
        ._default("default")
        .in("in")
        .reader("reader")
        .writer("writer")
        .moshi("moshi")
        .value("value")
        .options("options")
        .builderProperty("builder")
        .other("other")
        .that("that")
        .result("result")
        .hashCodeProperty("hashCode")
        .toStringProperty("toString")
        .getClassProperty("getClass")
        .notifyProperty("notify")
        .waitProperty("wait")
        .cloneProperty("clone")
        .snakeCaseAndDots("snake")
        .$refLike("ref")
        ._123numeric("numeric")
        .address(PetAddress.builder().street("street").build())
        .build();
  }
}

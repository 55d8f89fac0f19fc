package io.github.hubspotassociations.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.Moshi;
import io.github.hubspotassociations.documents.composition.model.Animal;
import io.github.hubspotassociations.documents.composition.model.Contact3;
import io.github.hubspotassociations.documents.composition.model.Lion;
import io.github.hubspotassociations.documents.composition.model.Zoo;
import io.github.hubspotassociations.documents.names.api.FirstApi;
import io.github.hubspotassociations.documents.names.api.SecondApi;
import io.github.hubspotassociations.documents.names.model.AppPermissions;
import io.github.hubspotassociations.documents.names.model.Colour;
import io.github.hubspotassociations.documents.names.model.DateTime;
import io.github.hubspotassociations.documents.names.model.Holder;
import io.github.hubspotassociations.documents.names.model.Permissions200Response;
import io.github.hubspotassociations.documents.names.model.Status;
import io.github.hubspotassociations.documents.names.model.Words;
import io.github.hubspotassociations.documents.scalars.model.Media;
import io.github.hubspotassociations.documents.scalars.model.Numbers;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the generator makes of the small documents in {@code src/test/resources/documents}, each
 * about a kind of schema that is easily lost, renamed or not compiled.
 */
class DocumentsTest {
  private static final String PACKAGE = "io.github.hubspotassociations.documents.";

  /** JSON with a value for each property comes back as it was. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // Choices that only say what is required, beside properties.
        "composition | Contact | {\"email\":\"a@b\"}",
        "composition | Contact2 | {\"email\":\"a@b\",\"phone\":\"1\"}",
        "composition | Doc |"
            + " {\"title\":\"t\",\"category\":\"c\",\"more\":{\"x\":[1]},\"none\":null}",
        "composition | Doc2 | {\"title\":\"t\",\"categorySlug\":\"c\",\"more\":\"m\"}",
        // Choices between schemas, alone, beside properties, and within allOf.
        "composition | Pet | {\"mood\":\"calm\",\"size\":\"s\",\"other\":1}",
        "composition | WithOneOf | {\"a\":\"a\",\"id\":\"1\",\"at\":\"2026-03-10T09:30:00Z\"}",
        "composition | AnyOrCat | {\"x\":1}",
        "composition | AllOfWithOneOf | {\"id\":\"1\",\"z\":\"z\"}",
        // A base's additional properties, its subtypes' properties, lists of lists of themselves.
        "composition | Zoo |"
            + " {\"id\":\"1\",\"at\":\"2026-03-10T09:30:00Z\",\"name\":\"n\",\"animals\":"
            + "[{\"kind\":\"cat\",\"lives\":9}],\"extra\":1,\"more\":\"m\"}",
        "composition | OnlyRequired | {\"at\":\"2026-03-10T09:30:00Z\"}",
        "composition | Holder | {\"viaAllOf\":null,\"one\":{\"at\":\"2026-03-10T09:30:00Z\"},"
            + "\"anyNull\":{\"at\":\"2026-03-10T09:30:00Z\"},\"oneOfArray\":[{\"id\":\"1\",\"b\":2}],"
            + "\"mapOneOf\":{\"a\":\"s\",\"b\":1},\"oneOfStrings\":\"b\",\"notX\":[1],"
            + "\"forest\":{\"t\":[[],[[]]]}}",
        // Schemas named like classes of Java, of Moshi and of the templates.
        "names | DateTime | {\"name\":\"n\",\"n\":5000000000}",
        "names | Type | {\"display-name\":\"d\",\"class\":\"c\"}",
        "names | Set | {\"display-name\":\"d\"}",
        "names | Annotation | {\"display-name\":\"d\"}",
        "names | Holder |"
            + " {\"dateTime\":{\"name\":\"n\"},\"dateTimes\":[{\"n\":1}],"
            + "\"time\":\"2026-03-10T09:30:00Z\",\"uuid\":{\"name\":\"u\"},"
            + "\"id\":\"7b6c36b1-b505-4ddb-8715-2e5eb654416d\",\"uri\":{\"name\":\"r\"},"
            + "\"link\":\"https://example.invalid\",\"type\":{\"display-name\":\"t\"},"
            + "\"set\":{\"display-name\":\"s\"},\"annotation\":{\"display-name\":\"a\"},"
            + "\"moshi\":{\"display-name\":\"m\"},\"jsonAdapter\":{\"display-name\":\"j\"},"
            + "\"object\":{\"display-name\":\"o\"},\"string\":{\"display-name\":\"s\"},"
            + "\"nullable\":{\"display-name\":\"n\"},\"builder\":{\"display-name\":\"b\"},"
            + "\"factory\":{\"display-name\":\"f\"}}",
        "names | Words |"
            + " {\"true\":\"1\",\"false\":\"2\",\"null\":\"3\",\"java\":\"4\",\"io\":\"5\",\"_\":\"6\","
            + "\"a\":\"7\",\"a_\":\"8\",\"a-b\":\"9\",\"aB\":\"10\",\"additionalProperties\":\"11\","
            + "\"名前\":\"12\",\"名\":\"x\",\"equals\":[1],\"quote\\\"back\\\\slash\":\"13\",\"more\":\"14\"}",
        "names | Status |"
            + " {\"status\":\"a\",\"colour\":\"c\",\"shade\":\"red\",\"string\":\"s\",\"object\":\"o\","
            + "\"builder\":\"b\",\"two-words\":\"t\",\"two_words\":\"u\"}",
        // Formats of numbers, those that Java has no type for included.
        "scalars | Numbers | {\"plain\":9223372036854775807,\"int64\":1,\"int32\":-2147483648,"
            + "\"unsigned\":18446744073709551615,\"u32\":4294967295,"
            + "\"big\":123456789012345678901234567890,\"decimal\":0.10,\"wide\":9999999999,"
            + "\"tooWide\":99999999999999999999,\"numString\":\"007\",\"numberInt\":1.5,\"time\":\"09:30\",\"duration\":\"PT1S\",\"uriRef\":\"a"
            + " b\",\"char\":\"c\",\"short\":1,"
            + "\"float\":0.1,\"binary\":\"raw\",\"noType\":[1,\"a\"]}",
        "scalars | Enums | {\"size\":100,\"on\":true,\"day\":\"2020-01-01\","
            + "\"uuid\":\"7b6c36b1-b505-4ddb-8715-2e5eb654416d\",\"by\":[1,2.5],\"long\":5000000000,"
            + "\"int\":-1,\"untyped\":\"a\",\"onlyNull\":\"x\"}",
        "scalars | Described |"
            + " {\"blank\":\"b\",\"comment\":\"c\",\"list\":[\"l\"],\"object\":{\"a\":1},\"limit\":1,"
            + "\"text\":\"t\",\"choice\":\"a\",\"time\":\"2026-03-10T09:30:00Z\"}",
      })
  void everyValueComesBack(String document, String schema, String json) throws Exception {
    Class<?> type = Class.forName(PACKAGE + document + ".model." + schema);

    @SuppressWarnings("unchecked")
    JsonAdapter<Object> adapter = (JsonAdapter<Object>) moshi(document).adapter(type);
    Object value = adapter.fromJson(json);

    assertThat(adapter.toJson(value)).isEqualTo(json);
    assertThat(adapter.fromJson(json)).isEqualTo(value).hasSameHashCodeAs(value);
  }

  @Test
  void requiredHoldsWhereverADocumentSaysIt() {
    assertThatThrownBy(() -> Contact3.builder().email("e").build()).hasMessageContaining("phone");
    assertThatThrownBy(() -> Zoo.builder().id("1").build()).hasMessageContaining("needs name");
    assertThatThrownBy(() -> Lion.builder().build()).hasMessageContaining("needs kind");
    assertThat(Zoo.builder().id("1").name("n").putAdditionalProperty("a", "b").build())
        .hasToString("Zoo[id=1, at=null, name=n, animals=null, extra=null {a=b}]");
  }

  @Test
  void aBaseKeepsWhatItsSubtypesHave() throws Exception {
    Animal animal =
        moshi("composition").adapter(Animal.class).fromJson("{\"kind\":\"cat\",\"lives\":9}");

    assertThat(animal.additionalProperties()).containsEntry("lives", 9L);
  }

  @Test
  void enumValuesAreExactlyTheDocuments() throws Exception {
    JsonAdapter<Media> adapter = moshi("scalars").adapter(Media.class);
    for (String value :
        Arrays.asList(
            "*/*", "a\tb", "a\nb", "a\rb", "\\u0041", "\"", "@", "A", "a", "é", "💥", "")) {
      Media media = Media.of(value);
      assertThat(media.isKnown()).as(value).isTrue();
      assertThat(media.value()).isEqualTo(value);
      assertThat(adapter.fromJson(adapter.toJson(media))).isSameAs(media);
    }
  }

  @Test
  void integersHaveRoom() throws Exception {
    JsonAdapter<Numbers> adapter = moshi("scalars").adapter(Numbers.class);

    assertThat(adapter.fromJson("{\"plain\":5000000000}").plain()).isEqualTo(5_000_000_000L);
    assertThat(adapter.fromJson("{\"unsigned\":18446744073709551615}").unsigned())
        .isEqualTo(new BigDecimal("18446744073709551615"));
    assertThat(adapter.fromJson("{\"short\":1}")._short()).isEqualTo(1);
    assertThatThrownBy(() -> adapter.fromJson("{\"int32\":5000000000}"))
        .isInstanceOf(JsonDataException.class);
  }

  @Test
  void inlineEnumsHideNoOtherClass() {
    Status status =
        Status.builder()
            .status(Status.StatusEnum.A)
            .colour(Status.ColourEnum.C)
            .shade(Colour.RED)
            .string(Status.StringEnum.S)
            .build();

    assertThat(status.toString()).startsWith("Status[status=a, colour=c, shade=red, string=s");
  }

  @Test
  void schemasWithOneJavaNameHaveAClassEach() {
    assertThat(AppPermissions.builder().a("a").b("b").build().toString()).contains("a=a, b=b");
    assertThat(Permissions200Response.builder().build().permissions()).isNull();
    assertThat(new Object[] {DateTime.builder().build(), Holder.builder().build()}).isNotEmpty();
    assertThat(Words.builder().a("1").a2("2").aB("3").aB2("4").build().a2()).isEqualTo("2");
  }

  @Test
  void anInterfaceSaysWhatItsOwnTagSays() throws IOException {
    assertThat(source("names/api/FirstApi.java")).contains(" * The first tag.");
    assertThat(source("names/api/SecondApi.java")).contains(" * The second tag.");
    assertThat(FirstApi.class.getMethods())
        .extracting("name")
        .contains("callNotify", "callGetClass", "callToString", "callHashCode", "callNew");
    assertThat(SecondApi.class.getMethods()).hasSize(3);
  }

  @Test
  void defaultsAreShownAsJson() throws IOException {
    assertThat(source("scalars/model/Described.java"))
        .contains("the API assumes <code>500</code>", "<code>[]</code>")
        .contains("<code>&quot;2026-03-10T09:30:00Z&quot;</code>")
        .contains("* The property {@code blank}.");
  }

  private static Moshi moshi(String document) throws ReflectiveOperationException {
    Class<?> factory = Class.forName(PACKAGE + document + ".model.ModelJsonAdapterFactory");
    return new Moshi.Builder()
        .add((JsonAdapter.Factory) factory.getField("INSTANCE").get(null))
        .build();
  }

  private static String source(String file) throws IOException {
    Path sources =
        Path.of("target/generated-test-sources/openapi/src/main/java", PACKAGE.replace('.', '/'));
    return Files.readString(sources.resolve(file));
  }
}

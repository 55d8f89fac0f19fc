package io.github.hubspotassociations.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hubspotassociations.error.AssociationError;
import io.github.hubspotassociations.error.HubSpotErrors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The corners of JSON. Whatever stands in a place that the reader does not look at, it is JSON or
 * the body is unusable.
 */
final class JsonCornersTest {
  private static final Pairs SENT = PairsOf.ids("1", "2");
  private static final String ROW = "{\"from\":{\"id\":\"1\"},\"to\":{\"id\":\"2\"}}";

  /** Places for a value: at the top, in a row, a record, a spec, an error. */
  private static List<String> around(String value) {
    List<String> bodies = new ArrayList<>();
    for (String body :
        new String[] {
          "{'x':VALUE,'results':[ROW]}",
          "{'results':[ROW],'x':VALUE}",
          "{'results':[ROW,VALUE]}",
          "{'results':[{'x':VALUE,'from':{'id':'1'},'to':{'id':'2'}}]}",
          "{'results':[{'from':{'id':'1','x':VALUE},'to':{'id':'2'}}]}",
          "{'results':[{'from':{'id':'1'},'to':{'id':'2'},'associationSpec':{'x':VALUE}}]}",
          "{'results':[{'from':{'id':'1'},'to':{'id':'2'},'associationSpec':VALUE}]}",
          "{'results':[ROW],'errors':[{'x':[VALUE]}]}",
          "{'results':[ROW],'errors':[VALUE],'numErrors':VALUE}",
          "{'status':VALUE,'category':VALUE,'message':VALUE,'results':[ROW]}",
          " {'results' : [ROW], 'x' : VALUE } \n",
        }) {
      bodies.add(body.replace('\'', '"').replace("ROW", ROW).replace("VALUE", value));
    }
    return bodies;
  }

  private static BatchResponse read(Buffer body) throws IOException {
    return BatchResponse.read(
        new BodySource(body),
        SENT,
        new int[] {0},
        json -> AssociationError.of(207, HubSpotErrors.decode(207, null, json).error()));
  }

  private static BatchResponse read(String body) throws IOException {
    return read(new Buffer().writeUtf8(body));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "false",
        "0",
        "-0",
        "-1",
        "12345678901234567890123456789012345678901234567890",
        "0.1",
        "-0.0000000000000000000000000000000000000000001",
        "1e5",
        "1E+400",
        "-1.5e-400",
        "9223372036854775808",
        "\"\"",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
        "\"\\u0000\\u001f\\uFFFF\"",
        "\"\\uD83D\\uDE00\"",
        "\"\\uD83D\"",
        "\"\\uDE00\\uD83D\"",
        "\"é漢\uD83D\uDE00\u007f\u2028\"",
        "\"]}{[,:\"",
        "\"/* */ // #\"",
        "[]",
        "{}",
        "[[],[[]],{}]",
        "[1,\"a\",null,{\"a\":[true]}]",
        "{\"\":0}",
        "{\"a\":1,\"a\":2}",
        "{\"a\\u0062\":{\"results\":[],\"errors\":[{}]}}",
        "[ 1 ,\t2\r\n]",
      })
  void anyJsonIsTakenAnywhere(String value) throws IOException {
    for (String body : around(value)) {
      assertThat(read(body).isConfirmed(0)).as(body).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",",
        "nul",
        "nulll",
        "truefalse",
        "undefined",
        "NaN",
        "-NaN",
        "Infinity",
        "-Infinity",
        "-",
        "+1",
        "01",
        "-01",
        "1.",
        ".5",
        "1e",
        "1e+",
        "0x10",
        "1 2",
        "1_000",
        "'a'",
        "a",
        "\"",
        "\"a",
        "\"\\\"",
        "\"\\x41\"",
        "\"\\u12\"",
        "\"\\uXYZW\"",
        "[",
        "]",
        "{",
        "}",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1;2]",
        "[1:2]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1;\"b\":2}",
        "{\"a\"=1}",
        "{\"a\"=>1}",
        "{a:1}",
        "{'a':1}",
        "{1:1}",
        "{null:1}",
        "{,}",
        "{\"a\":1]",
        "[1}",
        "/* comment */ 1",
        "1 // comment",
        "1 # comment",
        "\u00a01",
        "\uFEFF1",
      })
  void whatIsNotJsonMakesTheBodyUnusableAnywhere(String value) {
    for (String body : around(value)) {
      assertThatThrownBy(() -> read(body))
          .as(body)
          .isExactlyInstanceOf(IOException.class)
          .hasNoCause();
    }
  }

  /** Harmless forms that Moshi's reader lets pass, which no JSON has. */
  @ParameterizedTest
  @ValueSource(strings = {"TRUE", "Null", "\"\\'\"", "\"\n\u0001\"", "\"\\\n\""})
  void moshiIsALittleMoreTolerantThanJson(String value) throws IOException {
    for (String body : around(value)) {
      assertThat(read(body).isConfirmed(0)).as(body).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "}", "]", ",", "{}", "null", "\"\"", "0", "/**/", "<!-- -->", "\0"})
  void nothingMayComeAfterTheResponse(String rest) {
    for (String space : new String[] {"", " ", "\n\n"}) {
      String body = "{\"results\":[" + ROW + "]}" + space + rest;
      assertThatThrownBy(() -> read(body))
          .as(body)
          .isExactlyInstanceOf(IOException.class)
          .hasMessage("The response is not JSON at $");
    }
  }

  @Test
  void aByteOrderMarkMayComeFirstAndOnlyThere() throws IOException {
    assertThat(read("\uFEFF{\"results\":[" + ROW + "]}").isConfirmed(0)).isTrue();
    assertThatThrownBy(() -> read("\uFEFF\uFEFF{\"results\":[" + ROW + "]}"))
        .isExactlyInstanceOf(IOException.class);
    assertThatThrownBy(() -> read("\uFEFF")).isExactlyInstanceOf(IOException.class);
    byte[] utf16 = ("\uFEFF{\"results\":[" + ROW + "]}").getBytes(StandardCharsets.UTF_16LE);
    assertThatThrownBy(() -> read(new Buffer().write(utf16)))
        .isExactlyInstanceOf(IOException.class);
  }

  @Test
  void namesMayBeEscaped() throws IOException {
    String body =
        "{\"r\\u0065sults\":[{\"\\u0066rom\":{\"\\u0069d\":\"1\"},\"t\\u006f\":{\"i\\u0064\":\"2\"},"
            + "\"association\\u0053pec\":{\"association\\u0054ypeId\":279}}],"
            + "\"num\\u0045rrors\":3,\"err\\u006Frs\":[{\"message\":\"no\"}]}";
    BatchResponse response = read(body);
    assertThat(response.isConfirmed(0)).isTrue();
    assertThat(response.spec(0).associationTypeId()).isEqualTo(279);
    assertThat(response.errorCount()).isEqualTo(3);
    assertThat(response.errors()).extracting(AssociationError::message).containsExactly("no");
  }

  @Test
  void theLastOfEqualNamesOfARowCounts() throws IOException {
    String body =
        "{\"results\":[{\"from\":{\"id\":\"7\"},\"from\":{\"id\":\"8\",\"id\":\"1\"},"
            + "\"to\":{\"id\":\"2\"}}]}";
    assertThat(read(body).isConfirmed(0)).isTrue();
    assertThat(read(body.replace("\"1\"", "\"1\",\"id\":\"9\"")).isConfirmed(0)).isFalse();
    assertThat(read(body.replace("\"1\"", "\"1\",\"id\":null")).isConfirmed(0)).isFalse();
  }

  @Test
  void idsAreNumbersOrStringsAndNothingElse() throws IOException {
    String body = "{\"results\":[{\"from\":{\"id\":ID},\"to\":{\"id\":2}}]}";
    assertThat(read(body.replace("ID", "1")).isConfirmed(0)).isTrue();
    assertThat(read(body.replace("ID", "\"\\u0031\"")).isConfirmed(0)).isTrue();
    for (String id :
        new String[] {"true", "null", "[1]", "{\"id\":1}", "1.0", "1e0", "-1", "\"\""}) {
      assertThat(read(body.replace("ID", id)).isConfirmed(0)).as(id).isFalse();
    }
    String long20 = "12345678901234567890";
    Pairs sent = PairsOf.ids(long20, "a\uD83D\uDE00\uD83D");
    String ids =
        "{\"results\":[{\"from\":{\"id\":"
            + long20
            + "},\"to\":{\"id\":\"\\u0061\\ud83d\\uDE00\\uD83D\"}}]}";
    assertThat(
            BatchResponse.read(
                    new BodySource(new Buffer().writeUtf8(ids)), sent, new int[] {0}, json -> null)
                .isConfirmed(0))
        .isTrue();
  }

  @Test
  void nestingIsBounded() throws IOException {
    String deep = "[".repeat(200) + "]".repeat(200);
    for (String body : around(deep)) {
      assertThat(read(body).isConfirmed(0)).isTrue();
    }
    for (String body : around("[".repeat(100_000) + "]".repeat(100_000))) {
      assertThatThrownBy(() -> read(body))
          .isExactlyInstanceOf(IOException.class)
          .hasMessageStartingWith("Nesting too deep");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"3", "3.0", "3e0"})
  void theCountOfErrorsIsAnyNumber(String count) throws IOException {
    assertThat(read("{\"results\":[],\"numErrors\":" + count + "}").errorCount()).isEqualTo(3);
  }

  @Test
  void anAbsurdCountOfErrorsIsStillACount() throws IOException {
    for (String count : new String[] {"-1", "0", "null", "\"3\"", "{}", "[3]", "true"}) {
      assertThat(read("{\"results\":[],\"numErrors\":" + count + "}").errorCount()).isZero();
    }
    assertThat(read("{\"results\":[],\"numErrors\":1e99}").errorCount()).isEqualTo(Long.MAX_VALUE);
  }
}

package io.github.hubspotassociations.error;

import static org.assertj.core.api.Assertions.assertThat;

import com.squareup.moshi.JsonReader;
import com.squareup.moshi.Moshi;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import okio.Buffer;
import org.junit.jupiter.api.Test;

class TolerantJsonTest {
  @Test
  void validJsonIsReadAsMoshiReadsIt() throws IOException {
    for (int seed = 0; seed < 3000; seed++) {
      Random random = new Random(seed);
      String json = randomJson(random, Math.min(seed / 200, 6));
      Object moshi = JsonReader.of(new Buffer().writeUtf8(json)).readJsonValue();
      assertThat(asDoubles(TolerantJson.parse(json)))
          .describedAs("seed %s: %s", seed, json)
          .isEqualTo(moshi);
    }
  }

  @Test
  void whatIsReadPrintsAsTheSameJson() {
    String json = "{\"a\":[1,2.50,1e999999,true,null,{\"b\":\"x\\\"\\u2028\"}],\"c\":{}}";
    assertThat(Texts.of(TolerantJson.parse(json))).isEqualTo(json);
  }

  @Test
  void brokenJsonKeepsWhatCanBeRead() {
    assertThat(TolerantJson.parse("{\"a\":1,,\"b\" 2 \"c\":,}\"d\":4"))
        .hasToString("{a=1, c=null}");
    assertThat(TolerantJson.parse("{a:b,c:'d'}")).hasToString("{a=b, c='d'}");
    assertThat(TolerantJson.parse("[1 2,,[3}4]")).hasToString("[1, 2, [3, 4]]");
    assertThat(TolerantJson.parse("{\"a\":[1,{\"b\":\"x")).hasToString("{a=[1, {b=x\u2026}]}");
    assertThat(TolerantJson.parse("{\"id\":123")).hasToString("{id=123\u2026}");
    assertThat(TolerantJson.parse("{\"a\":\"\\q\\u12\\u00e4\\u004"))
        .hasToString("{a=qu12\u00e4\u2026}");
    assertThat(TolerantJson.parse("")).isNull();
  }

  @Test
  void deepValuesStayText() {
    int depth = TolerantJson.MAX_DEPTH + 3;
    Object value = TolerantJson.parse("[".repeat(depth) + "\"]\\\"\"" + "]".repeat(depth) + "x");
    for (int i = 0; i < TolerantJson.MAX_DEPTH; i++) {
      value = ((List<?>) value).get(0);
    }
    assertThat(value).isEqualTo("[[[\"]\\\"\"]]]");
  }

  private static Object asDoubles(Object value) {
    if (value instanceof JsonNumber number) {
      return number.doubleValue();
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(item -> copy.add(asDoubles(item)));
      return copy;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((name, member) -> copy.put((String) name, asDoubles(member)));
      return copy;
    }
    return value;
  }

  private static String randomJson(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 4 : 6)) {
      case 0 -> new String[] {"null", "true", "false"}[random.nextInt(3)];
      case 1 ->
          new String[] {"0", "-1", "12.5", "38374264688", "1e3", "-2.5E-3"}[random.nextInt(6)];
      case 2, 3 -> randomString(random);
      case 4 -> {
        List<String> items = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          items.add(space(random) + randomJson(random, depth - 1) + space(random));
        }
        yield "[" + String.join(",", items) + "]";
      }
      default -> {
        List<String> members = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          String name = "\"" + i + randomString(random).substring(1);
          members.add(space(random) + name + space(random) + ":" + randomJson(random, depth - 1));
        }
        yield "{" + String.join(",", members) + space(random) + "}";
      }
    };
  }

  private static String space(Random random) {
    return new String[] {"", "", " ", "\n", "\t\r\n"}[random.nextInt(5)];
  }

  private static String randomString(Random random) {
    char[] chars = new char[random.nextInt(8)];
    String signs = "ab \"\\/\n\t\b\f\r\u0000\u00e4\u20ac{}[]:,'1";
    for (int i = 0; i < chars.length; i++) {
      chars[i] = signs.charAt(random.nextInt(signs.length()));
    }
    return new Moshi.Builder().build().adapter(String.class).toJson(new String(chars));
  }
}

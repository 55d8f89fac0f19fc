package io.github.hubspotassociations.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrintedMapTest {
  @Test
  void listsAndPlainValuesAreRead() {
    assertThat(PrintedMap.parse("{missingScopes=[scope1, scope2], other=[x]}"))
        .isEqualTo(Map.of("missingScopes", List.of("scope1", "scope2"), "other", List.of("x")));
    assertThat(PrintedMap.parse("{a=, b=[], expire time=2026-03-10T23:04:41.164Z, c=x=y}"))
        .isEqualTo(
            Map.of(
                "a", List.of(""),
                "b", List.of(),
                "expire time", List.of("2026-03-10T23:04:41.164Z"),
                "c", List.of("x=y")));
  }

  @Test
  void valuesMayHoldCommasSpacesBracesAndEqualsSigns() {
    assertThat(
            PrintedMap.parse(
                "{INVALID_OBJECT_IDS=[CONTACT=38374264688 is not valid, COMPANY=7 is not valid],"
                    + " commas=[a,b, c], braces=[{x=1, y=2}, }{], text=hello, world, nested={k=[v], l=w},"
                    + " open=[a [b], c [d]], last=z}"))
        .containsExactly(
            Map.entry(
                "INVALID_OBJECT_IDS",
                List.of("CONTACT=38374264688 is not valid", "COMPANY=7 is not valid")),
            Map.entry("commas", List.of("a,b", "c")),
            Map.entry("braces", List.of("{x=1", "y=2}", "}{")),
            Map.entry("text", List.of("hello, world")),
            Map.entry("nested", List.of("{k=[v], l=w}")),
            Map.entry("open", List.of("a [b]", "c [d]")),
            Map.entry("last", List.of("z")));
  }

  @Test
  void bracketsThatDoNotAddUpEndAtTheNextName() {
    assertThat(PrintedMap.parse("{message=[oops [ here], id=[5]}"))
        .isEqualTo(Map.of("message", List.of("oops [ here"), "id", List.of("5")));
    assertThat(PrintedMap.parse("{message=[oops ] here], id=[5]}"))
        .isEqualTo(Map.of("message", List.of("oops ] here"), "id", List.of("5")));
  }

  @Test
  void whatIsCutOffIsReadAsFarAsItGoes() {
    assertThat(PrintedMap.parse("{missingScopes=[a, b"))
        .isEqualTo(Map.of("missingScopes", List.of("a", "b")));
  }

  @Test
  void otherTextHasNoEntries() {
    for (String text : new String[] {"", "{", "{}", "{=}", "{a}", "{[a]=b}", "a=b", "{\"a\":1}"}) {
      assertThat(PrintedMap.parse(text)).describedAs(text).isEmpty();
    }
  }

  /** Whatever Java prints of a map whose values are not ambiguous is read back. */
  @Test
  void aPrintedMapReadsBackAsItWas() {
    String[] pieces = {
      "a", "b c", ",", "=", "{", "}", "[x]", "0-1", "crm.objects", "é", "\n", "(", ":"
    };
    for (int seed = 0; seed < 5000; seed++) {
      Random random = new Random(seed);
      Map<String, Object> printed = new LinkedHashMap<>();
      Map<String, List<String>> expected = new LinkedHashMap<>();
      for (int i = 0, n = 1 + seed % 4; i < n; i++) {
        List<String> values = new ArrayList<>();
        for (int j = random.nextInt(1 + seed / 1000); j >= 0; j--) {
          StringBuilder value = new StringBuilder("v");
          for (int k = random.nextInt(4); k > 0; k--) {
            String piece = pieces[random.nextInt(pieces.length)];
            // An item keeps a brace only with its partner: else the brackets do not add up.
            value.append(piece.equals("{") ? "{y}" : piece.equals("}") ? "{}" : piece);
          }
          values.add(value.append("w").toString());
        }
        boolean plain = values.size() == 1 && random.nextBoolean();
        printed.put("key " + i, plain ? values.get(0) : values);
        expected.put("key " + i, values);
      }
      assertThat(PrintedMap.parse(printed.toString()))
          .describedAs("seed %s: %s", seed, printed)
          .isEqualTo(expected);
    }
  }
}

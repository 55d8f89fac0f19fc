package io.github.hubspotassociations.sparkimport;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RowCheckTest {
  @ParameterizedTest
  @ValueSource(strings = {"101", "9223372036854775808", "99999999999999999999999999"})
  void digitsAreAnId(String id) {
    assertThat(ofId(id)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "007, begins with a zero",
    "0, begins with a zero",
    "-5, begins with a sign",
    "+5, begins with a sign",
    "1.23E+11, is a number in scientific notation",
    "101.0, is a formatted number",
    "'1,234,567', is a formatted number",
    "NaN, is how a program writes a missing value",
    "'101;102', holds several IDs",
    "https://app.hubspot.com/contacts/1/record/0-1/5, is a URL",
    "ann@acme.example, is an e-mail address",
    "0035e00000BBBBBAAA, is an ID of another system",
    "\u0661\u0662, has digits of another script",
    "abc, 'is no record ID, which has the digits 0 to 9 alone; --any-id sends it all the same'",
    "12\"3, is no record ID",
    "12\uFFFD3, lost in a conversion",
    "12\u200B3, 'has an invisible character in it, U+200B'",
  })
  void anythingElseIsNot(String id, String reason) {
    assertThat(ofId(id)).startsWith("from_id ").contains(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"007", "-5", "abc", "a b", "ä", "1.5E9"})
  void anyIdIsSentIfWanted(String id) {
    assertThat(new RowCheck(true).call("contacts", id, "companies", "2")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "12\u00003", "12\uFFFD3"})
  void whatCannotBeInARequestIsNeverSent(String id) {
    assertThat(new RowCheck(true).call("contacts", id, "companies", "2")).isNotNull();
  }

  @Test
  void theReasonNamesTheColumn() {
    RowCheck check = new RowCheck(false);
    assertThat(check.call("contacts", null, "companies", "2")).isEqualTo("no from_id");
    assertThat(check.call("contacts", "1", "companies", "")).isEqualTo("no to_id");
    assertThat(check.call(null, "1", "companies", "2"))
        .isEqualTo("no from_type in the row, and none was given for rows without one");
    assertThat(check.call("contacts", "1", "com\npanies", "2"))
        .isEqualTo("to_type has a line break or control character in it");
  }

  @Test
  void blanksAreWhatTheImporterRemoves() {
    assertThat(Blanks.ALL).contains(" ", "\t", "\u00a0", "\u200b", "\ufeff", "\u00ad");
    assertThat(Blanks.ALL).doesNotContain("0", "a", "\u0000", "\u007f");
  }

  private static @Nullable String ofId(String id) {
    return new RowCheck(false).call("contacts", id, "companies", "2");
  }
}

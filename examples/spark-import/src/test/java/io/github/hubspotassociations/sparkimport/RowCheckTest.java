package io.github.hubspotassociations.sparkimport;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RowCheckTest {
  @ParameterizedTest
  @ValueSource(strings = {"101", "0", "abc", "99999999999999999999", "a b", "ä"})
  void whatMayBeAnIdIsSent(String id) {
    assertThat(ofId(id)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "1.23E+11, is a number in scientific notation",
    "101.0, is a formatted number",
    "'1,234,567', is a formatted number",
    "12\"3, has a quote in it",
    "12\uFFFD3, lost in a conversion",
    "., from_id",
  })
  void whatIsCertainlyNoIdIsNot(String id, String reason) {
    assertThat(ofId(id)).contains(reason.equals("from_id") ? "id" : reason);
  }

  @Test
  void theReasonNamesTheColumn() {
    assertThat(RowCheck.problem("contacts", null, "companies", "2")).isEqualTo("no from_id");
    assertThat(RowCheck.problem("contacts", "1", "companies", "")).isEqualTo("no to_id");
    assertThat(RowCheck.problem(null, "1", "companies", "2"))
        .isEqualTo("no from_type in the row, and none was given for rows without one");
    assertThat(RowCheck.problem("contacts", "1", "com\npanies", "2"))
        .isEqualTo("to_type has a line break or control character in it");
  }

  private static @Nullable String ofId(String id) {
    return RowCheck.problem("contacts", id, "companies", "2");
  }
}

package io.github.hubspotassociations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ObjectRefTest {
  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "' 101',begins,U+0020 (SPACE)",
        "'101 ',ends,U+0020 (SPACE)",
        "101\u00a0,ends,U+00A0 (NO-BREAK SPACE)",
        "\u200b101,begins,U+200B (ZERO WIDTH SPACE)",
        "\ufeff101,begins,U+FEFF (ZERO WIDTH NO-BREAK SPACE)",
        "101\u202e,ends,U+202E (RIGHT-TO-LEFT OVERRIDE)",
        "'101\t',ends,U+0009 (CHARACTER TABULATION)",
        "101\u0085,ends,U+0085 (NEXT LINE (NEL))",
        "\u3000101,begins,U+3000 (IDEOGRAPHIC SPACE)",
      })
  void aBlankOrInvisibleCharacterAtAnEndIsRejectedByName(String id, String where, String name) {
    assertThatThrownBy(() -> ObjectRef.of("contacts", id))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("id \"")
        .hasMessageContaining("101")
        .hasMessageContaining("\" " + where + " with " + name + ", which is not part of it")
        .hasMessageEndingWith("give the record's id, such as \"101\"");
    assertThatThrownBy(() -> ObjectRef.of(id, "1"))
        .hasMessageStartingWith("objectType \"")
        .hasMessageContaining(name);
    assertThatThrownBy(() -> ObjectRef.of(id, 1)).hasMessageContaining(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\u200b", "\u00a0\ufeff\n"})
  void whatIsInvisibleAsAWholeIsBlank(String id) {
    assertThatThrownBy(() -> ObjectRef.of("contacts", id))
        .hasMessage("id is blank: give the record's id, such as \"101\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"00101", "1 2", "1?x=2", "101;x=1", "äö", "\ud83d\ude00", "p1_pets"})
  void whatHasVisibleEndsStaysAsItIs(String id) {
    assertThat(ObjectRef.of("contacts", id).id()).isEqualTo(id);
    assertThat(ObjectRef.of("contacts", id)).hasToString("contacts/" + id);
  }

  @Test
  void aLineBreakInAnIdDoesNotBreakTheLineThatShowsIt() {
    ObjectRef odd = ObjectRef.of("contacts", "1\n2\u202e3");
    assertThat(odd.id()).isEqualTo("1\n2\u202e3");
    assertThat(odd).hasToString("contacts/1 2 3");
    assertThat(AssociationRequest.of(odd, odd)).hasToString("contacts/1 2 3 → contacts/1 2 3");
    assertThat(ObjectRef.of("contacts", "1".repeat(1000)).toString())
        .hasSize(400)
        .endsWith("\u2026");
  }
}

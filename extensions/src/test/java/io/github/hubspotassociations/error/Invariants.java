package io.github.hubspotassociations.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** What holds of every decoded answer, whatever it was decoded from. */
final class Invariants {
  private Invariants() {}

  static void check(HubSpotApiException e) {
    checkLine(e.getMessage(), 2000);
    assertThat(e.bodySnippet()).hasSizeLessThanOrEqualTo(1000);
    assertThat(e.kind()).isNotNull();
    assertThat(e.retryAfter() == null || !e.retryAfter().isNegative()).isTrue();
    assertThat(e.correlationId()).isEqualTo(e.error().correlationId());
    checkError(e.error());
    // Every accessor of the exception, of its error and of what can be asked of them.
    assertThat(TypedResult.of(e)).isNotEmpty();
    AssociationError association = AssociationError.of(e);
    assertThat(association.toException()).isSameAs(e);
    assertThat(association.message()).isNotBlank();
    checkLine(association.toString(), 1000);
    checkLine(AssociationError.of(207, e.error()).toException().getMessage(), 2000);
  }

  private static void checkError(HubSpotError error) {
    checkLine(error.toString(), 1000);
    assertThat(error.missingScopes()).doesNotContainNull().doesNotContain("");
    assertThat(error.raw().toString()).isNotNull();
    assertThat(error.raw().hashCode()).isEqualTo(error.raw().hashCode());
    error.context().values().forEach(values -> assertThat(values).doesNotContainNull());
    assertThat(error.links()).doesNotContainValue(null);
    List<HubSpotError> errors = error.errors();
    // Of a long list a sample, so that the check stays linear in what it checks.
    errors.subList(0, Math.min(20, errors.size())).forEach(Invariants::checkError);
  }

  /** One line of text that any log can take. */
  static void checkLine(String line, int max) {
    assertThat(line).hasSizeLessThanOrEqualTo(max);
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      boolean paired =
          Character.isHighSurrogate(c)
              ? i + 1 < line.length() && Character.isLowSurrogate(line.charAt(i + 1))
              : !Character.isLowSurrogate(c)
                  || (i > 0 && Character.isHighSurrogate(line.charAt(i - 1)));
      if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029' || !paired) {
        throw new AssertionError(
            "character " + Integer.toHexString(c) + " at " + i + " of: " + line);
      }
    }
  }
}

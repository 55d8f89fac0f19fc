package io.github.hubspotassociations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hubspotassociations.client.model.AssociationSpec;
import io.github.hubspotassociations.error.AssociationError;
import io.github.hubspotassociations.error.HubSpotErrors;
import io.github.hubspotassociations.error.HubSpotException;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;

/** Outcomes as the tests of applications make them. */
final class AssociationOutcomeTest {
  private static final AssociationRequest<String> REQUEST =
      AssociationRequest.of(ObjectRef.of("contacts", 1), ObjectRef.of("companies", 2), "row 7");

  private static void check(AssociationOutcome<String> outcome, AssociationOutcome.Kind kind) {
    assertThat(outcome.kind()).isEqualTo(kind);
    assertThat(outcome.index()).isEqualTo(7);
    assertThat(outcome.request()).isSameAs(REQUEST);
    assertThat(outcome.context()).isEqualTo("row 7");
    int attempts = kind == AssociationOutcome.Kind.NOT_ATTEMPTED ? 0 : 1;
    assertThat(outcome.attempts()).isEqualTo(attempts);
    assertThat(outcome.correlationId()).isNull();
    AssociationOutcome<String> later = outcome.withAttempts(3, "c-1");
    assertThat(later.attempts()).isEqualTo(3);
    assertThat(later.correlationId()).isEqualTo("c-1");
    assertThat(later.toString().replace("attempts=3, correlationId=c-1", "attempts=" + attempts))
        .isEqualTo(outcome.toString());
  }

  @Test
  void eachKindHasAFactory() {
    AssociationSpec spec = null;
    HubSpotException cause = new HubSpotException("cause");
    AssociationError error =
        AssociationError.of(HubSpotErrors.decode(400, Headers.of(), "{\"message\":\"m\"}"));

    check(
        AssociationOutcome.associated(7, REQUEST, spec, spec), AssociationOutcome.Kind.ASSOCIATED);
    check(AssociationOutcome.rejected(7, REQUEST, error), AssociationOutcome.Kind.REJECTED);
    check(
        AssociationOutcome.unconfirmed(7, REQUEST, "lost", cause),
        AssociationOutcome.Kind.UNCONFIRMED);
    check(
        AssociationOutcome.notAttempted(7, REQUEST, "stopped", cause),
        AssociationOutcome.Kind.NOT_ATTEMPTED);
    assertThat(AssociationOutcome.rejected(7, REQUEST, error).withAttempts(2, null).error())
        .isSameAs(error);
    assertThat(
            AssociationOutcome.unconfirmed(7, REQUEST, "lost", cause).withAttempts(2, null).cause())
        .isSameAs(cause);
    assertThat(
            AssociationOutcome.notAttempted(7, REQUEST, "s", cause).withAttempts(2, null).reason())
        .isEqualTo("s");
  }

  @Test
  void aRequestWithoutAContextHasNone() {
    AssociationRequest<Void> request = AssociationRequest.of(REQUEST.from(), REQUEST.to());
    assertThat(request.context()).isNull();
  }
}

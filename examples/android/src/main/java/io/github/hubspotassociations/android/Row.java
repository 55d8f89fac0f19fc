package io.github.hubspotassociations.android;

import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationRequest;

/** A pair on the screen, and what became of it. Used on the main thread only. */
final class Row {
  private static final int GREY = 0xFF757575;
  private static final int GREEN = 0xFF2E7D32;
  private static final int RED = 0xFFC62828;
  private static final int AMBER = 0xFFB26A00;

  private final ContactAndCompany pair;
  private boolean linked;
  private String state = "not linked yet";
  private int colour = GREY;

  Row(ContactAndCompany pair) {
    this.pair = pair;
  }

  /** The row travels with its request, and comes back with the outcome. */
  AssociationRequest<Row> request() {
    return AssociationRequest.of(pair.contact(), pair.company(), this);
  }

  void wait(String why) {
    state = why;
    colour = GREY;
  }

  void show(AssociationOutcome<?> outcome) {
    linked = outcome.kind() == AssociationOutcome.Kind.ASSOCIATED;
    state = Sentences.of(outcome);
    colour = outcome.fold(associated -> GREEN, rejected -> RED, unconfirmed -> AMBER, no -> GREY);
  }

  boolean isLinked() {
    return linked;
  }

  String state() {
    return state;
  }

  int colour() {
    return colour;
  }

  @Override
  public String toString() {
    return pair.toString();
  }
}

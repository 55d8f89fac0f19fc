package io.github.hubspotassociations.internal.send;

import io.github.hubspotassociations.bulk.Ordering;

/** What no class of this package may do: name one of {@code bulk}. Fails the rule that says so. */
public final class WrongImport {
  private WrongImport() {}

  public static Ordering ordering() {
    return Ordering.INPUT;
  }
}

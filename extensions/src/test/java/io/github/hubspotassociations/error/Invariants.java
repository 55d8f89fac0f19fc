package io.github.hubspotassociations.error;

import java.util.Collection;
import java.util.List;

/**
 * What holds of every decoded response, whatever it was decoded from. Plain checks, since fuzzing
 * makes them a million times.
 */
final class Invariants {
  private Invariants() {}

  static void check(HubSpotApiException e) {
    checkLine(e.getMessage(), 2000);
    check(e.bodySnippet().length() <= 1000, "snippet", e.bodySnippet());
    check(e.retryAfter() == null || !e.retryAfter().isNegative(), "retryAfter", e.retryAfter());
    checkError(e.error());
    // Every accessor of the exception, of its error and of what can be asked of them.
    check(!TypedResult.of(e).isEmpty(), "result", e);
    AssociationError association = AssociationError.of(e);
    check(association.toException() == e, "exception", association);
    check(!association.message().isEmpty(), "message", association);
    checkLine(association.toString(), 1000);
    checkLine(AssociationError.of(207, e.error()).toException().getMessage(), 2000);
  }

  private static void checkError(HubSpotError error) {
    checkLine(error.toString(), 1000);
    check(!error.missingScopes().contains(""), "missingScopes", error);
    for (Collection<String> values : error.context().values()) {
      values.forEach(value -> check(value != null, "context", error));
    }
    error.links().values().forEach(link -> check(link != null, "links", error));
    List<HubSpotError> errors = error.errors();
    // Of a long list a sample, so that the check stays linear in what it checks.
    errors.subList(0, Math.min(20, errors.size())).forEach(Invariants::checkError);
  }

  /** One line of text that any log can take. */
  static void checkLine(String line, int max) {
    check(line.length() <= max, "length", line);
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      boolean paired =
          Character.isHighSurrogate(c)
              ? i + 1 < line.length() && Character.isLowSurrogate(line.charAt(i + 1))
              : !Character.isLowSurrogate(c)
                  || (i > 0 && Character.isHighSurrogate(line.charAt(i - 1)));
      boolean breaks = Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
      if (!paired || breaks) {
        throw new AssertionError("character " + (int) c + " at " + i + " of " + line);
      }
    }
  }

  private static void check(boolean holds, String what, Object where) {
    if (!holds) {
      throw new AssertionError(what + " of " + where);
    }
  }
}

package io.github.hubspotassociations.error;

import io.reactivex.rxjava3.exceptions.CompositeException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A failure and everything it wraps, outermost first, each once. */
final class Causes {
  private static final int LIMIT = 100;

  private Causes() {}

  static List<Throwable> of(@Nullable Throwable failure) {
    List<Throwable> found = new ArrayList<>();
    add(found, failure);
    for (int i = 0; i < found.size(); i++) {
      Throwable next = found.get(i);
      if (next instanceof CompositeException) {
        // Its getCause() is made up for printing; the parts are what it wraps.
        for (Throwable part : ((CompositeException) next).getExceptions()) {
          add(found, part);
        }
      } else {
        add(found, next.getCause());
      }
    }
    return found;
  }

  private static void add(List<Throwable> found, @Nullable Throwable failure) {
    for (Throwable other : found) {
      if (other == failure) {
        return;
      }
    }
    if (failure != null && found.size() < LIMIT) {
      found.add(failure);
    }
  }
}

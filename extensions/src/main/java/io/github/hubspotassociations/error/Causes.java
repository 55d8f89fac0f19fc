package io.github.hubspotassociations.error;

import io.reactivex.rxjava3.exceptions.CompositeException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A failure and everything it wraps, outermost first, each once. */
final class Causes {
  private static final int LIMIT = 100;

  private Causes() {}

  static List<Throwable> of(@Nullable Throwable failure) {
    List<Throwable> found = new ArrayList<>();
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Throwable> open = new ArrayDeque<>();
    push(open, failure);
    while (!open.isEmpty() && found.size() < LIMIT) {
      Throwable next = open.poll();
      if (!seen.add(next)) {
        continue;
      }
      found.add(next);
      if (next instanceof CompositeException) {
        // Its getCause() is made up for printing; the parts are what it wraps.
        for (Throwable part : ((CompositeException) next).getExceptions()) {
          push(open, part);
        }
      } else {
        push(open, next.getCause());
      }
    }
    return found;
  }

  private static void push(Deque<Throwable> open, @Nullable Throwable failure) {
    if (failure != null) {
      open.add(failure);
    }
  }
}

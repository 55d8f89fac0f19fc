package io.github.hubspotassociations.bulk;

import io.github.hubspotassociations.error.HubSpotException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run knows of the pairs of object types in its input: which of them are stopped, and why.
 * It remembers the latest thousand; a stopped pair of types that it forgets is sent, and stopped,
 * once more.
 */
final class TypePairs {
  private static final int REMEMBERED = 1000;

  /** Pages given up in a row that stop their pair of types. */
  private static final int GIVEN_UP_BEFORE_STOP = 3;

  /** The one used last comes last. */
  private final Map<String, State> states = new LinkedHashMap<>(16, 0.75f, true);

  private @Nullable HubSpotException firstCause;

  /** What is known of one pair of types. */
  static final class State {
    boolean associated;
    int givenUp;
    @Nullable HubSpotException stopCause;
  }

  /** Returns what stopped the page's pair of types; null if it is not stopped. */
  synchronized @Nullable HubSpotException stopCause(InputPage<?> page) {
    State state = states.get(key(page));
    return state == null ? null : state.stopCause;
  }

  /** Stops the page's pair of types; the first cause stands. */
  synchronized void stop(InputPage<?> page, HubSpotException cause) {
    if (firstCause == null) {
      firstCause = cause;
    }
    State state = state(page);
    if (state.stopCause == null) {
      state.stopCause = cause;
    }
  }

  /** Returns what stopped the first pair of types; null if none is stopped. */
  synchronized @Nullable HubSpotException firstCause() {
    return firstCause;
  }

  /**
   * Takes note of a page that is settled. Stops its pair of types if page after page was given up,
   * and none of its pairs was ever associated.
   *
   * @param givenUpFor what the page was given up for; null if it was not
   */
  synchronized void settled(
      InputPage<?> page, boolean isAssociated, @Nullable HubSpotException givenUpFor) {
    if (!isAssociated && givenUpFor == null && !states.containsKey(key(page))) {
      return;
    }
    State state = state(page);
    state.associated |= isAssociated;
    state.givenUp = givenUpFor == null ? 0 : state.givenUp + 1;
    if (!state.associated && state.givenUp >= GIVEN_UP_BEFORE_STOP) {
      stop(page, givenUpFor);
    }
  }

  private State state(InputPage<?> page) {
    State state = states.get(key(page));
    if (state == null) {
      state = new State();
      states.put(key(page), state);
      if (states.size() > REMEMBERED) {
        states.remove(states.keySet().iterator().next());
      }
    }
    return state;
  }

  private static String key(InputPage<?> page) {
    return page.fromObjectType() + ' ' + page.toObjectType();
  }
}

package io.github.hubspotassociations.internal.error;

import io.github.hubspotassociations.error.HubSpotError;
import io.github.hubspotassociations.error.ObjectNotFoundException.Side;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The records that an error names: the one parser for exceptions and for the isolation of pages.
 *
 * <p>HubSpot names records in many ways: {@code objectType} with {@code id}, {@code objectId} or
 * {@code ids}; {@code fromObjectId}, {@code from_object_id} and the like; {@code
 * INVALID_OBJECT_IDS} with texts such as {@code CONTACT=38374264688 is not valid}; or in its
 * message alone.
 */
public final class NamedRecords {
  private static final Pattern NO_SUCH =
      Pattern.compile("^No (\\S{1,100}) with ID (\\S{1,200}) exists");
  private static final Pattern NOT_VALID =
      Pattern.compile("(?<![\\w-])([\\w-]{1,100}+)=([^\\s,]{1,200}+) is not valid");

  /** Names in a context, in lower case without underscores: of ids, or of types (group 2). */
  private static final Pattern KEY =
      Pattern.compile("(from|to)?(?:(?:object)?ids?|(objecttype(?:s|id)?))");

  /** Longer than any message of HubSpot's. The rest of a longer text is not searched. */
  private static final int MAX_MESSAGE = 4000;

  private final @Nullable Side statedSide;
  private final List<String> from = new ArrayList<>(2);
  private final List<String> to = new ArrayList<>(2);
  private final List<NamedRecord> records = new ArrayList<>(2);
  private List<String> types = Collections.emptyList();
  private @Nullable String fromType;
  private @Nullable String toType;
  private boolean onlyInMessage;

  private NamedRecords(@Nullable Side statedSide) {
    this.statedSide = statedSide;
  }

  /**
   * Reads the records that an error itself names, without its nested errors.
   *
   * @param error the error
   * @return its records
   */
  public static NamedRecords of(HubSpotError error) {
    String words = error.subCategory() + " " + error.category() + " " + error.code();
    NamedRecords records = new NamedRecords(sideIn(words));
    records.readContext(error.context());
    if (records.isEmpty() && error.message() != null) {
      records.onlyInMessage = records.readMessage(error.message());
    }
    return records;
  }

  /**
   * Reads the records that an error names, or else those of the first nested error that names any.
   *
   * @param error the error
   * @return its records
   */
  public static NamedRecords firstIn(HubSpotError error) {
    NamedRecords own = of(error);
    if (own.isEmpty() || own.onlyInMessage) {
      for (HubSpotError nested : error.errors()) {
        NamedRecords records = firstIn(nested);
        if (!records.isEmpty()) {
          return records;
        }
      }
    }
    return own;
  }

  /**
   * Returns whether a message says that a record does not exist.
   *
   * @param message a message of HubSpot's
   * @return whether it does
   */
  public static boolean areNamedIn(String message) {
    return firstIn(message) != null;
  }

  /** Returns a matcher at the first record that a message names, null if it names none. */
  private static @Nullable Matcher firstIn(String message) {
    for (Pattern pattern : new Pattern[] {NO_SUCH, NOT_VALID}) {
      Matcher words = pattern.matcher(message).region(0, Math.min(message.length(), MAX_MESSAGE));
      if (words.find()) {
        return words;
      }
    }
    return null;
  }

  private static @Nullable Side sideIn(String words) {
    String text = words.toUpperCase(Locale.ROOT);
    boolean from = text.contains("FROM_OBJECT");
    boolean to = text.contains("TO_OBJECT");
    return from == to ? null : from ? Side.FROM : Side.TO;
  }

  private void readContext(Map<String, List<String>> context) {
    List<String> ids = new ArrayList<>(2);
    for (Map.Entry<String, List<String>> entry : context.entrySet()) {
      String name = entry.getKey().replace("_", "").toLowerCase(Locale.ROOT);
      List<String> values = entry.getValue();
      Matcher key = KEY.matcher(name);
      if (name.equals("invalidobjectids")) {
        for (String value : values) {
          readNotValid(value, ids);
        }
      } else if (key.matches() && !values.isEmpty()) {
        boolean isFrom = "from".equals(key.group(1));
        boolean isTo = "to".equals(key.group(1));
        if (key.group(2) == null) {
          (isFrom ? from : isTo ? to : ids).addAll(values);
        } else if (isFrom) {
          fromType = values.get(0);
        } else if (isTo) {
          toType = values.get(0);
        } else {
          types = values;
        }
      }
    }
    addUntyped(ids);
  }

  private void readNotValid(String text, List<String> ids) {
    if (!readMessage(text)) {
      int equals = text.indexOf('=');
      String id = text.substring(equals + 1).trim();
      if (equals > 0) {
        records.add(new NamedRecord(text.substring(0, equals).trim(), id));
      } else if (id.matches("\\d{1,200}")) {
        ids.add(id);
      }
    }
  }

  /** An error that names an id with its type may list the id once more without. */
  private void addUntyped(List<String> ids) {
    Set<String> typed = new LinkedHashSet<>();
    for (NamedRecord record : records) {
      typed.add(record.id);
    }
    for (int i = 0; i < ids.size(); i++) {
      if (!typed.contains(ids.get(i))) {
        String own =
            types.size() == ids.size() ? types.get(i) : types.size() == 1 ? types.get(0) : null;
        records.add(new NamedRecord(own, ids.get(i)));
      }
    }
  }

  /** Reads the records that a message names; returns whether there are any. */
  private boolean readMessage(String message) {
    Matcher words = firstIn(message);
    if (words == null) {
      return false;
    }
    do {
      records.add(new NamedRecord(words.group(1), words.group(2)));
    } while (words.find());
    return true;
  }

  /** {@return whether no id is named} */
  public boolean isEmpty() {
    return records.isEmpty() && from.isEmpty() && to.isEmpty();
  }

  /** {@return the side that the error's category, subcategory or code states, null if none} */
  public @Nullable Side statedSide() {
    return statedSide;
  }

  /** {@return the ids named as those of the first record of a pair} */
  public List<String> from() {
    return from;
  }

  /** {@return the ids named as those of the second record of a pair} */
  public List<String> to() {
    return to;
  }

  /** {@return the records named without a side} */
  public List<NamedRecord> records() {
    return records;
  }

  /** {@return the side of the records, null if that is not known or both are named} */
  public @Nullable Side side() {
    if (statedSide != null || from.isEmpty() == to.isEmpty()) {
      return statedSide;
    }
    return to.isEmpty() ? Side.FROM : Side.TO;
  }

  /** {@return the type of the first record, in HubSpot's words, null if none is named} */
  public @Nullable String objectType() {
    Side side = side();
    String own = side == null ? null : side == Side.FROM ? fromType : toType;
    if (own == null && !types.isEmpty()) {
      own = types.get(0);
    }
    return own == null && !records.isEmpty() ? records.get(0).objectType : own;
  }

  /** {@return the first of the {@link #ids()}, null if there is none} */
  public @Nullable String id() {
    List<String> ids = ids();
    return ids.isEmpty() ? null : ids.get(0);
  }

  /** {@return the ids of the records, each once: of a known side, if there are any, those alone} */
  public List<String> ids() {
    Side side = side();
    Set<String> ids = new LinkedHashSet<>();
    if (side != Side.TO) {
      ids.addAll(from);
    }
    if (side != Side.FROM) {
      ids.addAll(to);
    }
    if (ids.isEmpty() || side == null) {
      for (NamedRecord record : records) {
        ids.add(record.id);
      }
    }
    return Collections.unmodifiableList(new ArrayList<>(ids));
  }
}

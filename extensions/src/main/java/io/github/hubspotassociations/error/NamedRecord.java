package io.github.hubspotassociations.error;

import java.util.ArrayList;
import java.util.Collection;
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
 * The record that an error names. HubSpot does so in many ways: {@code objectType} with {@code id},
 * {@code objectId} or {@code ids}; {@code fromObjectId} and the like; a text such as {@code
 * CONTACT=38374264688 is not valid}; the message alone.
 */
final class NamedRecord {
  private static final Pattern NOT_VALID = Pattern.compile("([\\w-]{1,100})=(\\S{1,200}).*");
  private static final Pattern NO_SUCH =
      Pattern.compile("No (\\S{1,100}) with ID (\\S{1,200}) exists.*", Pattern.DOTALL);

  final ObjectNotFoundException.@Nullable Side side;
  final @Nullable String objectType;
  final List<String> ids;

  private NamedRecord(
      ObjectNotFoundException.@Nullable Side side,
      @Nullable String objectType,
      Collection<String> ids) {
    this.side = side;
    this.objectType = objectType;
    this.ids = Collections.unmodifiableList(new ArrayList<>(ids));
  }

  /**
   * What the error's context names, else the first of its errors that names a record, else what its
   * message names.
   */
  static NamedRecord of(HubSpotError error) {
    NamedRecord own = inContext(error);
    if (!own.ids.isEmpty()) {
      return own;
    }
    for (HubSpotError nested : error.errors()) {
      NamedRecord record = of(nested);
      if (!record.ids.isEmpty()) {
        return record;
      }
    }
    Matcher words = NO_SUCH.matcher(String.valueOf(error.message()));
    return words.matches()
        ? new NamedRecord(
            own.side,
            own.objectType == null ? words.group(1) : own.objectType,
            Collections.singleton(words.group(2)))
        : own;
  }

  @Nullable String objectId() {
    return ids.isEmpty() ? null : ids.get(0);
  }

  /** Whether a message says that a record does not exist. */
  static boolean isNoSuch(String message) {
    return NO_SUCH.matcher(message).matches();
  }

  private static NamedRecord inContext(HubSpotError error) {
    Map<String, List<String>> context = error.context();
    ObjectNotFoundException.Side side = side(error);
    Set<String> ids = new LinkedHashSet<>();
    String type = null;
    if (side != null) {
      String name = side.name().toLowerCase(Locale.ROOT);
      ids.addAll(values(context, name + "ObjectId"));
      type = first(context, name + "ObjectType", name + "ObjectTypeId");
    }
    type = type == null ? first(context, "objectType", "objectTypeId") : type;
    if (ids.isEmpty()) {
      ids.addAll(values(context, "id"));
      ids.addAll(values(context, "objectId"));
      ids.addAll(values(context, "ids"));
      ids.addAll(values(context, "objectIds"));
    }
    for (String invalid : values(context, "INVALID_OBJECT_IDS")) {
      Matcher words = NOT_VALID.matcher(invalid);
      if (words.matches()) {
        type = type == null ? words.group(1) : type;
        ids.add(words.group(2));
      }
    }
    return new NamedRecord(side, type, ids);
  }

  private static ObjectNotFoundException.@Nullable Side side(HubSpotError error) {
    String words = error.subCategory() + " " + error.category() + " " + error.code();
    boolean from = words.contains("FROM_OBJECT_NOT_FOUND");
    boolean to = words.contains("TO_OBJECT_NOT_FOUND");
    if (from == to) {
      from = !values(error.context(), "fromObjectId").isEmpty();
      to = !values(error.context(), "toObjectId").isEmpty();
    }
    return from == to
        ? null
        : from ? ObjectNotFoundException.Side.FROM : ObjectNotFoundException.Side.TO;
  }

  private static @Nullable String first(
      Map<String, List<String>> context, String name, String otherName) {
    List<String> values = values(context, name);
    values = values.isEmpty() ? values(context, otherName) : values;
    return values.isEmpty() ? null : values.get(0);
  }

  private static List<String> values(Map<String, List<String>> context, String name) {
    List<String> values = context.get(name);
    return values == null ? Collections.emptyList() : values;
  }
}

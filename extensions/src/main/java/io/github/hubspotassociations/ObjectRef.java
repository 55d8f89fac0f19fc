package io.github.hubspotassociations;

import io.github.hubspotassociations.internal.error.Texts;
import java.util.Locale;
import java.util.Objects;

/**
 * Names one CRM record: its object type and its id. Immutable and thread-safe.
 *
 * <p>The object type is whatever HubSpot takes in a path: a name ({@code "contacts"}), a type id
 * ({@code "0-1"}), a custom type's id ({@code "2-33642689"}) or its fully qualified name ({@code
 * "p1234_pets"}). It is sent as given; nothing here knows which types an account has. Two
 * references are equal if both strings are.
 */
public final class ObjectRef {
  private static final int MAX_LINE = 400;
  private static final String TYPE = "object type, such as \"contacts\" or \"0-1\"";
  private static final String ID = "record's id, such as \"101\"";

  private final String objectType;
  private final String id;

  private ObjectRef(String objectType, String id) {
    this.objectType = objectType;
    this.id = id;
  }

  /**
   * Names a record.
   *
   * @param objectType a name, type id or fully qualified name of an object type
   * @param id the record's id as HubSpot gives it
   * @return the reference
   * @throws IllegalArgumentException if either is blank, begins or ends with a blank or invisible
   *     character, or is a path's {@code .} or {@code ..}
   * @throws NullPointerException if either is null
   */
  public static ObjectRef of(String objectType, String id) {
    return new ObjectRef(
        requirePathPart("objectType", objectType, TYPE), requirePathPart("id", id, ID));
  }

  /**
   * Names a record by its numeric id.
   *
   * @param objectType a name, type id or fully qualified name of an object type
   * @param id the record's id, 0 or more
   * @return the reference
   * @throws IllegalArgumentException if the type is blank or the id is negative
   * @throws NullPointerException if the type is null
   */
  public static ObjectRef of(String objectType, long id) {
    if (id < 0) {
      throw new IllegalArgumentException("id is " + id + ": a record's id is not negative");
    }
    return new ObjectRef(requirePathPart("objectType", objectType, TYPE), Long.toString(id));
  }

  /** {@return the object type, as it was given} */
  public String objectType() {
    return objectType;
  }

  /** {@return the record's id, as it was given} */
  public String id() {
    return id;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ObjectRef
        && id.equals(((ObjectRef) other).id)
        && objectType.equals(((ObjectRef) other).objectType);
  }

  @Override
  public int hashCode() {
    return 31 * objectType.hashCode() + id.hashCode();
  }

  /** The record in one line, such as {@code contacts/101}. */
  @Override
  public String toString() {
    return Texts.line(objectType + '/' + id, MAX_LINE);
  }

  private static String requirePathPart(String name, String value, String what) {
    Objects.requireNonNull(value, name);
    if (isBlank(value)) {
      throw new IllegalArgumentException(name + " is blank: give the " + what);
    }
    if (value.equals(".") || value.equals("..")) {
      throw new IllegalArgumentException(
          name + " is \"" + value + "\", which a URL path takes as a direction: give the " + what);
    }
    requireVisible(name, value, value.codePointAt(0), "begins", what);
    requireVisible(name, value, value.codePointBefore(value.length()), "ends", what);
    return value;
  }

  private static void requireVisible(String name, String value, int c, String where, String what) {
    if (isInvisible(c)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s \"%s\" %s with U+%04X (%s), which is not part of it: remove that, and give the"
                  + " %s",
              name,
              Texts.line(value, MAX_LINE),
              where,
              c,
              Character.getName(c),
              what));
    }
  }

  private static boolean isBlank(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (!isInvisible(value.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isInvisible(int c) {
    if (c > ' ' && c < 0x7f) {
      return false;
    }
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || Character.isSpaceChar(c)
        || Character.isWhitespace(c);
  }
}

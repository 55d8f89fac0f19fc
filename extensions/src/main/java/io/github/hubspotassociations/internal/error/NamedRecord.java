package io.github.hubspotassociations.internal.error;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record that an error names without its side.
 *
 * <p>It knows the names of HubSpot's own object types: a request has {@code contacts}, an error
 * about it {@code CONTACT} or {@code 0-1}. Custom types are compared by name.
 */
public final class NamedRecord {
  private static final Map<String, String> IDS = new HashMap<>();

  static {
    String[] types =
        ("contact 0-1 company 0-2 deal 0-3 ticket 0-5 product 0-7 line_item 0-8 "
                + "quote 0-14 communication 0-18 feedback_submission 0-19 task 0-27 note 0-46 "
                + "meeting 0-47 meeting_event 0-47 call 0-48 email 0-49 invoice 0-53 "
                + "marketing_event 0-54 subscription 0-69 goal_target 0-74 discount 0-84 "
                + "fee 0-85 tax 0-86 commerce_payment 0-101 payment 0-101 user 0-115 "
                + "postal_mail 0-116 order 0-123 lead 0-136 cart 0-142 service 0-162 "
                + "course 0-410 listing 0-420 appointment 0-421 project 0-970")
            .split(" ", -1);
    for (int i = 0; i < types.length; i += 2) {
      IDS.put(types[i], types[i + 1]);
    }
  }

  /** The type in HubSpot's words, null if none is named with the id. */
  final @Nullable String objectType;

  /** The id as HubSpot writes it. */
  public final String id;

  NamedRecord(@Nullable String objectType, String id) {
    this.objectType = objectType;
    this.id = id;
  }

  /**
   * {@return whether the record is of a type, as far as is known}
   *
   * @param type a name, in singular or plural, or a type id
   */
  public boolean isOf(String type) {
    return objectType != null && canonical(objectType).equals(canonical(type));
  }

  private static String canonical(String type) {
    String name = type.trim().toLowerCase(Locale.ROOT).replace(' ', '_');
    String id = IDS.get(name);
    if (id == null) {
      id = IDS.get(singular(name));
    }
    return id == null ? name : id;
  }

  private static String singular(String name) {
    if (name.endsWith("ies")) {
      return name.substring(0, name.length() - 3) + 'y';
    }
    if (name.endsWith("xes")) {
      return name.substring(0, name.length() - 2);
    }
    return name.endsWith("s") ? name.substring(0, name.length() - 1) : name;
  }
}

package io.github.hubspotassociations.emulator;

import java.util.HashMap;
import java.util.Map;

/**
 * The type of a default association in one direction.
 *
 * @param category such as HUBSPOT_DEFINED
 * @param typeId such as 279, for a contact's unlabelled company
 */
record AssociationType(String category, int typeId) {
  private static final String HUBSPOT_DEFINED = "HUBSPOT_DEFINED";
  private static final String USER_DEFINED = "USER_DEFINED";
  private static final Map<String, Integer> KNOWN = new HashMap<>();

  static {
    sameType("contact", 449);
    sameType("company", 450);
    sameType("deal", 451);
    sameType("ticket", 452);
    pair("contact", 279, "company", 280);
    pair("contact", 4, "deal", 3);
    pair("contact", 15, "ticket", 16);
    pair("company", 342, "deal", 341);
    pair("company", 340, "ticket", 339);
    pair("deal", 27, "ticket", 28);
    pair("deal", 19, "line_item", 20);
    pair("deal", 63, "quote", 64);
    pair("quote", 67, "line_item", 68);
    pair("quote", 69, "contact", 70);
    pair("quote", 71, "company", 72);
    pair("contact", 97, "feedback_submission", 98);
    pair("ticket", 99, "feedback_submission", 100);
    activity("call", 193, 181, 205, 219);
    activity("email", 197, 185, 209, 223);
    activity("meeting", 199, 187, 211, 225);
    activity("note", 201, 189, 213, 227);
    activity("task", 203, 191, 215, 229);
    pair("communication", 81, "contact", 82);
    pair("communication", 83, "ticket", 84);
    pair("communication", 85, "deal", 86);
    pair("communication", 87, "company", 88);
    pair("postal_mail", 453, "contact", 454);
    pair("postal_mail", 455, "ticket", 456);
    pair("postal_mail", 457, "deal", 458);
    pair("postal_mail", 459, "company", 460);
  }

  /** Adds an activity, whose directions are numbered in pairs: to the activity, then from it. */
  private static void activity(String activity, int contact, int company, int deal, int ticket) {
    pair("contact", contact, activity, contact + 1);
    pair("company", company, activity, company + 1);
    pair("deal", deal, activity, deal + 1);
    pair("ticket", ticket, activity, ticket + 1);
  }

  private static void sameType(String type, int typeId) {
    KNOWN.put(type + ">" + type, typeId);
  }

  private static void pair(String one, int oneToOther, String other, int otherToOne) {
    KNOWN.put(one + ">" + other, oneToOther);
    KNOWN.put(other + ">" + one, otherToOne);
  }

  /**
   * Returns the default type from one object type to another: HubSpot's own number where it is
   * published, or else one that is always the same for these two types and differs by direction.
   */
  static AssociationType between(ObjectType from, ObjectType to) {
    Integer known = KNOWN.get(from.singular() + ">" + to.singular());
    if (known != null) {
      return new AssociationType(HUBSPOT_DEFINED, known);
    }
    boolean forward = from.id().compareTo(to.id()) <= 0;
    String key = forward ? from.id() + ">" + to.id() : to.id() + ">" + from.id();
    boolean sameType = from.equals(to);
    int typeId = 1000 + 2 * Math.floorMod(key.hashCode(), 500_000) + (forward || sameType ? 0 : 1);
    boolean custom = from.isCustom() || to.isCustom();
    return new AssociationType(custom ? USER_DEFINED : HUBSPOT_DEFINED, typeId);
  }
}

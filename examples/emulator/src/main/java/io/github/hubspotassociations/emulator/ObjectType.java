package io.github.hubspotassociations.emulator;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A type of record, however a request named it.
 *
 * @param id the type ID, such as "0-1", or the name of a custom type
 * @param singular the name used in messages, such as "contact"
 * @param plural the name used in lists, such as "contacts"
 */
record ObjectType(String id, String singular, String plural) {
  private static final Map<String, ObjectType> KNOWN = new HashMap<>();
  private static final Pattern CUSTOM_ID = Pattern.compile("2-[0-9]{1,19}");
  private static final Pattern CUSTOM_NAME = Pattern.compile("p[0-9]{1,19}_[a-z0-9_-]{1,200}");

  static {
    known("0-1", "contact", "contacts");
    known("0-2", "company", "companies");
    known("0-3", "deal", "deals");
    known("0-5", "ticket", "tickets");
    known("0-7", "product", "products");
    known("0-8", "line_item", "line_items");
    known("0-14", "quote", "quotes");
    known("0-18", "communication", "communications");
    known("0-19", "feedback_submission", "feedback_submissions");
    known("0-27", "task", "tasks");
    known("0-46", "note", "notes");
    known("0-47", "meeting", "meetings");
    known("0-48", "call", "calls");
    known("0-49", "email", "emails");
    known("0-53", "invoice", "invoices");
    known("0-54", "marketing_event", "marketing_events");
    known("0-69", "subscription", "subscriptions");
    known("0-74", "goal_target", "goal_targets");
    known("0-84", "discount", "discounts");
    known("0-85", "fee", "fees");
    known("0-86", "tax", "taxes");
    known("0-101", "commerce_payment", "commerce_payments");
    known("0-115", "user", "users");
    known("0-116", "postal_mail", "postal_mail");
    known("0-123", "order", "orders");
    known("0-136", "lead", "leads");
    known("0-142", "cart", "carts");
    known("0-162", "service", "services");
    known("0-410", "course", "courses");
    known("0-420", "listing", "listings");
    known("0-421", "appointment", "appointments");
    known("0-970", "project", "projects");
  }

  private static void known(String id, String singular, String plural) {
    ObjectType type = new ObjectType(id, singular, plural);
    KNOWN.put(id, type);
    KNOWN.put(singular, type);
    KNOWN.put(plural, type);
  }

  /**
   * Finds a type by its name in singular or plural, its id ("0-1", or "2-123" for a custom one) or
   * its fully qualified name ("p1234_pets"), in any case; null for anything else.
   */
  static @Nullable ObjectType find(String text) {
    String name = text.toLowerCase(Locale.ROOT);
    ObjectType known = KNOWN.get(name);
    if (known != null) {
      return known;
    }
    boolean custom = CUSTOM_ID.matcher(name).matches() || CUSTOM_NAME.matcher(name).matches();
    return custom ? new ObjectType(name, name, name) : null;
  }

  /** Returns the name as some messages write it, such as "CONTACT". */
  String upperCase() {
    return singular.toUpperCase(Locale.ROOT);
  }

  /** Returns whether the type is a custom one. */
  boolean isCustom() {
    return !id.startsWith("0-");
  }
}

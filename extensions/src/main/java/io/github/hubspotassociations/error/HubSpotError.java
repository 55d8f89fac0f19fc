package io.github.hubspotassociations.error;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What HubSpot says about a failure: a whole error body, or one entry of its {@code errors}.
 *
 * <p>HubSpot treats every field of an error as optional, so everything here may be null or empty. A
 * field of an unexpected type is kept as text: a number with its digits as they came, an object or
 * array as JSON. Whatever looks like a HubSpot token is masked. Immutable and thread-safe; made by
 * {@link HubSpotErrors}.
 */
public final class HubSpotError implements Serializable {
  private static final long serialVersionUID = 1;

  private final @Nullable String status;
  private final @Nullable String message;
  private final @Nullable String correlationId;
  private final @Nullable String category;
  private final @Nullable String subCategory;
  private final @Nullable String errorType;
  private final @Nullable String policyName;
  private final @Nullable String groupName;
  private final @Nullable String requestId;
  private final @Nullable String code;
  private final @Nullable String in;

  // Declared as interfaces, but always the serializable collections that ErrorDecoder makes.
  @SuppressWarnings("serial")
  private final Map<String, String> links;

  @SuppressWarnings("serial")
  private final Map<String, List<String>> context;

  @SuppressWarnings("serial")
  private final List<HubSpotError> errors;

  @SuppressWarnings("serial")
  private final Map<String, @Nullable Object> raw;

  HubSpotError(
      Map<String, @Nullable Object> raw,
      @Nullable String message,
      @Nullable String correlationId,
      Map<String, List<String>> context,
      Map<String, String> links,
      List<HubSpotError> errors) {
    this.raw = raw;
    this.message = message;
    this.correlationId = correlationId;
    this.context = context;
    this.links = links;
    this.errors = errors;
    this.status = text("status");
    this.category = text("category");
    this.subCategory = text("subCategory");
    String type = text("errorType");
    // OAuth's name for it: {"error":"invalid_grant"}.
    this.errorType = type == null && raw.get("error") instanceof String ? text("error") : type;
    this.policyName = text("policyName");
    this.groupName = text("groupName");
    this.requestId = text("requestId");
    this.code = text("code");
    this.in = text("in");
  }

  private @Nullable String text(String name) {
    return Texts.orNull(Texts.of(raw.get(name)));
  }

  /**
   * What happened, in HubSpot's words, as they came: {@code message}, or OAuth's {@code
   * error_description}; the title of an HTML page; the first line of a plain text; else the message
   * of the first of {@link #errors()}.
   *
   * @return null if the answer says nothing
   */
  public @Nullable String message() {
    return message;
  }

  /**
   * What to quote to HubSpot's support: from the body, else from the header {@code
   * x-hubspot-correlation-id}; an entry of {@link #errors()} has that of its answer. Not always a
   * UUID.
   *
   * @return null if there is none
   */
  public @Nullable String correlationId() {
    return correlationId;
  }

  /**
   * The category, such as {@code VALIDATION_ERROR} or {@code OBJECT_NOT_FOUND}. An open list:
   * {@link ErrorKind} is for decisions.
   *
   * @return null if there is none
   */
  public @Nullable String category() {
    return category;
  }

  /**
   * The subcategory, such as {@code crm.associations.TO_OBJECT_NOT_FOUND}; where it came as an
   * object, its JSON text.
   *
   * @return null if there is none
   */
  public @Nullable String subCategory() {
    return subCategory;
  }

  /**
   * The type, such as {@code RATE_LIMIT}; in an OAuth body its {@code error}, such as {@code
   * invalid_grant}.
   *
   * @return null if there is none
   */
  public @Nullable String errorType() {
    return errorType;
  }

  /**
   * The word under {@code status}: mostly {@code error}, {@code COMPLETE} in the answer of a batch,
   * {@code BAD_REFRESH_TOKEN} and the like in an OAuth body. Not the HTTP status.
   *
   * @return null if there is none
   */
  public @Nullable String status() {
    return status;
  }

  /**
   * The limit that was hit, such as {@code DAILY}; see {@link RateLimitException#policy()}.
   *
   * @return null if there is none
   */
  public @Nullable String policyName() {
    return policyName;
  }

  /**
   * Who shares the limit that was hit, such as {@code
   * publicapi:private_app-api-calls-ten-secondly:…}.
   *
   * @return null if there is none
   */
  public @Nullable String groupName() {
    return groupName;
  }

  /**
   * HubSpot's id of the request, which some rate limit answers carry.
   *
   * @return null if there is none
   */
  public @Nullable String requestId() {
    return requestId;
  }

  /**
   * The code of one entry of {@link #errors()}.
   *
   * @return null if there is none
   */
  public @Nullable String code() {
    return code;
  }

  /**
   * The field or parameter that one entry of {@link #errors()} is about.
   *
   * @return null if there is none
   */
  public @Nullable String in() {
    return in;
  }

  /**
   * Details by name, such as {@code objectType → [contact]}. A single value is a list of one, null
   * an empty list, nested JSON its text. The printed form {@code {missingScopes=[a, b]}} is read
   * too.
   *
   * @return an unmodifiable map of unmodifiable lists, empty if there are none
   */
  public Map<String, List<String>> context() {
    return context;
  }

  /**
   * Where to read more, by name.
   *
   * @return an unmodifiable map, empty if there are none
   */
  public Map<String, String> links() {
    return links;
  }

  /**
   * The errors this one is made of: of a batch answer one per refused record or pair, else more
   * detail. An error that came as a plain string has that as its message.
   *
   * @return an unmodifiable list, empty if there are none
   */
  public List<HubSpotError> errors() {
    return errors;
  }

  /**
   * All fields of the JSON object, those without an accessor here included. Values are {@code
   * String}, {@code Boolean}, {@code Number} (its {@code toString} has the digits exactly as they
   * came, its {@code longValue} and the like round), {@code List}, {@code Map} and null; what lies
   * deeper than 32 levels is JSON text. Of equal names the last one won.
   *
   * @return an unmodifiable map in the order of the body, empty if that was no JSON object
   */
  public Map<String, @Nullable Object> raw() {
    return raw;
  }

  /**
   * The scopes that HubSpot asks for under {@code missingScopes}, {@code requiredScopes} or {@code
   * requiredGranularScopes}, at any level of the body.
   *
   * @return an unmodifiable set in the order of the body, empty if HubSpot names none
   */
  public Set<String> missingScopes() {
    return Collections.unmodifiableSet(Scopes.in(raw));
  }

  /** Message, category and the like, in one line of at most 1,000 characters. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("HubSpotError{");
    field(text, "message", message);
    field(text, "category", category);
    field(text, "subCategory", subCategory);
    field(text, "errorType", errorType);
    field(text, "policyName", policyName);
    field(text, "code", code);
    field(text, "in", in);
    field(text, "correlationId", correlationId);
    field(text, "context", context.isEmpty() ? null : context);
    field(text, "errors", errors.isEmpty() ? null : errors.size());
    return Texts.line(text.append('}').toString(), 1000);
  }

  private static void field(StringBuilder text, String name, @Nullable Object value) {
    if (value != null) {
      text.append(text.charAt(text.length() - 1) == '{' ? "" : ", ").append(name).append('=');
      text.append(value);
    }
  }
}

package io.github.hubspotassociations.error;

import io.github.hubspotassociations.error.RateLimitException.Policy;
import io.github.hubspotassociations.internal.error.NamedRecords;
import io.github.hubspotassociations.internal.error.Texts;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
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
@SuppressWarnings("serial") // Fields are declared as interfaces, but their values are serializable.
public final class HubSpotError implements Serializable {
  private final @Nullable String correlationId;
  private final boolean hasResults;
  private final boolean namesScopes;
  private final Map<String, @Nullable String> words;
  private final Map<String, String> links;
  private final Map<String, List<String>> context;
  private final Set<String> scopes;
  private final List<HubSpotError> errors;

  HubSpotError(ErrorDecoder read, @Nullable String correlationId, List<HubSpotError> errors) {
    this.correlationId = correlationId;
    this.hasResults = read.hasResults;
    this.namesScopes = read.namesScopes;
    this.words = sealed(read.words);
    this.links = sealed(read.links);
    this.context = sealed(read.context);
    this.scopes = read.scopes.isEmpty() ? Collections.<String>emptySet() : read.scopes;
    this.errors =
        errors.isEmpty()
            ? Collections.<HubSpotError>emptyList()
            : Collections.unmodifiableList(errors);
  }

  private static <V> Map<String, V> sealed(Map<String, V> map) {
    return map.isEmpty() ? Collections.<String, V>emptyMap() : Collections.unmodifiableMap(map);
  }

  /** The data center that the account is in, where HubSpot says so. */
  @Nullable String correctHublet() {
    return words.get("correctHublet");
  }

  /** Whether this has the form that HubSpot gives its own errors, and only those. */
  boolean isHubSpots() {
    return category() != null || words.get("correlationId") != null || "error".equals(status());
  }

  /** Whether a body is an error at its top level, rather than the response to a batch. */
  boolean isWholeResponse() {
    return !hasResults && (category() != null || "error".equalsIgnoreCase(status()));
  }

  /** Whether the error itself, not one of its errors, speaks of scopes. */
  boolean namesScopes() {
    return namesScopes;
  }

  /** Whether a token is rejected because it has expired, rather than being wrong. */
  boolean isExpired() {
    String category = category();
    if (category != null && category.contains("AUTHENTICATION")) {
      return category.contains("EXPIRED");
    }
    // OAuth's "invalid, expired or revoked", which has an errorType, does not know.
    return errorType() == null && message() != null && message().matches("(?is).*\\bexpired\\b.*");
  }

  /** Which limit was hit, by its name, else by the message. */
  Policy policy() {
    Policy policy = policyIn(policyName());
    return policy == Policy.UNKNOWN ? policyIn(message()) : policy;
  }

  /** "TEN_SECONDLY_ROLLING", "You have reached your ten_secondly_rolling limit." */
  private static Policy policyIn(@Nullable String text) {
    String words = String.valueOf(text).toUpperCase(Locale.ROOT);
    if (words.contains("TEN_SECONDLY")) {
      return Policy.TEN_SECONDLY_ROLLING;
    }
    if (words.contains("SECONDLY")) {
      return Policy.SECONDLY;
    }
    return words.contains("DAILY") ? Policy.DAILY : Policy.UNKNOWN;
  }

  /** The records that the error names, or else those of the first nested error that names any. */
  NamedRecords records() {
    return NamedRecords.firstIn(this);
  }

  /**
   * Returns what happened, in HubSpot's words, as they came: {@code message}, or OAuth's {@code
   * error_description}; the title of an HTML page; the first line of a plain text; else the message
   * of the first of {@link #errors()}.
   *
   * @return null if the response says nothing
   */
  public @Nullable String message() {
    return words.get("message");
  }

  /**
   * Returns what to quote to HubSpot's support: from the body, else from the header {@code
   * x-hubspot-correlation-id}; an entry of {@link #errors()} has that of its response. Not always a
   * UUID.
   *
   * @return null if there is none
   */
  public @Nullable String correlationId() {
    return correlationId;
  }

  /**
   * Returns the category, such as {@code VALIDATION_ERROR} or {@code OBJECT_NOT_FOUND}. An open
   * list: {@link ErrorKind} is for decisions.
   *
   * @return null if there is none
   */
  public @Nullable String category() {
    return words.get("category");
  }

  /**
   * Returns the subcategory, such as {@code crm.associations.TO_OBJECT_NOT_FOUND}; where it came as
   * an object, its JSON text.
   *
   * @return null if there is none
   */
  public @Nullable String subCategory() {
    return words.get("subCategory");
  }

  /**
   * Returns the type, such as {@code RATE_LIMIT}; in an OAuth body its {@code error}, such as
   * {@code invalid_grant}.
   *
   * @return null if there is none
   */
  public @Nullable String errorType() {
    String type = words.get("errorType");
    return type == null ? words.get("error") : type;
  }

  /**
   * Returns the word under {@code status}: mostly {@code error}, {@code COMPLETE} in the response
   * to a batch, {@code BAD_REFRESH_TOKEN} and the like in an OAuth body. Not the HTTP status.
   *
   * @return null if there is none
   */
  public @Nullable String status() {
    return words.get("status");
  }

  /**
   * Returns the limit that was hit, such as {@code DAILY}; see {@link RateLimitException#policy()}.
   *
   * @return null if there is none
   */
  public @Nullable String policyName() {
    return words.get("policyName");
  }

  /**
   * Returns the code of one entry of {@link #errors()}.
   *
   * @return null if there is none
   */
  public @Nullable String code() {
    return words.get("code");
  }

  /**
   * Returns the field or parameter that one entry of {@link #errors()} is about.
   *
   * @return null if there is none
   */
  public @Nullable String in() {
    return words.get("in");
  }

  /**
   * Returns details by name, such as {@code objectType → [contact]}. A single value is a list of
   * one, null an empty list, nested JSON its text. The printed form {@code {missingScopes=[a, b]}}
   * is read too.
   *
   * @return an unmodifiable map of unmodifiable lists, empty if there are none
   */
  public Map<String, List<String>> context() {
    return context;
  }

  /**
   * Returns where to read more, by name.
   *
   * @return an unmodifiable map, empty if there are none
   */
  public Map<String, String> links() {
    return links;
  }

  /**
   * Returns the errors this one is made of: in the response to a batch one per rejected record or
   * pair, else more detail. An error that came as a plain string has that as its message.
   *
   * @return an unmodifiable list, empty if there are none
   */
  public List<HubSpotError> errors() {
    return errors;
  }

  /**
   * Returns the scopes that HubSpot asks for under {@code missingScopes}, {@code requiredScopes} or
   * {@code requiredGranularScopes}, at any level of the body.
   *
   * @return an unmodifiable set in the order of the body, empty if HubSpot names none
   */
  public Set<String> missingScopes() {
    Set<String> all = new LinkedHashSet<>(scopes);
    for (HubSpotError error : errors) {
      all.addAll(error.missingScopes());
    }
    return Collections.unmodifiableSet(all);
  }

  /** Message, category and the like, in one line of at most 1,000 characters. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    field(text, "message", message());
    field(text, "category", category());
    field(text, "subCategory", subCategory());
    field(text, "errorType", errorType());
    field(text, "policyName", policyName());
    field(text, "code", code());
    field(text, "in", in());
    field(text, "correlationId", correlationId);
    field(text, "context", context.isEmpty() ? null : context);
    field(text, "errors", errors.isEmpty() ? null : errors.size());
    return Texts.line("HubSpotError{" + text + '}', 1000);
  }

  private static void field(StringBuilder text, String name, @Nullable Object value) {
    if (value != null) {
      text.append(text.length() == 0 ? "" : ", ").append(name).append('=').append(value);
    }
  }
}

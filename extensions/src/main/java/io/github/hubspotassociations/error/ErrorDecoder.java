package io.github.hubspotassociations.error;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns the text of any answer into a {@link HubSpotError}: JSON, HTML, plain text or noise. */
final class ErrorDecoder {
  /** The longest message taken from a body that is not JSON. */
  private static final int MAX_TEXT_MESSAGE = 1000;

  /** Where a message may stand, best first. */
  private static final String[] MESSAGES = {
    "message", "error_description", "errorMessage", "error", "detail", "title", "description"
  };

  private ErrorDecoder() {}

  /**
   * Decodes a body.
   *
   * @param body the text, empty if there is none
   * @param correlationId the header's, for a body that has none
   */
  static HubSpotError decode(String body, @Nullable String correlationId) {
    String text = (body.startsWith("\uFEFF") ? body.substring(1) : body).trim();
    if (looksLikeJson(text)) {
      Object json = TolerantJson.parse(text);
      if (json instanceof Map) {
        return object(json, correlationId);
      }
      if (json instanceof List) {
        List<HubSpotError> errors = errors(json, correlationId);
        return new HubSpotError(
            Collections.emptyMap(),
            firstMessage(errors),
            correlationId,
            Collections.emptyMap(),
            Collections.emptyMap(),
            errors);
      }
      return plain(Texts.orNull(Texts.of(json)), correlationId);
    }
    String message = text.startsWith("<") ? Html.message(text) : firstLine(text);
    return plain(
        message == null ? null : Texts.clip(Secrets.mask(message), MAX_TEXT_MESSAGE),
        correlationId);
  }

  /** An opening bracket also begins plain texts such as "[ERROR] no upstream". */
  private static boolean looksLikeJson(String text) {
    if (text.isEmpty() || "{[\"".indexOf(text.charAt(0)) < 0) {
      return false;
    }
    for (int i = 1; text.charAt(0) != '"' && i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > ' ') {
        return text.charAt(0) == '{' ? c == '"' || c == '}' : "{[\"]-0123456789tfn".indexOf(c) >= 0;
      }
    }
    return true;
  }

  private static @Nullable String firstLine(String text) {
    int end = 0;
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      char c = text.charAt(end++);
      if ((c < ' ' && c != '\t') || c == '\uFFFD') {
        return null; // Not text at all: something binary.
      }
    }
    return Texts.orNull(text.substring(0, end).trim());
  }

  /** An error that is nothing but a message. */
  static HubSpotError plain(@Nullable String message, @Nullable String correlationId) {
    return new HubSpotError(
        Collections.emptyMap(),
        message,
        correlationId,
        Collections.emptyMap(),
        Collections.emptyMap(),
        Collections.emptyList());
  }

  private static HubSpotError object(Object json, @Nullable String inherited) {
    Map<String, @Nullable Object> raw = members(json);
    String own = Texts.orNull(Texts.of(raw.get("correlationId")));
    String correlationId = own == null ? inherited : own;
    List<HubSpotError> errors = errors(raw.get("errors"), correlationId);
    String message = message(raw);
    return new HubSpotError(
        raw,
        message == null ? firstMessage(errors) : message,
        correlationId,
        context(raw.get("context")),
        links(raw.get("links")),
        errors);
  }

  @SuppressWarnings("unchecked") // TolerantJson makes no other maps.
  private static Map<String, @Nullable Object> members(Object json) {
    return (Map<String, @Nullable Object>) json;
  }

  private static @Nullable String message(Map<String, @Nullable Object> raw) {
    for (String name : MESSAGES) {
      Object value = raw.get(name);
      if (value instanceof Map && ((Map<?, ?>) value).get("message") != null) {
        value = ((Map<?, ?>) value).get("message");
      }
      String text = Texts.orNull(Texts.of(value));
      if (text != null) {
        return text;
      }
    }
    return null;
  }

  private static @Nullable String firstMessage(List<HubSpotError> errors) {
    for (HubSpotError error : errors) {
      if (error.message() != null) {
        return error.message();
      }
    }
    return null;
  }

  private static List<HubSpotError> errors(@Nullable Object json, @Nullable String correlationId) {
    if (json == null) {
      return Collections.emptyList();
    }
    List<?> items = json instanceof List ? (List<?>) json : Collections.singletonList(json);
    List<HubSpotError> errors = new ArrayList<>(items.size());
    for (Object item : items) {
      if (item instanceof Map) {
        errors.add(object(item, correlationId));
      } else if (item != null) {
        errors.add(plain(Texts.orNull(Texts.of(item)), correlationId));
      }
    }
    return Collections.unmodifiableList(errors);
  }

  private static Map<String, List<String>> context(@Nullable Object json) {
    Map<String, List<String>> context = new LinkedHashMap<>();
    addContext(json, context);
    return context.isEmpty() ? Collections.emptyMap() : Collections.unmodifiableMap(context);
  }

  private static void addContext(@Nullable Object json, Map<String, List<String>> context) {
    if (json instanceof Map) {
      for (Map.Entry<String, @Nullable Object> member : members(json).entrySet()) {
        context.put(member.getKey(), values(member.getValue()));
      }
    } else if (json instanceof List) {
      for (Object item : (List<?>) json) {
        addContext(item, context);
      }
    } else if (json instanceof String) {
      String text = ((String) json).trim();
      if (PrintedMap.looksLike(text)) {
        context.putAll(PrintedMap.parse(text));
      } else if (text.startsWith("{")) {
        addContext(TolerantJson.parse(text), context);
      }
    }
  }

  private static List<String> values(@Nullable Object json) {
    List<?> items = json instanceof List ? (List<?>) json : Collections.singletonList(json);
    List<String> values = new ArrayList<>(items.size());
    for (Object item : items) {
      String value = Texts.of(item);
      if (value != null) {
        values.add(value);
      }
    }
    return Collections.unmodifiableList(values);
  }

  private static Map<String, String> links(@Nullable Object json) {
    if (!(json instanceof Map)) {
      return Collections.emptyMap();
    }
    Map<String, String> links = new LinkedHashMap<>();
    for (Map.Entry<String, @Nullable Object> member : members(json).entrySet()) {
      String link = Texts.of(member.getValue());
      if (link != null) {
        links.put(member.getKey(), link);
      }
    }
    return Collections.unmodifiableMap(links);
  }
}

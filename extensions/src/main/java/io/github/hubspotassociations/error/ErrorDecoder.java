package io.github.hubspotassociations.error;

import com.squareup.moshi.JsonReader;
import io.github.hubspotassociations.internal.error.Secrets;
import io.github.hubspotassociations.internal.error.Texts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okio.Buffer;
import okio.BufferedSource;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/**
 * Turns the text of any response into a {@link HubSpotError}: JSON, HTML, plain text or noise. JSON
 * that breaks off or is malformed is kept as far as it was read, except for a value that was cut
 * off: half an id is never taken for an id.
 */
final class ErrorDecoder {
  /** The longest message taken from a body that is not JSON. */
  private static final int MAX_TEXT_MESSAGE = 1000;

  /** More than two for each input of the largest page; further errors are not kept. */
  private static final int MAX_ERRORS = 5000;

  private static final int MAX_DEPTH = 8;

  static final List<String> SCOPES =
      Arrays.asList("missingScopes", "requiredScopes", "requiredGranularScopes");

  /** Members that are kept as text. */
  private static final List<String> WORDS =
      Arrays.asList(
          "status",
          "category",
          "subCategory",
          "errorType",
          "policyName",
          "code",
          "in",
          "correlationId",
          "correctHublet");

  static final String MESSAGE = "message";

  /** Where a message may be, best first. */
  static final List<String> MESSAGES =
      Arrays.asList(
          MESSAGE, "error_description", "errorMessage", "error", "detail", "title", "description");

  /** HubSpot's documentation shows a context as {@code {missingScopes=[scope1, scope2]}}. */
  private static final Pattern PRINTED =
      Pattern.compile("([^=,{}\\[\\]]{1,100}+)=(?:\\[([^\\]]*+)(?:\\]|$)|([^,}]*+))");

  private final JsonReader reader;
  private int errorsLeft = MAX_ERRORS;

  private ErrorDecoder(JsonReader reader) {
    this.reader = reader;
  }

  /**
   * Decodes a body.
   *
   * @param body the text, empty if there is none
   * @param correlationId the header's, for a body that has none
   */
  static HubSpotError decode(String body, @Nullable String correlationId) {
    String text = (body.startsWith("\uFEFF") ? body.substring(1) : body).trim();
    Draft draft = new Draft();
    if (BodyText.isJson(text)) {
      JsonReader reader = JsonReader.of(new Buffer().writeUtf8(text).writeUtf8(markOfEnd(text)));
      reader.setLenient(true);
      try {
        new ErrorDecoder(reader).read(draft, 0);
      } catch (IOException | RuntimeException e) {
        // What was read before the failure is kept.
      }
    } else {
      String message = BodyText.message(text);
      draft.words.put(
          MESSAGE, message == null ? null : Texts.clip(Secrets.mask(message), MAX_TEXT_MESSAGE));
    }
    return draft.build(correlationId);
  }

  /** An error that is nothing but a message. */
  static HubSpotError plain(@Nullable String message) {
    Draft draft = new Draft();
    draft.words.put(MESSAGE, message);
    return draft.build(null);
  }

  /** Returns what closes a string that was cut off, and marks a number that may be. */
  private static String markOfEnd(String text) {
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == '\\' && quoted) {
        i++;
      }
    }
    boolean cut = quoted || Character.isLetterOrDigit(text.charAt(text.length() - 1));
    return (cut ? "\u2026" : "") + (quoted ? "\"" : "");
  }

  private void read(Draft draft, int depth) throws IOException {
    JsonReader.Token next = reader.peek();
    if (next == JsonReader.Token.BEGIN_ARRAY) {
      errors(draft, depth);
    } else if (next == JsonReader.Token.BEGIN_OBJECT) {
      reader.beginObject();
      while (reader.hasNext()) {
        member(draft, reader.nextName(), depth);
      }
      reader.endObject();
    } else {
      draft.words.put(MESSAGE, words());
    }
  }

  private void member(Draft draft, String name, int depth) throws IOException {
    int rank = MESSAGES.indexOf(name);
    if (WORDS.contains(name)) {
      draft.words.put(name, words());
    } else if (rank >= 0) {
      message(draft, name, rank, depth);
    } else if (name.equals("errors")) {
      errors(draft, depth);
    } else if (name.equals("context")) {
      context(draft);
    } else if (name.equals("links")) {
      links(draft);
    } else if (SCOPES.contains(name)) {
      List<String> scopes = new ArrayList<>();
      addValues(scopes);
      draft.addScopes(scopes);
    } else {
      draft.hasResults |= name.equals("results");
      skip();
    }
  }

  private void message(Draft draft, String name, int rank, int depth) throws IOException {
    String text;
    if (reader.peek() == JsonReader.Token.BEGIN_OBJECT && depth < MAX_DEPTH) {
      Draft inner = new Draft();
      read(inner, depth + 1);
      text = inner.words.get(MESSAGE);
    } else {
      // OAuth's name for the type: {"error":"invalid_grant"}.
      boolean isType = name.equals("error") && reader.peek() == JsonReader.Token.STRING;
      text = words();
      if (isType) {
        draft.words.put("error", text);
      }
    }
    if (text != null && rank <= draft.rankOfMessage) {
      draft.words.put(MESSAGE, text);
      draft.rankOfMessage = rank;
    }
  }

  private void errors(Draft draft, int depth) throws IOException {
    if (depth >= MAX_DEPTH) {
      skip();
    } else if (reader.peek() == JsonReader.Token.BEGIN_ARRAY) {
      reader.beginArray();
      while (reader.hasNext()) {
        error(draft, depth);
      }
      reader.endArray();
    } else {
      error(draft, depth);
    }
  }

  private void error(Draft draft, int depth) throws IOException {
    if (reader.peek() == JsonReader.Token.NULL || errorsLeft == 0) {
      skip();
      return;
    }
    errorsLeft--;
    Draft nested = new Draft();
    draft.errors.add(nested);
    read(nested, depth + 1);
  }

  private void context(Draft draft) throws IOException {
    JsonReader.Token next = reader.peek();
    if (next == JsonReader.Token.BEGIN_OBJECT) {
      reader.beginObject();
      while (reader.hasNext()) {
        String name = reader.nextName();
        List<String> values = new ArrayList<>(1);
        draft.context.put(Secrets.mask(name), Collections.unmodifiableList(values));
        if (Secrets.isSecret(name)) {
          values.add(Secrets.MASK);
          skip();
        } else {
          addValues(values);
        }
      }
      reader.endObject();
    } else if (next == JsonReader.Token.BEGIN_ARRAY) {
      reader.beginArray();
      while (reader.hasNext()) {
        if (reader.peek() == JsonReader.Token.BEGIN_ARRAY) {
          skip();
        } else {
          context(draft);
        }
      }
      reader.endArray();
    } else if (next == JsonReader.Token.STRING) {
      contextIn(reader.nextString().trim(), draft);
    } else {
      skip();
    }
  }

  /** A context that came as a string: JSON, or a map as Java prints it. */
  private static void contextIn(String text, Draft draft) throws IOException {
    if (text.startsWith("{\"")) {
      JsonReader inner = JsonReader.of(new Buffer().writeUtf8(text));
      inner.setLenient(true);
      try {
        new ErrorDecoder(inner).context(draft);
      } catch (IOException | RuntimeException e) {
        // What was read before the failure is kept.
      }
    } else if (text.startsWith("{")) {
      Matcher entry = PRINTED.matcher(text);
      while (entry.find()) {
        String list = entry.group(2);
        String value = Secrets.mask(list == null ? entry.group(3) : list);
        List<String> values =
            list == null
                ? Collections.singletonList(value)
                : value.isEmpty()
                    ? Collections.<String>emptyList()
                    : Arrays.asList(value.split(", ", -1));
        draft.context.put(entry.group(1).trim(), Collections.unmodifiableList(values));
      }
    }
  }

  private void links(Draft draft) throws IOException {
    if (reader.peek() != JsonReader.Token.BEGIN_OBJECT) {
      skip();
      return;
    }
    reader.beginObject();
    while (reader.hasNext()) {
      String name = reader.nextName();
      String link = text();
      if (link != null) {
        draft.links.put(Secrets.mask(name), Secrets.isSecret(name) ? Secrets.MASK : link);
      }
    }
    reader.endObject();
  }

  /** Skips a value of any depth; {@code skipValue} fails below 255 levels. */
  private void skip() throws IOException {
    if (isNested()) {
      try (BufferedSource json = reader.nextSource()) {
        json.readAll(Okio.blackhole());
      }
    } else {
      reader.skipValue();
    }
  }

  private boolean isNested() throws IOException {
    JsonReader.Token next = reader.peek();
    return next == JsonReader.Token.BEGIN_OBJECT || next == JsonReader.Token.BEGIN_ARRAY;
  }

  private void addValues(List<String> values) throws IOException {
    if (reader.peek() != JsonReader.Token.BEGIN_ARRAY) {
      addValue(values);
      return;
    }
    reader.beginArray();
    while (reader.hasNext()) {
      addValue(values);
    }
    reader.endArray();
  }

  private void addValue(List<String> values) throws IOException {
    String value = text();
    if (value != null) {
      values.add(value);
    }
  }

  private @Nullable String words() throws IOException {
    return Texts.orNull(text());
  }

  /** Any value as text: a number with its digits as they came, an object or array as JSON. */
  private @Nullable String text() throws IOException {
    JsonReader.Token next = reader.peek();
    if (next == JsonReader.Token.NULL) {
      return reader.nextNull();
    }
    if (next == JsonReader.Token.BOOLEAN) {
      return String.valueOf(reader.nextBoolean());
    }
    if (isNested()) {
      try (BufferedSource json = reader.nextSource()) {
        return Secrets.maskJson(json.readUtf8());
      }
    }
    return Secrets.mask(reader.nextString());
  }

  /** An error as far as it has been read. */
  static final class Draft {
    final Map<String, @Nullable String> words = new HashMap<>(8);
    int rankOfMessage = MESSAGES.size();
    boolean hasResults;
    boolean namesScopes;
    final Map<String, List<String>> context = new LinkedHashMap<>(4);
    final Map<String, String> links = new LinkedHashMap<>(4);
    final Set<String> scopes = new LinkedHashSet<>(4);
    final List<Draft> errors = new ArrayList<>(0);

    /** Adds scopes, also those of a printed list. */
    void addScopes(List<String> values) {
      namesScopes = true;
      for (String value : values) {
        StringTokenizer words = new StringTokenizer(value, " \t\r\n,;[]\"");
        while (words.hasMoreTokens()) {
          scopes.add(words.nextToken());
        }
      }
    }

    HubSpotError build(@Nullable String inheritedId) {
      for (String name : SCOPES) {
        if (context.containsKey(name)) {
          addScopes(context.get(name));
        }
      }
      String id = words.get("correlationId");
      id = id == null ? inheritedId : id;
      List<HubSpotError> nested = new ArrayList<>(errors.size());
      for (Draft draft : errors) {
        HubSpotError error = draft.build(id);
        nested.add(error);
        if (words.get(MESSAGE) == null) {
          words.put(MESSAGE, error.message());
        }
      }
      return new HubSpotError(this, id, nested);
    }
  }
}

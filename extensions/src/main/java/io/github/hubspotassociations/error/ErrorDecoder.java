package io.github.hubspotassociations.error;

import com.squareup.moshi.JsonReader;
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
import okio.Okio;
import org.jspecify.annotations.Nullable;

/**
 * Turns the text of any response into a {@link HubSpotError}: JSON, HTML, plain text or noise. JSON
 * that breaks off or is malformed is kept as far as it was read, except for a value that was cut
 * off: half an id is never taken for an id.
 *
 * <p>One decoder reads one error and holds what has been read of it; each error nested in it has a
 * decoder of its own, on the same reader.
 */
final class ErrorDecoder {
  /** The longest message taken from a body that is not JSON. */
  private static final int MAX_TEXT_MESSAGE = 1000;

  /** More than two for each input of the largest page; further errors are not kept. */
  private static final int MAX_ERRORS = 5000;

  private static final int MAX_DEPTH = 8;

  private static final List<String> SCOPES =
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

  private static final String MESSAGE = "message";

  /** Where a message may be, best first. */
  private static final List<String> MESSAGES =
      Arrays.asList(
          MESSAGE, "error_description", "errorMessage", "error", "detail", "title", "description");

  /** HubSpot's documentation shows a context as {@code {missingScopes=[scope1, scope2]}}. */
  private static final Pattern PRINTED =
      Pattern.compile("([^=,{}\\[\\]]{1,100}+)=(?:\\[([^\\]]*+)(?:\\]|$)|([^,}]*+))");

  private final JsonReader reader;
  private final int depth;

  /** The decoder of the whole body, which counts the errors in it. */
  private final ErrorDecoder root;

  private int errorsLeft = MAX_ERRORS;
  private int rankOfMessage = MESSAGES.size();

  boolean hasResults;
  boolean namesScopes;
  final Map<String, @Nullable String> words = new HashMap<>(8);
  final Map<String, List<String>> context = new LinkedHashMap<>(4);
  final Map<String, String> links = new LinkedHashMap<>(4);
  final Set<String> scopes = new LinkedHashSet<>(4);
  private final List<ErrorDecoder> errors = new ArrayList<>(0);

  private ErrorDecoder(JsonReader reader) {
    this.reader = reader;
    this.depth = 0;
    this.root = this;
  }

  private ErrorDecoder(ErrorDecoder parent) {
    this.reader = parent.reader;
    this.depth = parent.depth + 1;
    this.root = parent.root;
  }

  /**
   * Decodes a body.
   *
   * @param body the text, empty if there is none
   * @param correlationId the header's, for a body that has none
   */
  static HubSpotError decode(String body, @Nullable String correlationId) {
    String text = BodyText.content(body);
    if (BodyText.isJson(text)) {
      return read(text + markOfEnd(text)).build(correlationId);
    }
    String message = BodyText.message(text);
    return plain(
        message == null ? null : Texts.clip(Texts.mask(message), MAX_TEXT_MESSAGE), correlationId);
  }

  /** Returns an error that is nothing but a message. */
  static HubSpotError plain(@Nullable String message, @Nullable String correlationId) {
    ErrorDecoder nothing = read("");
    nothing.words.put(MESSAGE, message);
    return nothing.build(correlationId);
  }

  private static ErrorDecoder read(String json) {
    JsonReader reader = JsonReader.of(new Buffer().writeUtf8(json));
    reader.setLenient(true);
    ErrorDecoder decoder = new ErrorDecoder(reader);
    try {
      decoder.read();
    } catch (IOException | RuntimeException e) {
      // What was read before the failure is kept.
    }
    return decoder;
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

  private void read() throws IOException {
    JsonReader.Token next = reader.peek();
    if (next == JsonReader.Token.BEGIN_ARRAY) {
      errors();
    } else if (next == JsonReader.Token.BEGIN_OBJECT) {
      reader.beginObject();
      while (reader.hasNext()) {
        member(reader.nextName());
      }
      reader.endObject();
    } else {
      words.put(MESSAGE, Texts.orNull(text()));
    }
  }

  private void member(String name) throws IOException {
    if (WORDS.contains(name)) {
      words.put(name, Texts.orNull(text()));
    } else if (MESSAGES.contains(name)) {
      message(name);
    } else if (name.equals("errors")) {
      errors();
    } else if (name.equals("context")) {
      context();
    } else if (name.equals("links")) {
      links();
    } else if (SCOPES.contains(name)) {
      List<String> values = new ArrayList<>();
      addValues(values);
      addScopes(values);
    } else {
      hasResults |= name.equals("results");
      skip();
    }
  }

  private void message(String name) throws IOException {
    String message;
    if (reader.peek() == JsonReader.Token.BEGIN_OBJECT && depth < MAX_DEPTH) {
      ErrorDecoder inner = new ErrorDecoder(this);
      inner.read();
      message = inner.words.get(MESSAGE);
    } else {
      // OAuth's name for the type: {"error":"invalid_grant"}.
      boolean isType = name.equals("error") && reader.peek() == JsonReader.Token.STRING;
      message = Texts.orNull(text());
      if (isType) {
        words.put(name, message);
      }
    }
    int rank = MESSAGES.indexOf(name);
    if (message != null && rank <= rankOfMessage) {
      words.put(MESSAGE, message);
      rankOfMessage = rank;
    }
  }

  /** Reads an array of errors, or a single one. */
  private void errors() throws IOException {
    if (reader.peek() == JsonReader.Token.BEGIN_ARRAY && depth < MAX_DEPTH) {
      reader.beginArray();
      while (reader.hasNext()) {
        error();
      }
      reader.endArray();
    } else {
      error();
    }
  }

  private void error() throws IOException {
    if (reader.peek() == JsonReader.Token.NULL || depth >= MAX_DEPTH || root.errorsLeft == 0) {
      skip();
      return;
    }
    root.errorsLeft--;
    ErrorDecoder nested = new ErrorDecoder(this);
    errors.add(nested);
    nested.read();
  }

  private void context() throws IOException {
    JsonReader.Token next = reader.peek();
    if (next == JsonReader.Token.BEGIN_OBJECT) {
      reader.beginObject();
      while (reader.hasNext()) {
        String name = reader.nextName();
        List<String> values = new ArrayList<>(1);
        context.put(Texts.mask(name), Collections.unmodifiableList(values));
        if (Texts.isSecret(name)) {
          values.add(Texts.MASK);
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
          context();
        }
      }
      reader.endArray();
    } else if (next == JsonReader.Token.STRING) {
      context(reader.nextString().trim());
    } else {
      skip();
    }
  }

  /** Reads a context that came as a string: JSON, or a map as Java prints it. */
  private void context(String text) {
    if (text.startsWith("{\"")) {
      context.putAll(read("{\"context\":" + text + "}").context);
    } else if (text.startsWith("{")) {
      Matcher entry = PRINTED.matcher(text);
      while (entry.find()) {
        String list = entry.group(2);
        String value = Texts.mask(list == null ? entry.group(3) : list);
        String[] values = list == null ? new String[] {value} : value.split(", ", -1);
        context.put(
            entry.group(1).trim(),
            "".equals(list)
                ? Collections.<String>emptyList()
                : Collections.unmodifiableList(Arrays.asList(values)));
      }
    }
  }

  private void links() throws IOException {
    if (reader.peek() != JsonReader.Token.BEGIN_OBJECT) {
      skip();
      return;
    }
    reader.beginObject();
    while (reader.hasNext()) {
      String name = reader.nextName();
      String link = text();
      if (link != null) {
        links.put(Texts.mask(name), Texts.isSecret(name) ? Texts.MASK : link);
      }
    }
    reader.endObject();
  }

  /** Skips a value of any depth; {@code skipValue} fails below 255 levels. */
  private void skip() throws IOException {
    reader.nextSource().readAll(Okio.blackhole());
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

  /** Reads any value as text: a number with its digits as they came, objects and arrays as JSON. */
  private @Nullable String text() throws IOException {
    JsonReader.Token next = reader.peek();
    if (next == JsonReader.Token.NULL) {
      return reader.nextNull();
    }
    if (next == JsonReader.Token.BOOLEAN) {
      return String.valueOf(reader.nextBoolean());
    }
    if (next == JsonReader.Token.STRING || next == JsonReader.Token.NUMBER) {
      return Texts.mask(reader.nextString());
    }
    return Texts.maskJson(reader.nextSource().readUtf8());
  }

  /** Adds scopes, also those of a printed list. */
  private void addScopes(List<String> values) {
    namesScopes = true;
    for (String value : values) {
      StringTokenizer each = new StringTokenizer(value, " \t\r\n,;[]\"");
      while (each.hasMoreTokens()) {
        scopes.add(each.nextToken());
      }
    }
  }

  private HubSpotError build(@Nullable String inheritedId) {
    for (String name : SCOPES) {
      if (context.containsKey(name)) {
        addScopes(context.get(name));
      }
    }
    String id = words.get("correlationId");
    id = id == null ? inheritedId : id;
    List<HubSpotError> nested = new ArrayList<>(errors.size());
    for (ErrorDecoder each : errors) {
      HubSpotError error = each.build(id);
      nested.add(error);
      if (words.get(MESSAGE) == null) {
        words.put(MESSAGE, error.message());
      }
    }
    return new HubSpotError(this, id, nested);
  }
}

package io.github.hubspotassociations.error;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON that may be broken, and keeps what it can.
 *
 * <p>Moshi's reader is no use for this: at the first fault, or 255 levels down, it gives nothing.
 * An error body that a proxy cut off still names the limit that was hit. So this one never fails:
 * it skips what it cannot read, closes what was left open, and marks a string or a literal that the
 * end cut off with an ellipsis, so that half an id is never taken for an id.
 *
 * <p>Objects become maps in their order, the last of equal names winning; numbers keep their
 * digits; what lies deeper than {@value #MAX_DEPTH} levels stays JSON text. Strings that look like
 * tokens, and members named like them, are masked. Time is linear in the text's length.
 */
final class TolerantJson {
  static final int MAX_DEPTH = 32;
  private static final String CUT = "\u2026";

  private final String text;
  private int at;

  private TolerantJson(String text) {
    this.text = text;
  }

  /** The value that the text begins with; null for {@code null} and for nothing. */
  static @Nullable Object parse(String text) {
    return new TolerantJson(text).value(0);
  }

  private @Nullable Object value(int depth) {
    int c = peek();
    if (c == '{' || c == '[') {
      if (depth == MAX_DEPTH) {
        return deepText();
      }
      at++;
      return c == '{' ? object(depth + 1) : array(depth + 1);
    }
    return c == '"' ? string() : literal();
  }

  private Map<String, @Nullable Object> object(int depth) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    for (int c = peek(); c != -1 && c != '}'; c = peek()) {
      int start = at;
      Object name = c == '"' ? string() : literal();
      if (peek() == ':') {
        at++;
        String key = String.valueOf(name);
        Object value = value(depth);
        members.put(key, value != null && Secrets.isSecret(key) ? Secrets.MASK : value);
      } else if (at == start) {
        at++; // A comma, or something that has no business here.
      }
    }
    at++;
    return Collections.unmodifiableMap(members);
  }

  private List<@Nullable Object> array(int depth) {
    List<@Nullable Object> items = new ArrayList<>();
    for (int c = peek(); c != -1 && c != ']'; c = peek()) {
      int start = at;
      Object item = value(depth);
      if (at == start) {
        at++;
      } else {
        items.add(item);
      }
    }
    at++;
    return Collections.unmodifiableList(items);
  }

  private String string() {
    int start = ++at;
    StringBuilder unescaped = null;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        String rest = text.substring(start, at - 1);
        return Secrets.mask(unescaped == null ? rest : unescaped.append(rest).toString());
      }
      if (c == '\\') {
        unescaped = unescaped == null ? new StringBuilder() : unescaped;
        unescaped.append(text, start, at - 1);
        escape(unescaped);
        start = at;
      }
    }
    String rest = text.substring(Math.min(start, text.length()));
    return Secrets.mask(unescaped == null ? rest : unescaped.append(rest).toString()) + CUT;
  }

  private void escape(StringBuilder unescaped) {
    if (at == text.length()) {
      return;
    }
    char c = text.charAt(at++);
    switch (c) {
      case 'b':
        unescaped.append('\b');
        return;
      case 'f':
        unescaped.append('\f');
        return;
      case 'n':
        unescaped.append('\n');
        return;
      case 'r':
        unescaped.append('\r');
        return;
      case 't':
        unescaped.append('\t');
        return;
      case 'u':
        int code = 0;
        int end = Math.min(at + 4, text.length());
        for (int i = at; i < end; i++) {
          int digit = Character.digit(text.charAt(i), 16);
          if (digit < 0) {
            unescaped.append('u');
            return;
          }
          code = code * 16 + digit;
        }
        if (end == at + 4) {
          unescaped.append((char) code);
        }
        at = end;
        return;
      default:
        unescaped.append(c);
    }
  }

  /** A number, true, false, null, or a bare word, which is kept as a string. */
  private @Nullable Object literal() {
    int start = at;
    while (at < text.length() && !endsLiteral(text.charAt(at))) {
      at++;
    }
    String literal = text.substring(start, at);
    if (at == text.length() && start > 0 && !literal.isEmpty()) {
      return Secrets.mask(literal) + CUT;
    }
    switch (literal) {
      case "":
      case "null":
        return null;
      case "true":
        return true;
      case "false":
        return false;
      default:
        return JsonNumber.isNumber(literal) ? new JsonNumber(literal) : Secrets.mask(literal);
    }
  }

  private static boolean endsLiteral(char c) {
    return c <= ' ' || c == ',' || c == ':' || c == '"' || c == '{' || c == '}' || c == '['
        || c == ']';
  }

  /** The text of an array or object, however deep, without recursion. */
  private String deepText() {
    int start = at;
    int open = 0;
    boolean quoted = false;
    do {
      char c = text.charAt(at++);
      if (quoted) {
        if (c == '\\') {
          at++;
        } else if (c == '"') {
          quoted = false;
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == '{' || c == '[') {
        open++;
      } else if (c == '}' || c == ']') {
        open--;
      }
    } while (open > 0 && at < text.length());
    at = Math.min(at, text.length());
    return Secrets.mask(text.substring(start, at));
  }

  /** The next character that is not white space, without taking it; -1 at the end. */
  private int peek() {
    while (at < text.length() && text.charAt(at) <= ' ') {
      at++;
    }
    return at < text.length() ? text.charAt(at) : -1;
  }
}

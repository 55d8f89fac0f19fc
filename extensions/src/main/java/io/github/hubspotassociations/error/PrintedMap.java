package io.github.hubspotassociations.error;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a map that a server printed instead of encoding it: {@code {missingScopes=[a, b],
 * other=[x]}}.
 *
 * <p>The form is ambiguous; this is the reading taken. A name has none of {@code = , [ ] { }}. A
 * value ends where its brackets are closed and the text ends or {@code ", name="} follows; if
 * brackets never add up, at the first closing one that is followed so. Items of a list are parted
 * by a comma and a space outside of inner brackets, so an item may hold commas, spaces, braces and
 * equals signs. Time is linear in the text's length.
 */
final class PrintedMap {
  private static final int MAX_NAME = 100;

  private final String text;
  private final int end;
  private boolean bracketsAddUp = true;

  private PrintedMap(String text) {
    this.text = text;
    this.end = text.endsWith("}") ? text.length() - 1 : text.length();
  }

  /** Whether the text begins as a printed map does. */
  static boolean looksLike(String text) {
    return text.startsWith("{") && nameEnd(text, 1, text.length()) > 0;
  }

  /** The entries; none if the text is no printed map. */
  static Map<String, List<String>> parse(String text) {
    return looksLike(text) ? new PrintedMap(text).entries() : Collections.emptyMap();
  }

  private Map<String, List<String>> entries() {
    Map<String, List<String>> entries = new LinkedHashMap<>();
    for (int at = 1; at < end; ) {
      int equals = nameEnd(text, at, end);
      int valueEnd = valueEnd(equals + 1);
      entries.put(text.substring(at, equals).trim(), values(text.substring(equals + 1, valueEnd)));
      at = valueEnd + 2; // ", "
    }
    return entries;
  }

  /** Where the name that begins here meets its equals sign, or -1 if none begins here. */
  private static int nameEnd(String text, int start, int end) {
    int last = Math.min(end, start + MAX_NAME);
    for (int i = start; i < last; i++) {
      switch (text.charAt(i)) {
        case '=':
          return i > start ? i : -1;
        case ',':
        case '[':
        case ']':
        case '{':
        case '}':
          return -1;
        default:
      }
    }
    return -1;
  }

  private int valueEnd(int start) {
    boolean bracketed = start < end && (text.charAt(start) == '[' || text.charAt(start) == '{');
    char close = bracketed ? (text.charAt(start) == '[' ? ']' : '}') : 0;
    if (!bracketed && entryEndsAt(start)) {
      return start;
    }
    int open = 0;
    int first = -1;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c == '[' || c == '{') {
        open++;
      } else if (c == ']' || c == '}') {
        open--;
      }
      if ((!bracketed || c == close) && entryEndsAt(i + 1)) {
        if (!bracketed || open == 0 || !bracketsAddUp) {
          return i + 1;
        }
        first = first < 0 ? i + 1 : first;
      }
    }
    if (bracketed) {
      bracketsAddUp = false; // So that no later value searches to the end once more.
    }
    return first < 0 ? end : first;
  }

  private boolean entryEndsAt(int i) {
    return i >= end || (text.startsWith(", ", i) && nameEnd(text, i + 2, end) > 0);
  }

  private static List<String> values(String value) {
    if (!value.startsWith("[")) {
      return Collections.singletonList(value);
    }
    String list = value.substring(1, value.endsWith("]") ? value.length() - 1 : value.length());
    List<String> items = new ArrayList<>();
    if (!list.isEmpty() && !split(list, true, items)) {
      items.clear();
      split(list, false, items);
    }
    return Collections.unmodifiableList(items);
  }

  /** Parts at ", "; false if inner brackets were to be kept whole and do not add up. */
  private static boolean split(String list, boolean keepBrackets, List<String> items) {
    int open = 0;
    int start = 0;
    for (int i = 0; i < list.length(); i++) {
      char c = list.charAt(i);
      if (c == '[' || c == '{') {
        open++;
      } else if (c == ']' || c == '}') {
        open--;
      } else if (c == ',' && list.startsWith(", ", i) && (open == 0 || !keepBrackets)) {
        items.add(list.substring(start, i));
        start = i + 2;
      }
      if (open < 0 && keepBrackets) {
        return false;
      }
    }
    items.add(list.substring(start));
    return open == 0 || !keepBrackets;
  }
}

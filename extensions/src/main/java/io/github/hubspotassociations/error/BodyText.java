package io.github.hubspotassociations.error;

import io.github.hubspotassociations.internal.error.Texts;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells JSON from other bodies, and reads the message of those: HTML, other XML or plain text. */
final class BodyText {
  // A text ends where the next tag begins, so that hostile pages cost linear time.
  private static final Pattern HEADING =
      Pattern.compile("<(?:title|h[12])\\b[^<>]*+>\\s*+([^<\\s][^<]*+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern TEXT = Pattern.compile("(?:^|>)\\s*+([^<>\\s][^<>]*+)");
  private static final Pattern NUMBER = Pattern.compile("&#(\\d{1,6});");

  private BodyText() {}

  /** Returns a body without a byte order mark and the white space around it. */
  static String content(String body) {
    return (body.startsWith("\uFEFF") ? body.substring(1) : body).trim();
  }

  /** Returns whether a body is JSON; a bracket also begins texts such as "[ERROR] no upstream". */
  static boolean isJson(String text) {
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

  /** Returns the message of a body that is not JSON; null if it has none. */
  static @Nullable String message(String text) {
    return text.startsWith("<") ? ofPage(text) : firstLine(text);
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

  /** Returns the title or first heading, else the first words; null if there are none. */
  private static @Nullable String ofPage(String html) {
    Matcher text = HEADING.matcher(html);
    if (!text.find()) {
      text = TEXT.matcher(html);
      if (!text.find()) {
        return null;
      }
    }
    return Texts.orNull(Texts.line(unescape(text.group(1)), Integer.MAX_VALUE));
  }

  private static String unescape(String text) {
    if (text.indexOf('&') < 0) {
      return text;
    }
    StringBuffer plain = new StringBuffer();
    Matcher number = NUMBER.matcher(text);
    while (number.find()) {
      String character = new String(Character.toChars(Integer.parseInt(number.group(1))));
      number.appendReplacement(plain, Matcher.quoteReplacement(character));
    }
    return number
        .appendTail(plain)
        .toString()
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&");
  }
}

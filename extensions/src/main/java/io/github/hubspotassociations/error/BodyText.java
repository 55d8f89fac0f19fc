package io.github.hubspotassociations.error;

import io.github.hubspotassociations.internal.error.Texts;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells JSON from other bodies, and reads the message of those: HTML, other XML or plain text. */
final class BodyText {
  private static final Pattern JSON =
      Pattern.compile("\"|\\{[\\x00- ]*+(?:[\"}]|\\z)|\\[[\\x00- ]*+(?:[{\\[\"\\]0-9tfn-]|\\z)");

  /** A whole line of text; control characters and U+FFFD are those of something binary. */
  private static final Pattern LINE =
      Pattern.compile("[^\\x00-\\x08\\x0a-\\x1f\\ufffd]*+(?=[\\r\\n]|\\z)");

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
    return JSON.matcher(text).lookingAt();
  }

  /** Returns the message of a body that is not JSON; null if it has none. */
  static @Nullable String message(String text) {
    return text.startsWith("<") ? ofPage(text) : firstLine(text);
  }

  private static @Nullable String firstLine(String text) {
    Matcher line = LINE.matcher(text);
    return line.lookingAt() ? Texts.orNull(line.group().trim()) : null;
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

package io.github.hubspotassociations.error;

import io.github.hubspotassociations.internal.error.Texts;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the message of an HTML page, or other XML, that came instead of JSON. */
final class Html {
  // A text ends where the next tag begins, so that hostile pages cost linear time.
  private static final Pattern HEADING =
      Pattern.compile("<(?:title|h[12])\\b[^<>]*+>\\s*+([^<\\s][^<]*+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern TEXT = Pattern.compile("(?:^|>)\\s*+([^<>\\s][^<>]*+)");
  private static final Pattern NUMBER = Pattern.compile("&#(\\d{1,6});");

  private Html() {}

  /** The title or first heading, else the first words; null if there are none. */
  static @Nullable String message(String html) {
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

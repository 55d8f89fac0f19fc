package io.github.hubspotassociations.error;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a page of HTML (or another XML) that came instead of JSON says. */
final class Html {
  private static final String[] HEADINGS = {"title", "h1", "h2"};
  private static final Pattern ENTITY = Pattern.compile("&(?:#(\\d{1,7})|([a-z]{2,5}));");

  private Html() {}

  /** The title, else the first heading, else the first words; null if there are none. */
  static @Nullable String message(String html) {
    String lower = html.toLowerCase(Locale.ROOT);
    if (lower.length() == html.length()) { // A few letters change their length with their case.
      for (String heading : HEADINGS) {
        String text = element(html, lower, heading);
        if (text != null) {
          return text;
        }
      }
    }
    return words(html);
  }

  private static @Nullable String element(String html, String lower, String name) {
    int tag = lower.indexOf("<" + name);
    int start = tag < 0 ? -1 : lower.indexOf('>', tag);
    if (start < 0) {
      return null;
    }
    int end = lower.indexOf("</" + name, start);
    return words(html.substring(start + 1, end < 0 ? html.length() : end));
  }

  /** The first text that stands between tags, with entities resolved, in one line. */
  private static @Nullable String words(String html) {
    for (int at = 0; at < html.length(); ) {
      int tag = html.indexOf('<', at);
      int end = tag < 0 ? html.length() : tag;
      String text = Texts.line(unescape(html.substring(at, end)), Integer.MAX_VALUE);
      if (!text.isEmpty()) {
        return text;
      }
      int close = html.indexOf('>', end);
      at = close < 0 ? html.length() : close + 1;
    }
    return null;
  }

  private static String unescape(String text) {
    if (text.indexOf('&') < 0) {
      return text;
    }
    StringBuffer plain = new StringBuffer();
    Matcher entity = ENTITY.matcher(text);
    while (entity.find()) {
      entity.appendReplacement(plain, Matcher.quoteReplacement(character(entity)));
    }
    return entity.appendTail(plain).toString();
  }

  private static String character(Matcher entity) {
    if (entity.group(1) != null) {
      int code = Integer.parseInt(entity.group(1));
      return Character.isValidCodePoint(code) ? new String(Character.toChars(code)) : "";
    }
    switch (entity.group(2)) {
      case "amp":
        return "&";
      case "lt":
        return "<";
      case "gt":
        return ">";
      case "quot":
        return "\"";
      case "apos":
        return "'";
      case "nbsp":
        return " ";
      default:
        return entity.group();
    }
  }
}

package io.github.hubspotassociations.bulkimport.support;

import java.util.Locale;

/** What is done to the text of single cells. */
public final class Cells {
  private Cells() {}

  /** Removes blanks and invisible characters, such as the no-break space, at both ends. */
  public static String trim(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isBlank(text.charAt(from))) {
      from++;
    }
    while (to > from && isBlank(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean isBlank(char c) {
    return c <= ' ' ? Character.isWhitespace(c) : c > '~' && isBlankBeyondAscii(c);
  }

  private static boolean isBlankBeyondAscii(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || isInvisible(c);
  }

  /** Zero width characters, marks of direction, the byte order mark and the soft hyphen. */
  public static boolean isInvisible(char c) {
    return c > '~'
        && (Character.getType(c) == Character.FORMAT
            || c == '\u115f'
            || c == '\u3164'
            || (c >= '\ufe00' && c <= '\ufe0f'));
  }

  /** Such as U+200B. */
  public static String codePoint(char c) {
    return String.format(Locale.ROOT, "U+%04X", (int) c);
  }

  /** Returns the text on one line, so that a line of a results file is always a whole row. */
  public static String onOneLine(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isLineBreak(text.charAt(i))) {
        StringBuilder line = new StringBuilder(text);
        for (int j = i; j < line.length(); j++) {
          if (isLineBreak(line.charAt(j))) {
            line.setCharAt(j, ' ');
          }
        }
        return line.toString();
      }
    }
    return text;
  }

  private static boolean isLineBreak(char c) {
    return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
  }

  /** Returns at most {@code length} characters, on one line. */
  public static String shortened(String text, int length) {
    String line = onOneLine(text);
    return line.length() <= length ? line : line.substring(0, length - 3) + "...";
  }
}

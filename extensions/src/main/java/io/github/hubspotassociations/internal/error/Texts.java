package io.github.hubspotassociations.internal.error;

import org.jspecify.annotations.Nullable;

/** Makes text from elsewhere fit for one line of a log. */
public final class Texts {
  private static final char ELLIPSIS = '\u2026';
  private static final char REPLACEMENT = '\uFFFD';

  private Texts() {}

  /**
   * Returns one line of at most {@code max} characters: control characters and runs of white space
   * become one space, a surrogate without its other half becomes U+FFFD, what is cut off becomes an
   * ellipsis.
   *
   * @param text any text
   * @param max the longest line
   * @return the line
   */
  public static String line(String text, int max) {
    StringBuilder line = new StringBuilder(Math.min(text.length(), max));
    boolean space = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (isBlank(c)) {
        space = line.length() > 0;
        continue;
      }
      if (line.length() + (space ? 1 : 0) + Character.charCount(c) > max) {
        return clip(line.append(ELLIPSIS).append(ELLIPSIS).toString(), max);
      }
      if (space) {
        line.append(' ');
        space = false;
      }
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        c = REPLACEMENT;
      }
      line.appendCodePoint(c);
    }
    return line.toString();
  }

  /** Controls, spaces, line separators, and marks that change the direction of a text. */
  private static boolean isBlank(int c) {
    return c <= ' '
        || (c >= 0x7f && c <= 0xa0)
        || (c >= 0x2000 && Character.isSpaceChar(c))
        || (c >= 0x202a && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069);
  }

  /**
   * Returns at most {@code max} characters, the last an ellipsis if some were cut. Surrogate pairs
   * stay whole.
   *
   * @param text any text
   * @param max the longest text
   * @return the text, cut if it is longer
   */
  public static String clip(String text, int max) {
    if (text.length() <= max) {
      return text;
    }
    int end = max - 1;
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + ELLIPSIS;
  }

  /**
   * {@return the text, or null if it is blank}
   *
   * @param text any text or null
   */
  public static @Nullable String orNull(@Nullable String text) {
    return text == null || text.trim().isEmpty() ? null : text;
  }
}

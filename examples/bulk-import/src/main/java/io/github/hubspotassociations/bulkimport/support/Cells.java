package io.github.hubspotassociations.bulkimport.support;

/** What is done to the text of single cells. */
public final class Cells {
  private Cells() {}

  /** Without blanks at both ends, the no-break space that spreadsheets leave among them. */
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
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  /** On one line, so that a line of a results file is always a whole row. */
  public static String onOneLine(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i)) || text.charAt(i) == '\u2028') {
        StringBuilder line = new StringBuilder(text);
        for (int j = i; j < line.length(); j++) {
          if (Character.isISOControl(line.charAt(j)) || line.charAt(j) == '\u2028') {
            line.setCharAt(j, ' ');
          }
        }
        return line.toString();
      }
    }
    return text;
  }

  /** At most {@code length} characters, on one line. */
  public static String shortened(String text, int length) {
    String line = onOneLine(text);
    return line.length() <= length ? line : line.substring(0, length - 3) + "...";
  }
}

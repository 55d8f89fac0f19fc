package io.github.hubspotassociations.sparkimport;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What is removed at both ends of an ID or type, as the importer does. */
final class Blanks {
  /** White space, Unicode's spaces such as the no-break space, and invisible characters. */
  static final String ALL =
      IntStream.rangeClosed(0, Character.MAX_VALUE)
          .filter(Blanks::isBlank)
          .mapToObj(Character::toString)
          .collect(Collectors.joining());

  private Blanks() {}

  private static boolean isBlank(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || isInvisible((char) c);
  }

  /** Zero width characters, marks of direction, the byte order mark and the soft hyphen. */
  static boolean isInvisible(char c) {
    return c > '~'
        && (Character.getType(c) == Character.FORMAT
            || c == '\u115f'
            || c == '\u3164'
            || (c >= '\ufe00' && c <= '\ufe0f'));
  }
}

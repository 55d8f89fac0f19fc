package io.github.hubspotassociations.bulk;

/** Writes text as the inside of a JSON string in UTF-8. */
final class WireText {
  private static final String HEX = "0123456789abcdef";

  private WireText() {}

  /** The number of bytes that {@link #write} writes. */
  static int length(String text) {
    return write(text, null, 0);
  }

  /**
   * Writes any text, and returns the position after it. Half a surrogate pair, which UTF-8 cannot
   * say, is written as an escape.
   *
   * @param out where to write; null to count only
   */
  static int write(String text, byte[] out, int at) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        at = put(out, at, '\\');
        at = put(out, at, c);
      } else if (c >= ' ' && c < 0x80) {
        at = put(out, at, c);
      } else if (c < ' ') {
        at = escape(out, at, c);
      } else if (c < 0x800) {
        at = put(out, at, 0xc0 | (c >> 6));
        at = put(out, at, 0x80 | (c & 0x3f));
      } else if (!Character.isSurrogate(c)) {
        at = put(out, at, 0xe0 | (c >> 12));
        at = put(out, at, 0x80 | ((c >> 6) & 0x3f));
        at = put(out, at, 0x80 | (c & 0x3f));
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        int point = Character.toCodePoint(c, text.charAt(++i));
        at = put(out, at, 0xf0 | (point >> 18));
        at = put(out, at, 0x80 | ((point >> 12) & 0x3f));
        at = put(out, at, 0x80 | ((point >> 6) & 0x3f));
        at = put(out, at, 0x80 | (point & 0x3f));
      } else {
        at = escape(out, at, c);
      }
    }
    return at;
  }

  private static int escape(byte[] out, int at, char c) {
    at = put(out, at, '\\');
    at = put(out, at, 'u');
    for (int shift = 12; shift >= 0; shift -= 4) {
      at = put(out, at, HEX.charAt((c >> shift) & 0xf));
    }
    return at;
  }

  private static int put(byte[] out, int at, int value) {
    if (out != null) {
      out[at] = (byte) value;
    }
    return at + 1;
  }
}

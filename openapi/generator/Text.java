package generator;

/** Text in Java sources: literals and Javadoc. */
final class Text {
  private Text() {}

  /** {@return a literal with exactly this value} */
  static String literal(String value) {
    StringBuilder literal = new StringBuilder("\"");
    for (char c : value.toCharArray()) {
      switch (c) {
        case '\n' -> literal.append("\\n");
        case '\r' -> literal.append("\\r");
        case '\t' -> literal.append("\\t");
        case '"' -> literal.append("\\\"");
        case '\\' -> literal.append("\\\\");
        default ->
            literal.append(
                c < ' ' || c == 0x7f || c > 0x7e && !Character.isLetterOrDigit(c)
                    ? unicode(c)
                    : String.valueOf(c));
      }
    }
    return literal.append('"').toString();
  }

  /** {@return a description as one paragraph of Javadoc, or the other text where there is none} */
  static String doc(String description, String otherwise) {
    return description == null || description.isBlank()
        ? otherwise
        : html(description.strip().replaceAll("\\s+", " "));
  }

  /** {@return text for {@code …} in Javadoc} */
  static String code(String text) {
    return html(text).replace("{", "(").replace("}", ")");
  }

  static String html(String text) {
    StringBuilder html = new StringBuilder();
    for (char c : text.toCharArray()) {
      switch (c) {
        case '&' -> html.append("&amp;");
        case '<' -> html.append("&lt;");
        case '>' -> html.append("&gt;");
        case '"' -> html.append("&quot;");
        case '\'' -> html.append("&#39;");
        case '`' -> html.append("&#x60;");
        case '=' -> html.append("&#x3D;");
        case '@' -> html.append("&#64;");
        case '\\' -> html.append("&#92;");
        case '*' -> html.append("&#42;");
        case '{' -> html.append("&#123;");
        case '}' -> html.append("&#125;");
        default -> html.append(c < ' ' ? " " : String.valueOf(c));
      }
    }
    return html.toString();
  }

  private static String unicode(char c) {
    return String.format("\\u%04x", (int) c);
  }
}

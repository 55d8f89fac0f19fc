package io.github.hubspotassociations.bulkimport.input;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the fields of a record are in its bytes. CSV libraries return texts and not places; here
 * the bytes matter, since what is not associated is written as it was read.
 */
final class Fields {
  private final byte[] text;
  private int[] starts = new int[16];
  private int count = 1;

  private Fields(byte[] text) {
    this.text = text;
  }

  /** The fields of a record whose quotes are in order. */
  static Fields of(byte[] text, char separator) {
    Fields fields = new Fields(text);
    boolean quoted = false;
    for (int i = 0; i < text.length; i++) {
      if (quoted) {
        // The second quote of a doubled one opens it again.
        quoted = text[i] != '"';
      } else if (text[i] == separator) {
        fields.add(i + 1);
      } else if (text[i] == '"') {
        int start = fields.starts[fields.count - 1];
        quoted = i == start || text[start] == '"';
      }
    }
    return fields;
  }

  private void add(int start) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
    }
    starts[count++] = start;
  }

  int count() {
    return count;
  }

  int start(int field) {
    return starts[field];
  }

  int end(int field) {
    return field == count - 1 ? text.length : starts[field + 1] - 1;
  }

  /** The field's text without its quotes, or null where it is not UTF-8. */
  @Nullable String get(int field) {
    int start = start(field);
    int end = end(field);
    if (start == end || text[start] != '"') {
      return Utf8.decode(text, start, end - start);
    }
    String inner = Utf8.decode(text, start + 1, end - start - 2);
    return inner == null || inner.indexOf('"') < 0 ? inner : inner.replace("\"\"", "\"");
  }

  /** The field's text where it is not UTF-8: each byte a character. */
  String latin1(int field) {
    return new String(text, start(field), end(field) - start(field), StandardCharsets.ISO_8859_1)
        .replace("\"", "");
  }

  /** The record with another text in one field. */
  byte[] with(int field, String value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length);
    bytes.write(text, 0, start(field));
    bytes.writeBytes(quoted(value).getBytes(StandardCharsets.UTF_8));
    bytes.write(text, end(field), text.length - end(field));
    return bytes.toByteArray();
  }

  private static String quoted(String value) {
    return value.chars().allMatch(Character::isLetterOrDigit)
        ? value
        : '"' + value.replace("\"", "\"\"") + '"';
  }

  /** Whether no field from this one on has a text. */
  boolean isBlankFrom(int field) {
    for (int i = start(field); i < text.length; i++) {
      byte b = text[i];
      if (b != ' ' && b != '\t' && b != '"' && (b != text[start(field) - 1])) {
        return false;
      }
    }
    return true;
  }
}

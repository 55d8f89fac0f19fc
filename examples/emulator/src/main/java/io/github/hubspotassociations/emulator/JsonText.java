package io.github.hubspotassociations.emulator;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Writes JSON as UTF-8 bytes. The response to a batch of 2,000 inputs has 4,000 rows, so rows are
 * copied as bytes instead of built from objects.
 */
final class JsonText {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private byte[] bytes;
  private int size;

  JsonText(int expectedSize) {
    bytes = new byte[expectedSize];
  }

  /** Appends text that is JSON already. */
  JsonText raw(String ascii) {
    return raw(ascii.getBytes(StandardCharsets.UTF_8));
  }

  /** Appends bytes that are JSON already. */
  JsonText raw(byte[] json) {
    reserve(json.length);
    System.arraycopy(json, 0, bytes, size, json.length);
    size += json.length;
    return this;
  }

  /** Appends a quoted and escaped string. */
  JsonText string(String value) {
    int length = value.length();
    reserve(length + 2);
    int start = size;
    bytes[size++] = '"';
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        size = start;
        return escaped(value);
      }
      bytes[size++] = (byte) c;
    }
    bytes[size++] = '"';
    return this;
  }

  private JsonText escaped(String value) {
    StringBuilder text = new StringBuilder(value.length() + 16).append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        text.append("\\u").append(HEX[c >> 12]).append(HEX[c >> 8 & 15]);
        text.append(HEX[c >> 4 & 15]).append(HEX[c & 15]);
      } else {
        text.append(c);
      }
    }
    return raw(text.append('"').toString());
  }

  /** Appends an object whose values are lists of strings. */
  JsonText context(Map<String, List<String>> context) {
    raw("{");
    String separator = "";
    for (Map.Entry<String, List<String>> entry : context.entrySet()) {
      raw(separator).string(entry.getKey()).raw(":").strings(entry.getValue());
      separator = ",";
    }
    return raw("}");
  }

  /** Appends a list of strings. */
  JsonText strings(List<String> values) {
    raw("[");
    String separator = "";
    for (String value : values) {
      raw(separator).string(value);
      separator = ",";
    }
    return raw("]");
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
    }
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }
}

package io.github.hubspotassociations.bulkimport.input;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** UTF-8 that says when bytes are not UTF-8, instead of putting a replacement character there. */
public final class Utf8 {
  private Utf8() {}

  /** The text, or null where the bytes are not UTF-8. */
  public static @Nullable String decode(byte[] bytes) {
    // The decoder that replaces is several times faster; only its rare doubt needs the strict one.
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') < 0) {
      return text;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** The bytes as they are, or, where they are not UTF-8, with U+FFFD for what can't be told. */
  public static byte[] repaired(byte[] bytes) {
    return decode(bytes) != null
        ? bytes
        : new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
  }
}

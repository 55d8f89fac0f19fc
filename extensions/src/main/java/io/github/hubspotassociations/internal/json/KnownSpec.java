package io.github.hubspotassociations.internal.json;

import io.github.hubspotassociations.client.model.AssociationSpec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** A spec that has been seen before, and the rest of a row that has it. Not thread-safe. */
final class KnownSpec {
  private static final String BEFORE_SPEC = "},\"associationSpec\":";
  private static final String AFTER_SPEC = "}";

  final ByteString text;
  final @Nullable AssociationSpec spec;

  /** What follows the ids of a row. */
  final byte[] rest;

  private final byte[] compared;
  private final long lastBytes;

  KnownSpec(ByteString text, @Nullable AssociationSpec spec) {
    this.text = text;
    this.spec = spec;
    this.rest =
        new Buffer().writeUtf8(BEFORE_SPEC).write(text).writeUtf8(AFTER_SPEC).readByteArray();
    this.compared = new byte[rest.length];
    this.lastBytes = IdKey.view(rest).getLong(rest.length - Long.BYTES);
  }

  /**
   * Whether the rest of a row is there; the buffer must be long enough for it. The end is compared
   * first, where specs differ. A row is 140 bytes, of which 118 are known beforehand: comparing
   * them byte by byte took longer than all other work on the row, and eight at a time in a loop a
   * fifth longer than this.
   */
  boolean isAt(byte[] buffer, ByteBuffer view, int at) {
    if (view.getLong(at + rest.length - Long.BYTES) != lastBytes) {
      return false;
    }
    // Arrays.equals for a part of an array came with Java 9; copying costs less than a loop.
    System.arraycopy(buffer, at, compared, 0, compared.length);
    return Arrays.equals(compared, rest);
  }
}

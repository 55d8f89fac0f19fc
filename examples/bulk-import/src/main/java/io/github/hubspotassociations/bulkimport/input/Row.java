package io.github.hubspotassociations.bulkimport.input;

import io.github.hubspotassociations.ObjectRef;
import org.jspecify.annotations.Nullable;

/**
 * One row of the input.
 *
 * @param line the physical line where it starts; the first line of the input is 1
 * @param fromType as it will be sent, or as much as could be read of a broken row
 * @param text its bytes as they came, without the last line break and the error column
 * @param end where its record ends, line break included, in bytes from the start of the text
 * @param nextLine the physical line after it
 * @param endsRecord whether no other row comes from the same record
 * @param problem why it can't be sent, or null for a good row
 */
// Rows are told apart by identity, so the array's identity in equals does no harm.
@SuppressWarnings("ArrayRecordComponent")
public record Row(
    long line,
    String fromType,
    String fromId,
    String toType,
    String toId,
    byte[] text,
    long end,
    long nextLine,
    boolean endsRecord,
    @Nullable String problem) {

  public boolean isBroken() {
    return problem != null;
  }

  /** The record to associate from; only of a good row. */
  public ObjectRef from() {
    return ObjectRef.of(fromType, fromId);
  }

  /** The record to associate to; only of a good row. */
  public ObjectRef to() {
    return ObjectRef.of(toType, toId);
  }

  Row broken(String why) {
    return new Row(line, fromType, fromId, toType, toId, text, end, nextLine, endsRecord, why);
  }

  /** About what the row holds in memory until it is settled, its request and outcome included. */
  public long weight() {
    return 1_000L + text.length;
  }
}

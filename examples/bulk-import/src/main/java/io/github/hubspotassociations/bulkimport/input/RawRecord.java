package io.github.hubspotassociations.bulkimport.input;

/**
 * The bytes of one record, not yet taken to pieces.
 *
 * @param line the physical line where it starts
 * @param text its bytes without the last line break
 * @param end where it ends, line break included, in bytes from the start of the text
 * @param nextLine the physical line after it
 * @param unclosed a quote in it is opened and not closed, so that it is cut at the end of its line
 */
// Records are compared nowhere, so the array's identity in equals does no harm.
@SuppressWarnings("ArrayRecordComponent")
public record RawRecord(long line, byte[] text, long end, long nextLine, boolean unclosed) {}

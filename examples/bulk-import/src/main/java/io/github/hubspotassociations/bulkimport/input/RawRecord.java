package io.github.hubspotassociations.bulkimport.input;

import org.jspecify.annotations.Nullable;

/**
 * The bytes of one record, not yet taken to pieces.
 *
 * @param line the physical line where it starts
 * @param text its bytes without the last line break
 * @param end where it ends, line break included, in bytes from the start of the text
 * @param nextLine the physical line after it
 * @param isWhole whether a line break ends it
 * @param isContinued whether the next record is a part of this one, which is broken and too long to
 *     be returned at once
 * @param problem what is wrong with its quotes, or null
 */
// Records are compared nowhere, so the array's identity in equals does no harm.
@SuppressWarnings("ArrayRecordComponent")
record RawRecord(
    long line,
    byte[] text,
    long end,
    long nextLine,
    boolean isWhole,
    boolean isContinued,
    @Nullable String problem) {}

package io.github.hubspotassociations.bulkimport.input;

/**
 * One physical line.
 *
 * @param number counted from 1
 * @param bytes the line with its line break, if it has one
 * @param length how many of the bytes come before the line break
 * @param end where the line ends, line break included, in bytes from the start of the text
 */
// Lines are compared nowhere, so the array's identity in equals does no harm.
@SuppressWarnings("ArrayRecordComponent")
record Line(long number, byte[] bytes, int length, long end) {
  /** Whether it has a line break; only the last line of an input can be without. */
  boolean isWhole() {
    return length < bytes.length;
  }
}

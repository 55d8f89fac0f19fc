package io.github.hubspotassociations.bulkimport.checkpoint;

/**
 * From where an import continues.
 *
 * @param offset where the next row begins, in bytes from the start of the text
 * @param nextLine the physical line of the next row
 * @param rowsAhead how many rows behind the offset are done, of a record that makes several
 * @param rows how many rows are done
 * @param notAssociated how many of them were not associated
 */
public record Resume(long offset, long nextLine, long rowsAhead, long rows, long notAssociated) {}

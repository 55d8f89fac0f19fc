/** Reads the CSV file: its text, its header and its rows. */
@org.jspecify.annotations.NullMarked
package io.github.hubspotassociations.bulkimport.input;

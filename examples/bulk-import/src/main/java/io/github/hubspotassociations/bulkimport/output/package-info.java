/** Writes the results and failures files and the summary. */
@org.jspecify.annotations.NullMarked
package io.github.hubspotassociations.bulkimport.output;

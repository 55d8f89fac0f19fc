/** Shows the progress of an import. */
@org.jspecify.annotations.NullMarked
package io.github.hubspotassociations.bulkimport.progress;

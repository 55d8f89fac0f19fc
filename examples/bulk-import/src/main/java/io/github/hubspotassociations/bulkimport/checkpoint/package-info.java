/** Stores how far an import has come, and checks that a resume continues the same import. */
@org.jspecify.annotations.NullMarked
package io.github.hubspotassociations.bulkimport.checkpoint;

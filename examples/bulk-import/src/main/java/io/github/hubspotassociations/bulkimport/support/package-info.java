/** Helpers that all parts of the importer use. */
@org.jspecify.annotations.NullMarked
package io.github.hubspotassociations.bulkimport.support;

/** The import of associations as an Apache Spark job. */
@org.jspecify.annotations.NullMarked
package io.github.hubspotassociations.sparkimport;

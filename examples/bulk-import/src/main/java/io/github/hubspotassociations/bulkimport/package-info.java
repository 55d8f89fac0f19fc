/** The command {@code associate}: reads a CSV file of associations and creates them in HubSpot. */
@org.jspecify.annotations.NullMarked
package io.github.hubspotassociations.bulkimport;

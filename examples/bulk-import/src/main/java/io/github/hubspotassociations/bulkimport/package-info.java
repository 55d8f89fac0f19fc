/** The command line importer: reads a file of associations and creates them in HubSpot. */
package io.github.hubspotassociations.bulkimport;

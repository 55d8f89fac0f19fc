/** Compares the OpenAPI document with those that HubSpot publishes. */
@NullMarked
package io.github.hubspotassociations.drift;

import org.jspecify.annotations.NullMarked;

/** How fast requests are sent and when they are repeated. */
package io.github.hubspotassociations.pacing;
